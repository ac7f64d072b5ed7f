// @ts-check
// Words on a picture, each with a line to what it names; no label covers another, and none leaves the picture.
/** @import { Pen, Point } from "./types" */

/** @typedef {{left: number, top: number, width: number, height: number}} Box */
/** @typedef {Point & {words: string, colour?: string, towards?: "left" | "right"}} Label what is named, and where */

const HEIGHT = 22;
const MARGIN = 3;
const REACHES = [18, 34, 54, 80, 112, 150];
/** Directions in which a label is tried, beside what it names before above and below it. */
const WAYS = [
  [1, 0],
  [-1, 0],
  [0.8, -0.7],
  [-0.8, -0.7],
  [0.8, 0.7],
  [-0.8, 0.7],
  [0, -1],
  [0, 1],
];

/**
 * @param {Box} box
 * @param {Box} other
 */
export const overlap = (box, other) =>
  Math.max(0, Math.min(box.left + box.width, other.left + other.width) - Math.max(box.left, other.left)) *
  Math.max(0, Math.min(box.top + box.height, other.top + other.height) - Math.max(box.top, other.top));

/**
 * Where labels stand: as near as there is room, one after the other.
 * @param {Label[]} labels
 * @param {number[]} widths of their words, in pixels
 * @param {{width: number, height: number}} picture
 * @param {Box[]} [taken] places that stay free
 * @returns {Box[]}
 */
export function placeLabels(labels, widths, picture, taken = []) {
  /** @type {Box[]} */
  const boxes = [];
  labels.forEach((label, at) => {
    const used = [...taken, ...boxes];
    boxes.push(placeLabel(label, widths[at], picture, used));
  });
  return boxes;
}

/**
 * @param {Label} label
 * @param {number} width
 * @param {{width: number, height: number}} picture
 * @param {Box[]} used
 */
function placeLabel({ x, y, towards }, width, picture, used) {
  /** @type {Box | null} */
  let best = null;
  let least = Number.POSITIVE_INFINITY;
  const ways = towards === "left" ? WAYS.map(([across, down]) => [-across, down]) : WAYS;
  for (const reach of REACHES) {
    for (const [across, down] of ways) {
      const middle = { x: x + across * (reach + (across ? width / 2 : 0)), y: y + down * reach };
      const box = within({ left: middle.x - width / 2, top: middle.y - HEIGHT / 2, width, height: HEIGHT }, picture);
      const covered = used.reduce((sum, other) => sum + overlap(box, other), 0) + overlap(box, around(x, y));
      if (covered === 0) return box;
      if (covered < least) [best, least] = [box, covered];
    }
  }
  return /** @type {Box} */ (best);
}

/**
 * @param {number} x
 * @param {number} y
 * @returns {Box} what is named stays to be seen
 */
const around = (x, y) => ({ left: x - 7, top: y - 7, width: 14, height: 14 });

/**
 * @param {Box} box
 * @param {{width: number, height: number}} picture
 * @returns {Box}
 */
function within(box, { width, height }) {
  const left = Math.max(MARGIN, Math.min(box.left, width - box.width - MARGIN));
  const top = Math.max(MARGIN, Math.min(box.top, height - box.height - MARGIN));
  return { ...box, left, top };
}

/**
 * Draw labels with their leaders; returns where they stand.
 * @param {Pen} pen
 * @param {Label[]} labels
 * @param {{width: number, height: number}} picture
 * @param {Box[]} [taken]
 */
export function drawLabels(pen, labels, picture, taken = []) {
  pen.font = "600 13px system-ui, sans-serif";
  const widths = labels.map(({ words }) => Math.min(pen.measureText(words).width + 12, picture.width - 2 * MARGIN));
  const boxes = placeLabels(labels, widths, picture, taken);
  labels.forEach(({ x, y, words, colour = "#fff" }, at) => {
    const { left, top, width, height } = boxes[at];
    const end = { x: Math.max(left, Math.min(x, left + width)), y: Math.max(top, Math.min(y, top + height)) };
    for (const [tint, wide] of /** @type {[string, number][]} */ ([
      ["rgba(0, 0, 0, 0.75)", 3.5],
      [colour, 1.5],
    ])) {
      [pen.strokeStyle, pen.lineWidth] = [tint, wide];
      pen.setLineDash([]);
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(end.x, end.y);
      pen.stroke();
    }
    pen.fillStyle = "rgba(0, 0, 0, 0.78)";
    pen.beginPath();
    pen.roundRect(left, top, width, height, 5);
    pen.fill();
    [pen.fillStyle, pen.textAlign, pen.textBaseline] = [colour, "left", "middle"];
    pen.fillText(words, left + 6, top + height / 2 + 0.5, width - 12);
  });
  return boxes;
}
