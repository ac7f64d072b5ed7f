// @ts-check
// A distance as a sound, for those who don't see a picture well or look elsewhere: ticks come faster and higher the
// nearer a wall is, and run together where it is broken. Off until it is switched on.
//
// See decision 0444.
/** @import { Api } from "./types" */
import { clamp } from "./canvas.js";
import { makeCheckbox, makeRange } from "./controls.js";
import { element } from "./elements.js";
import { t } from "./texts.js";

const FAR_MM = 12;
const [FAST_S, SLOW_S] = [0.09, 0.9];
const [LOW_HZ, HIGH_HZ] = [330, 990];
const BROKEN_HZ = 180;
const TICK_S = 0.05;
const START_VOLUME = 30;

/**
 * How a distance sounds: the time between two ticks, and their pitch.
 * @param {number} mm to the nearest wall; negative beyond it
 */
export function soundOf(mm) {
  if (mm <= 0) return { pause_s: FAST_S, pitch_hz: BROKEN_HZ };
  const near = 1 - clamp(mm / FAR_MM, 0, 1);
  return { pause_s: SLOW_S + near * (FAST_S - SLOW_S), pitch_hz: LOW_HZ + near * (HIGH_HZ - LOW_HZ) };
}

/**
 * A box that switches the sound on, and its volume.
 * @template F
 * @param {HTMLElement} parent
 * @param {Api<F>} api
 * @param {(frame: F) => number | null} read the distance (mm), null where there is none
 */
export function makeDistanceSound(parent, api, read) {
  /** @type {AudioContext | null} */
  let audio = null;
  /** @type {any} */
  let timer = null;
  let volume = START_VOLUME / 100;
  const bar = element("div", { class: "vx-controls vx-distance-sound" });
  parent.append(bar);
  const box = makeCheckbox(bar, api, "sound", {
    label: t("Distance as sound"),
    onChange: (on) => (on ? start() : stop()),
  });
  const loudness = makeRange(bar, api, "volume", {
    label: t("Volume"),
    min: 0,
    max: 100,
    step: 5,
    words: (value) => `${value} %`,
    onInput: (value) => {
      volume = value / 100;
    },
  });
  loudness.show(START_VOLUME, true);
  bar.append(
    element(
      "p",
      { class: "vx-quiet" },
      t("Ticks come faster and higher as the tip nears a wall of the bone. No real C-arm gives such a sound."),
    ),
  );
  function start() {
    audio ??= new AudioContext();
    audio.resume();
    if (timer === null) next();
  }
  function stop() {
    clearTimeout(timer);
    timer = null;
  }
  function next() {
    const frame = api.frame();
    const mm = frame && !document.hidden ? read(frame) : null;
    const { pause_s, pitch_hz } = soundOf(mm ?? FAR_MM);
    if (audio && mm !== null) tick(audio, pitch_hz, volume);
    bar.dataset.pitch = mm === null ? "" : String(Math.round(pitch_hz));
    timer = setTimeout(next, 1000 * pause_s);
  }
  api.later(() => {
    stop();
    audio?.close();
  });
  return { box: box.input, stop };
}

/**
 * @param {AudioContext} audio
 * @param {number} pitch_hz
 * @param {number} volume 0 to 1
 */
function tick(audio, pitch_hz, volume) {
  const [tone, loud] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.value = pitch_hz;
  loud.gain.setValueAtTime(volume, audio.currentTime);
  loud.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + TICK_S);
  tone.connect(loud).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + TICK_S);
}
