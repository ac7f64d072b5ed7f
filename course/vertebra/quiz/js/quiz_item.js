// @ts-check
// What every item has: its head, stem and figure, and its hints.
/** @import { Item, Kind, Link } from "./types" */
import { element } from "../../widgets/js/elements.js";
import { nt, t } from "../../widgets/js/texts.js";
import { asStatus, quizButton } from "./quiz_page.js";
import { STATES } from "./quiz_saver.js";

/**
 * The frame of an item; `show(state, words)` says how far its answer is.
 * @param {Item} item
 * @param {string} stemId
 * @param {Kind} kind
 */
export function frameOf(item, stemId, kind) {
  const { number = 0, of = 0 } = item;
  const where = number ? t("Item {number} of {of}", { number, of }) : (item.label ?? "");
  const points = item.points ? nt("{n} point", "{n} points", item.points) : "";
  const state = element("span", { class: "vq-state" });
  const status = element("p", asStatus("vq-status"));
  const title = element("strong", { id: `${stemId}-title` }, t("{where}: {title}", { where, title: item.title }));
  const node = element(
    "section",
    { class: "vq-item", "aria-labelledby": `${stemId}-title`, "data-vertebra-item": item.id },
    element("div", { class: "vq-head" }, title, element("span", { class: "vq-points" }, points), state),
    element("div", { class: "vq-stem", id: stemId, html: item.stem }),
    // A picture to point at is part of the field.
    kind.answeredInFigure ? null : makeFigure(item),
  );
  /** @type {(name: string, words: string) => void} */
  const show = (name, words) => {
    const { mark, words: label } = STATES[name];
    state.textContent = `${mark} ${label}`;
    state.className = `vq-state vq-${name}`;
    status.textContent = words;
  };
  return { node, status, show };
}

/** @param {Item} item */
function makeFigure({ figure }) {
  if (!figure) return null;
  const { src, alt } = figure;
  const picture = element("img", { src, alt });
  return element("figure", { class: "vq-figure" }, picture, element("figcaption", {}, alt));
}

/**
 * The hints of an item: a button for the next one, and those taken so far. They cost nothing.
 * @param {Item} item
 * @param {Link} link
 */
export function hintsOf(item, link) {
  const list = element("div", asStatus("vq-hints"));
  const next = quizButton("", () => link.send({ kind: "hint", item: item.id }));
  const node = element("div", { class: "vq-hint-box" }, list, next);
  /** @type {(html: string, at: number) => HTMLElement} */
  const titled = (html, at) => {
    const title = t("Hint {number}", { number: at + 1 });
    return element("div", { class: "vq-hint", html: `<strong>${title}</strong> ${html}` });
  };
  /** @param {string[]} taken */
  const show = (taken) => {
    list.replaceChildren(...taken.map(titled));
    next.setAttribute("data-taken", String(taken.length));
    next.hidden = taken.length >= (item.hints ?? 0);
    next.textContent = taken.length ? t("Show another hint") : t("Show a hint");
  };
  show(item.taken ?? []);
  node.hidden = !item.hints;
  return { node, show };
}
