import assert from "node:assert/strict";
import test from "node:test";
import { nextOf } from "../../course/vertebra/widgets/js/controls.js";
import { aimText } from "../../course/vertebra/widgets/js/needle.js";
import { levelOf, worstFirst } from "../../course/vertebra/widgets/js/assessment_list.js";
import { STEPS, actionOf, aimBy, markBy, stepOf } from "../../course/vertebra/widgets/js/needle_actions.js";
import { handlesOf, nearest } from "../../course/vertebra/widgets/js/needle_marks.js";

const hand = (step, change = {}) => ({ step, view: "AP", what: "angle", ...change });
const right = { side: 1 };

test("keys do what their step is about, in either case, and with Shift move the mark", () => {
  assert.deepEqual(actionOf({ key: "PageUp" }, hand("advance"), right), { advance: 2 });
  assert.deepEqual(actionOf({ key: "PageUp" }, hand("plan"), right), { mark: [0, 2, 0] });
  assert.deepEqual(actionOf({ key: "PageUp", shiftKey: true }, hand("advance"), right), { mark: [0, 2, 0] });
  for (const step of STEPS) {
    assert.deepEqual(actionOf({ key: "ArrowLeft", shiftKey: true }, hand(step), right), { mark: [-2, 0, 0] });
    assert.deepEqual(actionOf({ key: "A", shiftKey: true }, hand(step), right), { out: -1 });
  }
  assert.deepEqual(actionOf({ key: "ArrowLeft" }, hand("plan", { view: "lateral" }), right), { mark: [0, 2, 0] });
  assert.deepEqual(actionOf({ key: "ArrowDown" }, hand("aim"), right), { caudal: 2 });
  assert.deepEqual(actionOf({ key: "ArrowDown" }, hand("aim", { what: "entry" }), right), { up: -1 });
  assert.equal(actionOf({ key: "ArrowLeft" }, hand("advance"), right), null);
  assert.equal(actionOf({ key: "q" }, hand("aim"), right), null);
});

test("left is left on the AP picture, from whichever side the needle comes", () => {
  // Her right is on the right of the picture: towards the midline is to the left for a needle from her right.
  assert.deepEqual(aimBy("AP", "left", "angle", 1), { medial: 2 });
  assert.deepEqual(aimBy("AP", "right", "angle", 1), { medial: -2 });
  assert.deepEqual(aimBy("AP", "left", "angle", -1), { medial: -2 });
  assert.deepEqual(aimBy("AP", "left", "entry", 1), { out: -1 });
  assert.deepEqual(aimBy("AP", "left", "entry", -1), { out: 1 });
  assert.deepEqual(markBy("AP", "left"), { mark: [-2, 0, 0] });
  assert.equal(aimBy("lateral", "left", "angle", 1), null);
});

test("the steps follow the needle", () => {
  assert.equal(stepOf({ loose: true, marked: false }), "plan");
  assert.equal(stepOf({ loose: true, marked: true }), "aim");
  assert.equal(stepOf({ loose: false, marked: false }), "advance");
});

test("what is not met comes first, then what is close, each with a sign of its own", () => {
  const rows = [{ good: true }, { good: true, near: true }, { good: true, open: true }, { good: false }];
  assert.deepEqual(worstFirst(rows).map(levelOf), ["bad", "near", "open", "good"]);
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
const free = (view, change = {}, step = "aim") =>
  handlesOf(view, { ...now, ...change }, step)
    .filter((one) => one.free)
    .map((one) => one.what);

test("each step has its own handles: the mark is planned, a loose needle moved and turned in either picture", () => {
  for (const view of ["AP", "lateral"]) {
    assert.deepEqual(free(view, {}, "plan"), ["mark"]);
    assert.deepEqual(free(view), ["aim", "tip"]);
    assert.deepEqual(free(view, { marked: true }), ["aim", "tip"]);
  }
  assert.deepEqual(free("AP", {}, "advance"), []);
  assert.deepEqual(free("lateral", {}, "advance"), ["tip"]);
});

test("a needle that is fast is only advanced, from the side, and its mark stays where it was made", () => {
  assert.deepEqual(free("AP", { loose: false, marked: true }, "advance"), []);
  assert.deepEqual(free("lateral", { loose: false, marked: true }, "advance"), ["tip"]);
  assert.deepEqual(free("AP", { loose: false, marked: true }, "plan"), []);
  const seen = (change) => handlesOf("AP", { ...now, loose: false, ...change }, "advance").map((one) => one.what);
  assert.deepEqual(seen({ marked: true }), ["mark", "tip"]);
  assert.deepEqual(seen({}), ["tip"]);
});

test("an old picture shows the mark only", () => {
  assert.deepEqual(free("AP", { look: "lateral", held: ["AP"] }, "plan"), ["mark"]);
  assert.deepEqual(free("AP", { look: "lateral", held: ["AP"] }), []);
  assert.deepEqual(free("AP", { look: "lateral" }), []);
});

test("the nearest handle within reach is taken, and none that is fixed", () => {
  const places = { tip: { x: 10, y: 0 }, aim: { x: 100, y: 0 }, mark: { x: 0, y: 0 } };
  const all = handlesOf("AP", now, "aim");
  const take = (x, handles = all) => nearest(handles, { x, y: 0 }, (what) => places[what]);
  assert.equal(take(8), "tip");
  assert.equal(take(90), "aim");
  assert.equal(take(60), undefined);
  assert.equal(take(10, [{ what: "tip", free: false }]), undefined);
  assert.equal(take(2, handlesOf("AP", now, "plan")), "mark");
});
