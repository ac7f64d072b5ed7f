import assert from "node:assert/strict";
import test from "node:test";
import { armOf } from "../../course/vertebra/widgets/js/pain.js";
import { rowsOf } from "../../course/vertebra/widgets/js/trials.js";

test("only who hurts enough is let in", () => {
  assert.deepEqual([...armOf([2, 5, 7], [1, 1, 0], 5)], [0, 1, 2]);
});

test("rows lie below each other, and pools without a trial below the pool", () => {
  const rows = rowsOf(3, 3);
  const all = [...rows.trials, rows.pool, ...rows.small];
  assert.deepEqual(all, [...all].sort((a, b) => a - b));
  assert.ok(all.at(-1) < rows.height);
  assert.ok(rowsOf(3, 0).height < rows.height);
});
