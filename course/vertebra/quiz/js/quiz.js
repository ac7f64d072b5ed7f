// @ts-check
// The quiz component: graded items, self-checks, predictions, and the head and review of a quiz.
/** @import { Kinds, Link, Message, Part, View } from "./types" */
import { element } from "../../widgets/js/elements.js";
import { dueNote, progressParts } from "./progress.js";
import { checkedItem } from "./quiz_checked.js";
import { gradedItem } from "./quiz_graded.js";
import { quizHead, quizReview } from "./quiz_overview.js";

/**
 * @param {View} view
 * @param {Link} link
 * @param {Kinds} kinds
 * @returns {Part[]}
 */
function makeParts(view, link, kinds) {
  if (view.mode === "head") return [quizHead(view, link)];
  if (view.mode === "review") return [quizReview(view)];
  if (view.mode === "wait") {
    return [{ node: element("p", { class: "vq-item vq-help" }, view.message), leave: () => {} }];
  }
  if (view.mode === "progress") return progressParts(view, link, kinds);
  const ask = view.mode === "graded" ? gradedItem : checkedItem;
  const items = view.items.map((item) => ask(item, link, kinds[item.kind]));
  const due = dueNote(view);
  return due ? [...items, due] : items;
}

/**
 * How the parts of a view hear and send.
 * @param {any} model
 */
function makeLink(model) {
  /** @type {Set<(message: Message) => void>} */
  const listeners = new Set();
  const id = `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
  /** @type {Link} */
  const link = {
    id,
    send: (message) => model.send({ ...message, from: id }),
    listen(act) {
      listeners.add(act);
      return () => listeners.delete(act);
    },
  };
  /** @param {Message} message */
  const receive = (message) => {
    for (const act of [...listeners]) act(message);
  };
  return { link, receive };
}

/**
 * @param {{model: any, el: HTMLElement}} place
 * @param {Kinds} kinds
 */
function render({ model, el }, kinds) {
  const root = element("div", {
    class: "vertebra-quiz",
    "data-lm-suppress-shortcuts": "true",
    onkeydown: (event) => event.stopPropagation(),
  });
  const { link, receive } = makeLink(model);
  /** @type {Part[]} */
  let shown = [];
  const leave = () => {
    for (const part of shown) part.leave();
  };
  const draw = () => {
    // Drawn anew, the page must not lose the place of who works by keyboard.
    const active = document.activeElement;
    const focused = active && root.contains(active) ? active.getAttribute("aria-label") : null;
    leave();
    shown = makeParts(model.get("view"), link, kinds);
    root.replaceChildren(...shown.map((part) => part.node));
    const buttons = [...root.querySelectorAll("button")];
    if (focused) buttons.find((button) => button.getAttribute("aria-label") === focused)?.focus();
  };
  model.on("change:view", draw);
  model.on("msg:custom", receive);
  el.append(root);
  draw();
  return () => {
    leave();
    model.off("change:view", draw);
    model.off("msg:custom", receive);
    root.remove();
  };
}

/**
 * The widget for these kinds of question (`Kind` in types.d.ts).
 * @param {Kinds} kinds
 */
export const quizWidget = (kinds) => ({
  /** @param {{model: any, el: HTMLElement}} place */
  render: (place) => render(place, kinds),
});
