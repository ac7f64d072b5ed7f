// A number typed is read in the browser as the grader reads it: the cases are those of tests/quiz/question/test_numbers.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { numberNote, readNumber } from "../../course/vertebra/quiz/question/numeric/numbers.js";

const cases = JSON.parse(readFileSync(new URL("../data/numbers.json", import.meta.url), "utf-8"));

for (const [typed, number, unit] of cases.read) {
  test(`${JSON.stringify(typed)} is read`, () => {
    const found = readNumber(typed);
    assert.equal(found.reason, undefined);
    assert.ok(Math.abs(found.number - number) <= 1e-15 * Math.abs(number), `${found.number}`);
    assert.equal(found.unit, unit);
    assert.ok(numberNote(typed).length > 0);
  });
}

for (const [typed, reason] of cases.refused) {
  test(`${JSON.stringify(typed)} is refused`, () => {
    assert.deepEqual(readNumber(typed), { reason });
    assert.equal(numberNote(typed).length > 0, typed.trim().length > 0);
  });
}
