// What a procedure adds up to is told in the browser as the grader counts it: the cases of tests/quiz/question/test_bounds.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { beyond, total } from "../../course/vertebra/quiz/question/simulation/bounds.js";

const cases = JSON.parse(readFileSync(new URL("../data/bounds.json", import.meta.url), "utf-8"));

for (const [at, [bounds, actions, broken]] of cases.entries()) {
  test(`case ${at}, ${broken || "within"}`, () => {
    assert.equal(beyond(bounds, actions) === "", broken === "");
    for (const bound of bounds) assert.equal(total(bound, actions) > bound.most * (1 + 1e-9), bound.limit === broken);
  });
}

test("a question without bounds has none", () => assert.equal(beyond(undefined, [{ do: "wait", minutes: 1e9 }]), ""));
