// @ts-check
// What a learner did in these pages: answers by question, pages that were opened. It lies in the browser's storage,
// one entry a question, so that two tabs never write over each other's. Where the browser keeps nothing, or nothing
// more, it goes along in the tab from page to page, and the learner is told to save it as a file. See decision 0462.

/** @import { KeptAnswer, LearningRecord } from "../../quiz/js/types" */
/** @import { Shelf, Store } from "./browser_shelf.js" */
import { FORMAT, makeShelf, PREFIX, parsed } from "./browser_shelf.js";

/**
 * @typedef {object} Answer
 * @property {any} value
 * @property {number} variant
 * @property {number} tries
 * @property {number} at
 * @property {string} version of what was asked
 * @property {KeptAnswer[]} answers the first answer of each sitting
 * @property {boolean} [surprised]
 */
/** @typedef {"not-progress" | "damaged" | "newer"} Fault */
/** @typedef {{answers: Record<string, Answer>, pages: Record<string, number>}} Everything */

const ANSWER = `${PREFIX}answer/`;
const PAGE = `${PREFIX}page/`;
const SCHEMA = 1;
/** Of one question; the oldest are left out. */
const MAX_ANSWERS = 40;
const MAX_FILE_CHARACTERS = 5_000_000;

/**
 * @param {any} answer
 * @returns {answer is KeptAnswer}
 */
const isKeptAnswer = (answer) =>
  typeof answer?.at === "string" && typeof answer.right === "boolean" && typeof answer.sure === "boolean";

/**
 * @param {any} entry
 * @returns {entry is Answer}
 */
function isAnswer(entry) {
  return (
    typeof entry === "object" &&
    entry !== null &&
    "value" in entry &&
    Number.isInteger(entry.variant) &&
    Number.isInteger(entry.tries) &&
    Number.isFinite(entry.at) &&
    typeof entry.version === "string" &&
    Array.isArray(entry.answers) &&
    entry.answers.every(isKeptAnswer)
  );
}

/**
 * @param {() => Store} findStorage throws, or gives one that does, where the browser keeps nothing
 * @param {{name: string}} tab
 */
export function makeProgress(findStorage, tab) {
  const shelf = makeShelf(findStorage, tab);
  /** @type {Set<() => void>} */
  const hearers = new Set();
  /** @type {(question: string, entry: object) => void} */
  const keep = (question, entry) => {
    shelf.put(ANSWER + question, JSON.stringify(entry));
    for (const act of hearers) act();
  };
  /** @param {string} question */
  const answer = (question) => {
    const entry = shelf.get(ANSWER + question);
    return isAnswer(entry) ? entry : null;
  };
  return {
    get state() {
      return shelf.state();
    },
    listen: shelf.listen,
    answer,
    /**
     * @param {string} question
     * @param {{value: any, variant: number, version: string}} entry
     * @param {KeptAnswer | null} [now] what was answered just now, where it counts
     */
    remember(question, entry, now = null) {
      const before = answer(question);
      const tries = (before?.tries ?? 0) + (entry.value === "" ? 0 : 1);
      const answers = [...(before?.answers ?? []), ...(now ? [now] : [])].slice(-MAX_ANSWERS);
      const { surprised } = before ?? {};
      const kept = { ...entry, tries, answers, at: Date.now(), ...(surprised === undefined ? {} : { surprised }) };
      keep(question, kept);
    },
    /** @type {(question: string, surprised: boolean) => void} */
    surprise(question, surprised) {
      const before = answer(question);
      if (before) keep(question, { ...before, surprised, at: Date.now() });
    },
    record: () => recordOf(everything(shelf).answers),
    /** @param {string} page */
    openPage: (page) => shelf.put(PAGE + page, String(Date.now())),
    /** The question of an event of the storage, which another tab wrote.
     * @param {{key: string | null}} event */
    questionOf: ({ key }) => (key?.startsWith(ANSWER) ? key.slice(ANSWER.length) : null),
    all: () => everything(shelf),
    /** Hear of every answer that is given here. @param {() => void} act */
    onChange: (act) => hearers.add(act),
    /** @param {string[]} [only] questions to leave all others out for */
    toFile(only) {
      const all = everything(shelf);
      const kept = only ? { answers: entriesOf(all.answers, only), pages: {} } : all;
      return `${JSON.stringify({ format: FORMAT, schema: SCHEMA, ...kept })}\n`;
    },
    /**
     * Take over a file: of every question the later answer counts.
     * @param {string} text
     * @returns {{taken: number} | {fault: Fault}}
     */
    fromFile(text) {
      const read = readFile(text);
      return "fault" in read ? read : { taken: takeOver(shelf, read) };
    },
  };
}

/** @typedef {ReturnType<typeof makeProgress>} Progress */

/**
 * What the component's own page of progress reads.
 * @param {Record<string, Answer>} kept
 * @returns {LearningRecord}
 */
function recordOf(kept) {
  const entries = Object.entries(kept).map(([question, { value, answers, surprised = null }]) => {
    const answered = value !== "" || answers.length > 0;
    return [question, { answers, answered, surprised }];
  });
  return Object.fromEntries(entries);
}

/**
 * @param {Shelf} shelf
 * @returns {Everything}
 */
function everything(shelf) {
  /** @type {Everything} */
  const all = { answers: {}, pages: {} };
  for (const key of shelf.keys()) {
    const entry = shelf.get(key);
    if (key.startsWith(ANSWER) && isAnswer(entry)) all.answers[key.slice(ANSWER.length)] = entry;
    if (key.startsWith(PAGE) && Number.isFinite(entry)) all.pages[key.slice(PAGE.length)] = entry;
  }
  return all;
}

/**
 * Of two entries the later one, with the sittings of both.
 * @param {Answer} own
 * @param {Answer} other
 */
function mergedAnswers(own, other) {
  const byMoment = new Map([...other.answers, ...own.answers].map((answer) => [answer.at, answer]));
  const answers = [...byMoment.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).slice(-MAX_ANSWERS);
  return { ...(own.at >= other.at ? own : other), answers };
}

/** @type {(shelf: Shelf, read: Everything) => number} */
function takeOver(shelf, { answers, pages }) {
  let taken = 0;
  for (const [question, entry] of Object.entries(answers)) {
    const own = shelf.get(ANSWER + question);
    const merged = isAnswer(own) ? mergedAnswers(own, entry) : entry;
    if (isAnswer(own) && JSON.stringify(merged) === JSON.stringify(own)) continue;
    shelf.put(ANSWER + question, JSON.stringify(merged));
    taken += 1;
  }
  for (const [page, at] of Object.entries(pages)) {
    if (!((shelf.get(PAGE + page) ?? 0) >= at)) shelf.put(PAGE + page, String(at));
  }
  return taken;
}

/**
 * @param {string} text
 * @returns {Everything | {fault: Fault}}
 */
function readFile(text) {
  if (text.length > MAX_FILE_CHARACTERS) return { fault: "not-progress" };
  const file = parsed(text);
  if (file === null) return { fault: text.includes(FORMAT) ? "damaged" : "not-progress" };
  if (file.format !== FORMAT) return { fault: "not-progress" };
  if (file.schema !== SCHEMA) return { fault: file.schema > SCHEMA ? "newer" : "damaged" };
  const { answers, pages } = file;
  const isWhole =
    isRecord(answers) &&
    isRecord(pages) &&
    Object.values(answers).every(isAnswer) &&
    Object.values(pages).every((at) => Number.isFinite(at));
  return isWhole ? { answers, pages } : { fault: "damaged" };
}

/** @type {<T>(entries: Record<string, T>, names: string[]) => Record<string, T>} */
const entriesOf = (entries, names) =>
  Object.fromEntries(Object.entries(entries).filter(([name]) => names.includes(name)));

/** @param {any} value */
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
