import assert from "node:assert/strict";
import test from "node:test";
import { nextOf } from "../../course/vertebra/widgets/js/controls.js";
import { aimText } from "../../course/vertebra/widgets/js/needle.js";
import { actionOf, NEEDLE_ACTIONS } from "../../course/vertebra/widgets/js/needle_actions.js";
import { handlesOf, nearest } from "../../course/vertebra/widgets/js/needle_marks.js";

test("keys move the needle, in either case, and with Shift the mark", () => {
  assert.deepEqual(actionOf({ key: "PageUp" }), { advance: 2 });
  assert.deepEqual(actionOf({ key: "PageUp", shiftKey: true }), { mark: [0, 2, 0] });
  assert.deepEqual(actionOf({ key: "ArrowLeft", shiftKey: true }), { mark: [-2, 0, 0] });
  assert.deepEqual(actionOf({ key: "A", shiftKey: true }), { out: -1 });
  assert.equal(actionOf({ key: "q" }), undefined);
  assert.equal(new Set(NEEDLE_ACTIONS.map(({ key }) => key)).size, NEEDLE_ACTIONS.length);
});

test("one view follows the other, and both come round again", () => {
  const looks = ["AP", "lateral", "both"];
  assert.deepEqual(
    looks.map((look) => nextOf(looks, look)),
    ["lateral", "both", "AP"],
  );
});

test("angles are told by where they point", () => {
  assert.equal(aimText(25, -4), "25° in, 4° up");
  assert.equal(aimText(-3, 7), "3° out, 7° down");
});

const now = { held: [], loose: true, look: "both", marked: false };
const free = (view, change = {}) =>
  handlesOf(view, { ...now, ...change })
    .filter((one) => one.free)
    .map((one) => one.what);

test("a loose needle is moved and turned in either picture", () => {
  assert.deepEqual(free("AP"), ["mark", "aim", "tip"]);
  assert.deepEqual(free("lateral"), ["mark", "aim", "tip"]);
});

test("a needle that is fast is only advanced, from the side, and its mark stays where it was made", () => {
  assert.deepEqual(free("AP", { loose: false, marked: true }), []);
  assert.deepEqual(free("lateral", { loose: false, marked: true }), ["tip"]);
  assert.deepEqual(
    handlesOf("AP", { ...now, loose: false, marked: true }).map((one) => one.what),
    ["mark", "tip"],
  );
  assert.deepEqual(
    handlesOf("AP", { ...now, loose: false }).map((one) => one.what),
    ["tip"],
  );
});

test("an old picture shows the mark only", () => {
  assert.deepEqual(free("AP", { look: "lateral", held: ["AP"] }), ["mark"]);
  assert.deepEqual(free("AP", { look: "lateral" }), ["mark"]);
});

test("the nearest handle within reach is taken, and none that is fixed", () => {
  const places = { mark: { x: 0, y: 0 }, tip: { x: 10, y: 0 }, aim: { x: 100, y: 0 } };
  const all = handlesOf("AP", now);
  const take = (x, handles = all) => nearest(handles, { x, y: 0 }, (what) => places[what]);
  assert.equal(take(2), "mark");
  assert.equal(take(8), "tip");
  assert.equal(take(60), undefined);
  assert.equal(take(10, [{ what: "tip", free: false }]), undefined);
});
