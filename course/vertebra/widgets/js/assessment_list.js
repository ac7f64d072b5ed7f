// @ts-check
// What a scan shows of a procedure: one sentence that sums it up, and each criterion, whether it is met, and why.
/** @import { AssessmentRow } from "./frame_types" */
import { element } from "./elements.js";
import { t } from "./texts.js";

/** @typedef {"good" | "near" | "bad"} Level */

/** @type {Record<Level, [sign: string, className: string]>} */
const LOOKS = { good: ["✓", ""], near: ["▲", "vx-near"], bad: ["✗", "vx-grave"] };

/**
 * Not met, met only just or at a price, or met.
 * @param {AssessmentRow} row
 * @returns {Level}
 */
export const levelOf = ({ good, near = false }) => (good ? (near ? "near" : "good") : "bad");

/** @param {HTMLElement} parent */
export function makeAssessmentList(parent) {
  const node = element("ul", { class: "vx-verdicts", "aria-label": t("What the scan shows") });
  parent.append(node);
  return {
    node,
    /** @param {AssessmentRow[]} rows */
    show(rows) {
      node.replaceChildren(
        ...rows.map((row) => {
          const [sign, className] = LOOKS[levelOf(row)];
          const head = element("strong", {}, `${sign} ${row.name}: `);
          return element(
            "li",
            { class: className, "data-criterion": row.criterion, "data-level": levelOf(row) },
            head,
            row.words,
          );
        }),
      );
    },
  };
}
