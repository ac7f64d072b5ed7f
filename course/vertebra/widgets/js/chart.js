// @ts-check
// A chart to look at and to take hold of: axes, curves, and a handle that slides along x by hand or by key.
/** @import { Api, Axis, Chart, Numbers, Pen, Point, Scale, Slide } from "./types" */
import { clamp, makeCanvas, makeDrag, redrawOnFocus } from "./canvas.js";
import { drawAxes } from "./curves.js";

const MARGIN = { left: 56, right: 12, top: 12, bottom: 36 };

/**
 * Pixels from values and back, for a plot of this size inside its margins.
 * @param {{x: {low: number, high: number}, y: {low: number, high: number}}} axes
 * @param {number} width
 * @param {number} height
 * @param {typeof MARGIN} [margin]
 * @returns {Scale}
 */
export function frameOf({ x, y }, width, height, margin = MARGIN) {
  const wide = width - margin.left - margin.right;
  const tall = height - margin.top - margin.bottom;
  return {
    left: margin.left,
    top: margin.top,
    wide,
    tall,
    right: margin.left + wide,
    bottom: margin.top + tall,
    x: (value) => margin.left + ((value - x.low) / (x.high - x.low)) * wide,
    y: (value) => margin.top + (1 - (value - y.low) / (y.high - y.low)) * tall,
    atX: (pixel) => x.low + ((pixel - margin.left) / wide) * (x.high - x.low),
  };
}

/**
 * The value of a curve between its points; level beyond them. xs rise.
 * @param {Numbers} xs
 * @param {Numbers} ys
 * @param {number} x
 */
export function interpolate(xs, ys, x) {
  if (x <= xs[0]) return ys[0];
  let [low, high] = [0, xs.length - 1];
  if (x >= xs[high]) return ys[high];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle] <= x) low = middle;
    else high = middle;
  }
  return ys[low] + ((x - xs[low]) / (xs[high] - xs[low])) * (ys[high] - ys[low]);
}

/**
 * Where the handle stands after a key, or null if the key isn't one of a slider's.
 * @param {number} value
 * @param {{low: number, high: number, step: number, leap: number}} range
 * @param {string} key
 * @param {boolean} [shift]
 */
export function slideTo(value, { low, high, step, leap }, key, shift = false) {
  /** @type {Record<string, number>} */
  const moves = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step, PageUp: leap, PageDown: -leap };
  if (key === "Home") return low;
  if (key === "End") return high;
  const move = moves[key];
  if (move === undefined) return null;
  return clamp(value + (shift && Math.abs(move) === step ? leap * Math.sign(move) : move), low, high);
}

/**
 * @template F
 * @typedef {object} ChartOptions
 * @property {string} label
 * @property {string} [className]
 * @property {(frame: F) => {x: Axis, y: Axis}} axes
 * @property {(pen: Pen, to: Scale, frame: F) => void} paint draws the curves
 * @property {Slide<F>} [slide] the handle; a chart without one is only looked at
 */

/**
 * @template F
 * @param {HTMLElement} parent
 * @param {Api<F>} api
 * @param {ChartOptions<F>} options
 * @returns {Chart}
 */
export function makeChart(parent, api, { label, className = "", axes, paint, slide }) {
  const role = slide ? "slider" : "img";
  const canvas = makeCanvas(parent, api, { label, className: `vx-chart ${className}`, role, draw });
  const { node } = canvas;

  /** @type {(pen: Pen, width: number, height: number, frame: F) => void} */
  function draw(pen, width, height, frame) {
    const shown = axes(frame);
    const to = frameOf(shown, width, height);
    drawAxes(pen, api, shown, to, width, height);
    pen.save();
    pen.beginPath();
    pen.rect(to.left, to.top - 6, to.wide, to.tall + 6);
    pen.clip();
    paint(pen, to, frame);
    pen.restore();
    if (!slide) return;
    const value = slide.value(frame);
    drawHandle(pen, api, to, { x: to.x(value), y: to.y(slide.height(value, frame)) }, document.activeElement === node);
  }
  if (!slide) return { node, redraw: canvas.redraw, key: () => false };
  const handle = makeHandle(canvas, api, axes, slide);
  redrawOnFocus(canvas, api);
  return { node, redraw: handle.redraw, key: handle.key };
}

/**
 * The handle's values for a screen reader, its drag and its keys.
 * @template F
 * @param {import("./types").Canvas} canvas
 * @param {Api<F>} api
 * @param {(frame: F) => {x: Axis, y: Axis}} axes
 * @param {Slide<F>} slide
 */
function makeHandle({ node, redraw }, api, axes, slide) {
  node.setAttribute("aria-valuemin", String(slide.low));
  node.setAttribute("aria-valuemax", String(slide.high));
  /** @param {F} frame */
  const tell = (frame) => {
    const value = slide.value(frame);
    node.setAttribute("aria-valuenow", String(Number(value.toFixed(2))));
    node.setAttribute("aria-valuetext", slide.words(value, frame));
  };
  /** @type {(value: number, frame: F) => void} */
  const move = (value, frame) => {
    const stepped = slide.low + Math.round((value - slide.low) / slide.step) * slide.step;
    slide.moved(Number(clamp(stepped, slide.low, slide.high).toPrecision(10)), frame);
    tell(frame);
    redraw();
  };
  /** @param {Point} point */
  const pull = ({ x }) => {
    const frame = /** @type {F} */ (api.frame());
    move(frameOf(axes(frame), node.clientWidth, node.clientHeight).atX(x), frame);
  };
  makeDrag(node, api, {
    start(point) {
      pull(point);
      return true;
    },
    move: pull,
  });
  return {
    redraw() {
      const frame = api.frame();
      if (frame) tell(frame);
      redraw();
    },
    /** @param {KeyboardEvent} event */
    key({ key, shiftKey }) {
      const frame = api.frame();
      const value = frame ? slideTo(slide.value(frame), slide, key, shiftKey) : null;
      if (value === null || !frame) return false;
      move(value, frame);
      return true;
    },
  };
}

/**
 * @param {Pen} pen
 * @param {Api} api
 * @param {Scale} to
 * @param {Point} place
 * @param {boolean} focused
 */
function drawHandle(pen, api, to, { x, y }, focused) {
  pen.strokeStyle = api.colour("ink");
  pen.lineWidth = 1;
  pen.setLineDash([3, 3]);
  pen.beginPath();
  pen.moveTo(x, to.top - 4);
  pen.lineTo(x, to.bottom);
  pen.stroke();
  pen.setLineDash([]);
  pen.beginPath();
  pen.arc(x, y, focused ? 10 : 8.5, 0, 2 * Math.PI);
  pen.fillStyle = api.colour("accent");
  pen.fill();
  pen.lineWidth = 2.5;
  pen.strokeStyle = api.colour("paper");
  pen.stroke();
  pen.fillStyle = api.colour("on-accent");
  for (const side of [-1, 1]) {
    pen.beginPath();
    pen.moveTo(x + side * 5.5, y);
    pen.lineTo(x + side * 2, y - 3);
    pen.lineTo(x + side * 2, y + 3);
    pen.fill();
  }
}
