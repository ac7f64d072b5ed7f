import assert from "node:assert/strict";
import test from "node:test";
import { isNearCorner, cornersOf, shuttersTo, placeIn } from "../../course/vertebra/widgets/js/fluoro.js";

test("a picture is square and in the middle of its place", () => {
  const to = placeIn(500, 400);
  assert.deepEqual([to.left, to.top, to.side], [50, 0, 400]);
  assert.deepEqual([to.x(0.5), to.y(1)], [250, 400]);
});

test("corners of the open field lie about the middle and can be taken in hand", () => {
  const to = placeIn(400, 400);
  assert.deepEqual(cornersOf([0.5, 1], to), [
    [100, 0],
    [300, 0],
    [300, 400],
    [100, 400],
  ]);
  assert.ok(isNearCorner({ x: 310, y: 390 }, [0.5, 1], to));
  assert.ok(!isNearCorner({ x: 200, y: 200 }, [0.5, 1], to));
});

test("a corner put at a point opens the shutters to it, within what they do", () => {
  const to = placeIn(400, 400);
  assert.deepEqual(shuttersTo({ x: 300, y: 360 }, to, 0.2), [0.5, 0.8]);
  assert.deepEqual(shuttersTo({ x: 100, y: 40 }, to, 0.2), [0.5, 0.8]);
  assert.deepEqual(shuttersTo({ x: 201, y: 900 }, to, 0.2), [0.2, 1]);
});
