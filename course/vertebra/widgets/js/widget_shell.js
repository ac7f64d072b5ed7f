// @ts-check
// What every widget shares: its frame, keys, sentence, errors, prediction, themes and clean-up.
//
// A widget is `export default defineWidget({title, keys, ahead, mount})` (`Definition` in types.d.ts). The root
// element's
// property `shown` is the state that is drawn, for tests and for whoever looks into a page.
/** @import { Api, Definition, Model, Part, Shell, Speaker } from "./types" */
import { decode } from "./binary_frames.js";
import { element, keyIntent, makeIds } from "./elements.js";
import { makeGestures } from "./gestures.js";
import { watchKernel } from "./kernel_watch.js";
import { predictionGate } from "./prediction_gate.js";
import { makeRequestQueue } from "./request_queue.js";
import { makeShell, showLoss, uniqueTitle } from "./shell_frame.js";
import { makeSpeaker } from "./speaker.js";
import { t } from "./texts.js";
import { setUnusable, watchReasons } from "./unusable.js";
import { makeWorkingSign } from "./working_sign.js";

/** @type {[string, string][]} */
const COMMON_KEYS = [
  ["Tab", t("next control")],
  [t("Ctrl Z, U"), t("undo")],
  [t("Ctrl Shift Z"), t("redo")],
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
  const kernel = watchKernel(model, (loss) => showLoss(shell, loss));
  const gestures = makeGestures();
  /** @param {object} message */
  const ask = (message) => {
    working.sent();
    kernel.send({ kind: "step", view, ...message });
  };
  const queue = makeRequestQueue(ask, {
    ahead,
    gesture: () => gestures.current,
    onSlow: (slow) => shell.warn(slow ? late : ""),
  });
  const working = makeWorkingSign(() => queue.busy);
  shell.bar.append(working.node);
  /** @type {(() => void)[]} */
  const leaving = [kernel.stop, working.stop];
  const say = makeSpeaker(shell.sentence, shell.spoken);
  const stream = { view, queue, say, gestures, working, /** @type {F | null} */ frame: null };
  const api = makeApi(shell, model, stream, leaving, newId);
  showCaution(shell, String(model.get("caution") ?? ""));
  el.append(shell.root);
  shell.root.setAttribute("aria-label", uniqueTitle(title, shell.root));
  watchGestures(shell, api, gestures);
  const part = mount(shell.stage, api);
  const receive = makeReceiver(shell, part, stream, api);
  model.on("msg:custom", receive);
  leaving.push(() => model.off("msg:custom", receive));
  listen(shell, api, part, {
    reset: () => {
      part.reset?.();
      queue.enqueue({ reset: true });
    },
    undo: () => step("undo"),
    redo: () => step("redo"),
  });
  /** @param {"undo" | "redo"} way */
  function step(way) {
    if (shell[way].dataset.reason) return;
    part.interrupt?.();
    queue.enqueue({ [way]: true });
  }
  leaving.push(predictionGate(model, shell, newId));
  kernel.send({ kind: "hello", view, seq: 0 });
  return () => {
    part.dispose?.();
    for (const undo of leaving.reverse()) undo();
    say.stop();
    queue.close();
    shell.root.remove();
  };
}

/**
 * @param {Shell} shell
 * @param {Api} api
 * @param {ReturnType<typeof makeGestures>} gestures
 */
function watchGestures(shell, api, gestures) {
  const early = { capture: true };
  api.on(shell.root, "pointerdown", gestures.press, early);
  api.on(shell.root, "keydown", gestures.key, early);
  api.on(shell.root, "wheel", gestures.wheel, { ...early, passive: true });
  api.on(shell.root, "click", gestures.click, early);
}

/**
 * @template F
 * @typedef {{view: string, queue: ReturnType<typeof makeRequestQueue>, say: Speaker,
 *   gestures: ReturnType<typeof makeGestures>, working: ReturnType<typeof makeWorkingSign>, frame: F | null}} Stream
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
 * @param {Api} api
 */
function makeReceiver(shell, part, stream, api) {
  /** @param {any} content */
  const tell = (content) => {
    shell.warn("");
    shell.note(content.notice ?? "");
    for (const way of /** @type {const} */ (["undo", "redo"]))
      setUnusable(api, shell[way], content.history?.[way] ?? "");
    shell.root.dataset.saves = content.saves ? "true" : "";
    shell.root.dataset.ready = "true";
    stream.say(content.sentence);
  };
  /** @type {(content: any, buffers: (ArrayBuffer | ArrayBufferView)[]) => void} */
  return (content, buffers) => {
    if (content.kind === "frame" && content.fresh && content.view !== stream.view) return;
    const own = content.view === stream.view;
    if (content.kind === "frame") {
      const hadFocus = shell.root.contains?.(document.activeElement) ?? false;
      shell.root.shown = { ...shell.root.shown, ...content.state };
      const arrays = decode(content.arrays, buffers);
      const frame = /** @type {F} */ ({ ...stream.frame, ...content.state, ...arrays });
      stream.frame = frame;
      const behind = stream.queue.hasPendingAfter(own ? content.seq : 0);
      stream.gestures.during(own ? stream.queue.gestureOf(content.seq) : null, () =>
        part.render(frame, { fresh: content.fresh, own, behind, arrays }),
      );
      tell(content);
      if (hadFocus) keepFocus(shell.root);
    } else if (content.kind === "error" && own) shell.warn(content.message, content.key);
    if (!own) return;
    stream.queue.acknowledge(content.seq);
    stream.working.answered();
  };
}

/**
 * Keys go on working where the control that had the focus is gone or can't be used any more.
 * @param {HTMLElement} root
 */
function keepFocus(root) {
  requestAnimationFrame(() => {
    if (root.isConnected && document.activeElement === document.body) root.focus({ preventScroll: true });
  });
}

/**
 * @param {Shell} shell
 * @param {Api} api
 * @param {Part} part
 * @param {{reset: () => void, undo: () => void, redo: () => void}} acts
 */
function listen(shell, api, part, { reset, undo, redo }) {
  const acts = { reset, undo, redo, help: shell.toggleKeys };
  watchReasons(shell, api);
  for (const name of /** @type {const} */ (["reset", "undo", "redo", "help"])) api.on(shell[name], "click", acts[name]);
  api.on(shell.root, "pointerdown", (/** @type {PointerEvent} */ { target }) => shell.touched(target), {
    capture: true,
  });
  api.on(shell.root, "keydown", (/** @type {KeyboardEvent} */ event) => {
    event.stopPropagation();
    const target = /** @type {HTMLInputElement} */ (event.target);
    const intent = keyIntent(event, target.tagName, target.type);
    if (!intent || shell.root.dataset.lost) return;
    shell.touched(target);
    const frame = api.frame();
    if (intent !== "part") acts[intent]();
    else if (!frame || !part.handleKey?.(event, frame)) return;
    event.preventDefault();
  });
  watchThemes(api, () => part.themeChanged?.());
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
