// @ts-check
// What widgets save, in the browser's IndexedDB: an entry for each file of the learner's folder. Of two tabs that save
// the same file neither loses anything: what the other wrote meanwhile is kept beside it. See decision 0467.

/** @typedef {{path: string, content: Uint8Array, stamp: string}} KeptFile */
/** @typedef {"kept" | "no-storage" | "storage-full" | "elsewhere"} Outcome */

const DATABASE = "vertebra-1";
const STORE = "files";
const OTHER = ".other.json";

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @param {unknown} error @returns {Outcome} */
const outcomeOf = (error) =>
  /** @type {any} */ (error)?.name === "QuotaExceededError" ? "storage-full" : "no-storage";

/** A mark that no other write has. */
const newStamp = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

/** Open the files; a browser that keeps nothing gives an empty list, and an outcome that says so. */
export async function openFiles() {
  /** @type {IDBDatabase | null} */
  let database = null;
  /** @type {Map<string, string>} */
  const stamps = new Map();
  try {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "path" });
    database = await settled(request);
  } catch {
    database = null;
  }
  /** @param {IDBTransactionMode} mode */
  const store = (mode) => {
    if (!database) throw new Error("no storage");
    return database.transaction(STORE, mode).objectStore(STORE);
  };
  return {
    /** @returns {Promise<KeptFile[]>} */
    async all() {
      try {
        const files = /** @type {KeptFile[]} */ (await settled(store("readonly").getAll()));
        for (const { path, stamp } of files) stamps.set(path, stamp);
        return files;
      } catch {
        return [];
      }
    },
    /**
     * Write a file, or remove it where `content` is null, in one step.
     * @param {string} path
     * @param {Uint8Array | null} content
     * @returns {Promise<Outcome>}
     */
    async put(path, content) {
      try {
        const files = store("readwrite");
        const there = /** @type {KeptFile | undefined} */ (await settled(files.get(path)));
        const isOthers = there !== undefined && there.stamp !== stamps.get(path);
        if (isOthers) await settled(files.put({ ...there, path: `${path}${OTHER}` }));
        const stamp = newStamp();
        if (content) await settled(files.put({ path, content, stamp }));
        else if (!isOthers) await settled(files.delete(path));
        stamps.set(path, stamp);
        return isOthers ? "elsewhere" : "kept";
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}
