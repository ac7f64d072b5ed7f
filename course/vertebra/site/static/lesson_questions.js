// @ts-check
// The questions of a page: the quiz's own component, with a model that marks in the page instead of asking a kernel.
/** @import { Common, Key } from "./marking.js" */
/** @import { Progress } from "./progress.js" */
import { isBlank } from "../../quiz/js/quiz_saver.js";
import { t } from "../../widgets/js/texts.js";
import { markAnswer } from "./marking.js";

/** @typedef {{item: any, key: Key}} Variant */
/** @typedef {Common & {questions: Record<string, Variant[]>}} PageData */

/**
 * Which variant of each question is asked, and what has been taken of its hints.
 * @param {PageData} data
 * @param {Progress} progress
 */
function makeAsked(data, progress) {
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
    /** As the component shows it. @param {string} name */
    shown(name) {
      const { item, key } = variantOf(name);
      const kept = progress.answer(name);
      const value = kept && kept.version === key.version ? kept.value : "";
      return { ...item, value, result: isBlank(value) ? null : markAnswer(key, value, data), taken: taken(name) };
    },
  };
}

/**
 * What is done when the component asks; it gives what is answered.
 * @param {ReturnType<typeof makeAsked>} asked
 * @param {PageData} data
 * @param {Progress} progress
 * @param {() => void} redraw
 * @returns {Record<string, (name: string, value: any) => any>}
 */
const makeActs = (asked, data, progress, redraw) => ({
  check(name, value) {
    const { at, key } = asked.variantOf(name);
    const result = markAnswer(key, value, data);
    progress.remember(name, { variant: at, value, version: key.version, right: result.verdict === "right" });
    return { kind: "result", result };
  },
  show: (name) => ({ kind: "result", result: asked.variantOf(name).key.shown }),
  hint: (name) => ({ kind: "hint", taken: asked.takeHint(name) }),
  another(name) {
    asked.turn(name);
    const { at, key } = asked.variantOf(name);
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
  /** @type {Map<string, Set<(content?: any) => void>>} */
  const listeners = new Map();
  const asked = makeAsked(data, progress);
  /** @type {(event: string, content?: any) => void} */
  const emit = (event, content) => {
    for (const act of listeners.get(event) ?? []) act(content);
  };
  const view = () => ({ mode: "check", items: names.map(asked.shown), warnings: [] });
  let current = view();
  const redraw = () => {
    current = view();
    emit("change:view");
  };
  const acts = makeActs(asked, data, progress, redraw);
  return {
    get: () => current,
    /** @type {(event: string, act: (content?: any) => void) => void} */
    on(event, act) {
      if (!listeners.has(event)) listeners.set(event, new Set());
      listeners.get(event)?.add(act);
    },
    /** @type {(event: string, act: (content?: any) => void) => void} */
    off: (event, act) => listeners.get(event)?.delete(act),
    /** @param {any} message */
    send(message) {
      const said = acts[message.kind]?.(message.item, message.value);
      if (said) emit("msg:custom", { ...said, item: message.item, from: message.from });
    },
    /** Show what is kept of a question now. @param {string} name */
    refresh(name) {
      asked.forget(name);
      redraw();
    },
  };
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
