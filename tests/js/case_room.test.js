import assert from "node:assert/strict";
import test from "node:test";
import { rowOf } from "../../course/vertebra/widgets/js/refusal_place.js";
import { mark, stageWords } from "../../course/vertebra/widgets/js/case_stage.js";

test("a stage says how much was done in it", () => {
  assert.equal(stageWords("Bone", 0, false), "Bone, nothing done");
  assert.equal(stageWords("Bone", 1, true), "Bone, one thing done, open");
  assert.equal(stageWords("Bone", 3, false), "Bone, 3 things done");
});

test("what was done is ticked, and steps are numbered in the order they were taken", () => {
  assert.equal(mark({ kind: "ask", done: 0 }, []), "");
  assert.equal(mark({ kind: "ask", done: 4 }, [4]), "✓ ");
  assert.equal(mark({ kind: "act", done: 9 }, [7, 9]), "2. ");
});

test("a refusal stands below the row of the button that was pressed, never below the whole widget", () => {
  const root = { contains: () => true };
  const row = {};
  assert.equal(rowOf({ closest: () => row }, root), row);
  const alone = { closest: () => null };
  assert.equal(rowOf(alone, root), alone);
  const inRoot = { closest: () => root };
  assert.equal(rowOf(inRoot, root), inRoot);
});
