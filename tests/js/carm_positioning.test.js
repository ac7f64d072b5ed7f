import assert from "node:assert/strict";
import test from "node:test";
import { rotateFor, tableMoved } from "../../course/vertebra/widgets/js/carm_hand.js";
import { angles } from "../../course/vertebra/widgets/js/carm_positioning.js";
import { makePulser } from "../../course/vertebra/widgets/js/pulser.js";
import { alongHer, fromFeet } from "../../course/vertebra/widgets/js/carm_diagram.js";

const near = (found, wanted) =>
  found.forEach((one, at) => assert.ok(Math.abs(one - wanted[at]) < 1e-9, `${found} is not ${wanted}`));

test("angles are named by where the detector stands", () => {
  assert.equal(angles({ rotation: 0, tilt: 0 }), "0°, 0°");
  assert.equal(angles({ rotation: 12.4, tilt: -5 }), "12° LPO, 5° caudal");
  assert.equal(angles({ rotation: -90, tilt: 3 }), "90° RPO, 3° cranial");
});

test("the picture goes with the hand: across from behind, up and down from the side", () => {
  const place = { across: 0, height: 0, along: 0 };
  const behind = tableMoved({ rotation: 0, ...place }, 10, 4);
  near([behind.across, behind.height, behind.along], [-10, 0, 4]);
  const side = tableMoved({ rotation: 90, ...place }, 10, 0);
  near([side.across, side.height, side.along], [0, 10, 0]);
});

test("the arm swings to the other view and back", () => {
  assert.deepEqual(
    [0, 20, 90, -80].map((rotation) => rotateFor({ rotation })),
    [90, 90, 0, 0],
  );
});

test("pulses keep their interval and the last one is never lost", () => {
  let [time, given, waiting] = [0, [], null];
  const clock = {
    now: () => time,
    timer: (act, ms) => ((waiting = { act, at: time + ms }), 1),
    clear: () => (waiting = null),
  };
  const pulses = makePulser(() => given.push(time), clock);
  for (time of [0, 20, 40, 60]) pulses.soon(100);
  assert.deepEqual(given, [0]);
  assert.ok(pulses.due);
  time = waiting.at;
  waiting.act();
  assert.deepEqual(given, [0, 100]);
  time = 110;
  pulses.now();
  assert.deepEqual(given, [0, 100, 110]);
  pulses.soon(100);
  pulses.stop();
  assert.ok(!pulses.due);
  assert.equal(waiting, null);
});

test("the drawn detector is behind her, then at her left; towards her head when tilted", () => {
  near(fromFeet(0), [0, -1]);
  near(fromFeet(90), [-1, 0]);
  near(alongHer(0, 0), [0, -1]);
  near(alongHer(-90, 0), [0, 1]);
  assert.ok(alongHer(0, 20)[0] > 0.3);
});
