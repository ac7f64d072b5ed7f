import assert from "node:assert/strict";
import test from "node:test";
import { crackOf, extentOf } from "../../course/vertebra/widgets/js/broken_body.js";
import { isBroken } from "../../course/vertebra/widgets/js/loaded_body.js";
import { plane } from "./fake_page.js";

test("the plates touch the bone, not the edge of the picture", () => {
  const picture = plane(Uint8Array, 5, 2);
  assert.deepEqual(extentOf(picture), { top: 0, bottom: 1 });
  picture[2] = picture[7] = 9;
  assert.deepEqual(extentOf(picture), { top: 0.2, bottom: 0.8 });
});

test("the crack runs through what yields first", () => {
  const [picture, failing] = [plane(Uint8Array, 10, 1).fill(1), plane(Uint8Array, 10, 1)];
  Object.assign(picture, { shape: [10, 1] });
  assert.equal(crackOf(failing, picture), 0.5);
  failing[7] = 1;
  assert.equal(crackOf(failing, picture), 0.75);
});

test("a body breaks above its strength", () => {
  assert.ok(!isBroken({ strength: 2450 }, { load: 2450 }));
  assert.ok(isBroken({ strength: 2450 }, { load: 2460 }));
});
