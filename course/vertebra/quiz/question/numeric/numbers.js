// @ts-check
// Numbers as people type them, read or refused while they are typed: the same as `numbers.py`, which says what is read
// as what. Both are tested on the cases in `tests/data/numbers.json`.
import { t } from "../../../widgets/js/texts.js";

/** @typedef {{reason: string}} Refusal */
/** @typedef {{reason?: undefined, number: number, rest: string}} Found */

export const MAX_CHARACTERS = 80;

// biome-ignore lint/suspicious/noMisleadingCharacterClass: each of them is meant by itself
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufe0e\ufe0f]/gu;
const SAME = new Map(
  Object.entries({
    "-": "−‐‑‒–—―﹣－˗➖",
    "+": "＋﹢➕",
    ".": "．٫",
    ",": "，",
    "'": "٬’‘ʼ＇′`´",
    "·": "∙⋅‧･",
    x: "×✕✖",
    "*": "＊∗⁎",
    "/": "／⁄∕",
    "%": "％﹪٪",
    "=": "＝",
    "≈": "≅≃",
    " ": "\t\n\r\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
  }).flatMap(([plain, others]) => [...others].map((other) => [other, plain])),
);
const RAISED = new Map([..."⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺"].map((raised, at) => [raised, "0123456789-+"[at]]));
const POWER = "10 *(?:(?:\\^|\\*\\*) *(?<typed>[+-]?\\d{1,3})|(?<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))(?!\\d)";
const TIMES_POWER = new RegExp(`^(?<digits>[\\d.,·' ]*\\d[.,·]?) *[x*·] *${POWER}`, "u");
const ONLY_POWER = new RegExp(`^${POWER}`, "u");
const FRACTION = /^(?:(?<whole>\d{1,6}) ?)?(?<part>[¼-¾⅐-⅞↉])/u;
const DIGITS = /^(?<digits>[\d.,·' ]*\d[.,·]?)(?:[eE](?<exponent>[+-]?\d{1,3})(?![\d.,]))?/u;
const PLAIN = /^(?:\d+(?:[.,·]\d*)?|[.,·]\d+)$/u;
/** @type {[RegExp, string][]} */
const GROUPED = [
  [/^[1-9]\d{0,2}(?: \d{3})+(?:[.,·]\d*)?$/u, " "],
  [/^[1-9]\d{0,2}(?:'\d{3})+(?:[.,·]\d*)?$/u, "'"],
  [/^(?:[1-9]\d{0,2}(?:,\d{3}){2,}|[1-9]\d{0,2}(?:,\d{3})+\.\d*)$/u, ","],
  [/^(?:[1-9]\d{0,2}(?:\.\d{3}){2,}|[1-9]\d{0,2}(?:\.\d{3})+,\d*)$/u, "."],
];
const AMBIGUOUS = /^[1-9]\d{0,2},\d{3}$/u;
const BEFORE_UNIT = /^(?:[·*] ?)?(?:\/ ?)?(.)/u;
const SIGN_OF_UNIT = /^[\p{L}%‰°º″"℃℉]$/u;

/** @param {string} text */
const trim = (text) => text.replace(/^ +| +$/g, "");
/**
 * @param {string} reason
 * @returns {Refusal}
 */
const refuse = (reason) => ({ reason });

/**
 * A digit of any script as a number. Unicode keeps them in rows of ten, from zero to nine.
 * @param {string} character
 */
function digitOf(character) {
  let below = 0;
  const code = character.codePointAt(0) ?? 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - below - 1))) below += 1;
  return { value: below % 10, zero: code - (below % 10) };
}

/** @param {string} text */
function plainDigits(text) {
  const zeros = new Set();
  const made = [...text].map((character) => {
    if (!/\p{Nd}/u.test(character)) return character;
    const { value, zero } = digitOf(character);
    zeros.add(zero);
    return String(value);
  });
  return zeros.size < 2 ? made.join("") : null;
}

/**
 * @param {string} raw
 * @param {boolean} hasExponent
 * @returns {Refusal | {reason?: undefined, digits: string}}
 */
function ascii(raw, hasExponent) {
  const digits = trim(raw);
  if (AMBIGUOUS.test(digits) && !hasExponent) return refuse("ambiguous");
  for (const [form, mark] of GROUPED) {
    if (form.test(digits)) return { digits: digits.replaceAll(mark, "").replace(/[,·]/g, ".").replace(/\.$/, "") };
  }
  if (!PLAIN.test(digits)) return refuse("grouping");
  return { digits: digits.replace(/[,·]/g, ".").replace(/\.$/, "") };
}

/** @param {Record<string, string | undefined>} groups */
function power({ typed, raised = "" }) {
  return Number(typed ?? [...raised].map((character) => RAISED.get(character)).join(""));
}

/**
 * The number at the start of a text, and the rest of it.
 * @param {string} text
 * @returns {Refusal | Found}
 */
function numberAtStart(text) {
  const times = TIMES_POWER.exec(text);
  if (times?.groups) return scaled(text, times, power(times.groups));
  const only = ONLY_POWER.exec(text);
  if (only?.groups) return { number: Number(`1e${power(only.groups)}`), rest: text.slice(only[0].length) };
  const fraction = FRACTION.exec(text);
  if (fraction?.groups) {
    const [over, under] = fraction.groups.part.normalize("NFKD").split("\u2044").map(Number);
    return { number: Number(fraction.groups.whole ?? 0) + over / under, rest: text.slice(fraction[0].length) };
  }
  const digits = DIGITS.exec(text);
  return digits?.groups ? scaled(text, digits, digits.groups.exponent) : refuse("no-number");
}

/**
 * @param {string} text
 * @param {RegExpExecArray} match
 * @param {string | number | undefined} exponent
 * @returns {Refusal | Found}
 */
function scaled(text, match, exponent) {
  const parsed = ascii(match.groups?.digits ?? "", exponent !== undefined);
  if (parsed.reason !== undefined) return parsed;
  return { number: Number(`${parsed.digits}e${exponent ?? 0}`), rest: text.slice(match[0].length) };
}

/**
 * What someone typed, or the reason where it is not just one number.
 * @param {string} text
 * @returns {Refusal | {reason?: undefined, number: number, unit: string}}
 */
export function readNumber(text) {
  if ([...text].length > MAX_CHARACTERS) return refuse("too-long");
  const same = [...text.replace(INVISIBLE, "")].map((character) => SAME.get(character) ?? character).join("");
  const plain = plainDigits(trim(same));
  if (plain === null) return refuse("digits");
  const [, sign = "", rest = ""] = /^([+-]?) *([\s\S]*)$/u.exec(plain.replace(/^[=≈~] */u, "")) ?? [];
  const parsed = numberAtStart(rest);
  if (parsed.reason !== undefined) return parsed;
  if (!Number.isFinite(parsed.number)) return refuse("too-large");
  const unit = trim(parsed.rest);
  const start = BEFORE_UNIT.exec(unit);
  if (start && (!SIGN_OF_UNIT.test(start[1]) || /^x ?\d/u.test(unit))) return refuse("several");
  return { number: (sign === "-" ? -1 : 1) * parsed.number, unit: start ? unit.replace(/^[·* ]+/u, "") : "" };
}

/** @type {Record<string, (values: {typed: string}) => string>} */
const FAULTS = {
  "too-long": (values) => t("{typed} is too long for a number. Give one number, such as -1.5 or 42.", values),
  digits: (values) => t("{typed} mixes digits of two scripts. Write the number with one kind of digits.", values),
  ambiguous: (values) =>
    t("{typed} can mean a whole number or one with decimals. Leave the comma out, or write a decimal point.", values),
  grouping: (values) =>
    t("{typed} can't be read as one number: its digits are not grouped in threes. Write it like 1234.5.", values),
  several: (values) =>
    t(
      "{typed} holds more than a number and its unit. Give one number, worked out, such as 0.5 rather than 1/2.",
      values,
    ),
  "too-large": (values) => t("{typed} is too large a number.", values),
  "no-number": (values) => t("{typed} can't be read as a number. Write it like -1.5 or 42.", values),
};

/**
 * What to say of a number while it is typed.
 * @param {string} text
 * @param {string} [given] the unit printed beside the field
 */
export function numberNote(text, given = "") {
  if (!text.trim()) return "";
  const parsed = readNumber(text);
  const typed = `'${text.length > 40 ? `${text.slice(0, 39)}…` : text}'`;
  if (parsed.reason !== undefined) return FAULTS[parsed.reason]({ typed });
  return t("Read as {number}.", { number: trim(`${Number(parsed.number.toPrecision(10))} ${parsed.unit || given}`) });
}
