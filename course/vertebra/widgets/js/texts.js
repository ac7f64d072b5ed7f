// @ts-check
// Sentences that people read. English stands in the code; another language's catalogue is loaded before any other
// script runs.
//
// t("Advance by {mm} mm", {mm: 2}); nt("{n} picture", "{n} pictures", 3); pt("needle-stop", "Stop") where a
// sentence needs a key
// of its own. Babel finds these calls in the source, so that their first arguments are plain strings. Numbers are
// formatted before.

/** @typedef {Record<string, string | number>} Values */

const CONTEXT_MARK = "\u0004";
const PERIOD = 100;
/** @type {Record<string, string | string[]>} */
let messages = {};
/** @type {number[] | null} */
let plural = null;

/** @param {{messages?: Record<string, string | string[]>, plural?: number[]}} catalogue */
export function load(catalogue) {
  messages = catalogue.messages ?? {};
  plural = catalogue.plural ?? null;
}

/** @type {(source: string, values?: Values) => string} */
export const t = (source, values) => filled(single(messages[source] ?? source), values);

/** @type {(key: string, source: string, values?: Values) => string} */
export const pt = (key, source, values) => filled(single(messages[key + CONTEXT_MARK + source] ?? source), values);

/** @type {(singular: string, many: string, n: number, values?: Values) => string} */
export function nt(singular, many, n, values) {
  const forms = messages[singular];
  const english = n === 1 ? singular : many;
  const text = Array.isArray(forms) && plural ? forms[plural[n < PERIOD ? n : PERIOD + (n % PERIOD)]] : english;
  return filled(text ?? many, { n, ...values });
}

/** @param {string | string[]} message */
const single = (message) => (Array.isArray(message) ? message[0] : message);

/** @type {(text: string, values?: Values) => string} */
const filled = (text, values) =>
  values ? text.replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place)) : text;
