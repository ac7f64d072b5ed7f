// @ts-check
// What is drawn in a chart: axes, lines, bands, limits and the legend.
/** @import { Api, Axis, LegendEntry, Numbers, Pen, Scale } from "./types" */

const FONT = "12px system-ui, sans-serif";

/**
 * Round values inside [low, high], about `most` of them, 1, 2 or 5 times a power of ten apart.
 * @param {number} low
 * @param {number} high
 * @param {number} [most]
 */
export function ticks(low, high, most = 6) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((size) => size >= rough * 0.999) ?? 10 * power;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first;
  return Array.from({ length: count + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

/** A number as it is written on an axis.
 * @param {number} value
 */
export const written = (value) => String(value).replace("-", "−");

/**
 * @param {Pen} pen
 * @param {Api} api
 * @param {{x: Axis, y: Axis}} axes
 * @param {Scale} to
 * @param {number} width
 * @param {number} height
 */
export function drawAxes(pen, api, { x, y }, to, width, height) {
  pen.font = FONT;
  pen.lineWidth = 1;
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  pen.fillStyle = api.colour("quiet");
  for (const value of y.ticks ?? ticks(y.low, y.high, 5)) {
    pen.strokeStyle = api.colour("line");
    strokeLine(pen, to.left, to.y(value), to.right, to.y(value));
    pen.fillText(written(value), to.left - 6, to.y(value));
  }
  const [middle, centre] = [(to.left + to.right) / 2, (to.top + to.bottom) / 2];
  pen.textAlign = "center";
  pen.textBaseline = "top";
  for (const value of ticks(x.low, x.high, 7)) pen.fillText(written(value), to.x(value), to.bottom + 5);
  pen.strokeStyle = api.colour("quiet");
  strokeLine(pen, to.left, to.bottom, to.right, to.bottom);
  pen.fillText(x.label, middle, height - 14, 2 * Math.min(middle, width - middle) - 4);
  pen.save();
  pen.translate(11, centre);
  pen.rotate(-Math.PI / 2);
  pen.textBaseline = "middle";
  pen.fillText(y.label, 0, 0, 2 * Math.min(centre, height - centre) - 4);
  pen.restore();
}

/**
 * A straight line from one point to another.
 * @param {Pen} pen
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 * @param {number[]} [dash]
 */
export function strokeLine(pen, x0, y0, x1, y1, dash = []) {
  pen.setLineDash(dash);
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
  pen.stroke();
  pen.setLineDash([]);
}

/**
 * @param {Pen} pen
 * @param {Scale} to
 * @param {Numbers} xs
 * @param {Numbers} ys
 * @param {{colour: string, width?: number, dash?: number[]}} look
 */
export function drawLine(pen, to, xs, ys, { colour, width = 2.5, dash = [] }) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.lineJoin = "round";
  pen.setLineDash(dash);
  pen.beginPath();
  for (let at = 0; at < xs.length; at++) pen.lineTo(to.x(xs[at]), to.y(ys[at]));
  pen.stroke();
  pen.setLineDash([]);
}

/**
 * @param {Pen} pen
 * @param {Scale} to
 * @param {Numbers} xs
 * @param {Numbers} low
 * @param {Numbers} high
 * @param {string} colour
 */
export function drawBand(pen, to, xs, low, high, colour) {
  pen.beginPath();
  for (let at = 0; at < xs.length; at++) pen.lineTo(to.x(xs[at]), to.y(high[at]));
  for (let at = xs.length - 1; at >= 0; at--) pen.lineTo(to.x(xs[at]), to.y(low[at]));
  pen.closePath();
  pen.globalAlpha = 0.28;
  pen.fillStyle = colour;
  pen.fill();
  pen.globalAlpha = 1;
}

/**
 * A line across the plot with its words above it, at its right end or its left.
 * @param {Pen} pen
 * @param {Scale} to
 * @param {number} value
 * @param {string} words
 * @param {string} colour
 * @param {"left" | "right"} [side]
 */
export function drawLimit(pen, to, value, words, colour, side = "right") {
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = 1.25;
  strokeLine(pen, to.left, to.y(value), to.right, to.y(value), [2, 3]);
  pen.font = FONT;
  pen.textAlign = side;
  pen.textBaseline = "bottom";
  const room = to.right - to.left - 9;
  pen.fillText(words, side === "right" ? to.right - 4 : to.left + 5, to.y(value) - 2, room);
}

/**
 * Entries in a column at the left or right edge of the plot, from its top.
 * @param {Pen} pen
 * @param {Scale} to
 * @param {LegendEntry[]} entries
 * @param {string} ink
 * @param {"left" | "right"} [side]
 */
export function drawLegend(pen, to, entries, ink, side = "left") {
  pen.font = FONT;
  const widest = Math.max(...entries.map(({ words }) => pen.measureText(words).width));
  const wide = Math.min(30 + widest, to.right - to.left - 14);
  const x = side === "left" ? to.left + 10 : to.right - wide - 4;
  const y = to.top + 8;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  entries.forEach(({ words, colour, dash = [], band = false }, row) => {
    const middle = y + 16 * row;
    pen.strokeStyle = pen.fillStyle = colour;
    pen.lineWidth = 2.5;
    pen.globalAlpha = band ? 0.35 : 1;
    if (band) pen.fillRect(x, middle - 5, 24, 10);
    else strokeLine(pen, x, middle, x + 24, middle, dash);
    pen.globalAlpha = 1;
    pen.fillStyle = ink;
    pen.fillText(words, x + 30, middle, wide - 30);
  });
}
