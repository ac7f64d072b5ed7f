// @ts-check
// A student's answers to one quiz in the browser's storage: an entry for each item, so that two tabs never write over
// each other's. What the storage does not take goes along in the tab (see `browser_shelf.js` and decision 0462).
/** @import { Entry } from "./quiz_file.js" */
/** @import { Shelf } from "./browser_shelf.js" */
import { PREFIX } from "./browser_shelf.js";
import { asEntry, assignVariant } from "./quiz_file.js";

/** @typedef {{course: string, quiz: string, release: string, draw_salt: string}} Head */
/** @typedef {{id: string, drawn_as: string, variants: any[]}} ReleasedItem */

const MAX_WORK_S = 600;

/** Now, in UTC to the second, as `answers.json` has it. */
export const utcNow = () => `${new Date().toISOString().slice(0, 19)}+00:00`;

/**
 * @param {Shelf} shelf
 * @param {Head} head
 * @param {ReleasedItem[]} items
 * @param {() => number} [clock] in milliseconds
 */
export function makeKeptQuiz(shelf, head, items, clock = () => performance.now()) {
  const { course, quiz, release } = head;
  const home = `${PREFIX}quiz/${course}/${quiz}/`;
  const at = `${home}${release}/`;
  let workedAt = clock();
  const student = () => String(shelf.get(`${home}student`) ?? "");
  /** @param {string} item */
  const key = (item) => `${at}${student()}/${item}`;
  /** @param {string} item */
  const entry = (item) => asEntry(shelf.get(key(item)));
  /** @param {string} id */
  const variant = (id) => {
    const item = items.find((other) => other.id === id);
    return item ? assignVariant(head.draw_salt, [course, quiz, item.drawn_as, student()], item.variants.length) : 0;
  };
  /** @param {string} id @param {Entry} kept */
  const put = (id, kept) => shelf.put(key(id), JSON.stringify(kept));
  /** @type {Entry} */
  const none = { value: "", changed_at: "", history_count: 0, seconds: 0 };
  const answers = () =>
    Object.fromEntries(items.flatMap(({ id }) => (entry(id) ? [[id, /** @type {Entry} */ (entry(id))]] : [])));
  return {
    student,
    entry,
    variant,
    answers,
    /** @param {string} id empty to let somebody else answer */
    nameStudent: (id) => shelf.put(`${home}student`, JSON.stringify(id)),
    /** @param {string} id @param {string | string[]} value */
    answer(id, value) {
      const before = entry(id) ?? none;
      if (JSON.stringify(before.value) === JSON.stringify(value)) return;
      const worked = Math.min(Math.max(0, (clock() - workedAt) / 1000), MAX_WORK_S);
      workedAt = clock();
      const seconds = Math.round(10 * (before.seconds + worked)) / 10;
      put(id, { ...before, value, changed_at: utcNow(), history_count: before.history_count + 1, seconds });
    },
    /** @param {string} id @param {number} most */
    takeHint(id, most) {
      const before = entry(id) ?? none;
      put(id, { ...before, changed_at: utcNow(), hints: Math.min(most, (before.hints ?? 0) + 1) });
    },
    /** Of every item the later answer counts. @param {Record<string, Entry>} others */
    takeOver(others) {
      const newer = items.filter(({ id }) => others[id] && others[id].changed_at > (entry(id)?.changed_at ?? ""));
      for (const { id } of newer) put(id, others[id]);
      return newer.length;
    },
    /** What goes into the file. */
    content() {
      const own = answers();
      const variants = Object.fromEntries(Object.keys(own).map((id) => [id, variant(id)]));
      return { course, quiz, release, student: student(), variants, answers: own, saved_at: utcNow() };
    },
    /** Answers of this student to other releases of the quiz, by release. */
    others() {
      /** @type {Record<string, Record<string, Entry>>} */
      const entries = {};
      for (const name of shelf.keys().filter((other) => other.startsWith(home) && !other.startsWith(at))) {
        const [other, whose, ...rest] = name.slice(home.length).split("/");
        const kept = rest.length && whose === student() ? asEntry(shelf.get(name)) : null;
        if (kept) entries[other] = { ...entries[other], [rest.join("/")]: kept };
      }
      return entries;
    },
    /** The item of an event of the storage, which another tab wrote. @param {{key: string | null}} event */
    itemOf: (event) => items.find(({ id }) => event.key === key(id))?.id ?? null,
    /** Whether another tab said who answers. @param {{key: string | null}} event */
    isStudentOf: (event) => event.key === `${home}student`,
    fileMark: {
      get: () => String(shelf.get(`${at}${student()}//file`) ?? ""),
      put: () => shelf.put(`${at}${student()}//file`, JSON.stringify(lastChange(answers()))),
    },
  };
}

/** @typedef {ReturnType<typeof makeKeptQuiz>} KeptQuiz */

/** When an answer was last changed. @param {Record<string, Entry>} answers */
export const lastChange = (answers) =>
  Object.values(answers)
    .map(({ changed_at }) => changed_at)
    .sort()
    .at(-1) ?? "";
