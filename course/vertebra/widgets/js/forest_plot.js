// @ts-check
// A forest plot: each trial with its interval and weight, the pool, and the pool without each trial in turn.
/** @import { ForestFrame, TrialRow } from "./frame_types" */
/** @import { Api, Pen } from "./types" */
import { strokeLine, ticks, written } from "./curves.js";
import { t } from "./texts.js";

/**
 * What everything is drawn with: `x` turns points into pixels, `wide` is where the words begin.
 * @typedef {{pen: Pen, api: Api, x: (value: number) => number, wide: number}} Plot
 */

const ROW = 33;
const SMALL = 16;
const HEAD = 26;
const FOOT = 40;
const SCALE = { low: -1.5, high: 4 };
const WORDS = 150;

/**
 * Where the rows lie: the middle of each trial, the pool, and the pools without one in turn.
 * @param {number} trials
 * @param {number} without
 */
export function rowsOf(trials, without) {
  const pool = HEAD + trials * ROW + ROW / 2;
  return {
    trials: Array.from({ length: trials }, (_, at) => HEAD + ROW * (at + 0.5)),
    pool,
    small: Array.from({ length: without }, (_, at) => pool + ROW / 2 + 24 + SMALL * (at + 0.5)),
    height: HEAD + (trials + 1) * ROW + (without ? 24 + without * SMALL : 0) + FOOT,
  };
}

/** Which row of a trial a pixel lies in.
 * @param {number} y
 */
export const rowAt = (y) => Math.floor((y - HEAD) / ROW);

/**
 * @param {Pen} pen
 * @param {number} width
 * @param {number} height
 * @param {ForestFrame} frame
 * @param {Api} api
 */
export function drawForest(pen, width, height, frame, api) {
  const rows = rowsOf(frame.trials.length, frame.without.length);
  const wide = width - WORDS;
  const x = (/** @type {number} */ value) => ((value - SCALE.low) / (SCALE.high - SCALE.low)) * wide;
  const plot = { pen, api, x, wide };
  drawGround(plot, height - FOOT, frame.matters);
  frame.trials.forEach((trial, at) => drawTrial(plot, rows.trials[at], trial));
  if (frame.pool) drawPool(plot, rows.pool, frame.pool, frame.poolWords);
  if (frame.without.length) {
    pen.fillStyle = api.colour("quiet");
    pen.font = "600 12px system-ui, sans-serif";
    [pen.textAlign, pen.textBaseline] = ["left", "middle"];
    pen.fillText(t("The pool without"), wide + 8, rows.small[0] - SMALL, width - wide - 12);
  }
  frame.without.forEach(([name, ...ends], at) => drawWithout(plot, rows.small[at], name, ends));
}

/**
 * The lines of no difference and of what matters, and the axis.
 * @param {Plot} plot
 * @param {number} bottom
 * @param {number} matters
 */
function drawGround(plot, bottom, matters) {
  const { pen, api, x, wide } = plot;
  pen.font = "12px system-ui, sans-serif";
  pen.textBaseline = "middle";
  drawReference(plot, bottom, 0, { words: t("no difference"), colour: "ink", dash: [], align: "right" });
  drawReference(plot, bottom, matters, {
    words: t("matters to patients"),
    colour: "green",
    dash: [6, 4],
    align: "left",
  });
  pen.strokeStyle = api.colour("quiet");
  pen.lineWidth = 1;
  strokeLine(pen, 0, bottom, wide, bottom);
  pen.textAlign = "center";
  for (const value of ticks(SCALE.low, SCALE.high, 6)) {
    if (Number.isInteger(value)) pen.fillText(written(value), x(value), bottom + 11);
  }
  pen.fillText(t("← less pain without cement    points of 10    less pain with it →"), wide / 2, bottom + 29);
}

/**
 * @param {Plot} plot
 * @param {number} bottom
 * @param {number} value
 * @param {{words: string, colour: string, dash: number[], align: "left" | "right"}} look
 */
function drawReference({ pen, api, x }, bottom, value, { words, colour, dash, align }) {
  pen.strokeStyle = api.colour(colour);
  pen.lineWidth = 1.5;
  strokeLine(pen, x(value), HEAD - 6, x(value), bottom, dash);
  pen.textAlign = align;
  pen.fillStyle = api.colour("quiet");
  pen.fillText(words, x(value) + (align === "right" ? -6 : 6), 10);
}

/**
 * @param {Plot} plot
 * @param {number} y
 * @param {TrialRow} trial
 */
function drawTrial(plot, y, { ends: [value, low, high], blinded, weight, words }) {
  const { pen, api, x } = plot;
  pen.globalAlpha = weight === null ? 0.3 : 1;
  pen.strokeStyle = pen.fillStyle = api.colour(blinded ? "accent" : "vermillion");
  pen.lineWidth = 2;
  strokeLine(pen, x(low), y, x(high), y);
  const half = 3.5 + Math.sqrt(weight ?? 4);
  pen.beginPath();
  if (blinded) pen.rect(x(value) - half, y - half, 2 * half, 2 * half);
  else pen.arc(x(value), y, 1.13 * half, 0, 2 * Math.PI);
  pen.fill();
  write(plot, y - 8, words, "ink");
  write(plot, y + 9, weight === null ? t("left out") : t("weight {weight} %", { weight: Math.round(weight) }), "quiet");
  pen.globalAlpha = 1;
}

/** @type {(plot: Plot, y: number, pool: number[], words: string) => void} */
function drawPool(plot, y, [value, low, high], words) {
  const { pen, api, x } = plot;
  pen.fillStyle = api.colour("ink");
  pen.beginPath();
  pen.moveTo(x(low), y);
  pen.lineTo(x(value), y - 11);
  pen.lineTo(x(high), y);
  pen.lineTo(x(value), y + 11);
  pen.fill();
  write(plot, y - 8, words, "ink", "700");
  write(plot, y + 9, t("the pool"), "quiet");
}

/** @type {(plot: Plot, y: number, name: string, ends: number[]) => void} */
function drawWithout(plot, y, name, [value, low, high]) {
  const { pen, api, x } = plot;
  pen.strokeStyle = pen.fillStyle = api.colour("ink");
  pen.lineWidth = 1.5;
  strokeLine(pen, x(low), y, x(high), y);
  pen.beginPath();
  pen.moveTo(x(value) - 5, y);
  pen.lineTo(x(value), y - 5);
  pen.lineTo(x(value) + 5, y);
  pen.lineTo(x(value), y + 5);
  pen.fill();
  write(plot, y, name, "quiet");
}

/** @type {(plot: Plot, y: number, words: string, colour: string, weight?: string) => void} */
function write({ pen, api, wide }, y, words, colour, weight = "400") {
  pen.font = `${weight} 12.5px system-ui, sans-serif`;
  pen.fillStyle = api.colour(colour);
  [pen.textAlign, pen.textBaseline] = ["left", "middle"];
  pen.fillText(words, wide + 8, y, pen.canvas.clientWidth - wide - 12);
}
