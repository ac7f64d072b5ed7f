import assert from "node:assert/strict";
import test from "node:test";
import { DEEDS, deedOf } from "../../course/vertebra/widgets/js/needle.js";

test("keys move the needle, in either case", () => {
  assert.deepEqual(deedOf("PageUp"), { advance: 2 });
  assert.deepEqual(deedOf("A"), { out: -1 });
  assert.equal(deedOf("q"), undefined);
  assert.equal(new Set(DEEDS.map(([key]) => key)).size, DEEDS.length);
});
