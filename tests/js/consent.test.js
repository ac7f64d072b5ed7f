import assert from "node:assert/strict";
import test from "node:test";
import { columnsOf, fatesOf, peopleAt } from "../../course/vertebra/widgets/js/consent.js";

const count = (fates) =>
  Object.fromEntries([...new Set(fates)].map((one) => [one, fates.filter((f) => f === one).length]));

test("people are those without cement, those because of it, those of the interval and the rest", () => {
  assert.deepEqual(count(fatesOf({ expected: 43.6, high: 56.7, without: 21.1, out_of: 100 })), {
    anyway: 21,
    cement: 23,
    perhaps: 13,
    not: 43,
  });
  assert.deepEqual(count(fatesOf({ expected: null, high: null, without: null, out_of: 1000 })), { not: 1000 });
});

test("a click means the people up to it, and the corners mean none and all", () => {
  assert.equal(columnsOf(1000), 40);
  assert.equal(peopleAt(0, 0, 100), 0);
  assert.equal(peopleAt(1, 1, 100), 100);
  assert.equal(peopleAt(0.35, 0.25, 100), 24);
  assert.equal(peopleAt(1, 1, 1000), 1000);
  assert.equal(peopleAt(0.5, 0.01, 1000), 20);
});
