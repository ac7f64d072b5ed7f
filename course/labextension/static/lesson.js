// @ts-check
// See decision 0051.
// A lesson of the course, or a quiz, runs when it is opened. Nothing else does: a code cell of a lesson is run only if
// its source is, character for character, the one that the course ships at that place of that lesson; a code cell of a
// quiz only if it is one of the three calls that show a quiz.
import { foldUntilAnswered } from "./explanation.js";
import { runInKernel } from "./kernel.js";
import { load, t } from "./texts.js";

/** @typedef {{type: string, source: string}} Cell */
/** @typedef {any} Panel a notebook of JupyterLab with its toolbar and its kernel */
/** @typedef {(text: string, label?: string, pressed?: (() => void) | null) => void} Say */

const PATIENCE_MS = 600;

/**
 * The positions of the cells to run, or null where the lesson's own cells are not all there, unchanged and in order.
 * @param {Cell[]} cells in the order of the notebook
 * @param {string[]} shipped the sources of the lesson's code cells
 */
export function plan(cells, shipped) {
  /** @type {number[]} */
  const run = [];
  cells.forEach((cell, at) => {
    if (cell.type === "code" && run.length < shipped.length && cell.source === shipped[run.length]) run.push(at);
  });
  return shipped.length > 0 && run.length === shipped.length ? run : null;
}

const QUIZ_OPENS = /^from vertebra\.quiz\.component import Quiz\nquiz = Quiz\.open\("[A-Za-z0-9_-]{1,64}"\)\nquiz$/;
const QUIZ_SHOWS = /^quiz\.(item\("[a-z0-9-]{1,64}"\)|review\(\))$/;

/**
 * The positions of the cells of a quiz to run, or null where it does not open one. Its items differ from course to
 * course, but its code has only these forms, which can do nothing but show it.
 * @param {Cell[]} cells
 */
export function planQuiz(cells) {
  /** @type {number[]} */
  const run = [];
  cells.forEach((cell, at) => {
    if (cell.type === "code" && (run.length ? QUIZ_SHOWS : QUIZ_OPENS).test(cell.source)) run.push(at);
  });
  return run.length > 0 ? run : null;
}

/**
 * Whether there is nothing to run: the page of claims, a model card.
 * @param {Cell[]} cells
 */
export const isToRead = (cells) => !cells.some(({ type }) => type === "code");

/**
 * @param {any} tracker of notebooks
 * @param {any} actions of notebooks
 * @param {string} base where the extension's files are
 */
export async function activate(tracker, actions, base) {
  addStyle(`${base}lesson.css`);
  const manifest = read(`${base}lessons.json`);
  load(await read(`${base}texts.json`).catch(() => ({})));
  /** @param {Panel} panel */
  const opened = (panel) => open(panel, actions, manifest).catch((error) => console.error("vertebra-lab", error));
  tracker.forEach(opened);
  tracker.widgetAdded.connect((/** @type {unknown} */ _, /** @type {Panel} */ panel) => opened(panel));
  document.addEventListener("vertebra-start-again", (event) => {
    const target = /** @type {Node} */ (event.target);
    const panel = tracker.find((/** @type {Panel} */ one) => one.node.contains(target));
    if (!panel) return;
    event.preventDefault();
    startAgain(panel, actions, manifest, target).catch((error) => console.error("vertebra-lab", error));
  });
}

/**
 * A widget whose kernel is gone asks for this: the same cells run as on opening, in a kernel that answers, and the page
 * stays where it is. See decision 0412.
 * @param {Panel} panel
 * @param {any} actions
 * @param {Promise<{lessons: Record<string, string[]>}>} manifest
 * @param {Node} target the widget
 */
export async function startAgain(panel, actions, manifest, target) {
  const session = panel.sessionContext;
  const kernel = session.session?.kernel;
  if (!kernel) await session.changeKernel({ name: session.kernelPreference.name ?? "python3" });
  else if (kernel.status === "dead") await session.restartKernel();
  const cells = panel.content.widgets;
  const cell = cells.find((/** @type {any} */ { node }) => node.contains(target));
  const chosen = chosenOf(panel, sourcesOf(cells), (await manifest).lessons);
  const code = cells.filter((/** @type {any} */ { model }) => model.type === "code");
  const wanted = chosen ? chosen.map((at) => cells[at]) : code;
  await run(panel, actions, wanted, makeSign(panel), false);
  if (!panel.isDisposed) cell?.node.scrollIntoView({ block: "nearest" });
}

/**
 * @param {any[]} cells
 * @returns {Cell[]}
 */
const sourcesOf = (cells) => cells.map(({ model }) => ({ type: model.type, source: model.sharedModel.getSource() }));

/**
 * The positions of the cells that may run by themselves; null where they are not as the course ships them.
 * @param {Panel} panel
 * @param {Cell[]} sources
 * @param {Record<string, string[]>} lessons
 */
function chosenOf(panel, sources, lessons) {
  const { lesson, quiz } = panel.content.model?.getMetadata("vertebra") ?? {};
  if (lesson) return plan(sources, lessons[lesson] ?? []);
  return quiz ? planQuiz(sources) : null;
}

/** @param {string} address */
const read = (address) => fetch(address, { cache: "no-cache" }).then((answer) => answer.json());

/** @param {string} href */
function addStyle(href) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  document.head.append(link);
}

/** @type {(cell: any) => boolean} */
const isFixed = ({ model }) =>
  model.getMetadata("editable") === false || model.getMetadata("nbgrader")?.locked === true;

/**
 * @param {Panel} panel
 * @param {any} actions
 * @param {Promise<{lessons: Record<string, string[]>}>} manifest
 */
async function open(panel, actions, manifest) {
  await panel.context.ready;
  const { lesson, quiz } = panel.content.model?.getMetadata("vertebra") ?? {};
  if (!lesson && !quiz) return;
  panel.addClass("vertebra-lesson");
  const { lessons } = await manifest;
  const cells = panel.content.widgets;
  for (const cell of cells) if (isFixed(cell)) cell.addClass("vertebra-cell");
  await panel.revealed;
  const sources = sourcesOf(cells);
  const chosen = chosenOf(panel, sources, lessons);
  if (isToRead(sources)) return;
  const say = makeSign(panel);
  if (chosen) {
    const wanted = chosen.map((at) => cells[at]);
    return run(panel, actions, wanted, say);
  }
  // A copy that was changed does not run by itself, but the learner may say so.
  say(t("This copy has been changed, so it does not start by itself."), t("Start it"), () => {
    say("");
    const code = panel.content.widgets.filter((/** @type {any} */ { model }) => model.type === "code");
    run(panel, actions, code, say);
  });
}

/**
 * @param {Panel} panel
 * @param {any} actions
 * @param {any[]} cells
 * @param {Say} say
 * @param {boolean} [clear] whether old outputs go at once; else each stays until its cell has run
 */
async function run(panel, actions, cells, say, clear = true) {
  panel.addClass("vertebra-loading");
  const unfoldAll = foldUntilAnswered(panel);
  const patience = setTimeout(() => say(t("Preparing …")), PATIENCE_MS);
  try {
    if (clear) for (const cell of cells) cell.model.outputs.clear();
    const complete = await runInKernel(panel, actions, cells);
    if (!complete) unfoldAll();
    clearTimeout(patience);
    say(complete ? "" : t("A part did not start. Close the tab and open it again."));
    if (complete && !panel.isDisposed && !panel.context.model.readOnly) await panel.context.save();
  } catch (error) {
    console.error("vertebra-lab", error);
    unfoldAll();
    const words = t("This did not start. Close the tab and open it again, or choose Run, Run All Cells.");
    if (!panel.isDisposed) say(words);
  } finally {
    clearTimeout(patience);
    if (!panel.isDisposed) panel.removeClass("vertebra-loading");
  }
}

/**
 * A small sign in a corner of the lesson; empty text removes it.
 * @param {Panel} panel
 * @returns {Say}
 */
function makeSign(panel) {
  const node = document.createElement("div");
  node.className = "vertebra-sign";
  node.setAttribute("role", "status");
  panel.node.append(node);
  return (text, label = "", pressed = null) => {
    node.replaceChildren(text);
    node.hidden = !text;
    if (!pressed) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", pressed);
    node.append(button);
  };
}
