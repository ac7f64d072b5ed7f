import assert from "node:assert/strict";
import test from "node:test";
import { traced } from "../../course/vertebra/widgets/js/cement.js";

test("going back in time forgets the pressures that came later", () => {
  let trace = [];
  for (const time of [0, 1, 2, 3]) trace = traced(trace, time, time / 10);
  assert.deepEqual(trace.at(-1), [3, 0.3]);
  trace = traced(trace, 1, 0.5);
  assert.deepEqual(trace, [
    [0, 0],
    [1, 0.5],
  ]);
});
