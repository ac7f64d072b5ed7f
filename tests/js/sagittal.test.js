import assert from "node:assert/strict";
import test from "node:test";
import { placeOf } from "../../course/vertebra/widgets/js/sagittal.js";

const plane = { shape: [20, 30], origin: [-10, -5], spacing: [1, 2] };
const box = { left: 10, top: 100, wide: 300, tall: 800 };

test("the front is on the left and up is up", () => {
  const to = placeOf(plane, box);
  assert.ok(to.x(15) < to.x(-5));
  assert.ok(to.y(30) < to.y(0));
});

test("the plane fits its box, in the middle of what is left over", () => {
  const to = placeOf(plane, box);
  assert.equal(to.size, 10);
  assert.deepEqual([to.wide, to.tall], [300, 400]);
  assert.deepEqual([to.left, to.top], [10, 300]);
});

test("the outer faces of the first and the last voxel lie on the edges", () => {
  const to = placeOf(plane, box);
  assert.ok(Math.abs(to.x(-10.5) - (to.left + to.wide)) < 1e-9);
  assert.ok(Math.abs(to.x(19.5) - to.left) < 1e-9);
  assert.ok(Math.abs(to.y(-6) - (to.top + to.tall)) < 1e-9);
  assert.ok(Math.abs(to.y(34) - to.top) < 1e-9);
});

test("pixels lead back to millimetres", () => {
  const to = placeOf(plane, box);
  assert.ok(Math.abs(to.forward(to.x(3.25)) - 3.25) < 1e-9);
  assert.ok(Math.abs(to.height(to.y(12.5)) - 12.5) < 1e-9);
});
