// @ts-check
// See decision 0370.
// An explanation stays folded until the questions that its cell names have an answer. A click on it before that leads
// to the question. Where there is no such question to answer, it opens: nobody is locked out of the text.
import { t } from "./texts.js";

/** @typedef {any} Panel a notebook of JupyterLab with its toolbar and its kernel */
/** @typedef {{cell: any, after: string[]}} Folded an explanation's cell and the questions before it */

export const ANSWERED = "vertebra-answered";
const SUMMARY = "details.vertebra-explanation > summary";

/**
 * The first question before an explanation that has no answer yet; null where all have one.
 * @param {string[]} after
 * @param {Set<string>} answered
 */
export const openQuestion = (after, answered) => after.find((name) => !answered.has(name)) ?? null;

/**
 * Fold a lesson's explanations; returns what opens all of them, for a lesson whose questions did not start.
 * @param {Panel} panel
 */
export function foldUntilAnswered(panel) {
  /** @type {Set<string>} */
  const answered = new Set();
  /** @type {Folded[]} */
  let folded = panel.content.widgets
    .map((/** @type {any} */ cell) => ({ cell, after: cell.model.getMetadata("vertebra")?.after ?? [] }))
    .filter((/** @type {Folded} */ { after }) => after.length > 0);
  panel.node.style.setProperty(
    "--vertebra-locked",
    JSON.stringify(t("opens when you have answered the question above")),
  );
  for (const { cell } of folded) cell.addClass("vertebra-locked");

  /** @param {Folded} explanation */
  const unfold = (explanation) => {
    folded = folded.filter((other) => other !== explanation);
    explanation.cell.removeClass("vertebra-locked");
    const open = () => explanation.cell.node.querySelector("details.vertebra-explanation")?.setAttribute("open", "");
    open();
    explanation.cell.renderedChanged?.connect(open); // One that has not been scrolled to is rendered later.
  };
  /** @param {any} event */
  const hear = ({ detail }) => {
    answered.add(detail);
    for (const explanation of folded) if (!openQuestion(explanation.after, answered)) unfold(explanation);
  };
  /** @param {MouseEvent} event */
  const click = (event) => {
    const summary = /** @type {Element} */ (event.target).closest(SUMMARY);
    const explanation = summary && folded.find(({ cell }) => cell.node.contains(summary));
    if (!explanation) return;
    event.preventDefault();
    const name = openQuestion(explanation.after, answered) ?? "";
    const question = panel.node.querySelector(`[data-vertebra-item="${CSS.escape(name)}"]`);
    if (!question) return unfold(explanation);
    question.scrollIntoView({ block: "center" });
    question.querySelector("input, button, select, textarea")?.focus({ preventScroll: true });
  };
  window.addEventListener(ANSWERED, hear);
  panel.node.addEventListener("click", click, true);
  panel.disposed.connect(() => window.removeEventListener(ANSWERED, hear));
  return () => {
    for (const explanation of folded) unfold(explanation);
  };
}
