import assert from "node:assert/strict";
import { test } from "node:test";
import { placeInWords } from "../../course/vertebra/widgets/js/loaded_body.js";
import mechanics from "../../course/vertebra/widgets/js/mechanics.js";
import { mountWidget, plane } from "./fake_page.js";

const STATE = {
  load: 800,
  forward: 0,
  density: 100,
  task: "stand",
  coarse: false,
  readouts: [],
  origin: [0, 0],
  spacing: [1, 1],
  tasks: [
    ["stand", "standing"],
    ["lift", "lifting"],
  ],
  most: 4000,
  farthest: 15,
};
const ARRAYS = () => ({
  plane: plane(Uint8Array, 4, 5),
  failing: plane(Uint8Array, 4, 5),
  colours: plane(Uint8Array, 768),
  heights: Float32Array.of(0, 10),
  share: Float32Array.of(20, 40),
});

test("the place of a load reads in words", () => {
  assert.equal(placeInWords({ load: 500, forward: 0 }), "500 N, in the middle");
  assert.equal(placeInWords({ load: 500, forward: 3 }), "500 N, 3 mm in front of the middle");
  assert.equal(placeInWords({ load: 500, forward: -3 }), "500 N, 3 mm behind the middle");
});

test("keys load the body, no more than the press can and no farther than it reaches", () => {
  const widget = mountWidget(mechanics);
  widget.frame(STATE, ARRAYS());
  widget.key("PageUp");
  assert.deepEqual(widget.asked, { load: 1300, forward: 0 });
  widget.frame({ ...STATE, load: 3900, forward: 15 }, ARRAYS());
  widget.key("PageUp");
  assert.deepEqual(widget.asked, { load: 4000, forward: 15 });
  widget.frame({ ...STATE, load: 100, forward: 15 }, ARRAYS());
  widget.key("ArrowLeft");
  assert.deepEqual(widget.asked, { load: 100, forward: 15 });
});

test("T takes the next task; by hand there is none, and the first follows", () => {
  const widget = mountWidget(mechanics);
  widget.frame(STATE, ARRAYS());
  widget.key("t");
  assert.deepEqual(widget.asked, { task: "lift" });
  widget.frame({ ...STATE, task: "" });
  widget.key("t");
  assert.deepEqual(widget.asked, { task: "stand" });
});

test("F shows and hides where bone yields, and asks Python nothing", () => {
  const widget = mountWidget(mechanics);
  widget.frame(STATE, ARRAYS());
  const before = widget.sent.length;
  widget.key("f");
  assert.equal(widget.control("mark").checked, false);
  assert.equal(widget.sent.length, before);
});

test("a coarse field is refined when the hand rests", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const widget = mountWidget(mechanics);
  widget.frame({ ...STATE, coarse: true }, ARRAYS());
  context.mock.timers.tick(349);
  assert.equal(widget.sent.length, 1);
  context.mock.timers.tick(1);
  assert.deepEqual(widget.asked, { refine: true });
});
