import assert from "node:assert/strict";
import { test } from "node:test";
import { clamp } from "../../course/vertebra/widgets/js/canvas.js";
import { makeRequestQueue, coalesce } from "../../course/vertebra/widgets/js/request_queue.js";
import { keyIntent } from "../../course/vertebra/widgets/js/elements.js";
import { decode } from "../../course/vertebra/widgets/js/binary_frames.js";
import { makeGestures } from "../../course/vertebra/widgets/js/gestures.js";
import { watchKernel } from "../../course/vertebra/widgets/js/kernel_watch.js";
import { makeSpeaker } from "../../course/vertebra/widgets/js/speaker.js";

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

test("a sentence is shown at once and said when the hand has rested, and only the last", () => {
  const time = clock();
  const [shown, spoken] = [{ textContent: "before" }, { textContent: "before" }];
  const say = makeSpeaker(shown, spoken, time);
  say("first");
  say("second");
  assert.deepEqual([shown.textContent, spoken.textContent], ["second", "before"]);
  time.ring();
  assert.equal(spoken.textContent, "second");
  assert.equal(clamp(5, 0, 3), 3);
});

test("what goes on for long is said meanwhile", () => {
  const waits = [];
  let time_ms = 0;
  const clockwork = { timer: (_act, ms) => waits.push(ms), clear: () => {}, now: () => time_ms };
  const say = makeSpeaker({ textContent: "a" }, { textContent: "a" }, clockwork);
  for (time_ms = 0; time_ms <= 2000; time_ms += 100) say(`volume at ${time_ms}`);
  assert.equal(waits[0], 400);
  assert.equal(waits.at(-1), 0, "two seconds after the first it can't be put off any more");
});

test("undo and redo have their keys, and writing keeps its own", () => {
  assert.equal(keyIntent({ key: "z", ctrlKey: true }), "undo");
  assert.equal(keyIntent({ key: "Z", metaKey: true, shiftKey: true }), "redo");
  assert.equal(keyIntent({ key: "y", ctrlKey: true }, "SELECT"), "redo");
  assert.equal(keyIntent({ key: "u" }, "BUTTON"), "undo");
  assert.equal(keyIntent({ key: "z", ctrlKey: true }, "INPUT", "number"), null);
  assert.equal(keyIntent({ key: "z", ctrlKey: true }, "TEXTAREA"), null);
  assert.equal(keyIntent({ key: "z" }), "part");
});

test("a request carries the number of the gesture that asked for it", () => {
  const sent = [];
  const gestures = makeGestures(() => 0);
  const queue = makeRequestQueue((message) => sent.push(message), { ...clock(), gesture: () => gestures.current });
  gestures.press();
  queue.enqueue({ inject: 1 });
  assert.equal(queue.gestureOf(1), 1);
  gestures.press(); // the press on Stop, before its click
  gestures.during(queue.gestureOf(1), () => queue.enqueue({ inject: 1 }));
  queue.acknowledge(1);
  queue.enqueue({ scan: true });
  queue.acknowledge(2);
  assert.deepEqual(
    sent.map(({ gesture }) => gesture),
    [1, 1, 2],
  );
});

test("a burst of one key is one gesture, another key and a pause are others", () => {
  let time_ms = 0;
  const gestures = makeGestures(() => time_ms);
  const press = (key, after_ms, more = {}) => {
    time_ms += after_ms;
    gestures.key({ key, repeat: false, target: null, ...more });
    return gestures.current;
  };
  assert.deepEqual([press("ArrowUp", 0), press("ArrowUp", 100), press("ArrowUp", 100)], [1, 1, 1]);
  assert.equal(press("ArrowDown", 100), 2);
  assert.equal(press("Shift", 100), 2);
  assert.equal(press("ArrowDown", 2000), 3);
  assert.equal(press("ArrowDown", 2000, { repeat: true }), 3, "a key that is held goes on");
  const field = { tagName: "TEXTAREA" };
  assert.deepEqual([press("a", 100, { target: field }), press("b", 5000, { target: field })], [4, 4]);
});

test("a click that no press came before is a gesture of its own", () => {
  const gestures = makeGestures(() => 0);
  gestures.press();
  gestures.click();
  assert.equal(gestures.current, 1);
  gestures.click();
  assert.equal(gestures.current, 2);
});

test("a kernel that is gone is gone for good, a connection comes back", () => {
  const slots = {};
  const signal = (name) => ({ connect: (slot) => Object.assign(slots, { [name]: slot }), disconnect: () => {} });
  const model = { on() {}, off() {}, send() {}, widget_manager: { kernel: {} } };
  for (const name of ["statusChanged", "connectionStatusChanged", "disposed"]) {
    model.widget_manager.kernel[name] = signal(name);
  }
  const heard = [];
  const watch = watchKernel(model, (loss) => heard.push(loss));
  slots.statusChanged(null, "busy");
  slots.connectionStatusChanged(null, "connecting");
  slots.connectionStatusChanged(null, "connected");
  slots.statusChanged(null, "restarting");
  slots.connectionStatusChanged(null, "connected");
  assert.deepEqual(heard, ["away", "", "lost"]);
  assert.equal(watch.loss, "lost");
});

test("a message that can't be sent says that the kernel is gone, and no other is sent", () => {
  let tries = 0;
  const send = () => {
    tries += 1;
    throw new Error("Cannot send");
  };
  const heard = [];
  const watch = watchKernel({ on() {}, off() {}, send }, (loss) => heard.push(loss));
  watch.send({});
  watch.send({});
  assert.deepEqual([heard, tries], [["lost"], 1]);
});

test("the same key on one control after another is not one burst", () => {
  const gestures = makeGestures(() => 0);
  const [drug, dose] = [{ tagName: "BUTTON" }, { tagName: "BUTTON" }];
  const press = (/** @type {object} */ target) => {
    gestures.key(/** @type {any} */ ({ key: "Enter", repeat: false, target }));
    return gestures.current;
  };
  const first = press(drug);
  assert.equal(press(drug), first);
  assert.notEqual(press(dose), first);
});
