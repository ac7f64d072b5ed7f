// @ts-check
// What a learner did in these pages: answers by question, pages that were opened. It lies in the browser's storage, one
// entry a question, so that two tabs never write over each other's. Where the browser keeps nothing, or nothing more, it
// goes along in the tab from page to page, and the learner is told to save it as a file. See decision 0462.

/** @typedef {{value: any, variant: number, tries: number, at: number, version: string, right?: boolean}} Answer */
/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">} Store */
/** @typedef {"kept" | "no-storage" | "storage-full"} State */
/** @typedef {"not-progress" | "damaged" | "newer"} Fault */
/** @typedef {{answers: Record<string, Answer>, pages: Record<string, number>}} Everything */

export const PREFIX = "vertebra/1/";
const ANSWER = `${PREFIX}answer/`;
const PAGE = `${PREFIX}page/`;
export const FORMAT = "vertebra-progress";
const SCHEMA = 1;
const MAX_FILE_CHARACTERS = 5_000_000;

/**
 * The entries that could not be stored go from page to page in the tab's name, which every browser keeps.
 * @param {{name: string}} tab
 */
function makeTabStore(tab) {
  /** @returns {Record<string, string>} */
  const read = () => {
    try {
      const found = JSON.parse(tab.name);
      return found?.format === FORMAT ? found.entries : {};
    } catch {
      return {};
    }
  };
  /** @param {Record<string, string>} entries */
  const write = (entries) => {
    tab.name = Object.keys(entries).length ? JSON.stringify({ format: FORMAT, entries }) : "";
  };
  return {
    read,
    /** @type {(key: string, text: string) => void} */
    put: (key, text) => write({ ...read(), [key]: text }),
    /** @param {string} key */
    remove(key) {
      const { [key]: _, ...others } = read();
      write(others);
    },
  };
}

/**
 * A text as the entry that it should be; null where it is damaged.
 * @param {string | null | undefined} text
 */
function parsed(text) {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

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
    typeof entry.version === "string"
  );
}

/**
 * The browser's storage; what it does not take goes along in the tab.
 * @param {() => Store} findStorage throws, or gives one that does, where the browser keeps nothing
 * @param {{name: string}} tab
 */
function makeShelf(findStorage, tab) {
  const inTab = makeTabStore(tab);
  /** @type {Store | null} */
  let storage = null;
  /** @type {State} */
  let state = "kept";
  /** @type {Set<(state: State) => void>} */
  const listeners = new Set();
  try {
    storage = findStorage();
    storage.setItem(`${PREFIX}probe`, "");
    storage.removeItem(`${PREFIX}probe`);
  } catch (error) {
    state = storage && isFull(error) ? "storage-full" : "no-storage";
  }
  /** @param {State} next */
  const tell = (next) => {
    state = next;
    for (const act of listeners) act(state);
  };
  /** @type {(key: string, text: string) => void} */
  const put = (key, text) => {
    try {
      if (!storage || state === "no-storage") throw new Error("no storage");
      storage.setItem(key, text);
      inTab.remove(key);
      if (state === "storage-full" && Object.keys(inTab.read()).length === 0) tell("kept");
    } catch (error) {
      inTab.put(key, text);
      tell(isFull(error) ? "storage-full" : "no-storage");
    }
  };
  for (const [key, text] of Object.entries(inTab.read())) put(key, text);
  return {
    put,
    /** @param {string} key */
    get: (key) => parsed(inTab.read()[key] ?? itemOf(storage, key)),
    keys: () => [...new Set([...keysOf(storage), ...Object.keys(inTab.read())])].sort(),
    /** @param {(state: State) => void} act */
    listen: (act) => listeners.add(act),
    state: () => state,
  };
}

/** @type {(storage: Store | null, key: string) => string | null} */
function itemOf(storage, key) {
  try {
    return storage?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

/** @param {Store | null} storage */
function keysOf(storage) {
  try {
    return Array.from({ length: storage?.length ?? 0 }, (_, at) => storage?.key(at) ?? "");
  } catch {
    return [];
  }
}

/**
 * @param {() => Store} findStorage throws, or gives one that does, where the browser keeps nothing
 * @param {{name: string}} tab
 */
export function makeProgress(findStorage, tab) {
  const shelf = makeShelf(findStorage, tab);
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
    /** @type {(question: string, entry: Omit<Answer, "tries" | "at">) => Answer} */
    remember(question, entry) {
      const tries = (answer(question)?.tries ?? 0) + (entry.value === "" ? 0 : 1);
      const kept = { ...entry, tries, at: Date.now() };
      shelf.put(ANSWER + question, JSON.stringify(kept));
      return kept;
    },
    /** @param {string} page */
    openPage: (page) => shelf.put(PAGE + page, String(Date.now())),
    /** The question of an event of the storage, which another tab wrote.
     * @param {{key: string | null}} event */
    questionOf: ({ key }) => (key?.startsWith(ANSWER) ? key.slice(ANSWER.length) : null),
    all: () => everything(shelf),
    toFile: () => `${JSON.stringify({ format: FORMAT, schema: SCHEMA, ...everything(shelf) })}\n`,
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

/** @param {any} error */
const isFull = (error) => error?.name === "QuotaExceededError" || error?.name === "NS_ERROR_DOM_QUOTA_REACHED";

/** @typedef {ReturnType<typeof makeShelf>} Shelf */

/**
 * @param {Shelf} shelf
 * @returns {Everything}
 */
function everything(shelf) {
  /** @type {Everything} */
  const found = { answers: {}, pages: {} };
  for (const key of shelf.keys()) {
    const entry = shelf.get(key);
    if (key.startsWith(ANSWER) && isAnswer(entry)) found.answers[key.slice(ANSWER.length)] = entry;
    if (key.startsWith(PAGE) && Number.isFinite(entry)) found.pages[key.slice(PAGE.length)] = entry;
  }
  return found;
}

/** @type {(shelf: Shelf, read: Everything) => number} */
function takeOver(shelf, { answers, pages }) {
  let taken = 0;
  for (const [question, entry] of Object.entries(answers)) {
    const own = shelf.get(ANSWER + question);
    if (isAnswer(own) && own.at >= entry.at) continue;
    shelf.put(ANSWER + question, JSON.stringify(entry));
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
  const found = parsed(text);
  if (found === null) return { fault: text.includes(FORMAT) ? "damaged" : "not-progress" };
  if (found.format !== FORMAT) return { fault: "not-progress" };
  if (found.schema !== SCHEMA) return { fault: found.schema > SCHEMA ? "newer" : "damaged" };
  const { answers, pages } = found;
  const isWhole =
    isRecord(answers) &&
    isRecord(pages) &&
    Object.values(answers).every(isAnswer) &&
    Object.values(pages).every((at) => Number.isFinite(at));
  return isWhole ? { answers, pages } : { fault: "damaged" };
}

/** @param {any} value */
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
