// What every widget shares: its frame, keys, sentence, errors, prediction, themes and clean-up.
//
// A widget is `export default defineWidget({title, keys, ahead, mount})`; `ahead` requests may be under way (1 if missing). mount(stage, api) draws into `stage` and returns
// {frame({state, arrays, fresh, own, behind}), key(event) -> handled, reset(), themed(), leave()}; all but `frame` may be
// missing. The root element's property `shown` is the state that is drawn, for tests and for whoever looks into a page. `behind` says that the learner has moved on since: a handle then stays where the hand put it.
import { makeRequestQueue } from "./request_queue.js";
import { element, keyIntent, uniqueId } from "./elements.js";
import { decode } from "./binary_frames.js";
import { predictionGate } from "./prediction_gate.js";
import { t } from "./texts.js";

const SENTENCE_PAUSE_MS = 400;
const GRAMMAR_KEYS = [
  ["Tab", t("next control")],
  ["R", t("start again")],
  ["H", t("these keys")],
];

export function defineWidget({ title, keys = [], ahead = 1, mount }) {
  return { render: ({ model, el }) => renderLive({ title, keys, ahead, mount, model, el }) };
}

function renderLive({ title, keys, ahead, mount, model, el }) {
  const view = uniqueId(Math.random().toString(36).slice(2, 8));
  const shell = makeShell(title, keys);
  const leaving = [];
  const sayLater = makeSpeaker(shell.sentence);
  const mail = makeRequestQueue((message) => model.send({ kind: "step", view, ...message }), {
    ahead,
    onSlow: (slow) => shell.warn(slow ? t("No answer yet: the kernel is busy or has stopped. What you see may be old.") : ""),
  });
  const api = {
    root: shell.root,
    model,
    setLatest: mail.setLatest,
    enqueue: mail.enqueue,
    say: sayLater,
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
  el.append(shell.root);
  const part = mount(shell.stage, api);
  const reset = () => {
    part.reset?.();
    mail.enqueue({ reset: true });
  };

  const receive = (content, buffers) => {
    if (content.kind === "frame" && content.fresh && content.view !== view) return;
    const own = content.view === view;
    if (content.kind === "frame") {
      shell.warn("");
      shell.root.shown = { ...shell.root.shown, ...content.state };
      part.frame({ state: content.state, arrays: decode(content.arrays, buffers), fresh: content.fresh, own, behind: mail.hasPendingAfter(own ? content.seq : 0) });
      shell.root.dataset.ready = "true";
      sayLater(content.sentence);
    } else if (content.kind === "error" && own) shell.warn(content.message, content.key);
    if (own) mail.acknowledge(content.seq);
  };
  model.on("msg:custom", receive);
  leaving.push(() => model.off("msg:custom", receive));

  api.on(shell.reset, "click", reset);
  api.on(shell.help, "click", shell.toggleKeys);
  api.on(shell.root, "keydown", (event) => {
    event.stopPropagation();
    const todo = keyIntent(event, event.target.tagName, event.target.type);
    if (todo === "reset") reset();
    else if (todo === "help") shell.toggleKeys();
    else if (todo !== "part" || !part.key?.(event)) return;
    event.preventDefault();
  });
  watchThemes(api, () => part.themed?.());
  leaving.push(predictionGate(model, shell));

  model.send({ kind: "hello", view, seq: 0 });
  return () => {
    part.leave?.();
    leaving.reverse().forEach((undo) => undo());
    sayLater.stop();
    mail.close();
    shell.root.remove();
  };
}

function makeShell(title, keys) {
  const keysId = uniqueId("keys");
  const reset = element("button", { type: "button", class: "vx-button", "data-control": "reset", title: t("Start again (R)") }, t("Reset"));
  const help = element(
    "button",
    { type: "button", class: "vx-button", "aria-expanded": "false", "aria-controls": keysId, title: t("Keys (H)") },
    t("Keys"),
  );
  const list = element("ul", { class: "vx-keys", id: keysId, hidden: true });
  for (const [press, does] of [...keys, ...GRAMMAR_KEYS]) {
    list.append(element("li", {}, element("kbd", {}, press), ` ${does}`));
  }
  const stage = element("div", { class: "vx-stage" });
  const sentence = element("p", { class: "vx-sentence", "aria-live": "polite", "aria-atomic": "true" });
  const warning = element("p", { class: "vx-warning", role: "alert", hidden: true });
  const bar = element("div", { class: "vx-bar" }, element("strong", { class: "vx-title" }, title), help, reset);
  const body = element("div", { class: "vx-body" }, list, stage, sentence);
  const root = element(
    "div",
    { class: "vx", role: "group", "aria-label": title, "data-lm-suppress-shortcuts": "true" },
    bar,
    warning,
    body,
  );
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

// Says a sentence when the hand has rested: a screen reader would otherwise hear every pixel of a drag.
export function makeSpeaker(node, { timer = setTimeout, clear = clearTimeout } = {}) {
  let pending = null;
  const say = (text) => {
    clear(pending);
    pending = timer(() => {
      if (node.textContent !== text) node.textContent = text;
    }, node.textContent ? SENTENCE_PAUSE_MS : 0);
  };
  say.stop = () => clear(pending);
  return say;
}

function watchThemes(api, changed) {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name", "class"] });
  api.later(() => observer.disconnect());
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    api.on(matchMedia(query), "change", changed);
  }
}
