// @ts-check
// A simulation's actions as a list that grows: what a simulation beside the item does arrives here, and every
// action can
// be given by hand as well.
/** @import { Action } from "./bounds.js" */
/** @import { Changed, Field, Item, Limits } from "../../js/types" */
import { KEEPS_KEYS } from "../../../widgets/js/controls.js";
import { element } from "../../../widgets/js/elements.js";
import { pt, t } from "../../../widgets/js/texts.js";
import { asStatus, newId, quizButton } from "../../js/quiz_page.js";
import { beyond } from "./bounds.js";

export const MAX_ACTIONS = 200;

/**
 * @param {string} value
 * @returns {Action[]}
 */
export function readActions(value) {
  try {
    const actions = JSON.parse(value || "[]");
    return Array.isArray(actions) ? actions : [];
  } catch {
    return [];
  }
}

/** @param {string} field */
const nameOf = (field) => field.replaceAll("_", " ");

/** @param {Action} action */
export function inWords(action) {
  const fields = Object.entries(action).filter(([name]) => name !== "do");
  return [action.do, ...fields.map(([name, value]) => `${nameOf(name)} ${value}`)].join(", ");
}

/**
 * Whether a field takes one of several words.
 * @param {Limits} limits
 * @returns {limits is string[]}
 */
const isChoice = (limits) => typeof limits[0] === "string";

/**
 * The value of a form's field, or null where it does not fit what is declared.
 * @param {string} text
 * @param {Limits} limits
 */
export function fieldValue(text, limits) {
  if (isChoice(limits)) return limits.includes(text) ? text : null;
  const number = Number(text.trim().replace(",", ".").replace("−", "-"));
  return text.trim() && Number.isFinite(number) && number >= limits[0] && number <= limits[1] ? number : null;
}

/**
 * @param {string} name
 * @param {Limits} limits
 */
function makeInput(name, limits) {
  const common = { id: newId(name), "data-field": name, ...KEEPS_KEYS };
  if (isChoice(limits)) {
    return element("select", common, ...limits.map((word) => element("option", { value: word }, word)));
  }
  return element("input", { ...common, type: "text", inputmode: "decimal", size: 8 });
}

/**
 * The fields of an action, each with its label.
 * @param {Record<string, Limits>} fields
 */
function makeFields(fields) {
  return Object.entries(fields).map(([name, limits]) => {
    const input = makeInput(name, limits);
    const [low, high] = limits;
    const words = isChoice(limits)
      ? nameOf(name)
      : pt("field-range", "{field} ({low} to {high})", { field: nameOf(name), low, high });
    return { name, limits, input, label: element("label", { for: input.id }, words) };
  });
}

/**
 * A form that gives one kind of action; `put` takes it, `refuse` says why not.
 * @param {string} name
 * @param {Record<string, Limits>} fields
 * @param {{put: (action: Action) => void, refuse: (words: string) => void}} hand
 */
function makeForm(name, fields, { put, refuse }) {
  const inputs = makeFields(fields);
  /** @param {Event} event */
  const act = (event) => {
    event.preventDefault();
    /** @type {Action} */
    const action = { do: name };
    for (const { name: field, limits, input } of inputs) {
      const value = fieldValue(input.value, limits);
      if (value === null) {
        const [low, high] = limits;
        const words = { field: nameOf(field), low, high };
        refuse(pt("field-out-of-range", "{field} must be a number from {low} to {high}.", words));
        return input.focus();
      }
      action[field] = value;
    }
    put(action);
  };
  const button = element("button", { type: "submit", class: "vq-button", "data-action": name, ...KEEPS_KEYS }, name);
  const labelled = inputs.flatMap(({ label, input }) => [label, input]);
  return element("form", { class: "vq-action", onsubmit: act }, ...labelled, button);
}

/**
 * @param {Item} item
 * @param {string} stemId
 * @param {Changed} changed
 * @returns {Field}
 */
function simulationField(item, stemId, changed) {
  /** @type {Action[]} */
  let actions = [];
  const list = element("ol", { class: "vq-actions-done", "aria-label": t("What you did") });
  const said = element("p", asStatus("vq-help"));
  const text = () => (actions.length ? JSON.stringify(actions) : "");
  /** @param {string} words */
  const refuse = (words) => {
    said.textContent = words;
  };
  /** @type {(next: Action[], message: string) => void} */
  const take = (next, message) => {
    actions = next;
    draw();
    said.textContent = message;
    changed(text(), true);
  };
  /** @param {Action} action */
  const put = (action) => {
    if (actions.length >= MAX_ACTIONS) return refuse(t("No more than {most} actions are kept.", { most: MAX_ACTIONS }));
    const next = [...actions, action];
    const tooMuch = beyond(item.bounds, next);
    if (tooMuch) return refuse(tooMuch);
    take(next, t("Done: {action}. {count} so far.", { action: inWords(action), count: next.length }));
  };
  const back = quizButton(t("Take the last one back"), () =>
    take(actions.slice(0, -1), t("Taken back; {count} left.", { count: actions.length - 1 })),
  );
  back.setAttribute("data-do", "take-back");
  function draw() {
    list.replaceChildren(...actions.map((action) => element("li", {}, inWords(action))));
    back.disabled = actions.length === 0;
  }
  draw();
  const forms = Object.entries(item.actions ?? {}).map(([name, fields]) => makeForm(name, fields, { put, refuse }));
  const inRoom = t("What you do in the case room above is saved here, step by step.");
  const byHand = item.room ? [element("p", { class: "vq-help" }, inRoom)] : [...forms, back];
  const group = { class: "vq-field", role: "group", "aria-labelledby": stemId };
  const node = element("div", group, list, ...byHand, said);
  return {
    node,
    get: text,
    set(value) {
      actions = readActions(value);
      draw();
    },
    why() {},
    focus: () => /** @type {HTMLElement | null} */ (node.querySelector("input, select, button"))?.focus(),
  };
}

/** @param {Item} _item @param {string} value */
const words = (_item, value) => readActions(value).map(inWords).join("; ");

export const simulation = { field: simulationField, words };
