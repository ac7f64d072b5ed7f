import assert from "node:assert/strict";
import test from "node:test";
import { moving, slideOf } from "../../course/vertebra/widgets/js/mri.js";
import { caseWords } from "../../course/vertebra/widgets/js/reading.js";

const ranges = { te: [5, 200], ti: [20, 2600] };

test("with an inversion pulse the handle moves TI, without it TE", () => {
  assert.equal(moving({ ti: 200 }), "ti");
  assert.equal(moving({ ti: null }), "te");
  assert.deepEqual(slideOf({ ti: null, ranges }), { low: 5, high: 200, step: 1, leap: 10 });
  assert.deepEqual(slideOf({ ti: 0, ranges }), { low: 20, high: 2600, step: 5, leap: 50 });
});

test("a case's button says how it stands", () => {
  assert.equal(caseWords(0, null), "Case 1, not judged yet");
  assert.equal(caseWords(9, true), "Case 10, right");
  assert.equal(caseWords(4, false), "Case 5, wrong");
});
