// @ts-check
// A place for entries: the browser's storage, and the tab itself for what it does not take. See decision 0462.

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">} Store */
/** @typedef {"kept" | "no-storage" | "storage-full"} State */

export const PREFIX = "vertebra/1/";
export const FORMAT = "vertebra-progress";

/**
 * The entries that could not be stored go from page to page in the tab's name, which every browser keeps.
 * @param {{name: string}} tab
 */
function makeTabStore(tab) {
  /** @returns {Record<string, string>} */
  const read = () => {
    try {
      const kept = JSON.parse(tab.name);
      return kept?.format === FORMAT ? kept.entries : {};
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
export function parsed(text) {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

/**
 * The browser's storage; what it does not take goes along in the tab.
 * @param {() => Store} findStorage throws, or gives one that does, where the browser keeps nothing
 * @param {{name: string}} tab
 */
export function makeShelf(findStorage, tab) {
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

/** @typedef {ReturnType<typeof makeShelf>} Shelf */

/** @param {any} error */
const isFull = (error) => error?.name === "QuotaExceededError" || error?.name === "NS_ERROR_DOM_QUOTA_REACHED";
