// @ts-check
// A C-arm's scatter in the plane across the patient; the arm is turned, the operator steps back.
/** @import { ScatterControls, ScatterFrame } from "./frame_types" */
/** @import { Api, Part } from "./types" */
import { clamp, makeCanvas, makeDrag } from "./canvas.js";
import { makeBar, makeButton, makeCheckbox, makeRange } from "./controls.js";
import { element } from "./elements.js";
import { makeMeters } from "./meters.js";
import { drawArm, drawMap, drawOperator, drawPatient, nameTube, placeRoom } from "./scatter_room.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<ScatterFrame, ScatterControls>} ScatterApi */
/** @typedef {{angle: number, distance: number}} Hand where the hand has the arm and the operator */

const STEP_DEG = 5;
const STEP_CM = 10;
const MIN_DISTANCE_CM = 40;
const MAX_DISTANCE_CM = 250;

export default defineWidget({
  title: t("Where the scatter goes"),
  keys: [
    ["← →", t("turn the C-arm")],
    ["↑ ↓", t("step back, step nearer")],
  ],
  mount,
});

/**
 * @param {HTMLElement} stage
 * @param {ScatterApi} api
 * @returns {Part<ScatterFrame>}
 */
function mount(stage, api) {
  /** @type {Hand} */
  const hand = { angle: 0, distance: 100 };
  const controls = makeControls(stage, api);
  const left = element("div", { class: "vx-prep-room" });
  const right = element("div");
  stage.append(element("div", { class: "vx-prep" }, left, right));
  const canvas = makeCanvas(left, api, {
    label: t("Map of scatter across the patient, with the operator"),
    draw(pen, width, height, frame) {
      const [to, shown] = [placeRoom(frame, width, height), { ...frame, ...hand }];
      drawMap(pen, to, shown);
      drawPatient(pen, to, shown, api);
      drawArm(pen, to, shown, api);
      drawOperator(pen, to, shown, api);
      nameTube(pen, to, shown, api);
    },
  });
  const meters = makeMeters(right, t("What the operator gets"));
  /** @param {number} cm */
  const setDistance = (cm) => {
    hand.distance = clamp(cm, MIN_DISTANCE_CM, MAX_DISTANCE_CM);
    api.setLatest({ distance: hand.distance });
    canvas.redraw();
  };
  /** @param {number} by */
  const turn = (by) => {
    hand.angle = ((hand.angle + by + 540) % 360) - 180;
    api.setLatest({ angle: hand.angle });
    controls.turned(hand.angle);
    canvas.redraw();
  };
  makeDrag(canvas.node, api, {
    move(point) {
      const frame = /** @type {ScatterFrame} */ (api.frame());
      const to = placeRoom(frame, canvas.node.clientWidth, canvas.node.clientHeight);
      setDistance(Math.round((point.x - to.x(0)) / to.size));
    },
  });
  return {
    render(frame, { behind }) {
      if (!behind) {
        Object.assign(hand, { angle: frame.angle, distance: frame.distance });
        controls.update(frame);
      }
      meters.show(frame.readouts);
      canvas.redraw();
    },
    handleKey({ key }) {
      if (key === "ArrowLeft") turn(-STEP_DEG);
      else if (key === "ArrowRight") turn(STEP_DEG);
      else if (key === "ArrowUp") setDistance(hand.distance + STEP_CM);
      else if (key === "ArrowDown") setDistance(hand.distance - STEP_CM);
      else return false;
      return true;
    },
    themeChanged: canvas.redraw,
  };
}

/**
 * @param {HTMLElement} parent
 * @param {ScatterApi} api
 */
function makeControls(parent, api) {
  const bar = makeBar(parent);
  /** @typedef {{label: string, min: number, max: number, step: number, words: (value: number) => string}} RangeLook */
  /** @type {(name: keyof ScatterControls, look: RangeLook) => ReturnType<typeof makeRange>} */
  const range = (name, look) =>
    makeRange(bar, api, name, { ...look, onInput: (value) => api.setLatest({ [name]: value }) });
  const centimetres = (/** @type {number} */ value) => t("{value} cm", { value });
  const angle = range("angle", {
    label: t("Tube"),
    min: -180,
    max: 180,
    step: STEP_DEG,
    words: (value) => t("{value}°", { value: String(value).replace("-", "−") }),
  });
  const distance = range("distance", {
    label: t("Distance"),
    min: MIN_DISTANCE_CM,
    max: MAX_DISTANCE_CM,
    step: 5,
    words: centimetres,
  });
  const along = range("along", { label: t("Along the table"), min: 0, max: 150, step: 10, words: centimetres });
  /** @type {(name: keyof ScatterControls, label: string) => ReturnType<typeof makeCheckbox>} */
  const check = (name, label) =>
    makeCheckbox(bar, api, name, { label, onChange: (checked) => api.enqueue({ [name]: checked }) });
  const [apron, collar] = [check("apron", t("apron")), check("collar", t("collar"))];
  const [glasses, shield] = [check("glasses", t("leaded glasses")), check("shield", t("hanging shield"))];
  const swap = () => {
    const now = api.frame()?.angle ?? 0;
    api.enqueue({ angle: now <= 0 ? now + 180 : now - 180 });
  };
  bar.append(makeButton(t("Change tube and detector over"), swap, { name: "swap" }));
  return {
    /** @param {number} value */
    turned: (value) => angle.show(value),
    /** @param {ScatterFrame} frame */
    update(frame) {
      angle.show(frame.angle);
      distance.show(frame.distance);
      along.show(frame.along);
      apron.input.checked = frame.apron;
      collar.input.checked = frame.collar;
      glasses.input.checked = frame.glasses;
      shield.input.checked = frame.shield;
    },
  };
}
