// @ts-check
// Steps put into order: by dragging, by a button on each step, or with the arrow keys on it.
/** @import { Changed, Field, Item, Kind, Option } from "../../js/types" */
import { element } from "../../../widgets/js/elements.js";
import { pt, t } from "../../../widgets/js/texts.js";
import { asStatus, newId, quizButton } from "../../js/quiz_page.js";

/**
 * What a step can ask for: to be moved by so many places, or to where another is dropped.
 * @typedef {object} Moves
 * @property {(id: string, by: number) => void} moveBy
 * @property {(id: string) => void} dropOn
 * @property {(id: string | null) => void} drag
 * @property {() => boolean} dragging
 */

/**
 * `order` with the entry at `from` put to `to`; the same order where that leads out of it.
 * @template T
 * @param {T[]} order
 * @param {number} from
 * @param {number} to
 */
export function moved(order, from, to) {
  if (from < 0 || to < 0 || from >= order.length || to >= order.length || from === to) return order;
  const rest = order.filter((_, at) => at !== from);
  return [...rest.slice(0, to), order[from], ...rest.slice(to)];
}

/**
 * The order to show for an answer: the answer itself where it holds every step once, otherwise the steps as they came.
 * @param {unknown} value
 * @param {string[]} ids
 * @returns {string[]}
 */
export function orderOf(value, ids) {
  const complete = Array.isArray(value) && value.length === ids.length && ids.every((id) => value.includes(id));
  return complete ? [...value] : [...ids];
}

/**
 * @param {Item} item
 * @param {string} stemId
 * @param {Changed} changed
 * @returns {Field}
 */
function orderingField({ options = [], rule }, stemId, changed) {
  const ruleId = newId("rule");
  const ids = options.map(({ id }) => id);
  const list = element("ol", { class: "vq-order", "aria-labelledby": `${stemId} ${ruleId}` });
  const said = element("p", asStatus("vq-sr"));
  const take = quizButton(t("Take this order"), () => settle(t("This order is your answer.")));
  /** @type {{order: string[], answered: boolean, dragged: string | null}} */
  const state = { order: [...ids], answered: false, dragged: null };
  /** @param {string} message */
  const settle = (message) => {
    state.answered = true;
    draw();
    said.textContent = message;
    changed([...state.order], true);
  };
  /** @type {(id: string, to: number) => void} */
  const move = (id, to) => {
    const next = moved(state.order, state.order.indexOf(id), to);
    if (next === state.order) return;
    state.order = next;
    const step = rowOf(id).text.textContent ?? "";
    settle(pt("order-place", "{step}: now {place} of {count}.", { step, place: to + 1, count: next.length }));
  };
  const rows = new Map(options.map((option) => [option.id, makeStep(option, makeMoves(state, move))]));
  /** @param {string} id */
  const rowOf = (id) => /** @type {ReturnType<typeof makeStep>} */ (rows.get(id));
  const draw = () => {
    const active = document.activeElement;
    drawSteps(list, state.order.map(rowOf));
    take.hidden = state.answered;
    if (active && list.contains(active)) /** @type {HTMLElement} */ (active).focus();
  };
  draw();
  const help = element("p", { class: "vq-help", id: ruleId }, rule);
  const group = { class: "vq-field", role: "group", "aria-labelledby": stemId };
  return {
    node: element("div", group, help, list, take, said),
    get: () => (state.answered ? [...state.order] : []),
    set(value) {
      state.answered = Array.isArray(value) && value.length > 0;
      state.order = orderOf(value, ids);
      draw();
    },
    why() {},
    focus: () => firstEnabled(list)?.focus(),
  };
}

/**
 * @param {{order: string[], dragged: string | null}} state
 * @param {(id: string, to: number) => void} move
 * @returns {Moves}
 */
const makeMoves = (state, move) => ({
  moveBy: (id, by) => move(id, state.order.indexOf(id) + by),
  dropOn(id) {
    if (state.dragged && state.dragged !== id) move(state.dragged, state.order.indexOf(id));
    state.dragged = null;
  },
  drag(id) {
    state.dragged = id;
  },
  dragging: () => state.dragged !== null,
});

/**
 * @param {HTMLElement} list
 * @param {ReturnType<typeof makeStep>[]} steps
 */
function drawSteps(list, steps) {
  list.replaceChildren(...steps.map(({ node }) => node));
  steps.forEach(({ up, down }, at) => {
    up.disabled = at === 0;
    down.disabled = at === steps.length - 1;
  });
}

/** @param {HTMLElement} node */
const firstEnabled = (node) => [...node.querySelectorAll("button")].find(({ disabled }) => !disabled);

/**
 * @param {Option} option
 * @param {Moves} moves
 */
function makeStep({ id, html }, { moveBy, dropOn, drag, dragging }) {
  const text = element("span", { class: "vq-order-text", html });
  /** A button that has moved its step to the end is off; the other one takes over.
   * @param {HTMLElement | null} focused
   */
  const keepFocus = (focused) => {
    const off = focused instanceof HTMLButtonElement && focused.disabled;
    (off ? firstEnabled(node) : focused)?.focus();
  };
  /** @type {(sign: string, label: string, by: number) => HTMLButtonElement} */
  const arrow = (sign, label, by) => {
    const act = (/** @type {MouseEvent} */ event) => {
      moveBy(id, by);
      keepFocus(/** @type {HTMLElement} */ (event.currentTarget));
    };
    const ariaLabel = `${label}: ${text.textContent}`;
    const button = quizButton(sign, act, { className: "vq-button vq-order-button", ariaLabel });
    button.setAttribute("data-move", String(by));
    return button;
  };
  const up = arrow("↑", t("Move up"), -1);
  const down = arrow("↓", t("Move down"), 1);
  const node = element(
    "li",
    {
      class: "vq-order-step",
      draggable: "true",
      onkeydown(event) {
        const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
        if (!by) return;
        event.preventDefault();
        const focused = /** @type {HTMLElement | null} */ (document.activeElement);
        moveBy(id, by);
        keepFocus(focused);
      },
      ondragstart(event) {
        drag(id);
        event.dataTransfer.setData("text/plain", "");
        event.dataTransfer.effectAllowed = "move";
      },
      ondragover: (event) => dragging() && event.preventDefault(),
      ondrop(event) {
        event.preventDefault();
        dropOn(id);
      },
      ondragend: () => drag(null),
    },
    text,
    element("span", { class: "vq-order-tools" }, up, down),
  );
  return { node, text, up, down };
}

/** @type {Kind} */
export const ordering = { field: orderingField, emptyAnswer: [] };
