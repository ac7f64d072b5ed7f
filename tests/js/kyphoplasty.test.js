import assert from "node:assert/strict";
import test from "node:test";
import { gaugePressure, pointsUpTo } from "../../course/vertebra/widgets/js/kyphoplasty.js";
import { angleOf } from "../../course/vertebra/widgets/js/inflator.js";
import { nextOf } from "../../course/vertebra/widgets/js/controls.js";

test("names follow each other round and round", () => {
  assert.equal(nextOf(["a", "b"], "a"), "b");
  assert.equal(nextOf(["a", "b"], "b"), "a");
});

test("a curve is shown as far as it was gone", () => {
  const volumes = [0, 0.1, 0.2, 0.3];
  assert.equal(pointsUpTo(volumes, 0), 1);
  assert.equal(pointsUpTo(volumes, 0.2), 3);
  assert.equal(pointsUpTo(volumes, 4), 4);
});

test("drawn back the gauge says what Python said, further on it is on the curve", () => {
  const state = { volumes: [0, 2, 4], pressures: [0, 1, 3], volume: 1, reached: 2, pressure: 0.05 };
  assert.equal(gaugePressure(state, 1), 0.05);
  assert.equal(gaugePressure(state, 3), 2);
  assert.equal(gaugePressure({ ...state, volume: 2, pressure: 1 }, 2), 1);
});

test("the gauge's needle goes from one end of its dial to the other and stays there", () => {
  assert.equal(angleOf(0, 3), 0.75 * Math.PI);
  assert.equal(angleOf(3, 3), 2.25 * Math.PI);
  assert.equal(angleOf(9, 3), angleOf(3, 3));
  assert.ok(angleOf(1, 3) < angleOf(2, 3));
});
