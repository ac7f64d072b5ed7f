import assert from "node:assert/strict";
import test from "node:test";
import { datesOf } from "../../course/vertebra/widgets/js/antithrombotics.js";
import { armAt, fractionOfScale, mapPixels } from "../../course/vertebra/widgets/js/scatter_room.js";

test("the needle comes when the pause is over, and the restart counts from it", () => {
  assert.deepEqual(datesOf({ last: 10, wait_h: 62, restart_h: [24, 72], pause_h: 72 }), {
    needle: 72,
    restart: [96, 144],
  });
  assert.deepEqual(datesOf({ last: 90, wait_h: 0, restart_h: [24, 72], pause_h: 72 }), {
    needle: 90,
    restart: [114, 162],
  });
  assert.equal(datesOf({ last: 5, wait_h: 0, restart_h: [0, 0], pause_h: 0 }).restart, null);
});

test("tube and detector stand opposite each other through the spine", () => {
  for (const angle of [-90, 0, 45, 90, 180]) {
    const { tube, detector } = armAt(angle, 105);
    assert.ok(Math.abs(tube[0] * (detector[1] - 105) - detector[0] * (tube[1] - 105)) < 1e-9);
    assert.ok(tube[0] * detector[0] + (tube[1] - 105) * (detector[1] - 105) < 0);
  }
  assert.ok(armAt(0, 105).tube[1] < 105, "below the table");
  assert.ok(armAt(90, 105).tube[0] > 0, "on the operator's side");
});

test("colours span their decades and stop at the ends", () => {
  assert.deepEqual(
    [-9, -3, 1.3, 5].map((log) => fractionOfScale(log, [-3, 1.3])),
    [0, 0, 1, 1],
  );
});

test("the map is one image: its first row is the highest, opaque where there is most", () => {
  const frame = { shape: [2, 2], range: [0, 1], map: Float32Array.from([0, 0.5, 1, 0]) };
  const pixels = mapPixels(frame, [213, 94, 0]);
  const opacities = [3, 7, 11, 15].map((at) => pixels[at]);
  assert.deepEqual([...pixels.slice(0, 3)], [213, 94, 0]);
  assert.ok(opacities[0] > 200 && opacities[1] === 0 && opacities[2] === 0);
  assert.ok(opacities[3] > 100 && opacities[3] < 130);
});
