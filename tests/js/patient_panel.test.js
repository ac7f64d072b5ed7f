// The panel of a patient who is awake: the trend stays in its picture, words change only when they do, alarms have words.
import assert from "node:assert/strict";
import test from "node:test";
import { trendPoints } from "../../course/vertebra/widgets/js/patient_panel.js";

const numbers = (points) => points.split(" ").map((pair) => pair.split(",").map(Number));

test("a trend runs from left to right inside its picture, even beyond its scale", () => {
  const row = { times: [0, 90, 165], trend: [96, 60, 110], low: 70, high: 100 };
  const places = numbers(trendPoints(row));
  assert.deepEqual(
    places.map(([x]) => x),
    [0, 50.2, 92],
  );
  for (const [, y] of places) assert.ok(y >= 0 && y <= 24);
  assert.equal(places[1][1], 24);
  assert.equal(places[2][1], 0);
});

test("a single value is a level line", () => {
  const places = numbers(trendPoints({ times: [0], trend: [85], low: 70, high: 100 }));
  assert.deepEqual(places, [
    [0, 12],
    [92, 12],
  ]);
});
