import assert from "node:assert/strict";
import test from "node:test";
import { following } from "../../course/vertebra/widgets/js/balloon.js";

test("names follow each other round and round", () => {
  assert.equal(following(["a", "b"], "a"), "b");
  assert.equal(following(["a", "b"], "b"), "a");
});
