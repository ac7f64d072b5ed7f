import assert from "node:assert/strict";
import { test } from "node:test";
import pain, { armOf } from "../../course/vertebra/widgets/js/pain.js";
import { mountWidget } from "./fake_page.js";

const STATE = {
  door: 5,
  ritual: 0,
  effect: 0,
  means: [
    [7, 5],
    [7, 5],
  ],
  highest: 9,
  readouts: [],
};
const ARRAYS = () => ({
  entry: Float32Array.of(3, 6, 8),
  later: Float32Array.of(4, 5, 6),
  treated: Uint8Array.of(1, 1, 0),
});

test("who is below the door stays outside, whichever arm they would be in", () => {
  assert.deepEqual([...armOf([3, 5, 8], [1, 1, 0], 5)], [0, 1, 2]);
  assert.deepEqual([...armOf([3, 5, 8], [1, 1, 0], 9)], [0, 0, 0]);
});

test("the door moves by half a point and ends at nine", () => {
  const widget = mountWidget(pain);
  widget.frame(STATE, ARRAYS());
  widget.key("ArrowLeft");
  assert.deepEqual(widget.asked, { door: 4.5 });
  widget.frame({ ...STATE, door: 9 }, ARRAYS());
  widget.key("ArrowRight");
  assert.deepEqual(widget.asked, { door: 9 });
});

test("ritual and treatment have sliders of their own, and coalesce while Python works", () => {
  const widget = mountWidget(pain);
  widget.frame(STATE, ARRAYS());
  for (const [name, value] of [
    ["ritual", "1"],
    ["ritual", "1.5"],
    ["effect", "0.25"],
  ]) {
    const slider = widget.control(name);
    slider.value = value;
    slider.dispatch("input");
  }
  assert.deepEqual(
    widget.sent.slice(1).map(({ action }) => action),
    [{ ritual: 1 }],
  );
  widget.frame({ ...STATE, ritual: 1 }, ARRAYS());
  assert.deepEqual(widget.asked, { ritual: 1.5, effect: 0.25 });
});
