// @ts-check
// An explanation stays folded until the questions before it have an answer, as in JupyterLab (decision 0370). A click
// on it before that leads to the question.
import { t } from "../../widgets/js/texts.js";
import { namesIn } from "./progress_lines.js";

const ANSWERED = "vertebra-answered";

/** @param {Progress} progress @import { Progress } from "./kept_answers.js" */
export function foldExplanations(progress) {
  const answered = new Set();
  const marked = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-after]")]);
  let folded = marked.map((node) => ({ node, after: namesIn(node.dataset.after) }));
  document.documentElement.style.setProperty(
    "--vertebra-locked",
    JSON.stringify(t("opens when you have answered the question above")),
  );
  /** @param {string[]} after */
  const openQuestion = (after) => after.find((name) => !answered.has(name) && !progress.answer(name)?.value?.length);
  const update = () => {
    for (const explanation of folded.filter(({ after }) => !openQuestion(after))) {
      explanation.node.classList.remove("vertebra-locked");
      explanation.node.querySelector("details")?.setAttribute("open", "");
    }
    folded = folded.filter(({ after }) => openQuestion(after));
  };
  for (const { node } of folded) node.classList.add("vertebra-locked");
  window.addEventListener(ANSWERED, (event) => {
    answered.add(/** @type {CustomEvent} */ (event).detail);
    update();
  });
  document.addEventListener("click", (event) => {
    const summary = /** @type {Element} */ (event.target).closest("details.vertebra-explanation > summary");
    const explanation = summary && folded.find(({ node }) => node.contains(summary));
    if (!explanation) return;
    event.preventDefault();
    const name = openQuestion(explanation.after) ?? "";
    const question = document.querySelector(`[data-vertebra-item="${CSS.escape(name)}"]`);
    question?.scrollIntoView({ block: "center" });
    /** @type {HTMLElement | null | undefined} */ (question?.querySelector("input, button, textarea"))?.focus({
      preventScroll: true,
    });
  });
  update();
}

/** On paper everything is open; afterwards it is as it was. */
export function unfoldForPrint() {
  /** @type {Element[]} */
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    for (const node of opened) node.setAttribute("open", "");
  });
  window.addEventListener("afterprint", () => {
    for (const node of opened) node.removeAttribute("open");
  });
}
