// @ts-check
// Making elements and their ids.

/** @typedef {string | number | boolean | null | undefined | ((event: any) => void)} Attribute */
/** @typedef {Node | string | number | null | undefined} Child */

/**
 * An element with attributes (missing ones are left out), handlers of events (`onclick`) and children. `html` is markup
 * that Python made safe.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, Attribute>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (name === "html") node.innerHTML = String(value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined) node.append(typeof child === "object" ? child : String(child));
  }
  return node;
}

// Each widget of a notebook loads these files by itself, so that a count of its own would give two elements the
// same id: the
// page's count lies where every copy finds it.
const COUNT = Symbol.for("vertebra.widgets in this page");

/**
 * Ids for one widget, none of which any other element of the page has: `vx-age-7-2`.
 * @param {string} [prefix]
 * @param {Record<symbol, any>} [page]
 * @returns {(stem: string) => string}
 */
export function makeIds(prefix = "vx", page = /** @type {any} */ (globalThis)) {
  page[COUNT] = (page[COUNT] ?? 0) + 1;
  const widget = page[COUNT];
  let count = 0;
  return (stem) => `${prefix}-${stem}-${widget}-${++count}`;
}

/** @typedef {"reset" | "help" | "undo" | "redo" | "part"} Intent */

/**
 * What a key means in every widget: "part" is the widget's own affair, null is left to the browser.
 * @param {{key: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean, shiftKey?: boolean}} event
 * @param {string} [tag]
 * @param {string} [type]
 * @returns {Intent | null}
 */
export function keyIntent(
  { key, ctrlKey = false, metaKey = false, altKey = false, shiftKey = false },
  tag = "",
  type = "",
) {
  if (altKey || key === "Tab") return null;
  const isChoice = ["radio", "checkbox", "range"].includes(type);
  if (tag === "TEXTAREA" || (tag === "INPUT" && !isChoice && type !== "file")) return null;
  const letter = key.toLowerCase();
  if (ctrlKey || metaKey) {
    if (letter === "z") return shiftKey ? "redo" : "undo";
    return letter === "y" ? "redo" : null;
  }
  if (tag === "SELECT" || type === "file") return null;
  if (letter === "r") return "reset";
  if (letter === "u") return "undo";
  if (letter === "h" || key === "?") return "help";
  const ofInput = tag === "INPUT" && !/^[a-z]$/i.test(key);
  const ofButton = (tag === "BUTTON" || tag === "SUMMARY") && (key === "Enter" || key === " ");
  return ofInput || ofButton ? null : "part";
}
