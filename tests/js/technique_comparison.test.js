import assert from "node:assert/strict";
import test from "node:test";
import { topOf } from "../../course/vertebra/widgets/js/technique_comparison.js";

test("the axis has room for what was reached and for a usual injection", () => {
  assert.equal(topOf([[1, 2], [1]]), 12);
  assert.equal(topOf([[1, 20], [3]]), 24);
  assert.equal(topOf([[], []]), 12);
});
