import assert from "node:assert/strict";
import { test } from "node:test";
import { clamp } from "../../course/vertebra/widgets/js/canvas.js";
import { makeRequestQueue, coalesce } from "../../course/vertebra/widgets/js/request_queue.js";
import { keyIntent } from "../../course/vertebra/widgets/js/elements.js";
import { decode } from "../../course/vertebra/widgets/js/binary_frames.js";
import { makeSpeaker } from "../../course/vertebra/widgets/js/widget_shell.js";

// Timers that a test lets run when it wants.
function clock() {
  const due = new Map();
  let last = 0;
  return {
    timer: (act) => (due.set(++last, act), last),
    clear: (id) => due.delete(id),
    ring() {
      for (const [id, act] of [...due]) {
        due.delete(id);
        act();
      }
    },
  };
}

test("one request is under way and the latest wanted value goes next", () => {
  const sent = [];
  const mail = makeRequestQueue((message) => sent.push(message), clock());
  mail.setLatest({ age: 1 });
  mail.setLatest({ age: 2 });
  mail.setLatest({ age: 3, sex: "x" });
  assert.deepEqual(sent, [{ seq: 1, action: { age: 1 } }]);
  assert.equal(mail.hasPendingAfter(1), true);
  mail.acknowledge(1);
  assert.deepEqual(sent[1], { seq: 2, action: { age: 3, sex: "x" } });
  assert.equal(mail.hasPendingAfter(2), false, "the answer to the last request knows all");
  mail.acknowledge(2);
  assert.equal(mail.busy, false);
});

test("where two may be under way, the third waits and takes the latest values", () => {
  const sent = [];
  const mail = makeRequestQueue((message) => sent.push(message), { ...clock(), ahead: 2 });
  [1, 2, 3, 4].forEach((age) => mail.setLatest({ age }));
  assert.deepEqual(
    sent.map(({ action }) => action.age),
    [1, 2],
  );
  assert.equal(mail.hasPendingAfter(2), true, "a third is wanted");
  mail.acknowledge(1);
  assert.deepEqual(
    sent.map(({ action }) => action.age),
    [1, 2, 4],
  );
  assert.equal(mail.hasPendingAfter(2), true, "the third is under way");
  assert.equal(mail.hasPendingAfter(3), true, "the second has not been answered");
  mail.acknowledge(1);
  mail.acknowledge(2);
  assert.equal(mail.busy, true);
  mail.acknowledge(3);
  assert.equal(mail.busy, false);
});

test("an action that is enqueued is neither lost nor coalesced", () => {
  const sent = [];
  const mail = makeRequestQueue((message) => sent.push(message.action), clock());
  mail.setLatest({ age: 1 });
  mail.enqueue({ treat: "a" });
  mail.enqueue({ treat: "b" });
  mail.setLatest({ age: 2 });
  [1, 2, 3].forEach((seq) => mail.acknowledge(seq));
  assert.deepEqual(sent, [{ age: 1 }, { treat: "a" }, { treat: "b" }, { age: 2 }]);
});

test("a silent kernel is told once, and an old answer doesn't count for a new request", () => {
  const told = [];
  const sent = [];
  const time = clock();
  const mail = makeRequestQueue((message) => sent.push(message.seq), { ...time, onSlow: (slow) => told.push(slow) });
  mail.setLatest({ age: 1 });
  mail.setLatest({ age: 2 });
  time.ring();
  assert.deepEqual([sent, told], [[1, 2], [true]]);
  mail.acknowledge(1);
  assert.equal(mail.busy, true);
  assert.deepEqual(told, [true, false]);
  mail.acknowledge(2);
  assert.equal(mail.busy, false);
});

test("coalescing leaves the caller's values alone", () => {
  const action = { a: 1 };
  const queue = coalesce([], action, false);
  coalesce(queue, { b: 2 }, false);
  assert.deepEqual(action, { a: 1 });
  assert.deepEqual(queue, [{ action: { a: 1, b: 2 }, keep: false }]);
});

test("keys mean what the grammar says, and writing is left alone", () => {
  assert.equal(keyIntent({ key: "r" }), "reset");
  assert.equal(keyIntent({ key: "?" }), "help");
  assert.equal(keyIntent({ key: "ArrowLeft" }), "part");
  assert.equal(keyIntent({ key: "ArrowLeft" }, "INPUT", "range"), null);
  assert.equal(keyIntent({ key: "r" }, "INPUT", "text"), null);
  assert.equal(keyIntent({ key: "r" }, "INPUT", "radio"), "reset");
  assert.equal(keyIntent({ key: "r", ctrlKey: true }), null);
  assert.equal(keyIntent({ key: "Tab" }), null);
  assert.equal(keyIntent({ key: "Enter" }, "BUTTON"), null);
});

test("binary parts are read whatever their alignment", () => {
  const bytes = new Uint8Array(1 + 8);
  new DataView(bytes.buffer).setFloat32(1, 2.5, true);
  new DataView(bytes.buffer).setFloat32(5, -1, true);
  const layouts = [
    { name: "a", dtype: "float32", shape: [2] },
    { name: "b", dtype: "uint8", shape: [3] },
  ];
  const { a, b } = decode(layouts, [new DataView(bytes.buffer, 1, 8), Uint8Array.of(1, 2, 3).buffer]);
  assert.deepEqual([...a], [2.5, -1]);
  assert.deepEqual(a.shape, [2]);
  assert.deepEqual([...b], [1, 2, 3]);
});

test("a sentence is said when the hand has rested, and only the last", () => {
  const time = clock();
  const node = { textContent: "before" };
  const say = makeSpeaker(node, time);
  say("first");
  say("second");
  assert.equal(node.textContent, "before");
  time.ring();
  assert.equal(node.textContent, "second");
  assert.equal(clamp(5, 0, 3), 3);
});
