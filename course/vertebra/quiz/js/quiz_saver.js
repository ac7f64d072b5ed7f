// @ts-check
// Keeping an answer until the kernel says that it is on the disk. Nothing here touches the page, so that node can
// test it.
/** @import { Answer } from "./types" */
import { t } from "../../widgets/js/texts.js";

/** @typedef {ReturnType<typeof makeStore>} Store */
/** @typedef {{seq: number, value: Answer}} Request */
/**
 * @typedef {object} SaverOptions
 * @property {(message: Record<string, unknown>) => void} send
 * @property {(name: string, words: string) => void} onState
 * @property {Pick<Store, "put" | "remove">} store
 * @property {string} key
 * @property {{setTimeout: (act: () => void, ms: number) => any, clearTimeout: (timer: any) => void}} [timers]
 * @property {number} [patienceMs]
 * @property {number} [retryMs]
 */

/** @type {Record<string, {mark: string, words: string}>} */
export const STATES = {
  unanswered: { mark: "○", words: t("Unanswered") },
  saving: { mark: "…", words: t("Saving") },
  saved: { mark: "✓", words: t("Saved") },
  "not-saved": { mark: "!", words: t("Not saved") },
};

/** @param {unknown} value */
export function isBlank(value) {
  return value == null || (Array.isArray(value) ? value.length === 0 : String(value).trim() === "");
}

/**
 * One request in flight and the latest value wanted: a new value waits for the reply, and older ones in between are
 * skipped.
 * An unanswered request is sent again until it is answered; its value also lies in `store`, which outlives the page.
 * @param {SaverOptions} options
 */
export function makeSaver({ send, onState, store, key, timers = globalThis, patienceMs = 4000, retryMs = 3000 }) {
  let seq = 0;
  /** @type {Request | null} */
  let flying = null;
  /** @type {Request | null} */
  let wanted = null;
  /** @type {any} */
  let timer = null;

  /** @type {(ms: number, act: () => void) => void} */
  const wait = (ms, act) => {
    timers.clearTimeout(timer);
    timer = timers.setTimeout(act, ms);
  };
  const launch = () => {
    flying = wanted;
    if (!flying) return;
    try {
      send({ kind: "answer", seq: flying.seq, value: flying.value });
    } catch {
      // A dead connection: the retry below finds out whether it came back.
    }
    wait(patienceMs, () => fail(t("The kernel does not answer.")));
  };
  /** @param {string} reason */
  const fail = (reason) => {
    onState(
      "not-saved",
      t("{reason} Your answer is kept on this page and is sent again until it is saved.", { reason }),
    );
    wait(retryMs, launch);
  };

  return {
    /** @param {Answer} value */
    change(value) {
      wanted = { seq: ++seq, value };
      store.put(key, { value, at: Date.now() });
      onState("saving", "");
      if (flying === null) launch();
    },
    /** @param {{seq?: number | null, note?: string}} reply */
    saved(reply) {
      if (flying === null || wanted === null || (reply.seq ?? 0) < flying.seq) return;
      timers.clearTimeout(timer);
      flying = null;
      if (wanted.seq > (reply.seq ?? 0)) return launch();
      store.remove(key);
      onState(isBlank(wanted.value) ? "unanswered" : "saved", reply.note || "");
    },
    /** @param {{seq?: number | null, message: string}} reply */
    refused(reply) {
      if (flying !== null && (reply.seq ?? -1) >= flying.seq) fail(reply.message);
    },
    get pending() {
      return flying !== null;
    },
    dispose() {
      timers.clearTimeout(timer);
    },
  };
}

/**
 * Answers not yet on the disk, in the browser's own storage; where that is shut off, nowhere.
 * @param {() => Pick<Storage, "getItem" | "setItem" | "removeItem">} findStorage may throw
 */
export function makeStore(findStorage) {
  /** @param {string} key */
  const name = (key) => `vertebra-answer:${key}`;
  /** @param {() => any} act */
  const attempt = (act) => {
    try {
      return act();
    } catch {
      return null;
    }
  };
  return {
    /** @type {(key: string, entry: {value: Answer, at: number}) => void} */
    put: (key, entry) => attempt(() => findStorage().setItem(name(key), JSON.stringify(entry))),
    /** @type {(key: string) => {value: Answer, at: number} | null} */
    get: (key) => attempt(() => JSON.parse(findStorage().getItem(name(key)) ?? "null")),
    /** @type {(key: string) => void} */
    remove: (key) => attempt(() => findStorage().removeItem(name(key))),
  };
}

/**
 * An answer that an earlier page kept and the kernel never confirmed, if it is newer than what is saved.
 * @param {Pick<Store, "get" | "remove">} store
 * @param {string} key
 * @param {string | null} [savedAt]
 */
export function rescued(store, key, savedAt) {
  const kept = store.get(key);
  if (!kept || typeof kept.at !== "number") return null;
  if (savedAt && kept.at < Date.parse(savedAt)) {
    store.remove(key);
    return null;
  }
  return kept;
}

/** @param {Answer} first */
export function makeHistory(first) {
  /** @type {Answer[]} */
  const past = [];
  let now = first;
  return {
    /** @param {Answer} value */
    change(value) {
      if (JSON.stringify(value) === JSON.stringify(now)) return false;
      past.push(now);
      now = value;
      return true;
    },
    undo() {
      now = past.pop() ?? now;
      return now;
    },
    get canUndo() {
      return past.length > 0;
    },
    get value() {
      return now;
    },
  };
}

/** @param {string} text */
export function countWords(text) {
  return (text.match(/\S+/g) || []).length;
}
