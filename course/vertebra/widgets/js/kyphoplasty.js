// @ts-check
// A kyphoplasty by hand: fill the balloons, let them down, fill the hollows; the gauge, the screen, and the body
// cut open.
/** @import { BalloonControls, BalloonFrame } from "./frame_types" */
/** @import { Api, Numbers, Part, Pen, Scale } from "./types" */
import { makeAssessmentList } from "./assessment_list.js";
import { makeBalloonControls } from "./kyphoplasty_controls.js";
import { makeCanvas } from "./canvas.js";
import { interpolate, makeChart } from "./chart.js";
import { makeCtStack } from "./ct_stack.js";
import { drawLegend, drawLimit, drawLine } from "./curves.js";
import { element } from "./elements.js";
import { makeFluoro } from "./fluoro.js";
import { drawBar, drawGreyImage, drawTag } from "./images.js";
import { makeInflator } from "./inflator.js";
import { makeMeters } from "./meters.js";
import { makeSaveLoad } from "./save_load.js";
import { makePatientPanel } from "./patient_panel.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<BalloonFrame, BalloonControls>} BalloonApi */
/** @typedef {{volume: number, on: boolean}} Hand the volume that is wanted, and whether cement flows */

const CEMENT_ML = 0.05;
const BAR_MM = 10;

export default defineWidget({
  title: t("Balloon"),
  keys: [
    ["← →", t("less, more in each balloon")],
    ["D", t("let down, fill again")],
    [t("Space"), t("cement while held; pressed shortly: start, stop")],
    ["W", t("wait a minute")],
    ["V", t("other view")],
    ["L", t("other patient")],
    ["P", t("one balloon, two")],
    ["C", "CT"],
  ],
  mount,
});

/**
 * How many points of a curve lie at or below `reached`: what has been seen of it.
 * @param {ArrayLike<number> & {findIndex: (test: (x: number) => boolean) => number}} xs
 * @param {number} reached
 */
export function pointsUpTo(xs, reached) {
  const beyond = xs.findIndex((x) => x > reached + 1e-6);
  return beyond < 0 ? xs.length : beyond;
}

/**
 * The gauge at a volume: on the curve while the balloons grow; below the largest filling it is what Python says.
 * @param {{volumes: Numbers, pressures: Numbers, volume: number, reached: number, pressure: number}} frame
 * @param {number} wanted
 */
export function gaugePressure({ volumes, pressures, volume, reached, pressure }, wanted) {
  const onCurve = wanted >= reached || Math.abs(wanted - volume) > 1e-6;
  return onCurve ? interpolate(volumes, pressures, wanted) : pressure;
}

/**
 * @param {HTMLElement} stage
 * @param {BalloonApi} api
 * @returns {Part<BalloonFrame>}
 */
function mount(stage, api) {
  /** @type {Hand} */
  const hand = { volume: 0, on: false };
  const places = makePlaces(stage);
  const controls = makeBalloonControls(places, api, hand, inject);
  const screen = makeScreen(places.pictures, api, hand);
  const cut = makeCut(places.pictures, api);
  const stack = makeCtStack(places.ct, api);
  const inflator = makeInflator(places.inflator, api, {
    label: t("Inflation syringe with its gauge"),
    read: ({ volume, most, pressure, limit }) => ({ volume, most, pressure, limit }),
  });
  const patient = makePatientPanel(places.patient);
  const chart = makeCurves(places.live, api, hand);
  const meters = makeMeters(places.meters, t("Gauge, heights and cement"));
  const summary = element("p", { class: "vx-trainer-summary", role: "status" });
  places.after.append(summary);
  const list = makeAssessmentList(places.after);
  makeSaveLoad(places.files, api, "kyphoplasty.json", () => api.frame()?.saved ?? "");

  /** @param {boolean} wanted */
  function inject(wanted) {
    const frame = api.frame();
    if (!frame) return;
    hand.on = wanted && frame.out && !frame.set;
    controls.update(frame);
    if (hand.on) api.enqueue({ cement: CEMENT_ML });
    screen.redraw();
  }
  const stop = () => {
    hand.on = false;
  };
  return {
    render(frame, { own, behind }) {
      if (!frame.out || frame.set) stop();
      if (!behind) {
        hand.volume = frame.volume;
        controls.update(frame);
      }
      meters.show(frame.readouts);
      patient.show(frame.patient);
      places.show(frame);
      // The CT's own sentence says it; only a screen reader needs both.
      api.root.classList.toggle("vx-quiet-sentence", frame.scanned);
      summary.textContent = frame.summary;
      summary.dataset.level = frame.level;
      list.show(frame.verdicts);
      if (frame.scanned) stack.update(frame);
      for (const canvas of [screen, cut, chart, inflator]) canvas.redraw();
      if (hand.on && own && !behind) api.enqueue({ cement: CEMENT_ML });
    },
    handleKey(event, frame) {
      if (event.key === " ") {
        if (!event.repeat) controls.pedal.press();
        return true;
      }
      if (frame.scanned && stack.key(event)) return true;
      return chart.key(event) || controls.key(event.key.toLowerCase(), frame);
    },
    reset: stop,
    interrupt: stop,
    dispose: stop,
    themeChanged: () => chart.redraw(),
  };
}

/**
 * Pictures or CT above, on their right the gauge and its curve or what the scan shows; below, what is done.
 * @param {HTMLElement} stage
 */
function makePlaces(stage) {
  const tabs = element("div", { class: "vx-trainer-tabs", role: "group", "aria-label": t("What is looked at") });
  const pictures = element("div", { class: "vx-balloon" });
  const ct = element("div", { class: "vx-trainer-ct", hidden: true });
  const patient = element("div", { class: "vx-trainer-patient", "data-place": "patient" });
  const inflator = element("div", { class: "vx-balloon-inflator" });
  const live = element("div", { class: "vx-balloon-chart" });
  const after = element("div", { hidden: true });
  const meters = element("div", { class: "vx-balloon-meters" });
  const files = element("div", { class: "vx-trainer-files" });
  const actions = element("div", { class: "vx-trainer-actions", role: "group", "aria-label": t("What is done") });
  const left = element("div", {}, pictures, ct, meters);
  const right = element("div", {}, patient, inflator, live, after, files);
  stage.append(tabs, element("div", { class: "vx-trainer vx-balloon-trainer" }, left, right), actions);
  return {
    tabs,
    pictures,
    ct,
    patient,
    inflator,
    live,
    after,
    meters,
    files,
    actions,
    /** @param {BalloonFrame} frame */
    show({ scanned, out }) {
      // Below the CT there is room; beside the pictures it is on the right.
      const home = scanned ? left : right;
      if (files.parentElement !== home) home.append(files);
      pictures.hidden = meters.hidden = live.hidden = scanned;
      ct.hidden = after.hidden = !scanned;
      inflator.hidden = scanned || out;
    },
  };
}

/**
 * @param {HTMLElement} parent
 * @param {BalloonApi} api
 * @param {Hand} hand
 */
function makeScreen(parent, api, hand) {
  const pane = element("div", { class: "vx-balloon-picture" });
  parent.append(pane);
  return makeFluoro(pane, api, {
    label: t("Fluoroscopy"),
    role: "img",
    focusable: false,
    title: ({ look }) => (look === "AP" ? t("AP, from behind") : t("lateral, front on the left")),
    corner: () => (hand.on ? t("cement flows") : ""),
  });
}

/**
 * @param {HTMLElement} parent
 * @param {BalloonApi} api
 */
function makeCut(parent, api) {
  const pane = element("div", { class: "vx-balloon-picture" });
  parent.append(pane);
  return makeCanvas(pane, api, {
    label: t("The body cut open along the needle, front on the left"),
    focusable: false,
    draw(pen, width, height, frame) {
      const { left, top, size } = drawGreyImage(pen, frame.cut, width, height);
      const words = frame.out ? t("let down") : t("{volume} mL in each", { volume: frame.volume.toFixed(1) });
      const look = /** @type {const} */ ({ align: "left", colour: frame.out ? "#fff" : "#ffd166" });
      drawTag(pen, t("cut open: {words}", { words }), left + 8, top + 16, look);
      drawBar(pen, BAR_MM, (BAR_MM / frame.spacing) * size, left + 8, height - top - 14);
    },
  });
}

/**
 * @param {HTMLElement} parent
 * @param {BalloonApi} api
 * @param {Hand} hand
 */
function makeCurves(parent, api, hand) {
  return makeChart(parent, api, {
    label: t("Volume of each balloon"),
    axes: ({ most, limit }) => ({
      x: { low: 0, high: most, label: t("Volume of each balloon (mL)") },
      y: { low: 0, high: Math.max(2 * limit, 4), label: t("Pressure (MPa), lift (mm)") },
    }),
    paint: (pen, to, frame) => paintCurves(pen, to, frame, api),
    slide: {
      low: 0,
      high: 4,
      step: 0.1,
      leap: 1,
      value: () => hand.volume,
      height: (volume, frame) => gaugePressure(frame, volume),
      moved(volume, { filled }) {
        if (!filled) hand.volume = volume;
        api.setLatest({ volume });
      },
      words: (volume) => t("{volume} millilitres in each balloon", { volume: volume.toFixed(1) }),
    },
  });
}

/**
 * @param {Pen} pen
 * @param {Scale} to
 * @param {BalloonFrame} frame
 * @param {BalloonApi} api
 */
function paintCurves(pen, to, { volumes, pressures, lifts, limit, reached }, api) {
  const count = pointsUpTo(volumes, reached);
  const seen = volumes.subarray(0, count);
  const [pressure, lift] = [api.colour("accent"), { colour: api.colour("green"), dash: [7, 4] }];
  drawLimit(pen, to, limit, t("limit of the balloon"), api.colour("vermillion"), "left");
  drawLine(pen, to, seen, pressures.subarray(0, count), { colour: pressure, width: 3 });
  drawLine(pen, to, seen, lifts.subarray(0, count), lift);
  const entries = [
    { words: t("pressure, MPa"), colour: pressure },
    { words: t("lift at the balloon, mm"), ...lift },
  ];
  drawLegend(pen, to, entries, api.colour("ink"));
}
