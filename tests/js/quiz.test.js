// An answer is 'saved' only when the kernel has said so, and is sent again until it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  countWords,
  isBlank,
  makeHistory,
  makeSaver,
  makeStore,
  rescued,
} from "../../course/vertebra/quiz/js/quiz_saver.js";

function clock() {
  let due = null;
  return {
    setTimeout: (act) => ((due = act), 1),
    clearTimeout: () => (due = null),
    tick: () => {
      const act = due;
      due = null;
      act?.();
    },
    get waiting() {
      return due !== null;
    },
  };
}

function memory() {
  const kept = new Map();
  const storage = {
    setItem: (name, text) => kept.set(name, text),
    getItem: (name) => kept.get(name) ?? null,
    removeItem: (name) => kept.delete(name),
  };
  return makeStore(() => storage);
}

function bench(send) {
  const sent = [];
  const states = [];
  const timers = clock();
  const store = memory();
  const saver = makeSaver({
    send: send ?? ((message) => sent.push(message)),
    onState: (name, words) => states.push([name, words]),
    store,
    key: "k",
    timers,
  });
  return { saver, sent, states, timers, store, last: () => states.at(-1)[0] };
}

test("saved is said after the reply and not before", () => {
  const { saver, sent, last, store } = bench();
  saver.change("a");
  assert.equal(last(), "saving");
  assert.equal(store.get("k").value, "a");
  saver.saved({ seq: sent[0].seq });
  assert.equal(last(), "saved");
  assert.equal(store.get("k"), null);
});

test("one request is in flight, and only the latest value follows", () => {
  const { saver, sent, last } = bench();
  for (const value of ["a", "b", "c", "d"]) saver.change(value);
  assert.deepEqual(
    sent.map((m) => m.value),
    ["a"],
  );
  saver.saved({ seq: sent[0].seq });
  assert.deepEqual(
    sent.map((m) => m.value),
    ["a", "d"],
  );
  assert.equal(last(), "saving");
  saver.saved({ seq: sent[1].seq });
  assert.equal(last(), "saved");
});

test("a silent kernel: not saved, kept, and sent again with the latest value", () => {
  const { saver, sent, last, timers, store, states } = bench();
  saver.change("a");
  timers.tick();
  assert.equal(last(), "not-saved");
  assert.match(states.at(-1)[1], /does not answer/);
  saver.change("b");
  assert.equal(store.get("k").value, "b");
  timers.tick();
  assert.equal(sent.at(-1).value, "b");
  saver.saved({ seq: sent.at(-1).seq });
  assert.equal(last(), "saved");
  assert.equal(timers.waiting, false);
});

test("a refusal is shown with its reason and tried again", () => {
  const { saver, sent, last, states, timers } = bench();
  saver.change("a");
  saver.refused({ seq: sent[0].seq, message: "No space left on device." });
  assert.equal(last(), "not-saved");
  assert.match(states.at(-1)[1], /No space left/);
  timers.tick();
  assert.equal(sent.length, 2);
});

test("a connection that throws is a kernel that does not answer", () => {
  const { saver, last, timers } = bench(() => {
    throw new Error("closed");
  });
  saver.change("a");
  timers.tick();
  assert.equal(last(), "not-saved");
});

test("an old reply after a newer answer does not say saved", () => {
  const { saver, sent, last } = bench();
  saver.change("a");
  saver.saved({ seq: sent[0].seq });
  saver.change("b");
  saver.saved({ seq: sent[0].seq });
  assert.equal(last(), "saving");
});

test("a cleared answer is unanswered once that is saved", () => {
  const { saver, sent, last } = bench();
  saver.change("");
  saver.saved({ seq: sent[0].seq });
  assert.equal(last(), "unanswered");
});

test("what an earlier page kept is rescued unless the file is newer", () => {
  const store = memory();
  assert.equal(rescued(store, "k", ""), null);
  store.put("k", { value: "a", at: Date.parse("2026-11-23T10:00:00Z") });
  assert.equal(rescued(store, "k", "2026-11-23T09:00:00+00:00").value, "a");
  assert.equal(rescued(store, "k", "2026-11-23T11:00:00+00:00"), null);
  assert.equal(store.get("k"), null);
});

test("a browser without storage loses nothing but the rescue", () => {
  const store = makeStore(() => {
    throw new Error("shut off");
  });
  store.put("k", { value: "a" });
  assert.equal(store.get("k"), null);
  store.remove("k");
});

test("undo goes back step by step, and no step is one without a change", () => {
  const history = makeHistory("");
  assert.equal(history.canUndo, false);
  assert.equal(history.change(["a"]), true);
  assert.equal(history.change(["a"]), false);
  history.change(["a", "b"]);
  assert.deepEqual(history.undo(), ["a"]);
  assert.equal(history.undo(), "");
  assert.equal(history.undo(), "");
  assert.equal(history.canUndo, false);
});

test("blank answers and words", () => {
  assert.deepEqual(["", "  ", [], null, undefined].map(isBlank), [true, true, true, true, true]);
  assert.deepEqual(["a", ["a"], "0"].map(isBlank), [false, false, false]);
  assert.equal(countWords("  treat the\n bone "), 3);
  assert.equal(countWords(""), 0);
});
