// @ts-check
// A syringe, a screen and a clock: cement is injected while the pedal is down, and the picture follows; the CT takes
// the picture's place.
/** @import { CementControls, CementFrame } from "./frame_types" */
/** @import { Api, Part, Pen } from "./types" */
import { makeAssessmentList } from "./assessment_list.js";
import { makeCanvas } from "./canvas.js";
import { makeCementControls } from "./cement_controls.js";
import { makeChart } from "./chart.js";
import { makeCtStack } from "./ct_stack.js";
import { drawLegend, drawLimit, drawLine } from "./curves.js";
import { element } from "./elements.js";
import { drawGreyImage, drawTag } from "./images.js";
import { makeMeters } from "./meters.js";
import { makeSaveLoad } from "./save_load.js";
import { makePatientPanel } from "./patient_panel.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<CementFrame, CementControls>} CementApi */
/** @typedef {[time: number, syringe: number, bone: number][]} Trace MPa */

const STEP_S = 0.25;
const MAX_TRACE = 2400;
const MOVE_MM = 2;
const SCALES_MPA = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

export default defineWidget({
  title: t("Cement"),
  keys: [
    [t("Space"), t("inject while held; pressed shortly: inject, stop")],
    ["W", t("wait half a minute")],
    ["← →", t("needle 2 mm back, forward")],
    ["S", t("other side")],
    ["V", t("other view")],
    ["C", "CT"],
    [t("Page ↑ ↓"), t("through the CT")],
    ["K", t("a bone with a cleft, or without")],
  ],
  mount,
});

/**
 * The pressures seen so far by time; going back in time forgets what came later.
 * @param {Trace} trace
 * @param {number} time
 * @param {number} pressure
 * @param {number} [bone]
 * @returns {Trace}
 */
export function traced(trace, time, pressure, bone = 0) {
  const kept = trace.filter(([at]) => at < time);
  return /** @type {Trace} */ ([...kept, [time, pressure, bone]]).slice(-MAX_TRACE);
}

/**
 * The top of the pressure axis: a round value with room above what was seen, so that a wide needle's curve is seen too.
 * @param {Trace} trace
 */
export function topOf(trace) {
  const most = 1.25 * Math.max(0, ...trace.map(([, pressure]) => pressure));
  return SCALES_MPA.find((top) => top >= most) ?? most;
}

/**
 * @param {HTMLElement} stage
 * @param {CementApi} api
 * @returns {Part<CementFrame>}
 */
function mount(stage, api) {
  /** @type {{on: boolean, trace: Trace}} */
  const syringe = { on: false, trace: [] };
  const places = makePlaces(stage);
  const controls = makeCementControls(places, api, { syringe, inject });
  const screen = makeCanvas(places.picture, api, {
    label: t("Fluoroscopy"),
    focusable: false,
    draw: (pen, width, height, frame) => drawScreen(pen, width, height, frame, syringe.on),
  });
  const patient = makePatientPanel(places.patient);
  const meters = makeMeters(places.live, t("What the operator knows"));
  const chart = makePressure(places.live, api, syringe);
  const scan = makeScan(places, api);
  makeSaveLoad(places.files, api, "vertebroplasty.json", () => api.frame()?.saved ?? "");
  /** @param {boolean} wanted */
  function inject(wanted) {
    const frame = api.frame();
    if (!frame) return;
    syringe.on = wanted && !frame.set;
    controls.update(frame);
    if (syringe.on) api.enqueue(frame.scanned ? { scan: false, inject: STEP_S } : { inject: STEP_S });
    screen.redraw();
  }
  const stop = () => {
    syringe.on = false;
  };
  return {
    render(frame, { own, behind }) {
      syringe.trace = traced(syringe.trace, frame.time, frame.pressure, frame.bone);
      if (frame.set) stop();
      if (!behind) controls.update(frame);
      meters.show(frame.readouts);
      patient.show(frame.patient);
      screen.node.setAttribute("aria-label", t("Fluoroscopy, {view} view", { view: t(frame.view) }));
      screen.redraw();
      chart.redraw();
      places.show(frame.scanned);
      // The CT's own sentence says it; only a screen reader needs both.
      api.root.classList.toggle("vx-quiet-sentence", frame.scanned);
      if (frame.scanned) scan.show(frame);
      if (syringe.on && own && !behind) api.enqueue({ inject: STEP_S });
    },
    handleKey({ key, repeat, shiftKey }, frame) {
      if (key === " ") {
        if (!repeat) controls.pedal.press();
      } else if (key === "ArrowLeft" || key === "ArrowRight") controls.move(key === "ArrowRight" ? MOVE_MM : -MOVE_MM);
      else return (frame.scanned && scan.key({ key, shiftKey })) || controls.key(key.toLowerCase(), frame);
      return true;
    },
    reset() {
      stop();
      syringe.trace = [];
    },
    interrupt: stop,
    themeChanged: () => chart.redraw(),
    dispose: stop,
  };
}

/**
 * Picture or CT on the left; on the right what is known while it flows, or what the scan shows; below it what is done.
 * @param {HTMLElement} stage
 */
function makePlaces(stage) {
  const tabs = element("div", { class: "vx-trainer-tabs", role: "group", "aria-label": t("What is looked at") });
  const picture = element("div", { class: "vx-trainer-picture vx-cement-screen" });
  const ct = element("div", { class: "vx-trainer-ct", hidden: true });
  const patient = element("div", { class: "vx-trainer-patient", "data-place": "patient" });
  const live = element("div", { class: "vx-trainer-live" });
  const after = element("div", { class: "vx-trainer-after", hidden: true });
  const files = element("div", { class: "vx-trainer-files" });
  const actions = element("div", { class: "vx-trainer-actions", role: "group", "aria-label": t("What is done") });
  const left = element("div", {}, tabs, picture, ct, files);
  const right = element("div", {}, patient, live, after);
  stage.append(element("div", { class: "vx-trainer" }, left, right), actions);
  return {
    tabs,
    picture,
    ct,
    patient,
    live,
    after,
    files,
    actions,
    /** @param {boolean} scanned */
    show(scanned) {
      picture.hidden = live.hidden = scanned;
      ct.hidden = after.hidden = !scanned;
    },
  };
}

/**
 * @param {HTMLElement} parent
 * @param {CementApi} api
 * @param {{trace: Trace}} syringe
 */
function makePressure(parent, api, syringe) {
  const holder = element("div", { class: "vx-trainer-chart vx-cement-chart" });
  parent.append(holder);
  return makeChart(holder, api, {
    label: t("Pressure by time"),
    axes: ({ time }) => ({
      x: { low: 0, high: Math.max(60, Math.ceil(time / 60) * 60), label: t("Time (s)") },
      y: { low: 0, high: topOf(syringe.trace), label: t("Pressure (MPa)") },
    }),
    paint(pen, to, { limit }) {
      const { trace } = syringe;
      if (limit <= topOf(trace))
        drawLimit(pen, to, limit, t("the most that the syringe gives"), api.colour("vermillion"));
      const times = trace.map(([time]) => time);
      const [whole, bone] = [{ colour: api.colour("accent") }, { colour: api.colour("orange"), dash: [5, 4] }];
      if (trace.length > 1) {
        drawLine(
          pen,
          to,
          times,
          trace.map(([, pressure]) => pressure),
          whole,
        );
        drawLine(
          pen,
          to,
          times,
          trace.map(([, , pressure]) => pressure),
          bone,
        );
      }
      const entries = [
        { words: t("at the syringe"), ...whole },
        { words: t("in the bone"), ...bone },
      ];
      drawLegend(pen, to, entries, api.colour("ink"));
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
  const [size, columns] = [Math.max(width / image.shape[1], height / image.shape[0]), image.shape[1]];
  pen.save();
  pen.translate((width - size * columns) / 2, (height - size * image.shape[0]) / 2);
  drawGreyImage(pen, image, size * columns, size * image.shape[0]);
  pen.restore();
  const words = view === "AP" ? t("AP, from behind") : t("lateral, front on the left");
  drawTag(pen, words, 8, 18, { align: "left" });
  const seconds = String(Math.floor(time % 60)).padStart(2, "0");
  const clock = `${Math.floor(time / 60)}:${seconds}  ${ml.toFixed(1)} mL`;
  drawTag(pen, clock, 8, height - 16, { align: "left", colour: on ? "#ffd166" : "#fff" });
}

/**
 * What the scan shows: the CT in the picture's place, one sentence and the criteria beside it.
 * @param {ReturnType<typeof makePlaces>} places
 * @param {CementApi} api
 */
function makeScan({ ct, after }, api) {
  const stack = makeCtStack(ct, api);
  const summary = element("p", { class: "vx-trainer-summary", role: "status" });
  after.append(summary);
  const list = makeAssessmentList(after);
  return {
    key: stack.key,
    /** @param {CementFrame} frame */
    show(frame) {
      summary.textContent = frame.summary;
      summary.dataset.level = frame.level;
      list.show(frame.verdicts);
      stack.update(frame);
    },
  };
}
