// @ts-check
// What every page does: questions, explanations, progress, search, theme. One classic script, not a module: a browser
// loads no module from a disk.
/** @import { Kinds } from "./quiz_sheet.js" */
import { makeShelf } from "./browser_shelf.js";
import { foldExplanations, unfoldForPrint } from "./explanations.js";
import { showQuestions } from "./lesson_questions.js";
import { makeProgress } from "./kept_answers.js";
import { showMyPage } from "./my_page.js";
import { showProgress } from "./progress_lines.js";
import { showQuiz } from "./quiz_sheet.js";
import { startScorm } from "./scorm.js";
import { showSearch } from "./search.js";

/**
 * Start the page with the quiz's component and the kinds of question that it asks.
 * @template {Kinds} T
 * @param {(kinds: T) => {render: (place: {model: any, el: HTMLElement}) => void}} quizWidget
 * @param {T} kinds
 */
export function start(quizWidget, kinds) {
  const component = quizWidget(kinds);
  const { root = "", page = "" } = document.body.dataset;
  const progress = makeProgress(() => window.localStorage, window);
  const say = makeNotice("vs-notice");
  const showTrouble = () => showState(document.getElementById("vs-trouble"), progress.state);
  progress.listen(showTrouble);
  if (page) progress.openPage(page);
  showTrouble();
  const data = document.getElementById("vs-data");
  const questions = JSON.parse(data?.textContent ?? "null");
  const own = document.getElementById("vs-my-page");
  const isQuiz = document.querySelector("[data-quiz-part]") !== null;
  const inPlatform = startScorm(window, own || isQuiz ? null : questions, progress);
  document.documentElement.dataset.platform = String(inPlatform);
  if (own) showMyPage(own, component, questions, progress);
  else if (isQuiz) {
    const shelf = makeShelf(() => window.localStorage, window);
    shelf.listen(() => showState(document.getElementById("vs-trouble"), shelf.state()));
    showQuiz(component, questions, shelf, kinds, say);
  } else if (questions) showQuestions(component, questions, progress, say);
  foldExplanations(progress);
  unfoldForPrint();
  showProgress(progress, say);
  const search = document.getElementById("vs-search");
  if (search) showSearch(search, root);
  chooseTheme();
  const beside = window.matchMedia("(min-width: 60.01rem)");
  const contents = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".vs-contents"));
  if (contents) contents.open = beside.matches;
  document.documentElement.dataset.started = "true";
}

/** @type {(place: HTMLElement | null, state: string) => void} */
function showState(place, state) {
  if (!place) return;
  const lines = /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("[data-state]"));
  for (const line of lines) line.hidden = line.dataset.state !== state;
  place.hidden = ![...lines].some((line) => !line.hidden);
}

/** @param {string} id */
function makeNotice(id) {
  const node = document.getElementById(id);
  /** @param {string} words */
  return (words) => {
    if (!node) return;
    node.textContent = words;
    node.hidden = words === "";
  };
}

/** Light or dark as the system has it, until the learner chooses; widgets and questions follow. */
function chooseTheme() {
  const button = document.getElementById("vs-theme");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  /** @param {boolean} isDark */
  const apply = (isDark) => {
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
    document.body.dataset.jpThemeLight = String(!isDark);
    button?.setAttribute("aria-pressed", String(isDark));
  };
  const kept = readTheme();
  apply(kept ? kept === "dark" : dark.matches);
  dark.addEventListener("change", ({ matches }) => {
    if (!readTheme()) apply(matches);
  });
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const next = document.documentElement.dataset.theme !== "dark";
    apply(next);
    try {
      window.localStorage.setItem("vertebra/1/theme", next ? "dark" : "light");
    } catch {
      // It holds for this page then.
    }
  });
}

function readTheme() {
  try {
    return window.localStorage.getItem("vertebra/1/theme");
  } catch {
    return null;
  }
}
