// Keeping an answer until the kernel says that it is on the disk. Nothing here touches the page, so that node can test it.
import { t } from "../../widgets/js/texts.js";

export const STATES = {
  unanswered: { mark: "○", words: t("Unanswered") },
  saving: { mark: "…", words: t("Saving") },
  saved: { mark: "✓", words: t("Saved") },
  "not-saved": { mark: "!", words: t("Not saved") },
};

export function isBlank(value) {
  return value == null || (Array.isArray(value) ? value.length === 0 : String(value).trim() === "");
}

// One request in flight and the latest value wanted: a new value waits for the reply, and older ones in between are skipped.
// An unanswered request is sent again until it is answered; its value also lies in `store`, which outlives the page.
export function makeSaver({ send, onState, store, key, timers = globalThis, patienceMs = 4000, retryMs = 3000 }) {
  let seq = 0;
  let flying = null;
  let wanted = null;
  let timer = null;

  const wait = (ms, act) => {
    timers.clearTimeout(timer);
    timer = timers.setTimeout(act, ms);
  };
  const launch = () => {
    flying = wanted;
    try {
      send({ kind: "answer", seq: flying.seq, value: flying.value });
    } catch {
      // A dead connection: the retry below finds out whether it came back.
    }
    wait(patienceMs, () => fail(t("The kernel does not answer.")));
  };
  const fail = (reason) => {
    onState("not-saved", t("{reason} Your answer is kept on this page and is sent again until it is saved.", { reason }));
    wait(retryMs, launch);
  };

  return {
    change(value) {
      wanted = { seq: ++seq, value };
      store.put(key, { value, at: Date.now() });
      onState("saving", "");
      if (flying === null) launch();
    },
    saved(reply) {
      if (flying === null || reply.seq < flying.seq) return;
      timers.clearTimeout(timer);
      flying = null;
      if (wanted.seq > reply.seq) return launch();
      store.remove(key);
      onState(isBlank(wanted.value) ? "unanswered" : "saved", reply.note || "");
    },
    refused(reply) {
      if (flying !== null && reply.seq >= flying.seq) fail(reply.message);
    },
    get pending() {
      return flying !== null;
    },
    dispose() {
      timers.clearTimeout(timer);
    },
  };
}

// Answers not yet on the disk, in the browser's own storage; where that is shut off, in memory only.
export function makeStore(storage) {
  const name = (key) => `vertebra-answer:${key}`;
  const attempt = (act) => {
    try {
      return act();
    } catch {
      return null;
    }
  };
  return {
    put: (key, entry) => attempt(() => storage.setItem(name(key), JSON.stringify(entry))),
    get: (key) => attempt(() => JSON.parse(storage.getItem(name(key)))),
    remove: (key) => attempt(() => storage.removeItem(name(key))),
  };
}

// An answer that an earlier page kept and the kernel never confirmed, if it is newer than what is saved.
export function rescued(store, key, savedAt) {
  const kept = store.get(key);
  if (!kept || typeof kept.at !== "number") return null;
  if (savedAt && kept.at < Date.parse(savedAt)) {
    store.remove(key);
    return null;
  }
  return kept;
}

export function makeHistory(first) {
  const past = [];
  let now = first;
  return {
    change(value) {
      if (JSON.stringify(value) === JSON.stringify(now)) return false;
      past.push(now);
      now = value;
      return true;
    },
    undo() {
      if (past.length) now = past.pop();
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

export function countWords(text) {
  return (text.match(/\S+/g) || []).length;
}
