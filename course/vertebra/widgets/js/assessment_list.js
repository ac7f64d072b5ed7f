// @ts-check
// What a scan shows of a procedure: each criterion, whether it is met, and why.
/** @import { AssessmentRow } from "./frame_types" */
import { element } from "./elements.js";
import { t } from "./texts.js";

/** @param {HTMLElement} parent */
export function makeAssessmentList(parent) {
  const node = element("ul", { class: "vx-verdicts", "aria-label": t("What the scan shows") });
  parent.append(node);
  return {
    node,
    /** @param {AssessmentRow[]} rows */
    show(rows) {
      node.replaceChildren(
        ...rows.map(({ name, good, words }) => {
          const head = element("strong", {}, `${good ? "✓" : "!"} ${name}: `);
          return element("li", { class: good ? "" : "vx-grave" }, head, words);
        }),
      );
    },
  };
}
