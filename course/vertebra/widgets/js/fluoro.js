// @ts-check
// A fluoroscopy screen: the picture with its letters, bar, open field and lines; the same in every trainer.
/** @import { FluoroscopyScreen, ScreenLine } from "./frame_types" */
/** @import { Api, Pen, Point, Shaped, Square } from "./types" */
import { makeCanvas } from "./canvas.js";
import { drawGreyImage, drawTag } from "./images.js";
import { drawLabels } from "./labels.js";

const NEAR_PX = 22;
const YELLOW = "#f0e442";

/**
 * A square picture fitted into the canvas.
 * @param {number} width
 * @param {number} height
 * @returns {Square}
 */
export function placeIn(width, height) {
  const side = Math.min(width, height);
  const [left, top] = [(width - side) / 2, (height - side) / 2];
  return { left, top, side, x: (share) => left + share * side, y: (share) => top + share * side };
}

/**
 * The corners of the open field, in pixels: shutters close about the picture's middle.
 * @param {readonly number[]} open
 * @param {Square} to
 */
export function cornersOf([wide, high], to) {
  const [x, y] = [wide / 2, high / 2];
  const signs = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ];
  return signs.map(([across, down]) => [to.x(0.5 + across * x), to.y(0.5 + down * y)]);
}

/** @type {(point: Point, open: readonly number[], to: Square) => boolean} */
export const isNearCorner = (point, open, to) =>
  cornersOf(open, to).some(([x, y]) => Math.hypot(point.x - x, point.y - y) < NEAR_PX);

/**
 * The shutters that put a corner of the field at a point.
 * @param {Point} point
 * @param {Square} to
 * @param {number} least
 */
export function shuttersTo(point, to, least) {
  /** @type {(at: number, start: number) => number} */
  const share = (at, start) => Math.min(1, Math.max(least, 2 * Math.abs((at - start) / to.side - 0.5)));
  return [share(point.x, to.left), share(point.y, to.top)];
}

/** @typedef {{image?: Shaped<Uint8Array>, screen: FluoroscopyScreen}} WithScreen */

/**
 * @template {WithScreen} F
 * @typedef {object} FluoroOptions
 * @property {string} label
 * @property {string} [role]
 * @property {boolean} [focusable]
 * @property {(frame: F) => string} [title] words for the upper left corner
 * @property {(frame: F) => string} [corner] words for the upper right corner
 * @property {() => number[]} [open] the shutters as the hand has them
 */

/**
 * @template {WithScreen} F
 * @param {HTMLElement} parent
 * @param {Api<F>} api
 * @param {FluoroOptions<F>} options
 */
export function makeFluoro(parent, api, { label, role = "application", focusable = true, title, corner, open }) {
  return makeCanvas(parent, api, {
    label,
    role,
    focusable,
    draw(pen, width, height, frame) {
      if (!frame.image) return;
      const to = placeIn(width, height);
      drawGreyImage(pen, frame.image, width, height);
      const names = frame.screen.lines.flatMap((line) => drawScreenLine(pen, to, line, api) ?? []);
      drawFrame(pen, to, frame.screen);
      drawLabels(pen, names, { width, height }, keptFree(to));
      if (open) drawField(pen, to, open());
      const [left, right] = [title?.(frame), corner?.(frame)];
      if (left) drawTag(pen, left, to.left + 8, to.top + 18, { align: "left" });
      if (right) drawTag(pen, right, to.left + to.side - 8, to.top + 18, { align: "right" });
    },
  });
}

/**
 * Letters of the sides, and a bar.
 * @param {Pen} pen
 * @param {Square} to
 * @param {FluoroscopyScreen} screen
 */
export function drawFrame(pen, to, { left, right, bar, bar_mm }) {
  drawTag(pen, left, to.left + 8, to.y(0.5), { align: "left", colour: YELLOW });
  drawTag(pen, right, to.left + to.side - 8, to.y(0.5), { align: "right", colour: YELLOW });
  const y = to.top + to.side - 14;
  pen.fillStyle = YELLOW;
  pen.fillRect(to.left + 12, y, bar * to.side, 3);
  drawTag(pen, `${bar_mm} mm`, to.left + 12, y - 15, { align: "left", colour: YELLOW });
}

/**
 * @param {Pen} pen
 * @param {Square} to
 * @param {number[]} open
 */
function drawField(pen, to, open) {
  const inwards = [
    [1, 1],
    [-1, 1],
    [-1, -1],
    [1, -1],
  ];
  pen.strokeStyle = YELLOW;
  pen.lineWidth = 3;
  pen.beginPath();
  cornersOf(open, to).forEach(([x, y], at) => {
    const [across, down] = inwards[at].map((sign) => sign * 15);
    pen.moveTo(x + across, y);
    pen.lineTo(x, y);
    pen.lineTo(x, y + down);
  });
  pen.stroke();
}

/**
 * A line; a single point is a cross, or nothing. Returns its name, to stand at one of its ends.
 * @param {Pen} pen
 * @param {Square} to
 * @param {ScreenLine} line
 * @param {Api} api
 * @returns {import("./labels.js").Label | null}
 */
function drawScreenLine(pen, to, { points, words, colour, beside, dashed, bare }, api) {
  if (!points.length) return null;
  const places = points.map(([x, y]) => [to.x(x), to.y(y)]);
  const path = new Path2D();
  if (places.length === 1 && !bare) addCross(path, places[0]);
  else for (const [x, y] of places) path.lineTo(x, y);
  pen.lineCap = "round";
  pen.setLineDash(dashed ? [7, 6] : []);
  for (const [stroke, width] of /** @type {[string, number][]} */ ([
    ["#000", 5],
    [api.colour(colour), 2.5],
  ])) {
    pen.strokeStyle = stroke;
    pen.lineWidth = width;
    pen.stroke(path);
  }
  pen.setLineDash([]);
  if (!words) return null;
  const sign = beside === "left" ? -1 : 1;
  const [x, y] = places.reduce((best, place) => (sign * (place[0] - best[0]) > 0 ? place : best));
  const towards = /** @type {"left" | "right"} */ (sign > 0 ? "right" : "left");
  return { x, y, words, colour: api.colour(colour), towards };
}

/**
 * Where no name stands: the corners with words, the letters of the sides and the bar.
 * @param {Square} to
 */
function keptFree({ left, top, side }) {
  return [
    { left, top, width: side, height: 34 },
    { left, top: top + side / 2 - 14, width: 34, height: 28 },
    { left: left + side - 34, top: top + side / 2 - 14, width: 34, height: 28 },
    { left, top: top + side - 50, width: 90, height: 50 },
  ];
}

/**
 * @param {Path2D} path
 * @param {number[]} place
 */
function addCross(path, [x, y]) {
  for (const down of [8, -8]) {
    path.moveTo(x - 8, y - down);
    path.lineTo(x + 8, y + down);
  }
}
