// @ts-check
// The questions of a page: the quiz's own component, with a model that marks in the page instead of asking a kernel.
/** @import { Common, Key } from "./marking.js" */
/** @import { Progress } from "./kept_answers.js" */
import { isBlank } from "../../quiz/js/quiz_saver.js";
import { t } from "../../widgets/js/texts.js";
import { markAnswer } from "./marking.js";

/** @typedef {{item: any, key: Key}} Variant */
/** @typedef {Common & {questions: Record<string, Variant[]>}} PageData */

/** Verdicts that say whether something is known. */
const COUNTED = ["right", "partly", "wrong"];

/**
 * A moment by the clock on the learner's wall, with its distance from universal time.
 * @param {Date} date
 */
export function localTime(date) {
  const ahead = -date.getTimezoneOffset();
  /** @param {number} n */
  const two = (n) => String(Math.floor(Math.abs(n))).padStart(2, "0");
  const wall = new Date(date.getTime() + ahead * 60_000).toISOString().slice(0, 19);
  return `${wall}${ahead < 0 ? "-" : "+"}${two(ahead / 60)}:${two(ahead % 60)}`;
}

/**
 * Which variant of each question is questions, and what has been taken of its hints.
 * @param {PageData} data
 * @param {Progress} progress
 */
export function makeQuestions(data, progress) {
  /** @type {Map<string, number>} */
  const hints = new Map();
  /** @type {Map<string, number>} */
  const variants = new Map();
  /** @param {string} name */
  const variantOf = (name) => {
    const every = data.questions[name];
    const at = (variants.get(name) ?? progress.answer(name)?.variant ?? 0) % every.length;
    return { at, ...every[at] };
  };
  /** @param {string} name */
  const taken = (name) => variantOf(name).key.hints.slice(0, hints.get(name) ?? 0);
  return {
    variantOf,
    taken,
    /** @param {string} name */
    forget: (name) => variants.delete(name),
    /** @param {string} name */
    takeHint(name) {
      hints.set(name, Math.min((hints.get(name) ?? 0) + 1, variantOf(name).key.hints.length));
      return taken(name);
    },
    /** @param {string} name */
    turn(name) {
      hints.delete(name);
      variants.set(name, (variantOf(name).at + 1) % data.questions[name].length);
    },
    /**
     * As the component shows it.
     * @param {string} name
     */
    shown(name) {
      const { item, key } = variantOf(name);
      const kept = progress.answer(name);
      const value = kept && kept.version === key.version ? kept.value : "";
      const result = isBlank(value) ? null : markAnswer(key, value, data);
      return { ...item, value, result, taken: taken(name), surprised: kept?.surprised ?? null };
    },
  };
}

/**
 * What is done when the component asks; it gives what is answered.
 * @param {ReturnType<typeof makeQuestions>} questions
 * @param {PageData} data
 * @param {Progress} progress
 * @param {() => void} redraw
 * @returns {Record<string, (name: string, message: any) => any>}
 */
export const makeActs = (questions, data, progress, redraw) => ({
  check(name, { value, sure }) {
    const { at, key } = questions.variantOf(name);
    const result = markAnswer(key, value, data);
    const right = result.verdict === "right";
    // A first answer of a sitting says whether the learner is sure; a second try counts for nothing.
    const counts = typeof sure === "boolean" && COUNTED.includes(result.verdict);
    const answer = counts ? { at: localTime(new Date()), right, sure } : null;
    progress.remember(name, { variant: at, value, version: key.version }, answer);
    return { kind: "result", result, record: counts ? progress.record() : null };
  },
  surprise(name, { value }) {
    progress.surprise(name, value);
    return null;
  },
  show: (name) => ({ kind: "result", result: questions.variantOf(name).key.shown }),
  hint: (name) => ({ kind: "hint", taken: questions.takeHint(name) }),
  another(name) {
    questions.turn(name);
    const { at, key } = questions.variantOf(name);
    progress.remember(name, { variant: at, value: "", version: key.version });
    redraw();
    return null;
  },
});

/**
 * What the component knows as the model of its widget.
 * @param {string[]} names
 * @param {PageData} data
 * @param {Progress} progress
 */
export function makeModel(names, data, progress) {
  const questions = makeQuestions(data, progress);
  const events = makeEvents();
  const view = () => ({ mode: "check", items: names.map(questions.shown), warnings: [] });
  let current = view();
  const redraw = () => {
    current = view();
    events.emit("change:view");
  };
  const acts = makeActs(questions, data, progress, redraw);
  return {
    ...events,
    get: () => current,
    /** @param {any} message */
    send: (message) => answer(events, message, acts[message.kind]?.(message.item, message)),
    /** Show what is kept of a question now. @param {string} name */
    refresh(name) {
      questions.forget(name);
      redraw();
    },
  };
}

/** Who hears what of a model. */
export function makeEvents() {
  /** @type {Map<string, Set<(content?: any) => void>>} */
  const listeners = new Map();
  return {
    /** @type {(event: string, act: (content?: any) => void) => void} */
    on(event, act) {
      if (!listeners.has(event)) listeners.set(event, new Set());
      listeners.get(event)?.add(act);
    },
    /** @type {(event: string, act: (content?: any) => void) => void} */
    off: (event, act) => listeners.get(event)?.delete(act),
    /** @type {(event: string, content?: any) => void} */
    emit(event, content) {
      for (const act of listeners.get(event) ?? []) act(content);
    },
  };
}

/** @type {(events: ReturnType<typeof makeEvents>, message: any, reply: any) => void} */
export function answer(events, message, reply) {
  if (reply) events.emit("msg:custom", { ...reply, item: message.item, from: message.from });
}

/**
 * Show every group of questions of the page; a question that another tab answers is shown as it was answered there,
 * unless somebody is answering it here.
 * @param {{render: (place: {model: any, el: HTMLElement}) => void}} component
 * @param {PageData} data
 * @param {Progress} progress
 * @param {(words: string) => void} say
 */
export function showQuestions(component, data, progress, say) {
  /** @type {Map<string, ReturnType<typeof makeModel>>} */
  const models = new Map();
  /** @type {Set<string>} */
  const begun = new Set();
  for (const place of document.querySelectorAll("[data-questions]")) {
    const el = /** @type {HTMLElement} */ (place);
    const names = /** @type {string[]} */ (JSON.parse(el.dataset.questions ?? "[]"));
    const model = makeModel(names, data, progress);
    for (const name of names) models.set(name, model);
    el.replaceChildren();
    component.render({ model, el });
    el.addEventListener("input", ({ target }) => begun.add(questionAround(target)));
    el.addEventListener("click", ({ target }) => {
      if (/** @type {Element} */ (target).closest('[data-do="check"]')) begun.delete(questionAround(target));
    });
  }
  window.addEventListener("storage", (event) => {
    const name = progress.questionOf(event) ?? "";
    const model = models.get(name);
    if (!model) return;
    const title = data.questions[name][0].item.title;
    if (begun.has(name)) {
      say(t("“{title}” was answered in another tab too. What you check last is what is kept.", { title }));
    } else {
      model.refresh(name);
      say(t("“{title}” was answered in another tab; its answer is shown here now.", { title }));
    }
  });
}

/** @param {EventTarget | null} target */
const questionAround = (target) =>
  /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[data-vertebra-item]"))?.dataset
    .vertebraItem ?? "";
