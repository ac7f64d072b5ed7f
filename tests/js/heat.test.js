import assert from "node:assert/strict";
import test from "node:test";
import { yMax } from "../../course/vertebra/widgets/js/restoration.js";
import { row, heatColours } from "../../course/vertebra/widgets/js/heat.js";

test("warmer colours are brighter", () => {
  const colours = heatColours();
  assert.equal(colours.length, 768);
  const bright = Array.from(
    { length: 256 },
    (_, at) => 0.2126 * colours[3 * at] + 0.7152 * colours[3 * at + 1] + 0.0722 * colours[3 * at + 2],
  );
  for (let at = 1; at < 256; at++) assert.ok(bright[at] >= bright[at - 1] - 0.8, `at ${at}`);
});

test("a row of a table of histories is cut out", () => {
  assert.deepEqual([...row(Float32Array.of(1, 2, 3, 4, 5, 6), 3, 1)], [4, 5, 6]);
});

test("the axis of what comes back ends above it", () => {
  assert.equal(yMax([20, 90]), 150);
  assert.equal(yMax([220]), 250);
});
