// Numbers as people type them, read or refused while they are typed: the same as `quiz/question/numeric/numbers.py`, which says what is read as
// what. Both are tested on the cases in `tests/data/numbers.json`.
import { t } from "../../../widgets/js/texts.js";

export const MAX_CHARACTERS = 80;

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
const GROUPED = [
  [/^[1-9]\d{0,2}(?: \d{3})+(?:[.,·]\d*)?$/u, " "],
  [/^[1-9]\d{0,2}(?:'\d{3})+(?:[.,·]\d*)?$/u, "'"],
  [/^(?:[1-9]\d{0,2}(?:,\d{3}){2,}|[1-9]\d{0,2}(?:,\d{3})+\.\d*)$/u, ","],
  [/^(?:[1-9]\d{0,2}(?:\.\d{3}){2,}|[1-9]\d{0,2}(?:\.\d{3})+,\d*)$/u, "."],
];
const AMBIGUOUS = /^[1-9]\d{0,2},\d{3}$/u;
const BEFORE_UNIT = /^(?:[·*] ?)?(?:\/ ?)?(.)/u;
const SIGN_OF_UNIT = /^[\p{L}%‰°º″"℃℉]$/u;

const trim = (text) => text.replace(/^ +| +$/g, "");
const refuse = (reason) => ({ reason });

// A digit of any script as a number. Unicode keeps them in rows of ten, from zero to nine.
function digitOf(character) {
  let below = 0;
  const code = character.codePointAt(0);
  while (/\p{Nd}/u.test(String.fromCodePoint(code - below - 1))) below += 1;
  return { value: below % 10, zero: code - (below % 10) };
}

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

function ascii(raw, hasExponent) {
  const digits = trim(raw);
  if (AMBIGUOUS.test(digits) && !hasExponent) return refuse("ambiguous");
  for (const [form, mark] of GROUPED) {
    if (form.test(digits)) return { digits: digits.replaceAll(mark, "").replace(/[,·]/g, ".").replace(/\.$/, "") };
  }
  if (!PLAIN.test(digits)) return refuse("grouping");
  return { digits: digits.replace(/[,·]/g, ".").replace(/\.$/, "") };
}

function power({ typed, raised }) {
  return Number(typed ?? [...raised].map((one) => RAISED.get(one)).join(""));
}

function valueOf(rest) {
  const after = (match) => rest.slice(match[0].length);
  const scaled = (match, exponent) => {
    const found = ascii(match.groups.digits, exponent !== undefined);
    return found.reason ? found : { number: Number(`${found.digits}e${exponent ?? 0}`), rest: after(match) };
  };
  let match = TIMES_POWER.exec(rest);
  if (match) return scaled(match, power(match.groups));
  if ((match = ONLY_POWER.exec(rest))) return { number: Number(`1e${power(match.groups)}`), rest: after(match) };
  if ((match = FRACTION.exec(rest))) {
    const [over, under] = match.groups.part.normalize("NFKD").split("\u2044").map(Number);
    return { number: Number(match.groups.whole ?? 0) + over / under, rest: after(match) };
  }
  if ((match = DIGITS.exec(rest))) return scaled(match, match.groups.exponent);
  return refuse("no-number");
}

// { number, unit } of what someone typed, or { reason } where it is not just one number.
export function readNumber(text) {
  if ([...text].length > MAX_CHARACTERS) return refuse("too-long");
  const same = [...text.replace(INVISIBLE, "")].map((one) => SAME.get(one) ?? one).join("");
  const plain = plainDigits(trim(same));
  if (plain === null) return refuse("digits");
  const [, sign, rest] = /^([+-]?) *([^]*)$/u.exec(plain.replace(/^[=≈~] */u, ""));
  const found = valueOf(rest);
  if (found.reason) return found;
  if (!Number.isFinite(found.number)) return refuse("too-large");
  const unit = trim(found.rest);
  const start = BEFORE_UNIT.exec(unit);
  if (start && (!SIGN_OF_UNIT.test(start[1]) || /^x ?\d/u.test(unit))) return refuse("several");
  return { number: (sign === "-" ? -1 : 1) * found.number, unit: start ? unit.replace(/^[·* ]+/u, "") : "" };
}

// What to say of a number while it is typed; `given` is the unit printed beside the field.
export function numberNote(text, given = "") {
  if (!text.trim()) return "";
  const found = readNumber(text);
  const typed = `'${text.length > 40 ? `${text.slice(0, 39)}…` : text}'`;
  switch (found.reason) {
    case undefined:
      return t("Read as {number}.", { number: trim(`${Number(found.number.toPrecision(10))} ${found.unit || given}`) });
    case "too-long":
      return t("{typed} is too long for a number. Give one number, such as -1.5 or 42.", { typed });
    case "digits":
      return t("{typed} mixes digits of two scripts. Write the number with one kind of digits.", { typed });
    case "ambiguous":
      return t("{typed} can mean a whole number or one with decimals. Leave the comma out, or write a decimal point.", { typed });
    case "grouping":
      return t("{typed} can't be read as one number: its digits are not grouped in threes. Write it like 1234.5.", { typed });
    case "several":
      return t("{typed} holds more than a number and its unit. Give one number, worked out, such as 0.5 rather than 1/2.", { typed });
    case "too-large":
      return t("{typed} is too large a number.", { typed });
    default:
      return t("{typed} can't be read as a number. Write it like -1.5 or 42.", { typed });
  }
}
