// @ts-check
// What every widget shares: its frame, keys, sentence, errors, prediction, themes and clean-up.
//
// A widget is `export default defineWidget({title, keys, ahead, mount})` (`Definition` in types.d.ts). The root
// element's
// property `shown` is the state that is drawn, for tests and for whoever looks into a page.
/** @import { Api, Definition, Model, Part, Shell, Speaker } from "./types" */
import { decode } from "./binary_frames.js";
import { makeButton } from "./controls.js";
import { element, keyIntent, makeIds } from "./elements.js";
import { predictionGate } from "./prediction_gate.js";
import { makeRequestQueue } from "./request_queue.js";
import { t } from "./texts.js";
import { watchReasons } from "./unusable.js";

const SENTENCE_PAUSE_MS = 400;
/** @type {[string, string][]} */
const COMMON_KEYS = [
  ["Tab", t("next control")],
  ["R", t("start again")],
  ["H", t("these keys")],
];

/**
 * The module that anywidget renders.
 * @template F, A
 * @param {Definition<F, A>} definition
 */
export function defineWidget(definition) {
  return {
    /** @param {{model: Model, el: HTMLElement}} place */
    render: ({ model, el }) => renderWidget(definition, model, el),
  };
}

/**
 * Where the model contradicts the evidence stands above what it shows.
 * @param {Shell} shell
 * @param {string} words
 */
function showCaution(shell, words) {
  if (words) shell.body.prepend(element("p", { class: "vx-caution", role: "note" }, words));
}

/**
 * @template F, A
 * @param {Definition<F, A>} definition
 * @param {Model} model
 * @param {HTMLElement} el
 */
function renderWidget({ title, keys = [], ahead = 1, mount }, model, el) {
  const newId = makeIds();
  const view = newId(Math.random().toString(36).slice(2, 8));
  const shell = makeShell(title, [...keys, ...COMMON_KEYS], newId);
  const late = t("No answer yet: the kernel is busy or has stopped. What you see may be old.");
  const queue = makeRequestQueue((message) => model.send({ kind: "step", view, ...message }), {
    ahead,
    onSlow: (slow) => shell.warn(slow ? late : ""),
  });
  /** @type {(() => void)[]} */
  const leaving = [];
  const say = makeSpeaker(shell.sentence);
  const stream = { view, queue, say, /** @type {F | null} */ frame: null };
  const api = makeApi(shell, model, stream, leaving, newId);
  showCaution(shell, String(model.get("caution") ?? ""));
  el.append(shell.root);
  const part = mount(shell.stage, api);
  const receive = makeReceiver(shell, part, stream);
  model.on("msg:custom", receive);
  leaving.push(() => model.off("msg:custom", receive));
  listen(shell, api, part, () => {
    part.reset?.();
    queue.enqueue({ reset: true });
  });
  leaving.push(predictionGate(model, shell, newId));
  model.send({ kind: "hello", view, seq: 0 });
  return () => {
    part.dispose?.();
    for (const undo of leaving.reverse()) undo();
    say.stop();
    queue.close();
    shell.root.remove();
  };
}

/**
 * @template F
 * @typedef {{view: string, queue: ReturnType<typeof makeRequestQueue>, say: Speaker, frame: F | null}} Stream
 */

/**
 * @template F
 * @param {Shell} shell
 * @param {Model} model
 * @param {Stream<F>} stream
 * @param {(() => void)[]} leaving
 * @param {(stem: string) => string} newId
 * @returns {Api<F, any>}
 */
function makeApi(shell, model, stream, leaving, newId) {
  return {
    root: shell.root,
    model,
    frame: () => stream.frame,
    id: newId,
    setLatest: stream.queue.setLatest,
    enqueue: stream.queue.enqueue,
    say: stream.say,
    on(target, type, act, options) {
      target.addEventListener(type, act, options);
      leaving.push(() => target.removeEventListener(type, act, options));
    },
    later: (undo) => leaving.push(undo),
    colour: (name) => getComputedStyle(shell.root).getPropertyValue(`--vx-${name}`).trim(),
    get calm() {
      return matchMedia("(prefers-reduced-motion: reduce)").matches;
    },
  };
}

/**
 * What a message of Python does: a frame adds to the one that is shown, an error is said.
 * @template F
 * @param {Shell} shell
 * @param {Part<F>} part
 * @param {Stream<F>} stream
 */
function makeReceiver(shell, part, stream) {
  /** @type {(content: any, buffers: (ArrayBuffer | ArrayBufferView)[]) => void} */
  return (content, buffers) => {
    if (content.kind === "frame" && content.fresh && content.view !== stream.view) return;
    const own = content.view === stream.view;
    if (content.kind === "frame") {
      shell.warn("");
      shell.root.shown = { ...shell.root.shown, ...content.state };
      const arrays = decode(content.arrays, buffers);
      stream.frame = /** @type {F} */ ({ ...stream.frame, ...content.state, ...arrays });
      const behind = stream.queue.hasPendingAfter(own ? content.seq : 0);
      part.render(stream.frame, { fresh: content.fresh, own, behind, arrays });
      shell.root.dataset.ready = "true";
      stream.say(content.sentence);
    } else if (content.kind === "error" && own) shell.warn(content.message, content.key);
    if (own) stream.queue.acknowledge(content.seq);
  };
}

/**
 * @param {Shell} shell
 * @param {Api} api
 * @param {Part} part
 * @param {() => void} reset
 */
function listen(shell, api, part, reset) {
  api.on(shell.reset, "click", reset);
  api.on(shell.help, "click", shell.toggleKeys);
  api.on(shell.root, "keydown", (/** @type {KeyboardEvent} */ event) => {
    event.stopPropagation();
    const target = /** @type {HTMLInputElement} */ (event.target);
    const intent = keyIntent(event, target.tagName, target.type);
    const frame = api.frame();
    if (intent === "reset") reset();
    else if (intent === "help") shell.toggleKeys();
    else if (intent !== "part" || !frame || !part.handleKey?.(event, frame)) return;
    event.preventDefault();
  });
  watchReasons(shell, api);
  watchThemes(api, () => part.themeChanged?.());
}

/**
 * @param {string} title
 * @param {[string, string][]} keys
 * @param {(stem: string) => string} newId
 * @returns {Shell}
 */
function makeShell(title, keys, newId) {
  const keysId = newId("keys");
  const reset = makeButton(t("Reset"), null, { name: "reset", title: t("Start again (R)") });
  const help = makeButton(t("Keys"), null, { title: t("Keys (H)") });
  help.setAttribute("aria-expanded", "false");
  help.setAttribute("aria-controls", keysId);
  const list = element("ul", { class: "vx-keys", id: keysId, hidden: true });
  for (const [press, does] of keys) list.append(element("li", {}, element("kbd", {}, press), ` ${does}`));
  const stage = element("div", { class: "vx-stage" });
  const sentence = element("p", { class: "vx-sentence", "aria-live": "polite", "aria-atomic": "true" });
  const warning = element("p", { class: "vx-warning", role: "alert", hidden: true });
  const bar = element("div", { class: "vx-bar" }, element("strong", { class: "vx-title" }, title), help, reset);
  const body = element("div", { class: "vx-body" }, list, stage, sentence);
  const frame = { class: "vx", role: "group", "aria-label": title, "data-lm-suppress-shortcuts": "true" };
  const root = element("div", frame, bar, warning, body);
  return {
    root,
    bar,
    body,
    stage,
    sentence,
    reset,
    help,
    warn(text, key = "") {
      warning.textContent = text;
      warning.dataset.key = key;
      warning.hidden = !text;
    },
    toggleKeys() {
      list.hidden = !list.hidden;
      help.setAttribute("aria-expanded", String(!list.hidden));
    },
  };
}

/**
 * Says a sentence when the hand has rested: a screen reader would otherwise hear every pixel of a drag.
 * @param {{textContent: string | null}} node
 * @param {{timer?: (act: () => void, ms: number) => any, clear?: (timer: any) => void}} [clock]
 * @returns {Speaker}
 */
export function makeSpeaker(node, { timer = setTimeout, clear = clearTimeout } = {}) {
  /** @type {any} */
  let pending = null;
  /** @param {string} text */
  const say = (text) => {
    clear(pending);
    pending = timer(
      () => {
        if (node.textContent !== text) node.textContent = text;
      },
      node.textContent ? SENTENCE_PAUSE_MS : 0,
    );
  };
  say.stop = () => clear(pending);
  return say;
}

/**
 * @param {Api} api
 * @param {() => void} changed
 */
function watchThemes(api, changed) {
  const observer = new MutationObserver(changed);
  const attributeFilter = ["data-jp-theme-light", "data-jp-theme-name", "class"];
  observer.observe(document.body, { attributes: true, attributeFilter });
  api.later(() => observer.disconnect());
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    api.on(matchMedia(query), "change", changed);
  }
}
