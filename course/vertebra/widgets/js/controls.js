// @ts-check
// See decision 0291.
// Form controls: each with its label, and so that JupyterLab takes none of its keys away.
/** @import { Api, Option } from "./types" */
import { element } from "./elements.js";

/** What tells JupyterLab that keys pressed here are not its shortcuts. */
export const KEEPS_KEYS = { "data-lm-suppress-shortcuts": "true" };

/**
 * The item after `current`, round and round.
 * @template T
 * @param {readonly T[]} items
 * @param {T} current
 */
export const nextOf = (items, current) => items[(items.indexOf(current) + 1) % items.length];

/**
 * Text that stays as it is costs no layout.
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * @typedef {object} ButtonOptions
 * @property {string} [name] what tests and the state know it by
 * @property {string} [className]
 * @property {boolean} [main]
 * @property {string} [ariaLabel]
 * @property {string} [title]
 * @property {boolean} [hidden]
 */

/**
 * A button.
 * @param {string} words
 * @param {((event: any) => void) | null} onClick
 * @param {ButtonOptions} [options]
 */
export function makeButton(
  words,
  onClick,
  { name, className = "vx-button", main = false, ariaLabel, title, hidden } = {},
) {
  return element(
    "button",
    {
      type: "button",
      class: main ? `${className} vx-main` : className,
      "data-control": name,
      "aria-label": ariaLabel,
      title,
      hidden,
      onclick: onClick,
    },
    words,
  );
}

/**
 * A button that starts what goes on until it is stopped: red, large and called so while it goes on.
 * @param {HTMLElement} button
 * @param {boolean} running
 * @param {{start: string, stop: string}} words
 */
export function showRunning(button, running, { start, stop }) {
  setText(button, running ? stop : start);
  button.setAttribute("aria-pressed", String(running));
  button.classList.toggle("vx-stop", running);
}

/**
 * A row of controls.
 * @param {HTMLElement} parent
 * @param {string} [className]
 */
export function makeBar(parent, className = "vx-controls") {
  const bar = element("div", { class: className });
  parent.append(bar);
  return bar;
}

/**
 * A control beside its label: both in one field or, `inGrid`, as cells of a grid.
 * @param {HTMLElement} parent
 * @param {string} id
 * @param {string} label
 * @param {HTMLElement[]} nodes
 * @param {boolean} inGrid
 */
function addField(parent, id, label, nodes, inGrid) {
  const field = element("label", { class: inGrid ? null : "vx-field", for: id }, label);
  parent.append(field);
  (inGrid ? parent : field).append(...nodes);
  return field;
}

/**
 * A drop-down list with its label. `options` may come later, from the first frame.
 * @param {HTMLElement} parent
 * @param {Api} api
 * @param {string} name
 * @param {{label: string, options?: readonly Option[], inGrid?: boolean, onChange: (value: string) => void}} options
 */
export function makeSelect(parent, api, name, { label, options = [], inGrid = false, onChange }) {
  const id = api.id(name);
  const input = element("select", { id, ...KEEPS_KEYS });
  const field = addField(parent, id, label, inGrid ? [input, element("span")] : [input], inGrid);
  api.on(input, "change", () => onChange(input.value));
  const control = {
    field,
    input,
    get value() {
      return input.value;
    },
    /** @returns {string[]} */
    get values() {
      return [...input.options].map(({ value }) => value);
    },
    /** @param {readonly Option[]} wanted */
    fill(wanted) {
      if (input.options.length) return;
      for (const [value, words] of wanted) input.append(element("option", { value }, words));
    },
    /** @param {string | number} value */
    show(value) {
      input.value = String(value);
    },
    /** Choose the next one, as a key does. */
    next: () => onChange(nextOf(control.values, input.value)),
  };
  control.fill(options);
  return control;
}

/**
 * A slider with its label and its value in words.
 * @param {HTMLElement} parent
 * @param {Api} api
 * @param {string} name
 * @param {{label: string, min: number, max: number, step: number, wide?: string, inGrid?: boolean,
 *   words: (value: number) => string, onInput: (value: number) => void}} options
 */
export function makeRange(parent, api, name, { label, min, max, step, wide = "", inGrid = false, words, onInput }) {
  const id = api.id(name);
  const input = element("input", { id, type: "range", min, max, step, class: "vx-range", ...KEEPS_KEYS });
  const output = element("output", { class: `vx-number ${wide}`.trim(), for: id });
  const field = addField(parent, id, label, [input, output], inGrid);
  const write = () => setText(output, words(Number(input.value)));
  api.on(input, "input", () => {
    write();
    onInput(Number(input.value));
  });
  return {
    field,
    input,
    output,
    /**
     * A slider that is held stays where the hand put it.
     * @param {number} value
     * @param {boolean} [evenHeld]
     */
    show(value, evenHeld = false) {
      if (evenHeld || document.activeElement !== input) input.value = String(value);
      write();
    },
  };
}

/**
 * A box to tick, with its label behind it.
 * @param {HTMLElement} parent
 * @param {Api} api
 * @param {string} name
 * @param {{label: Node | string, checked?: boolean, className?: string, onChange: (checked: boolean) => void}} options
 */
export function makeCheckbox(parent, api, name, { label, checked = false, className = "vx-field", onChange }) {
  const id = api.id(name);
  const input = element("input", { id, type: "checkbox", checked, ...KEEPS_KEYS });
  const field = element("label", { class: className, for: id }, input, label);
  parent.append(field);
  api.on(input, "change", () => onChange(input.checked));
  return { field, input };
}

/**
 * A number to type, with its label and what it is read out as.
 * @param {HTMLElement} parent
 * @param {Api} api
 * @param {string} name
 * @param {{label: string, ariaLabel: string, min: number, max: number, onInput: (value: number | null) => void}}
 * options
 */
export function makeNumber(parent, api, name, { label, ariaLabel, min, max, onInput }) {
  const id = api.id(name);
  const input = element("input", { id, type: "number", min, max, step: "any", "aria-label": ariaLabel, ...KEEPS_KEYS });
  const field = element("label", { for: id }, label, input);
  parent.append(field);
  api.on(input, "input", () => {
    const value = input.value === "" ? null : Number(input.value);
    if (value === null || (value >= min && value <= max)) onInput(value);
  });
  return {
    field,
    input,
    /** @param {number | null} value */
    show(value) {
      if (document.activeElement !== input) input.value = value === null ? "" : String(value);
    },
  };
}

/**
 * One of several answers: radio buttons that belong together.
 * @param {(stem: string) => string} newId
 * @param {readonly string[]} choices
 */
export function makeRadios(newId, choices) {
  const name = newId("choice");
  const inputs = choices.map((_, at) => element("input", { type: "radio", name, value: at, ...KEEPS_KEYS }));
  return {
    fields: inputs.map((input, at) =>
      element("label", { class: "vx-choice" }, input, element("span", {}, choices[at])),
    ),
    /** @returns {string | null} */
    get value() {
      const at = inputs.findIndex(({ checked }) => checked);
      return at < 0 ? null : choices[at];
    },
  };
}

/**
 * A text of several lines, with its label.
 * @param {HTMLElement} parent
 * @param {Api} api
 * @param {string} name
 * @param {{label: string, className: string, most: number, onInput: (text: string) => void}} options
 */
export function makeNote(parent, api, name, { label, className, most, onInput }) {
  const input = element("textarea", { "data-control": name, rows: 3, maxlength: most, ...KEEPS_KEYS });
  parent.append(element("label", { class: className }, label, input));
  api.on(input, "input", () => onInput(input.value));
  return {
    input,
    /** @param {string} text */
    show(text) {
      if (document.activeElement !== input) input.value = text;
    },
  };
}
