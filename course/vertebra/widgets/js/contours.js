// @ts-check
// Lines of equal value through a plane of numbers: outlines that stay sharp at any size.
/** @import { Numbers } from "./types" */

/** @typedef {[x0: number, y0: number, x1: number, y1: number]} Segment in cells: column and row of the plane */

/**
 * The pieces of the line at `level`, cell by cell, straight between the sides that it crosses.
 * @param {Numbers} plane
 * @param {readonly number[]} shape rows, columns
 * @param {number} [level]
 * @returns {Segment[]}
 */
export function contour(plane, [rows, columns], level = 0) {
  /** @type {Segment[]} */
  const segments = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const at = row * columns + column;
      const corners = [plane[at], plane[at + 1], plane[at + columns + 1], plane[at + columns]];
      const crossed = crossings(corners, level);
      for (let pair = 0; pair + 1 < crossed.length; pair += 2) {
        const [[x0, y0], [x1, y1]] = [crossed[pair], crossed[pair + 1]];
        segments.push([column + x0, row + y0, column + x1, row + y1]);
      }
    }
  }
  return segments;
}

const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

/**
 * Where the sides of a cell are crossed, in the order of its sides.
 * @param {number[]} values of its corners, round from the upper left
 * @param {number} level
 */
function crossings(values, level) {
  const places = [];
  for (let side = 0; side < 4; side++) {
    const next = (side + 1) % 4;
    const [from, to] = [values[side] - level, values[next] - level];
    if (from < 0 === to < 0) continue;
    const share = from / (from - to);
    const [[x0, y0], [x1, y1]] = [CORNERS[side], CORNERS[next]];
    places.push([x0 + share * (x1 - x0), y0 + share * (y1 - y0)]);
  }
  return places;
}

/**
 * The same as a path for a pen; values lie in the middle of their cells.
 * @param {Segment[]} segments
 * @param {{left: number, top: number, size: number}} fit pixels to a cell, and the corner of the plane
 */
export function contourPath(segments, { left, top, size }) {
  const path = new Path2D();
  for (const [x0, y0, x1, y1] of segments) {
    path.moveTo(left + (x0 + 0.5) * size, top + (y0 + 0.5) * size);
    path.lineTo(left + (x1 + 0.5) * size, top + (y1 + 0.5) * size);
  }
  return path;
}
