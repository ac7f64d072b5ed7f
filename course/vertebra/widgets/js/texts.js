// Sentences that people read. English stands in the code; another language's catalogue is loaded before any other script runs.
//
// t("Advance by {mm} mm", {mm: 2}); nt("{n} picture", "{n} pictures", 3); pt("needle-stop", "Stop") where a sentence needs a key
// of its own. Babel finds these calls in the source, so that their first arguments are plain strings. Numbers are formatted before.

const CONTEXT_MARK = "\u0004";
const PERIOD = 100;
let messages = {};
let plural = null;

export function load(catalogue) {
  messages = catalogue.messages ?? {};
  plural = catalogue.plural ?? null;
}

export const t = (source, values) => filled(one(messages[source] ?? source), values);

export const pt = (key, source, values) => filled(one(messages[key + CONTEXT_MARK + source] ?? source), values);

export function nt(single, many, n, values) {
  const forms = messages[single];
  const text = Array.isArray(forms) && plural ? forms[plural[n < PERIOD ? n : PERIOD + (n % PERIOD)]] : n === 1 ? single : many;
  return filled(text ?? many, { n, ...values });
}

const one = (found) => (Array.isArray(found) ? found[0] : found);

const filled = (text, values) => (values ? text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place) : text);
