// @ts-check
// A syringe, a screen and a clock: cement is injected while the button is on, and the picture follows.
/** @import { CementControls, CementFrame } from "./frame_types" */
/** @import { Api, Part, Pen } from "./types" */
import { makeAssessmentList } from "./assessment_list.js";
import { makeCanvas } from "./canvas.js";
import { makeCementControls } from "./cement_controls.js";
import { makeChart } from "./chart.js";
import { drawLimit, drawLine } from "./curves.js";
import { element } from "./elements.js";
import { drawGreyImage, drawTag } from "./images.js";
import { makeMeters } from "./meters.js";
import { makeSaveLoad } from "./save_load.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<CementFrame, CementControls>} CementApi */
/** @typedef {[time: number, pressure: number][]} Trace */

const STEP_S = 0.25;
const MAX_TRACE = 2400;
const MOVE_MM = 2;

export default defineWidget({
  title: t("Cement"),
  keys: [
    [t("Space"), t("inject, stop")],
    ["W", t("wait half a minute")],
    ["← →", t("needle 2 mm back, forward")],
    ["S", t("other side")],
    ["V", t("other view")],
    ["K", t("a bone with a cleft, or without")],
    ["C", "CT"],
  ],
  mount,
});

/**
 * The pressures seen so far by time; going back in time forgets what came later.
 * @param {Trace} trace
 * @param {number} time
 * @param {number} pressure
 * @returns {Trace}
 */
export function traced(trace, time, pressure) {
  const kept = trace.filter(([at]) => at < time);
  return /** @type {Trace} */ ([...kept, [time, pressure]]).slice(-MAX_TRACE);
}

/**
 * @param {HTMLElement} stage
 * @param {CementApi} api
 * @returns {Part<CementFrame>}
 */
function mount(stage, api) {
  /** @type {{on: boolean, trace: Trace}} */
  const syringe = { on: false, trace: [] };
  const controls = makeCementControls(stage, api, { syringe, inject });
  const left = element("div", { class: "vx-cement-screen" });
  const right = element("div");
  const after = element("div", { class: "vx-cement-after", hidden: true });
  stage.append(element("div", { class: "vx-cement" }, left, right), after);
  const screen = makeCanvas(left, api, {
    label: t("Fluoroscopy"),
    focusable: false,
    draw: (pen, width, height, frame) => drawScreen(pen, width, height, frame, syringe.on),
  });
  const meters = makeMeters(right, t("What the operator knows"));
  const chart = makePressure(right, api, syringe);
  const scan = makeScan(after, api);
  /** @param {boolean} wanted */
  function inject(wanted) {
    const frame = api.frame();
    if (!frame) return;
    syringe.on = wanted && !frame.set;
    controls.update(frame);
    if (syringe.on) api.enqueue({ inject: STEP_S });
    screen.redraw();
  }
  const stop = () => {
    syringe.on = false;
  };
  return {
    render(frame, { own, behind }) {
      syringe.trace = traced(syringe.trace, frame.time, frame.pressure);
      if (frame.set) stop();
      if (!behind) controls.update(frame);
      meters.show(frame.readouts);
      screen.node.setAttribute("aria-label", t("Fluoroscopy, {view} view", { view: t(frame.view) }));
      screen.redraw();
      chart.redraw();
      after.hidden = !frame.scanned;
      if (frame.scanned) scan.show(frame);
      if (syringe.on && own && !behind) api.enqueue({ inject: STEP_S });
    },
    handleKey({ key, repeat }, frame) {
      if (key === " " && repeat) return true;
      if (key === " ") inject(!syringe.on);
      else if (key === "ArrowLeft" || key === "ArrowRight") controls.move(key === "ArrowRight" ? MOVE_MM : -MOVE_MM);
      else return controls.key(key.toLowerCase(), frame);
      return true;
    },
    interrupt: stop,
    reset() {
      stop();
      syringe.trace = [];
    },
    themeChanged: () => chart.redraw(),
    dispose: stop,
  };
}

/**
 * @param {HTMLElement} parent
 * @param {CementApi} api
 * @param {{trace: Trace}} syringe
 */
function makePressure(parent, api, syringe) {
  const holder = element("div", { class: "vx-cement-chart" });
  parent.append(holder);
  return makeChart(holder, api, {
    label: t("Pressure at the syringe by time"),
    axes: ({ time, limit }) => ({
      x: { low: 0, high: Math.max(60, Math.ceil(time / 60) * 60), label: t("Time (s)") },
      y: { low: 0, high: 1.25 * limit, label: t("Syringe (MPa)") },
    }),
    paint(pen, to, { limit }) {
      const { trace } = syringe;
      drawLimit(pen, to, limit, t("the most that the syringe gives"), api.colour("vermillion"));
      const [times, pressures] = [trace.map(([time]) => time), trace.map(([, pressure]) => pressure)];
      if (trace.length > 1) drawLine(pen, to, times, pressures, { colour: api.colour("accent") });
    },
  });
}

/**
 * @param {Pen} pen
 * @param {number} width
 * @param {number} height
 * @param {CementFrame} frame
 * @param {boolean} on
 */
function drawScreen(pen, width, height, { image, view, time, ml }, on) {
  const { left, top } = drawGreyImage(pen, image, width, height);
  const words = view === "AP" ? t("AP, from behind") : t("lateral, front on the left");
  drawTag(pen, words, left + 8, top + 18, { align: "left" });
  const seconds = String(Math.floor(time % 60)).padStart(2, "0");
  const clock = `${Math.floor(time / 60)}:${seconds}  ${ml.toFixed(1)} mL`;
  drawTag(pen, clock, left + 8, height - top - 16, { align: "left", colour: on ? "#ffd166" : "#fff" });
}

/**
 * What the scan shows: two sections, the criteria, and the procedure as a file.
 * @param {HTMLElement} parent
 * @param {CementApi} api
 */
function makeScan(parent, api) {
  const sections = [makeSection(parent, api, "sagittal"), makeSection(parent, api, "axial")];
  const beside = element("div");
  parent.append(beside);
  const list = makeAssessmentList(beside);
  makeSaveLoad(beside, api, "vertebroplasty.json", () => api.frame()?.saved ?? "");
  return {
    /** @param {CementFrame} frame */
    show({ verdicts }) {
      list.show(verdicts);
      for (const section of sections) section.redraw();
    },
  };
}

/**
 * @param {HTMLElement} parent
 * @param {CementApi} api
 * @param {"sagittal" | "axial"} name
 */
function makeSection(parent, api, name) {
  const pane = element("div", { class: "vx-cement-slice" });
  parent.append(pane);
  const label = name === "sagittal" ? t("CT, from the side, front on the left") : t("CT, from below, front on top");
  return makeCanvas(pane, api, {
    label,
    focusable: false,
    draw(pen, width, height, frame) {
      const image = frame[name];
      if (!image) return;
      const { left, top } = drawGreyImage(pen, image, width, height);
      const words = name === "sagittal" ? t("from the side") : t("from below");
      drawTag(pen, words, left + 8, top + 16, { align: "left" });
      if (name === "axial") drawTag(pen, "R", left + 8, height / 2, { align: "left" });
    },
  });
}
