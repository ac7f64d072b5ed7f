import assert from "node:assert/strict";
import { test } from "node:test";
import { nextOf } from "../../course/vertebra/widgets/js/controls.js";
import { coloured } from "../../course/vertebra/widgets/js/images.js";
import { frameOf, interpolate, slideTo } from "../../course/vertebra/widgets/js/chart.js";
import { ticks } from "../../course/vertebra/widgets/js/curves.js";
import { fractionOf } from "../../course/vertebra/widgets/js/meters.js";
import { personFates } from "../../course/vertebra/widgets/js/people.js";
import { ceiling, nearest } from "../../course/vertebra/widgets/js/risk.js";

test("ticks are round and lie inside", () => {
  assert.deepEqual(ticks(20, 100, 7), [20, 40, 60, 80, 100]);
  assert.deepEqual(ticks(0, 220, 5), [0, 50, 100, 150, 200]);
  assert.deepEqual(ticks(-4, 4, 7), [-4, -2, 0, 2, 4]);
  assert.deepEqual(ticks(0, 0.3, 3), [0, 0.1, 0.2, 0.3]);
});

test("pixels and values are each other's inverse, and up is more", () => {
  const to = frameOf({ x: { low: 20, high: 100 }, y: { low: 0, high: 200 } }, 500, 300);
  assert.ok(Math.abs(to.atX(to.x(63.5)) - 63.5) < 1e-9);
  assert.ok(to.y(150) < to.y(50));
  assert.equal(to.y(0), to.bottom);
});

test("a curve is straight between its points and level beyond them", () => {
  const [xs, ys] = [
    [1, 2, 4],
    [10, 20, 0],
  ];
  assert.equal(interpolate(xs, ys, 3), 10);
  assert.equal(interpolate(xs, ys, 0), 10);
  assert.equal(interpolate(xs, ys, 9), 0);
});

test("a slider's keys move by a step, a leap, or to an end", () => {
  const range = { low: 20, high: 100, step: 0.5, leap: 5 };
  assert.equal(slideTo(50, range, "ArrowRight"), 50.5);
  assert.equal(slideTo(50, range, "ArrowLeft", true), 45);
  assert.equal(slideTo(98, range, "PageUp"), 100);
  assert.equal(slideTo(50, range, "Home"), 20);
  assert.equal(slideTo(50, range, "x"), null);
});

test("of 100 people each has one fate, in order", () => {
  const found = personFates([8, 4, 14]);
  assert.equal(found.length, 100);
  const count = (fate) => found.filter((one) => one === fate).length;
  assert.deepEqual(["sure", "expected", "possible", "not"].map(count), [4, 4, 6, 86]);
});

test("an axis ends on a round number at or above the curve", () => {
  assert.equal(ceiling(122), 200);
  assert.equal(ceiling(0.9), 1);
  assert.equal(ceiling(300), 300);
});

test("small things", () => {
  assert.equal(nearest([0.1, 1, 5], 0.06), 0.1);
  assert.equal(nextOf(["a", "b"], "b"), "a");
  assert.equal(fractionOf(300, { low: 0, high: 250 }), 1);
  assert.deepEqual([...coloured(Uint8Array.of(1), Uint8Array.of(0, 0, 0, 7, 8, 9))], [7, 8, 9, 255]);
});
