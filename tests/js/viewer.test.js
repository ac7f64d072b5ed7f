import assert from "node:assert/strict";
import { test } from "node:test";
import viewer, { nextPart } from "../../course/vertebra/widgets/js/viewer.js";
import { mountWidget, plane } from "./fake_page.js";

const STATE = {
  level: "L1",
  place: [0, 0, 0],
  part: 0,
  untouched: true,
  levels: ["T12", "L1"],
  spacing: [1, 1, 1],
  origin: [-2, -2, -2],
  reach: 10,
  parts: [
    { id: 1, name: "Spongy bone" },
    { id: 2, name: "Shell" },
  ],
};
const ARRAYS = () => ({
  density: plane(Uint8Array, 5, 5, 5),
  labels: plane(Uint8Array, 5, 5, 5),
  places: new Float32Array(9),
  faces: new Uint32Array(3),
  of: new Uint8Array(3),
});

test("parts follow each other with none between the last and the first", () => {
  assert.deepEqual(
    [0, 1, 2].map((now) => nextPart([1, 2], now, 1)),
    [1, 2, 0],
  );
  assert.deepEqual(
    [0, 1, 2].map((now) => nextPart([1, 2], now, -1)),
    [2, 0, 1],
  );
});

test("N names the next part, C cuts another way and asks Python nothing", () => {
  const widget = mountWidget(viewer);
  widget.frame(STATE, ARRAYS());
  widget.key("n");
  assert.deepEqual(widget.asked, { part: 1 });
  widget.frame({ ...STATE, part: 1, untouched: false });
  assert.equal(widget.find(({ classList }) => classList.names.has("vx-over"))[0].textContent, "Spongy bone");
  const before = widget.sent.length;
  widget.key("c");
  assert.equal(widget.control("cut").value, "coronal");
  assert.equal(widget.sent.length, before);
});

test("keys on a slice move through the bone and stop at its end", () => {
  const widget = mountWidget(viewer);
  widget.frame(STATE, ARRAYS());
  const [slice] = widget.find(({ tagName, parent }) => tagName === "CANVAS" && parent.classList.names.has("vx-slice"));
  widget.key("ArrowUp", { target: slice });
  assert.deepEqual(widget.asked, { place: [0, 0, 1] });
  widget.frame({ ...STATE, place: [0, 0, 1], untouched: false });
  widget.key("PageUp", { target: slice });
  assert.deepEqual(widget.asked, { place: [0, 0, 2] }, "the last voxel's middle lies at 2 mm");
  widget.leave();
});

test("another level brings its own place, and a browser without WebGL says so", () => {
  const widget = mountWidget(viewer);
  widget.frame(STATE, ARRAYS());
  const level = widget.control("level");
  level.value = "T12";
  level.dispatch("change");
  assert.deepEqual(widget.asked, { level: "T12" });
  assert.equal(widget.find(({ classList }) => classList.names.has("vx-nogl")).length, 1);
  widget.leave();
});
