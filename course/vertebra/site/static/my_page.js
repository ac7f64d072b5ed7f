// @ts-check
// The learner's own page: what is due, missed and surprising, as the component shows it in JupyterLab, from what this
// browser has kept.
/** @import { Catalogue } from "../../quiz/js/types" */
/** @import { Progress } from "./kept_answers.js" */
/** @import { PageData } from "./lesson_questions.js" */
import { answer, localTime, makeActs, makeEvents, makeQuestions } from "./lesson_questions.js";

/**
 * @param {PageData & {catalogue: Catalogue}} data
 * @param {Progress} progress
 */
function makeModel(data, progress) {
  const events = makeEvents();
  const questions = makeQuestions(data, progress);
  /** @type {string[]} */
  let names = [];
  /** Questions of the review that wait for their answer. @type {Set<string>} */
  const fresh = new Set();
  /** @param {string} name */
  const shown = (name) => ({ ...questions.shown(name), ...(fresh.has(name) ? { value: "", result: null } : {}) });
  const view = () => ({
    mode: "progress",
    items: names.map(shown),
    record: progress.record(),
    catalogue: data.catalogue,
    today: localTime(new Date()).slice(0, 10),
    warnings: [],
  });
  let current = view();
  const redraw = () => {
    current = view();
    events.emit("change:view");
  };
  const acts = makeActs(questions, data, progress, redraw);
  /** @param {string[]} wanted */
  const begin = (wanted) => {
    names = wanted.filter((name) => name in data.questions);
    fresh.clear();
    for (const name of names) {
      fresh.add(name);
      questions.turn(name); // With other numbers than last time.
    }
    redraw();
  };
  return {
    ...events,
    get: () => current,
    refresh: () => names.length === 0 && redraw(),
    /** @param {any} message */
    send(message) {
      if (message.kind === "review") begin(message.items);
      else if (message.kind === "done") begin([]);
      else {
        fresh.delete(message.item);
        answer(events, message, acts[message.kind]?.(message.item, message));
      }
    },
  };
}

/**
 * @param {HTMLElement} el
 * @param {{render: (place: {model: any, el: HTMLElement}) => void}} component
 * @param {PageData & {catalogue: Catalogue}} data
 * @param {Progress} progress
 */
export function showMyPage(el, component, data, progress) {
  const model = makeModel(data, progress);
  el.replaceChildren();
  component.render({ model, el });
  window.addEventListener("storage", model.refresh);
}
