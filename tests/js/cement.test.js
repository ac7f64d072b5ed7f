import assert from "node:assert/strict";
import test from "node:test";
import { levelOf } from "../../course/vertebra/widgets/js/assessment_list.js";
import cement, { topOf, traced } from "../../course/vertebra/widgets/js/cement.js";
import { makePedal } from "../../course/vertebra/widgets/js/pedal.js";
import { mountWidget, plane } from "./fake_page.js";

test("going back in time forgets the pressures that came later", () => {
  let trace = [];
  for (const time of [0, 1, 2, 3]) trace = traced(trace, time, time / 10);
  assert.deepEqual(trace.at(-1), [3, 0.3, 0]);
  trace = traced(trace, 1, 0.5);
  assert.deepEqual(trace, [
    [0, 0, 0],
    [1, 0.5, 0],
  ]);
});

test("the pressure axis is as high as what was seen, and no higher", () => {
  assert.equal(topOf([]), 0.05);
  assert.equal(topOf([[1, 0.03, 0.01]]), 0.05);
  assert.equal(topOf([[1, 1.9, 0.01]]), 5);
});

test("a criterion met at a price is neither good nor bad", () => {
  assert.deepEqual([{ good: true }, { good: true, near: true }, { good: false, near: true }].map(levelOf), [
    "good",
    "near",
    "bad",
  ]);
});

function pedalOf() {
  const hand = { on: false, ms: 0 };
  const pedal = makePedal({ on: () => hand.on, set: (on) => Object.assign(hand, { on }), now: () => hand.ms });
  return { hand, pedal };
}

test("a pedal that is held lets flow until it is let go", () => {
  const { hand, pedal } = pedalOf();
  pedal.press();
  assert.ok(hand.on);
  hand.ms = 2000;
  pedal.release();
  assert.ok(!hand.on);
});

test("a pedal that is pressed shortly lets flow until it is pressed again", () => {
  const { hand, pedal } = pedalOf();
  pedal.press();
  hand.ms = 100;
  pedal.release();
  assert.ok(hand.on);
  hand.ms = 5000;
  pedal.press();
  assert.ok(!hand.on);
  hand.ms = 9000;
  pedal.release();
  assert.ok(!hand.on, "letting go of the press that stopped it changes nothing");
});

test("a hand that is gone lets nothing flow on", () => {
  const { hand, pedal } = pedalOf();
  pedal.press();
  pedal.drop();
  assert.ok(!hand.on);
  hand.ms = 5000;
  pedal.release();
  assert.ok(!hand.on);
});

const STATE = {
  view: "lateral",
  flow: 0.1,
  scanned: false,
  depth: 24,
  side: 1,
  set: false,
  readouts: [],
  patient: { says: "", pain_text: "", sedation: "awake", symptoms: [], vitals: [] },
  time: 0,
  steps: 0,
  pressure: 0,
  bone: 0,
  ml: 0,
  summary: "",
  level: "good",
  verdicts: [],
  saved: "",
  cleft: false,
  empty: true,
  limit: 4,
  flows: [0.02, 0.3],
};

test("Space injects while it is held, and says Stop meanwhile", () => {
  const widget = mountWidget(cement);
  widget.frame(STATE, { image: plane(Uint8Array, 4, 4) });
  const start = widget.control("inject");
  const before = start.textContent;
  widget.key(" ");
  assert.deepEqual(widget.asked, { inject: 0.25 });
  assert.ok(start.classList.names.has("vx-stop"));
  assert.notEqual(start.textContent, before);
  widget.key(" ", { repeat: true });
  assert.ok(start.classList.names.has("vx-stop"), "a key that repeats is still the same press");
  document.body.dispatch("keyup", { key: " " });
  assert.ok(start.classList.names.has("vx-stop"), "a short press goes on");
  widget.key(" ");
  assert.ok(!start.classList.names.has("vx-stop"));
});

test("what can't be done now says why", () => {
  const widget = mountWidget(cement);
  widget.frame({ ...STATE, empty: false, steps: 1, set: true }, { image: plane(Uint8Array, 4, 4) });
  for (const name of ["cleft", "inject"]) assert.ok(widget.control(name).dataset.reason, name);
  widget.key(" ");
  assert.ok(!widget.control("inject").classList.names.has("vx-stop"), "cement that has set does not flow");
});
