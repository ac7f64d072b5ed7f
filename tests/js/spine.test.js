import assert from "node:assert/strict";
import test from "node:test";
import { yMax } from "../../course/vertebra/widgets/js/cohort.js";
import { middleOf, nearestBody } from "../../course/vertebra/widgets/js/spine_picture.js";

const bodies = Float32Array.of(0, 0, 2, 0, 2, 2, 0, 2, 0, 10, 2, 10, 2, 12, 0, 12);

test("a body is found by its middle", () => {
  assert.deepEqual(middleOf(bodies, 1), [1, 11]);
  assert.equal(nearestBody(bodies, [1.4, 3]), 0);
  assert.equal(nearestBody(bodies, [-5, 8]), 1);
});

test("the axis ends at a round number above the curves", () => {
  assert.equal(yMax([0, 90]), 100);
  assert.equal(yMax([310]), 400);
  assert.equal(yMax([1000]), 1000);
});
