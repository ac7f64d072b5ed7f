// @ts-check
// Three planes through a volume, as a radiologist hangs them. Pure: no document is needed.
//
// World: x the patient's right, y the front, z up. In each plane `across` and `up` say which axis runs where and in
// which
// direction; the patient's right is on the left of the picture.
/** @import { Numbers } from "./types" */

/**
 * @typedef {{shape: number[], spacing: number[], origin: number[]}} Volume in millimetres, z running fastest in its
 * arrays
 */
/** @typedef {{through: number, across: number[], up: number[], edges: string[]}} Plane */

/** @type {Record<string, Plane>} */
export const PLANES = {
  axial: { through: 2, across: [0, -1], up: [1, 1], edges: ["R", "L", "A", "P"] },
  coronal: { through: 1, across: [0, -1], up: [2, 1], edges: ["R", "L", "S", "I"] },
  sagittal: { through: 0, across: [1, -1], up: [2, 1], edges: ["A", "P", "S", "I"] },
};

/** @type {(volume: Volume, axis: number, mm: number) => number} */
export const indexAt = (volume, axis, mm) =>
  Math.min(volume.shape[axis] - 1, Math.max(0, Math.round((mm - volume.origin[axis]) / volume.spacing[axis])));

/** @type {(volume: Volume, axis: number, index: number) => number} */
export const mmAt = (volume, axis, index) => volume.origin[axis] + index * volume.spacing[axis];

/**
 * From where to where a volume reaches along an axis.
 * @type {(volume: Volume, axis: number) => [number, number]}
 */
export const span = (volume, axis) => [
  volume.origin[axis] - volume.spacing[axis] / 2,
  volume.origin[axis] + (volume.shape[axis] - 0.5) * volume.spacing[axis],
];

/** @param {number[]} shape */
const strides = ([, ny, nz]) => [ny * nz, nz, 1];

/**
 * The values of `array` in a plane, row by row from the top, and the width and height in voxels.
 * @param {Volume} volume
 * @param {Numbers} array
 * @param {string} plane
 * @param {number} mm
 */
export function cut(volume, array, plane, mm) {
  const { through, across, up } = PLANES[plane];
  const step = strides(volume.shape);
  const [width, height] = [volume.shape[across[0]], volume.shape[up[0]]];
  const base = indexAt(volume, through, mm) * step[through];
  const values = new Uint8Array(width * height);
  for (let row = 0, at = 0; row < height; row++) {
    const line = base + (up[1] > 0 ? height - 1 - row : row) * step[up[0]];
    for (let column = 0; column < width; column++, at++) {
      values[at] = array[line + (across[1] > 0 ? column : width - 1 - column) * step[across[0]]];
    }
  }
  return { values, width, height };
}

/**
 * The value of `array` at a place in millimetres; 0 outside the volume.
 * @param {Volume} volume
 * @param {Numbers} array
 * @param {number[]} place
 */
export function valueAt(volume, array, place) {
  const step = strides(volume.shape);
  let at = 0;
  for (let axis = 0; axis < 3; axis++) {
    const index = Math.round((place[axis] - volume.origin[axis]) / volume.spacing[axis]);
    if (index < 0 || index >= volume.shape[axis]) return 0;
    at += index * step[axis];
  }
  return array[at];
}

/**
 * How a plane fits a canvas, with `reach` mm from its centre to its edge.
 * @param {Volume} volume
 * @param {string} plane
 * @param {number} width
 * @param {number} height
 * @param {number} reach
 */
export function fit(volume, plane, width, height, reach) {
  const { across, up } = PLANES[plane];
  /** @param {number} axis */
  const middle = (axis) => (span(volume, axis)[0] + span(volume, axis)[1]) / 2;
  const scale = Math.min(width, height) / (2 * reach);
  const [a, u] = [middle(across[0]), middle(up[0])];
  return {
    /** Pixels a millimetre. */
    scale,
    x: (/** @type {number} */ mm) => width / 2 + across[1] * (mm - a) * scale,
    y: (/** @type {number} */ mm) => height / 2 - up[1] * (mm - u) * scale,
    /** @type {(x: number, y: number) => [across: number, up: number]} */
    mm: (x, y) => [a + (across[1] * (x - width / 2)) / scale, u - (up[1] * (y - height / 2)) / scale],
  };
}

/** @typedef {{density: Numbers, labels: Numbers, width: number, height: number}} Slice */

/**
 * Pixels (RGBA) of a plane: density in grey; with `tint`, parts in their colour; the part `lit` always in its colour.
 * @param {Slice} slice
 * @param {Record<number, number[]>} colours
 * @param {{tint?: boolean, lit?: number}} [look]
 */
export function paint({ density, labels, width, height }, colours, { tint = false, lit = 0 } = {}) {
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (let at = 0; at < width * height; at++) {
    const part = labels[at];
    const grey = density[at];
    const shown = part && (part === lit || (tint && !lit)) ? colours[part] : null;
    const strength = part === lit ? 0.75 : 0.55;
    for (let channel = 0; channel < 3; channel++) {
      const mixed = shown ? grey * (1 - strength) + shown[channel] * strength * (0.45 + (0.55 * grey) / 255) : grey;
      pixels[4 * at + channel] = mixed;
    }
    pixels[4 * at + 3] = 255;
  }
  return pixels;
}

/** @param {string} hex such as #d55e00 */
export const hexToRgb = (hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/**
 * A plain bar length for a scale in px/mm: the longest of 5, 10, 20, 50 mm that fits into `room` pixels.
 * @param {number} scale
 * @param {number} room
 */
export const barLength = (scale, room) => [50, 20, 10, 5].find((mm) => mm * scale <= room) ?? 5;
