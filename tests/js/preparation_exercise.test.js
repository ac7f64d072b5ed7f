import assert from "node:assert/strict";
import test from "node:test";
import { hourChoices, takenSteps } from "../../course/vertebra/widgets/js/preparation.js";

test("the steps that were taken stand in their order", () => {
  const step = (name, done) => ({ step: name, label: name, done, answer: "" });
  const steps = [step("a", 2), step("b", 0), step("c", 1)];
  assert.deepEqual(
    takenSteps(steps).map(({ step }) => step),
    ["c", "a"],
  );
});

test("hours to choose from begin with none", () => {
  assert.deepEqual(
    hourChoices([0, 72]).map(([value]) => value),
    ["", "0", "72"],
  );
});
