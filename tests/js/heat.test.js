import assert from "node:assert/strict";
import test from "node:test";
import { yMax } from "../../course/vertebra/widgets/js/restoration.js";
import { row } from "../../course/vertebra/widgets/js/heat.js";
import { heatColours, mapAt } from "../../course/vertebra/widgets/js/heat_map.js";
import { contour } from "../../course/vertebra/widgets/js/contours.js";
import { makePlayer } from "../../course/vertebra/widgets/js/player.js";
import { installPage } from "./fake_page.js";

test("warmer colours are brighter", () => {
  const colours = heatColours();
  assert.equal(colours.length, 768);
  const bright = Array.from(
    { length: 256 },
    (_, at) => 0.2126 * colours[3 * at] + 0.7152 * colours[3 * at + 1] + 0.0722 * colours[3 * at + 2],
  );
  for (let at = 1; at < 256; at++) assert.ok(bright[at] >= bright[at - 1] - 0.8, `at ${at}`);
});

test("a row of a table of histories is cut out", () => {
  assert.deepEqual([...row(Float32Array.of(1, 2, 3, 4, 5, 6), 3, 1)], [4, 5, 6]);
});

test("the axis of what comes back ends above it", () => {
  assert.equal(yMax([20, 90]), 150);
  assert.equal(yMax([220]), 250);
});

test("the map of a minute is the nearest of those that came", () => {
  const maps = Object.assign(
    Uint8Array.from({ length: 12 }, (_, at) => at),
    { shape: [3, 2, 2] },
  );
  assert.deepEqual([...mapAt(maps, 0.25, 0.3)], [4, 5, 6, 7]);
  assert.deepEqual([...mapAt(maps, 0.25, 15)], [8, 9, 10, 11]);
  assert.deepEqual(mapAt(maps, 0.25, 0).shape, [2, 2]);
});

test("an outline crosses the cells where the plane does, between their values", () => {
  assert.deepEqual(contour([-1, 3, -1, 3], [2, 2]), [[0.25, 0, 0.25, 1]]);
  assert.deepEqual(contour([1, 1, 1, 1], [2, 2]), []);
  const saddle = contour([-1, 1, 1, -1], [2, 2]);
  assert.equal(saddle.length, 2, "two pieces where opposite corners lie on one side");
});

function played({ calm }) {
  installPage();
  const hand = { minute: 14.5, rests: 0, beat: null };
  const player = makePlayer({
    value: () => hand.minute,
    most: 15,
    step: 0.25,
    leap: 1,
    moved: (minute) => Object.assign(hand, { minute }),
    rest: () => hand.rests++,
    calm: () => calm,
    timer: (act) => Object.assign(hand, { beat: act }),
    clear: () => Object.assign(hand, { beat: null }),
  });
  return { hand, player };
}

test("what is played runs to its end, rests there, and begins again", () => {
  const { hand, player } = played({ calm: false });
  player.toggle();
  hand.beat();
  assert.equal(hand.minute, 14.75);
  hand.beat();
  assert.deepEqual([hand.minute, hand.rests, hand.beat], [15, 1, null]);
  player.toggle();
  assert.equal(hand.minute, 0);
  player.toggle();
  assert.deepEqual([hand.rests, hand.beat], [2, null]);
});

test("where no motion is wanted a press goes one step", () => {
  const { hand, player } = played({ calm: true });
  player.toggle();
  assert.deepEqual([hand.minute, hand.rests, hand.beat], [15, 1, null]);
});
