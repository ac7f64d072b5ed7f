// @ts-check
// A vertebral body under a load: the arrow is pulled by hand, the strain, the strength and the factor of risk follow.
/** @import { LoadStrengthControls, LoadStrengthFrame } from "./frame_types" */
/** @import { Api, Part, Pen, Scale } from "./types" */
import { clamp, makeCanvas } from "./canvas.js";
import { makeChart } from "./chart.js";
import { makeBar, makeCheckbox, makeRange, makeSelect, nextOf } from "./controls.js";
import { drawLine } from "./curves.js";
import { element } from "./elements.js";
import { MIN_LOAD_N, makeLoadedBody } from "./loaded_body.js";
import { makeMeters } from "./meters.js";
import { drawStrip } from "./sagittal.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<LoadStrengthFrame, LoadStrengthControls>} LoadApi */

const REST_MS = 350;
/** @type {Record<string, [load: number, forward: number]>} */
const STEPS = {
  ArrowUp: [100, 0],
  ArrowDown: [-100, 0],
  PageUp: [500, 0],
  PageDown: [-500, 0],
  ArrowLeft: [0, 1],
  ArrowRight: [0, -1],
};

export default defineWidget({
  title: t("Load and strength"),
  keys: [
    ["↑ ↓", t("more load, less load")],
    [t("Page Up/Down"), t("500 N at a time")],
    ["← →", t("load further forward, further back")],
    ["T", t("next task")],
    ["F", t("show or hide where bone yields first")],
  ],
  mount,
});

/**
 * @param {HTMLElement} stage
 * @param {LoadApi} api
 * @returns {Part<LoadStrengthFrame>}
 */
function mount(stage, api) {
  const hand = { load: 0, forward: 0 };
  /** @type {any} */
  let resting = null;
  const controls = makeControls(stage, api, () => body.redraw());
  const left = element("div", { class: "vx-load-left" });
  const right = element("div");
  stage.append(element("div", { class: "vx-load" }, left, right));
  const body = makeLoadedBody(left, api, hand, { marks: controls.marks, moved });
  const strip = makeStrip(left, api);
  const chart = makeShares(right, api);
  const meters = makeMeters(right, t("Load, strength and factor of risk"));

  /** @type {(load: number, forward: number, frame: LoadStrengthFrame) => void} */
  function moved(load, forward, { most, farthest }) {
    hand.load = clamp(Math.round(load / 10) * 10, MIN_LOAD_N, most);
    hand.forward = clamp(Math.round(2 * forward) / 2, -farthest, farthest);
    api.setLatest({ load: hand.load, forward: hand.forward });
    body.redraw();
  }
  return {
    render(frame, { behind }) {
      clearTimeout(resting);
      if (frame.coarse) resting = setTimeout(() => api.enqueue({ refine: true }), REST_MS);
      if (!behind) {
        Object.assign(hand, { load: frame.load, forward: frame.forward });
        controls.update(frame);
      }
      meters.show(frame.readouts);
      for (const canvas of [body, strip, chart]) canvas.redraw();
    },
    handleKey({ key }, frame) {
      const step = STEPS[key];
      if (!step) return controls.key(key.toLowerCase(), frame);
      moved(hand.load + step[0], hand.forward + step[1], frame);
      return true;
    },
    themeChanged() {
      chart.redraw();
      strip.redraw();
    },
    dispose: () => clearTimeout(resting),
  };
}

/**
 * @param {HTMLElement} parent
 * @param {LoadApi} api
 * @param {() => void} redraw
 */
function makeControls(parent, api, redraw) {
  const bar = makeBar(parent);
  /** @param {string} name */
  const pick = (name) => name && api.enqueue({ task: name });
  const task = makeSelect(bar, api, "task", { label: t("Task"), onChange: pick });
  const density = makeRange(bar, api, "density", {
    label: t("Trabecular density"),
    min: 50,
    max: 160,
    step: 5,
    words: (value) => `${value} %`,
    onInput: (value) => api.setLatest({ density: value }),
  });
  const mark = makeCheckbox(bar, api, "mark", { label: t("Where it yields first"), checked: true, onChange: redraw });
  return {
    marks: () => mark.input.checked,
    /** @param {LoadStrengthFrame} frame */
    update(frame) {
      task.fill([["", t("by hand")], ...frame.tasks]);
      task.show(frame.task);
      density.show(frame.density);
    },
    /**
     * @param {string} key
     * @param {LoadStrengthFrame} frame
     */
    key(key, frame) {
      const names = frame.tasks.map(([name]) => name);
      if (key === "t") pick(nextOf(names, task.value));
      else if (key === "f") mark.input.click();
      else return false;
      return true;
    },
  };
}

/**
 * @param {HTMLElement} parent
 * @param {LoadApi} api
 */
function makeShares(parent, api) {
  const holder = element("div", { class: "vx-load-chart" });
  parent.append(holder);
  return makeChart(holder, api, {
    label: t("Share of the load that the shell bears, by height"),
    axes: ({ heights }) => ({
      x: { low: 0, high: 100, label: t("Share of the load borne by the shell (%)") },
      y: { low: heights[0], high: heights[heights.length - 1], label: t("Height in the body (mm)") },
    }),
    paint: (pen, to, frame) => paintShares(pen, to, frame, api),
  });
}

/**
 * @param {Pen} pen
 * @param {Scale} to
 * @param {LoadStrengthFrame} frame
 * @param {LoadApi} api
 */
function paintShares(pen, to, { share, heights }, api) {
  const [foot, lid] = [to.y(heights[0]), to.y(heights[heights.length - 1])];
  pen.beginPath();
  pen.moveTo(to.left, foot);
  share.forEach((percent, at) => {
    pen.lineTo(to.x(percent), to.y(heights[at]));
  });
  pen.lineTo(to.left, lid);
  pen.fillStyle = api.colour("accent");
  pen.globalAlpha = 0.16;
  pen.fill();
  pen.globalAlpha = 1;
  drawLine(pen, to, share, heights, { colour: api.colour("accent"), width: 3 });
  pen.font = "600 13px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = api.colour("ink");
  pen.fillText(t("shell"), to.x(22), (foot + lid) / 2);
  pen.fillText(t("spongy core"), to.x(76), (foot + lid) / 2);
}

/**
 * @param {HTMLElement} parent
 * @param {LoadApi} api
 */
function makeStrip(parent, api) {
  const holder = element("div", { class: "vx-scale" });
  parent.append(holder);
  return makeCanvas(holder, api, {
    label: t("Colours of the strain"),
    focusable: false,
    draw(pen, width, _, { colours }) {
      /** @type {[number, string][]} */
      const marks = [
        [0, "0"],
        [0.5, t("strain, as a share of yield")],
        [1, t("yields")],
      ];
      drawStrip(pen, width, colours, marks, api.colour("quiet"));
    },
  });
}
