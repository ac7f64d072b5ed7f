import assert from "node:assert/strict";
import test from "node:test";
import { aimed, DEEDS, deedOf, nextLook } from "../../course/vertebra/widgets/js/needle.js";

test("keys move the needle, in either case", () => {
  assert.deepEqual(deedOf("PageUp"), { advance: 2 });
  assert.deepEqual(deedOf("A"), { out: -1 });
  assert.equal(deedOf("q"), undefined);
  assert.equal(new Set(DEEDS.map(([key]) => key)).size, DEEDS.length);
});

test("one view follows the other, and both come round again", () => {
  const looks = ["AP", "lateral", "both"];
  assert.deepEqual(looks.map((look) => nextLook(looks, look)), ["lateral", "both", "AP"]);
});

test("angles are told by where they point", () => {
  assert.equal(aimed(25, -4), "25° in, 4° up");
  assert.equal(aimed(-3, 7), "3° out, 7° down");
});
