import assert from "node:assert/strict";
import test from "node:test";
import { soundOf } from "../../course/vertebra/widgets/js/distance_sound.js";

test("the nearer a wall is, the faster and the higher are the ticks", () => {
  const sounds = [20, 12, 8, 4, 1, 0.1].map(soundOf);
  for (let at = 1; at < sounds.length; at++) {
    assert.ok(sounds[at].pause_s <= sounds[at - 1].pause_s);
    assert.ok(sounds[at].pitch_hz >= sounds[at - 1].pitch_hz);
  }
  assert.ok(sounds.at(-1).pause_s < 0.2 * sounds[0].pause_s);
  assert.ok(sounds.at(-1).pitch_hz > 2 * sounds[0].pitch_hz);
});

test("a broken wall sounds like nothing else", () => {
  assert.deepEqual(soundOf(0), soundOf(-3));
  assert.ok(soundOf(-1).pitch_hz < soundOf(30).pitch_hz);
});
