// @ts-check
// What a scan shows of a procedure: each criterion, whether it is met, and why; what is not, first.
/** @import { AssessmentRow } from "./frame_types" */
import { element } from "./elements.js";
import { t } from "./texts.js";

/** @typedef {"bad" | "near" | "open" | "good"} Grade */

/** A sign, a class and a word for each grade, the worst first: colour alone says nothing.
 * @type {Record<Grade, {sign: string, name: string, words: string}>} */
const GRADES = {
  bad: { sign: "✕", name: "vx-grave", words: t("not met") },
  near: { sign: "▲", name: "vx-near", words: t("little room") },
  open: { sign: "–", name: "vx-open", words: t("not yet") },
  good: { sign: "✓", name: "vx-good", words: t("met") },
};

/**
 * @param {AssessmentRow} row
 * @returns {Grade}
 */
export const levelOf = ({ good, near = false, open = false }) =>
  !good ? "bad" : open ? "open" : near ? "near" : "good";

/** @param {Grade} grade */
export const signOf = (grade) => GRADES[grade];

/**
 * Rows with the worst first, else in their order.
 * @param {AssessmentRow[]} rows
 */
export function worstFirst(rows) {
  const order = Object.keys(GRADES);
  return [...rows].sort((first, other) => order.indexOf(levelOf(first)) - order.indexOf(levelOf(other)));
}

/** @param {HTMLElement} parent */
export function makeAssessmentList(parent) {
  const node = element("ul", { class: "vx-verdicts", "aria-label": t("What the scan shows"), tabindex: "0" });
  parent.append(node);
  return {
    node,
    /** @param {AssessmentRow[]} rows */
    show(rows) {
      node.replaceChildren(
        ...worstFirst(rows).map((row) => {
          const grade = levelOf(row);
          const { sign, name, words } = GRADES[grade];
          const mark = element("span", { class: "vx-sign", role: "img", "aria-label": words }, sign);
          return element(
            "li",
            { class: name, "data-criterion": row.criterion, "data-level": grade },
            mark,
            element("strong", {}, ` ${row.name}: `),
            row.words,
          );
        }),
      );
    },
  };
}
