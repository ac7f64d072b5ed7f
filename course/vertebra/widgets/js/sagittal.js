// @ts-check
// A sagittal plane in millimetres on a canvas: front on the left, up is up, with marks laid over it.
/** @import { Numbers, Pen, Shaped } from "./types" */
import { asPicture, coloured } from "./images.js";

/** @typedef {{shape: number[], origin: number[], spacing: number[]}} Layout */
/** @typedef {{left: number, top: number, wide: number, tall: number}} Box */
/** @typedef {ReturnType<typeof placeOf>} Placement */

/**
 * Millimetres (y forward, z up) to pixels and back, for a plane of this layout centred in a box of pixels.
 * @param {Layout} layout
 * @param {Box} box
 */
export function placeOf({ shape: [rows, columns], origin: [y0, z0], spacing: [dy, dz] }, { left, top, wide, tall }) {
  const size = Math.min(wide / (columns * dy), tall / (rows * dz));
  const front = y0 + (columns - 0.5) * dy;
  const roof = z0 + (rows - 0.5) * dz;
  const x0 = left + (wide - columns * dy * size) / 2;
  const top0 = top + (tall - rows * dz * size) / 2;
  return {
    size,
    left: x0,
    top: top0,
    wide: columns * dy * size,
    tall: rows * dz * size,
    front,
    roof,
    x: (/** @type {number} */ y) => x0 + (front - y) * size,
    y: (/** @type {number} */ z) => top0 + (roof - z) * size,
    forward: (/** @type {number} */ x) => front - (x - x0) / size,
    height: (/** @type {number} */ y) => roof - (y - top0) / size,
  };
}

/**
 * @param {Pen} pen
 * @param {Shaped<Uint8Array>} plane
 * @param {Numbers} colours
 * @param {Box} to
 */
export function drawPlane(pen, plane, colours, to) {
  pen.imageSmoothingQuality = "medium";
  pen.drawImage(asPicture(coloured(plane, colours), plane.shape), to.left, to.top, to.wide, to.tall);
}

/** The first colour of a table, which lies behind a plane.
 * @param {Uint8Array} colours
 */
export const groundOf = (colours) => `rgb(${colours.slice(0, 3).join(",")})`;

/**
 * The outline of the cells that are set in a mask of the plane's layout.
 * @param {Pen} pen
 * @param {Shaped<Uint8Array>} mask
 * @param {Box} to
 */
export function drawOutline(pen, mask, to) {
  const path = outlineOf(mask, to);
  pen.lineCap = "round";
  /** @type {[string, number][]} */
  const strokes = [
    ["#000", 5],
    ["#56b4e9", 2.5],
  ];
  for (const [colour, width] of strokes) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke(path);
  }
}

/**
 * The sides of set cells that no other set cell touches.
 * @param {Shaped<Uint8Array>} mask
 * @param {Box} to
 */
function outlineOf(mask, to) {
  const [rows, columns] = mask.shape;
  const [wide, tall] = [to.wide / columns, to.tall / rows];
  /** @type {(row: number, column: number) => boolean} */
  const set = (row, column) =>
    row >= 0 && row < rows && column >= 0 && column < columns && mask[row * columns + column] > 0;
  const path = new Path2D();
  /** @type {(ahead: boolean, x0: number, y0: number, x1: number, y1: number) => void} */
  const side = (ahead, x0, y0, x1, y1) => {
    if (ahead) return;
    path.moveTo(x0, y0);
    path.lineTo(x1, y1);
  };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!set(row, column)) continue;
      const [x, y] = [to.left + column * wide, to.top + row * tall];
      side(set(row - 1, column), x, y, x + wide, y);
      side(set(row + 1, column), x, y + tall, x + wide, y + tall);
      side(set(row, column - 1), x, y, x, y + tall);
      side(set(row, column + 1), x + wide, y, x + wide, y + tall);
    }
  }
  return path;
}

/**
 * A strip of the colour table with words at its ends and in the middle.
 * @param {Pen} pen
 * @param {number} width
 * @param {Uint8Array} colours
 * @param {[fraction: number, words: string][]} marks
 * @param {string} ink
 */
export function drawStrip(pen, width, colours, marks, ink) {
  for (let x = 0; x < width; x++) {
    const level = Math.round((255 * x) / Math.max(width - 1, 1));
    pen.fillStyle = `rgb(${colours.slice(3 * level, 3 * level + 3).join(",")})`;
    pen.fillRect(x, 0, 1, 10);
  }
  pen.font = "12px system-ui, sans-serif";
  pen.fillStyle = ink;
  pen.textBaseline = "top";
  for (const [fraction, words] of marks) {
    pen.textAlign = fraction === 0 ? "left" : fraction === 1 ? "right" : "center";
    pen.fillText(words, fraction * width, 14);
  }
}
