// @ts-check
// A C-arm in hand: the picture is dragged to turn the arm, to move the table or to close the shutters; every pulse
// has its price.
/** @import { CArmControls, CArmFrame } from "./frame_types" */
/** @import { Api, Part } from "./types" */
import { clamp } from "./canvas.js";
import { followHand, keyMove, rotateFor, tableMoved } from "./carm_hand.js";
import { makeTopControls } from "./carm_panel.js";
import { makeSide, makeTablePad } from "./carm_side.js";
import { element } from "./elements.js";
import { makeFluoro } from "./fluoro.js";
import { makePulser } from "./pulser.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<CArmFrame, CArmControls>} CArmApi */
/** @typedef {"rotation" | "tilt" | "across" | "height" | "along" | "wide" | "high"} MoveName */
/**
 * @typedef {Record<MoveName | "pulses", number>} Hand where the hand has arm, table and shutters, and how many
 * pulses it gave
 */
/**
 * "press" gives one pulse at once, "slide" at the machine's rate, "still" none.
 * @typedef {(change: Partial<Record<MoveName, number>>, how: "press" | "slide" | "still") => void} Move
 */

const REST_MS = 350;

export default defineWidget({
  title: t("C-arm"),
  keys: [
    ["← → ↑ ↓", t("turn, tilt by a degree: what is near goes that way")],
    [t("Page Up/Down"), t("turn by ten")],
    [t("Shift + arrows"), t("table by 5 mm")],
    ["[ ] { }", t("shutters: sides, ends")],
    [t("Space"), t("one picture")],
    ["B", t("beam while it moves, or not")],
    ["V", t("swing to the other view")],
    ["T", t("this view is true")],
    ["I", t("hint")],
  ],
  ahead: 2,
  mount,
});

/**
 * Where detector and tilt stand, by where the detector is: LPO is behind her left.
 * @param {{rotation: number, tilt: number}} stand
 */
export function angles({ rotation, tilt }) {
  const [turn, lean] = [Math.round(rotation), Math.round(tilt)];
  const side = turn > 0 ? " LPO" : turn < 0 ? " RPO" : "";
  const end = lean > 0 ? ` ${t("cranial")}` : lean < 0 ? ` ${t("caudal")}` : "";
  return `${Math.abs(turn)}°${side}, ${Math.abs(lean)}°${end}`;
}

/**
 * @param {HTMLElement} stage
 * @param {CArmApi} api
 * @returns {Part<CArmFrame>}
 */
function mount(stage, api) {
  /** @type {Hand} */
  const hand = { rotation: 0, tilt: 0, across: 0, height: 0, along: 0, wide: 1, high: 1, pulses: 0 };
  const pulser = makePulser(() => {
    hand.pulses += 1;
    api.setLatest(hand);
  });
  const beam = makeBeam(api, pulser, () => screen.redraw());
  const actions = makeActions(
    api,
    () => beam.shoot(),
    () => moved({ rotation: rotateFor(hand), tilt: 0 }, "press"),
  );
  const controls = makeTopControls(stage, api, actions, () => side.showScore(true));
  const left = element("div", { class: "vx-arm-screen" });
  const right = element("div", { class: "vx-arm-side" });
  stage.append(element("div", { class: "vx-arm" }, left, right));
  const screen = makeScreen(left, api, hand, beam);
  makeTablePad(left, (across, down) => moved(tableMoved(hand, across, down), "press"));
  const side = makeSide(right, api, hand, (change) => moved(change, "slide"));

  /** @type {Move} */
  function moved(change, how) {
    const frame = api.frame();
    if (!frame) return;
    Object.assign(hand, within(change, frame));
    side.showScore(false);
    beam.wake();
    const seen = controls.beam.checked && how !== "still";
    if (!seen) api.setLatest(wantedOf(change, hand));
    else if (how === "press") pulser.now();
    else pulser.soon(1000 / frame.rate);
    // Under the beam the next frame draws it all; drawing twice would take its time from the frame.
    if (!seen) redraw();
  }
  function redraw() {
    screen.redraw();
    side.redraw();
  }
  followHand(screen.node, api, hand, moved, { begin: () => beam.begin(controls.beam.checked), end: beam.end });
  return {
    render(frame, { behind }) {
      // While a pulse is due the hand is ahead of what Python knows.
      if (!behind && !beam.dragging && !pulser.due) takeOver(hand, frame);
      side.update(frame);
      controls.update(frame);
      beam.rest();
      redraw();
    },
    handleKey(event) {
      const move = keyMove(event, hand);
      const key = event.key.toLowerCase();
      const act = key === "b" ? () => controls.beam.click() : actions[/** @type {keyof typeof actions} */ (key)];
      if (move) moved(move.change, move.still ? "still" : event.repeat ? "slide" : "press");
      else if (act && !event.repeat) act();
      return Boolean(move || act);
    },
    reset() {
      pulser.stop();
      beam.end();
    },
    themeChanged: redraw,
    dispose: beam.stop,
  };
}

/**
 * What the buttons do, by their keys.
 * @param {CArmApi} api
 * @param {() => void} shoot
 * @param {() => void} swing
 */
const makeActions = (api, shoot, swing) => ({
  " ": shoot,
  v: swing,
  t: () => api.enqueue({ claim: true }),
  i: () => api.enqueue({ hint: !api.frame()?.hinting }),
});

/**
 * Values that arm, table and shutters can take.
 * @param {Partial<Record<MoveName, number>>} change
 * @param {CArmFrame} frame
 */
function within(change, { most, least }) {
  const limits = /** @type {Record<string, number>} */ (/** @type {unknown} */ (most));
  const entries = Object.entries(change).map(([name, value]) => [
    name,
    name in limits ? clamp(value, -limits[name], limits[name]) : clamp(value, least, 1),
  ]);
  return Object.fromEntries(entries);
}

/**
 * What the hand has of the values that change.
 * @param {Partial<Record<MoveName, number>>} change
 * @param {Hand} hand
 */
const wantedOf = (change, hand) =>
  Object.fromEntries(Object.keys(change).map((name) => [name, hand[/** @type {MoveName} */ (name)]]));

/**
 * @param {Hand} hand
 * @param {CArmFrame} frame
 */
function takeOver(hand, { rotation, tilt, across, height, along, wide, high, pulses }) {
  Object.assign(hand, { rotation, tilt, across, height, along, wide, high, pulses });
}

/**
 * The beam: pulses while something is dragged, and a finer picture once it rests.
 * @param {CArmApi} api
 * @param {ReturnType<typeof makePulser>} pulser
 * @param {() => void} redraw
 */
function makeBeam(api, pulser, redraw) {
  /** @type {any} */
  let resting = null;
  /** @type {any} */
  let ticking = null;
  const beam = {
    dragging: false,
    get on() {
      return ticking !== null;
    },
    wake: () => clearTimeout(resting),
    shoot() {
      clearTimeout(resting);
      api.enqueue({ shot: true });
    },
    rest() {
      clearTimeout(resting);
      const frame = api.frame();
      if (frame && !frame.fine && !beam.dragging) resting = setTimeout(() => api.enqueue({ refine: true }), REST_MS);
    },
    /** @param {boolean} seen */
    begin(seen) {
      const interval = 1000 / (api.frame()?.rate ?? 1);
      beam.dragging = true;
      if (seen) ticking = setInterval(() => pulser.soon(interval), interval);
    },
    end() {
      clearInterval(ticking);
      ticking = null;
      beam.dragging = false;
      beam.rest();
      redraw();
    },
    stop() {
      clearInterval(ticking);
      clearTimeout(resting);
      pulser.stop();
    },
  };
  return beam;
}

/**
 * @param {HTMLElement} parent
 * @param {CArmApi} api
 * @param {Hand} hand
 * @param {{on: boolean}} beam
 */
function makeScreen(parent, api, hand, beam) {
  return makeFluoro(parent, api, {
    label: t("Fluoroscopy: drag or use the arrow keys to turn the arm"),
    open: () => [hand.wide, hand.high],
    title: () => angles(hand),
    corner: ({ held, fine }) => (beam.on ? t("beam on") : held ? t("held picture") : fine ? "" : "…"),
  });
}
