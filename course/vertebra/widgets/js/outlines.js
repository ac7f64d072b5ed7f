// @ts-check
// Smooth outlines of the parts in a slice: where a blurred mask crosses half of its height.

/** @typedef {[x1: number, y1: number, x2: number, y2: number]} Segment in pixels of the slice, from middle to middle */

/**
 * A mask with its edges blurred by one pixel, so that its outline is no staircase.
 * @param {ArrayLike<number>} mask 0 or 1, row by row
 * @param {number} columns
 * @param {number} rows
 */
export function blurred(mask, columns, rows) {
  const across = new Float32Array(columns * rows);
  const out = new Float32Array(columns * rows);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const before = column > 0 ? mask[at - 1] : mask[at];
      const after = column < columns - 1 ? mask[at + 1] : mask[at];
      across[at] = (before + 2 * mask[at] + after) / 4;
    }
  }
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const above = row > 0 ? across[at - columns] : across[at];
      const below = row < rows - 1 ? across[at + columns] : across[at];
      out[at] = (above + 2 * across[at] + below) / 4;
    }
  }
  return out;
}

/**
 * The outline of a mask by marching squares.
 * @param {ArrayLike<number>} mask
 * @param {number} columns
 * @param {number} rows
 * @returns {Segment[]}
 */
export function outlineOf(mask, columns, rows) {
  const field = blurred(mask, columns, rows);
  let most = 0;
  for (const value of field) most = Math.max(most, value);
  /** @type {Segment[]} */
  const segments = [];
  if (most === 0) return segments;
  const level = most / 2;
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const at = row * columns + column;
      addCell(segments, column, row, field[at], field[at + 1], field[at + columns + 1], field[at + columns], level);
    }
  }
  return segments;
}

/**
 * The part of the outline between four pixels: upper left, upper right, lower right, lower left.
 * @param {Segment[]} segments
 * @param {number} x
 * @param {number} y
 * @param {number} a
 * @param {number} b
 * @param {number} c
 * @param {number} d
 * @param {number} level
 */
function addCell(segments, x, y, a, b, c, d, level) {
  /** @type {[number, number][]} */
  const cuts = [];
  if (a > level !== b > level) cuts.push([x + (level - a) / (b - a), y]);
  if (b > level !== c > level) cuts.push([x + 1, y + (level - b) / (c - b)]);
  if (c > level !== d > level) cuts.push([x + (level - d) / (c - d), y + 1]);
  if (d > level !== a > level) cuts.push([x, y + (level - a) / (d - a)]);
  for (let at = 0; at + 1 < cuts.length; at += 2) segments.push([...cuts[at], ...cuts[at + 1]]);
}

/**
 * The middle of a mask, in pixels; null for an empty one. A middle that lies outside (a ring, two parts) is brought to
 * the nearest pixel inside.
 * @param {ArrayLike<number>} mask
 * @param {number} columns
 */
export function middleOf(mask, columns) {
  let [x, y, count] = [0, 0, 0];
  for (let at = 0; at < mask.length; at++) {
    if (!mask[at]) continue;
    x += at % columns;
    y += Math.floor(at / columns);
    count += 1;
  }
  if (!count) return null;
  [x, y] = [x / count, y / count];
  let best = { x, y };
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < mask.length; at++) {
    if (!mask[at]) continue;
    const [column, row] = [at % columns, Math.floor(at / columns)];
    const far = (column - x) ** 2 + (row - y) ** 2;
    if (far < least) [best, least] = [{ x: column, y: row }, far];
  }
  return best;
}
