// @ts-check
// A slice of the spine by MRI: the handle turns the inversion or echo time along the signals of the tissues.
/** @import { MriControls, MriFrame } from "./frame_types" */
/** @import { Api, Part, Pen, Scale, Slide } from "./types" */
import { makeCanvas } from "./canvas.js";
import { interpolate, makeChart } from "./chart.js";
import { makeBar, makeCheckbox, makeRange, makeSelect, nextOf } from "./controls.js";
import { drawLegend, drawLine } from "./curves.js";
import { element } from "./elements.js";
import { drawBar, drawGreyImage, drawTag } from "./images.js";
import { makeMeters } from "./meters.js";
import { nt, t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<MriFrame, MriControls>} MriApi */

const TISSUES = [t("fat"), t("usual marrow"), t("oedema (new fracture)"), t("CSF")];
const OEDEMA = 2;
const COLOURS = ["green", "quiet", "vermillion", "accent"];
const DASHES = [[], [2, 4], [], [7, 4]];
const INVERSION_MS = 200;
const BAR_MM = 20;

export default defineWidget({
  title: t("MRI contrast"),
  keys: [
    ["← →", t("inversion time, or echo time")],
    [t("Page Up/Down"), t("in larger steps")],
    ["S", t("next sequence")],
    ["I", t("inversion pulse on or off")],
    ["F", "1.5 T, 3 T"],
  ],
  mount,
});

/**
 * What the handle moves: the inversion time where there is an inversion, else the echo time.
 * @param {{ti: number | null}} frame
 */
export const moving = ({ ti }) => (ti === null ? "te" : "ti");

/** @param {Pick<MriFrame, "ti" | "ranges">} frame */
export function slideOf(frame) {
  const [low, high] = frame.ranges[moving(frame)];
  return moving(frame) === "ti" ? { low, high, step: 5, leap: 50 } : { low, high, step: 1, leap: 10 };
}

/**
 * @param {HTMLElement} stage
 * @param {MriApi} api
 * @returns {Part<MriFrame>}
 */
function mount(stage, api) {
  const hand = { time: 0 };
  const controls = makeControls(stage, api);
  const left = element("div", { class: "vx-mri-picture" });
  const right = element("div");
  stage.append(element("div", { class: "vx-mri" }, left, right));
  const picture = makeCanvas(left, api, {
    label: t("Sagittal slice of the spine, front on the left"),
    focusable: false,
    draw: drawSlice,
  });
  const holder = element("div", { class: "vx-mri-chart" });
  right.append(holder);
  const chart = makeSignals(holder, api, hand);
  const meters = makeMeters(right, t("What stands out"));
  return {
    render(frame, { behind }) {
      if (!behind) hand.time = frame[moving(frame)] ?? 0;
      chart.node.setAttribute("aria-valuemin", String(slideOf(frame).low));
      chart.node.setAttribute("aria-valuemax", String(slideOf(frame).high));
      if (!behind) controls.update(frame);
      meters.show(frame.readouts);
      picture.redraw();
      chart.redraw();
    },
    handleKey: (event, frame) => chart.key(event) || controls.key(event.key.toLowerCase(), frame),
    themeChanged: () => chart.redraw(),
  };
}

/**
 * @param {HTMLElement} parent
 * @param {MriApi} api
 * @param {{time: number}} hand
 */
function makeSignals(parent, api, hand) {
  return makeChart(parent, api, {
    label: t("Inversion or echo time, along the signals"),
    axes: (frame) => ({
      x: { ...slideOf(frame), label: moving(frame) === "ti" ? t("Inversion time TI (ms)") : t("Echo time TE (ms)") },
      y: { low: 0, high: 1, label: t("Signal (share of water at rest)") },
    }),
    paint: (pen, to, frame) => paintSignals(pen, to, frame, api),
    slide: makeSlide(api, hand),
  });
}

/**
 * A handle whose range is that of the time it moves.
 * @param {MriApi} api
 * @param {{time: number}} hand
 * @returns {Slide<MriFrame>}
 */
function makeSlide(api, hand) {
  const range = () => {
    const frame = api.frame();
    return frame ? slideOf(frame) : { low: 0, high: 1, step: 1, leap: 1 };
  };
  return {
    get low() {
      return range().low;
    },
    get high() {
      return range().high;
    },
    get step() {
      return range().step;
    },
    get leap() {
      return range().leap;
    },
    value: () => hand.time,
    height: (time, frame) => interpolate(frame.times, signalOf(frame, OEDEMA), time),
    moved(time, frame) {
      hand.time = time;
      api.setLatest({ [moving(frame)]: time });
    },
    words: (time, frame) =>
      moving(frame) === "ti" ? t("Inversion time {time} ms", { time }) : t("Echo time {time} ms", { time }),
  };
}

/** @type {(frame: MriFrame, at: number) => Float32Array} */
const signalOf = ({ times, signals }, at) => signals.subarray(at * times.length, (at + 1) * times.length);

/**
 * @param {Pen} pen
 * @param {Scale} to
 * @param {MriFrame} frame
 * @param {MriApi} api
 */
function paintSignals(pen, to, frame, api) {
  const entries = TISSUES.map((words, at) => {
    const look = { colour: api.colour(COLOURS[at]), dash: DASHES[at] };
    drawLine(pen, to, frame.times, signalOf(frame, at), { ...look, width: at === OEDEMA ? 3 : 2.25 });
    return { words, ...look };
  });
  drawLegend(pen, to, entries, api.colour("quiet"), "right");
}

/**
 * @param {HTMLElement} parent
 * @param {MriApi} api
 */
function makeControls(parent, api) {
  const bar = makeBar(parent);
  const preset = makeSelect(bar, api, "preset", {
    label: t("Sequence"),
    onChange: (value) => value && api.enqueue({ preset: value }),
  });
  const field = makeSelect(bar, api, "field", {
    label: t("Field"),
    options: [
      ["1.5", "1.5 T"],
      ["3", "3 T"],
    ],
    onChange: (value) => api.enqueue({ field: Number(value) }),
  });
  /** @param {boolean} on */
  const invert = (on) => api.enqueue({ ti: on ? INVERSION_MS : null });
  const inversion = makeCheckbox(bar, api, "inversion", { label: t("inversion pulse"), onChange: invert });
  const { tr, weeks } = makeTimes(bar, api);
  return {
    /** @param {MriFrame} frame */
    update(frame) {
      preset.fill([["", t("your own")], ...frame.presets.map((name) => /** @type {const} */ ([name, t(name)]))]);
      preset.show(frame.name === "own" ? "" : frame.name);
      field.show(frame.field);
      inversion.input.checked = frame.ti !== null;
      tr.show(frame.tr);
      weeks.show(frame.weeks);
    },
    /**
     * @param {string} key
     * @param {MriFrame} frame
     */
    key(key, frame) {
      if (key === "s") api.enqueue({ preset: nextOf(frame.presets, frame.name) });
      else if (key === "i") invert(frame.ti === null);
      else if (key === "f") field.next();
      else return false;
      return true;
    },
  };
}

/**
 * @param {HTMLElement} bar
 * @param {MriApi} api
 */
function makeTimes(bar, api) {
  return {
    tr: makeRange(bar, api, "tr", {
      label: "TR",
      min: 200,
      max: 6000,
      step: 50,
      wide: "vx-wide",
      words: (value) => `${value} ms`,
      onInput: (value) => api.setLatest({ tr: value }),
    }),
    weeks: makeRange(bar, api, "weeks", {
      label: t("L1 broke"),
      min: 0,
      max: 104,
      step: 1,
      wide: "vx-wide",
      words: (value) => nt("{n} week ago", "{n} weeks ago", value),
      onInput: (value) => api.setLatest({ weeks: value }),
    }),
  };
}

/**
 * @param {Pen} pen
 * @param {number} width
 * @param {number} height
 * @param {MriFrame} frame
 */
function drawSlice(pen, width, height, { image, places, pixel }) {
  const { size, left, top } = drawGreyImage(pen, image, width, height);
  for (const [level, y] of places) {
    drawTag(pen, level, left + 6, top + y * size, { align: "left", colour: level === "L1" ? "#ffb48a" : "#fff" });
  }
  drawBar(pen, BAR_MM, (BAR_MM / pixel) * size, left + 8, height - 14);
}
