import assert from "node:assert/strict";
import { test } from "node:test";
import restoration, { yMax } from "../../course/vertebra/widgets/js/restoration.js";
import { mountWidget, plane } from "./fake_page.js";

const STATE = {
  volume: 2,
  placement: "both sides",
  placements: ["both sides", "one side", "middle"],
  most: 6,
  readouts: [],
};
const ARRAYS = () => ({
  volumes: Float32Array.of(0, 3, 6),
  strength: Float32Array.of(40, 80, 130),
  stiffness: Float32Array.of(50, 90, 120),
  image: plane(Uint8Array, 4, 4),
});

test("the axis ends at a round value and never below 150 %", () => {
  assert.equal(yMax([40, 120]), 150);
  assert.equal(yMax([151]), 200);
});

test("cement goes as far as was computed, and no farther", () => {
  const widget = mountWidget(restoration);
  widget.frame(STATE, ARRAYS());
  widget.key("ArrowRight");
  assert.deepEqual(widget.asked, { volume: 2.2 });
  widget.frame({ ...STATE, volume: 2.2 }, ARRAYS());
  widget.key("End");
  assert.deepEqual(widget.asked, { volume: 6 });
});

test("P takes the next placement", () => {
  const widget = mountWidget(restoration);
  widget.frame({ ...STATE, placement: "middle" }, ARRAYS());
  widget.key("P");
  assert.deepEqual(widget.asked, { placement: "both sides" });
});
