import assert from "node:assert/strict";
import test from "node:test";
import { peopleAt } from "../../course/vertebra/widgets/js/decision.js";
import { armOf } from "../../course/vertebra/widgets/js/pain.js";
import { rowsOf } from "../../course/vertebra/widgets/js/forest_plot.js";

test("only who hurts enough is let in", () => {
  assert.deepEqual([...armOf([2, 5, 7], [1, 1, 0], 5)], [0, 1, 2]);
});

test("rows lie below each other, and pools without a trial below the pool", () => {
  const rows = rowsOf(3, 3);
  const all = [...rows.trials, rows.pool, ...rows.small];
  assert.deepEqual(
    all,
    [...all].sort((a, b) => a - b),
  );
  assert.ok(all.at(-1) < rows.height);
  assert.ok(rowsOf(3, 0).height < rows.height);
});

test("a click on a picture of people means those up to it, from the bottom left", () => {
  assert.equal(peopleAt(5, 99, 100, 100), 1);
  assert.equal(peopleAt(95, 95, 100, 100), 10);
  assert.equal(peopleAt(5, 1, 100, 100), 91);
  assert.equal(peopleAt(100, 0, 100, 100), 100);
});
