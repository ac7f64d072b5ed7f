// @ts-check
// The file of a quiz's answers: what `answers.json` holds, with a mark against damage; and which variant a student is
// given. Both are the same as in Python (`quiz/session/answer_file.py`, `quiz/release/variants.py`): a test holds it.
import { sha256 } from "./sha256.js";

/**
 * @typedef {object} Entry
 * @property {string | string[]} value
 * @property {string} changed_at
 * @property {number} history_count
 * @property {number} seconds
 * @property {number} [hints]
 */
/** @typedef {{course: string, quiz: string, release: string, student: string}} Whose */
/** @typedef {{variants: Record<string, number>, answers: Record<string, Entry>, saved_at: string}} Given */
/** @typedef {Whose & Given} AnswersFile */
/** @typedef {"no-answers" | "damaged" | "newer" | "another-quiz"} Fault */

export const FORMAT = "vertebra-answers";
const SCHEMA = 1;
const MAX_FILE_CHARACTERS = 1_000_000;
const MAX_ID_LENGTH = 60;
const MAX_ID_BYTES = 120;
const ID = /^[\p{Lu}\p{Ll}\p{Lo}0-9_][\p{Lu}\p{Ll}\p{Lo}0-9_.@+-]*$/u;
const DEVICE = /^(con|prn|aux|nul|(com|lpt)[0-9¹²³])(\.|$)/iu;
const SCRIPTS = ["Latin", "Greek", "Cyrillic", "Armenian", "Cherokee", "Coptic", "Lisu", "Deseret"];
const LOOK_ALIKE = SCRIPTS.map((script) => new RegExp(`\\p{Script=${script}}`, "u"));
const INVISIBLE = /[\u115f\u1160\u3164\uffa0]/u;

/** As Python's `json.dumps` writes a text. @param {string} text */
const asciiText = (text) =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/**
 * One form of what a file holds: keys in order, no blanks, nothing but ASCII.
 * @param {any} content
 * @returns {string}
 */
export function canonical(content) {
  if (typeof content === "string") return asciiText(content);
  if (Array.isArray(content)) return `[${content.map(canonical).join(",")}]`;
  if (content === null || typeof content !== "object") return JSON.stringify(content);
  const names = Object.keys(content).sort();
  return `{${names.map((name) => `${asciiText(name)}:${canonical(content[name])}`).join(",")}}`;
}

/**
 * The mark of a file: of all in it but the mark.
 * @param {Record<string, unknown>} content
 */
export function checksum({ sha256: _mark, ...content }) {
  return sha256(canonical(content));
}

/**
 * The number of the variant that a student gets.
 * @param {string} salt
 * @param {string[]} names course, quiz, item, student
 * @param {number} count
 */
export function assignVariant(salt, names, count) {
  const digest = sha256(`[${[salt, ...names].map(asciiText).join(", ")}]`);
  return Number(BigInt(`0x${digest}`) % BigInt(count));
}

/** A student's id in the form that is stored; empty where it can be none. @param {string} text */
export function studentId(text) {
  const id = text.trim().normalize("NFC");
  const scripts = LOOK_ALIKE.filter((script) => script.test(id)).length;
  const isShort = [...id].length <= MAX_ID_LENGTH && new TextEncoder().encode(id).length <= MAX_ID_BYTES;
  const isGood = isShort && ID.test(id) && !id.endsWith(".") && !DEVICE.test(id) && !INVISIBLE.test(id);
  return isGood && scripts < 2 && id === id.normalize("NFKC") ? id : "";
}

/** @param {AnswersFile} answers */
export function toFile(answers) {
  const content = { format: FORMAT, schema: SCHEMA, student_from: "asked", ...answers };
  return `${JSON.stringify({ ...content, sha256: checksum(content) }, null, 1)}\n`;
}

/** @param {{quiz: string, student: string}} whose */
export const fileName = ({ quiz, student }) => `${quiz}-${student.replace(/[^\w.-]/g, "_")}.answers.json`;

/** @param {any} value */
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @type {(value: unknown) => value is string | string[]} */
const isValue = (value) =>
  typeof value === "string" || (Array.isArray(value) && value.every((part) => typeof part === "string"));

/** An entry as it is kept; null where it is none. @param {any} entry @returns {Entry | null} */
export function asEntry(entry) {
  if (!isRecord(entry) || !isValue(entry.value) || typeof entry.changed_at !== "string") return null;
  /** @param {unknown} number */
  const count = (number) => (Number.isFinite(number) && Number(number) >= 0 ? Number(number) : 0);
  const { value, changed_at, history_count, seconds, hints } = entry;
  return {
    ...{ value, changed_at, history_count: Math.floor(count(history_count)), seconds: count(seconds) },
    ...(count(hints) ? { hints: Math.floor(count(hints)) } : {}),
  };
}

/**
 * Read a file of answers to a quiz.
 * @param {string} text
 * @param {{course: string, quiz: string}} quiz
 * @returns {AnswersFile | {fault: Fault}}
 */
export function fromFile(text, { course, quiz }) {
  if (text.length > MAX_FILE_CHARACTERS) return { fault: "no-answers" };
  /** @type {any} */
  let file = null;
  try {
    file = JSON.parse(text);
  } catch {
    return { fault: text.includes(FORMAT) ? "damaged" : "no-answers" };
  }
  if (!isRecord(file) || !isRecord(file.answers) || typeof file.student !== "string") return { fault: "no-answers" };
  if (file.schema !== SCHEMA) return { fault: file.schema > SCHEMA ? "newer" : "damaged" };
  if (file.sha256 !== undefined && file.sha256 !== checksum(file)) return { fault: "damaged" };
  if (file.course !== course || file.quiz !== quiz) return { fault: "another-quiz" };
  if (!studentId(file.student)) return { fault: "damaged" };
  /** @type {Record<string, Entry>} */
  const answers = {};
  for (const [item, entry] of Object.entries(file.answers)) {
    const kept = asEntry(entry);
    if (kept) answers[item] = kept;
  }
  const { student, release = "", variants = {}, saved_at = "" } = file;
  return { course, quiz, release, student, variants: isRecord(variants) ? variants : {}, answers, saved_at };
}
