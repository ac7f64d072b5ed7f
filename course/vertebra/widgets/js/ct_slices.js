// @ts-check
// Slices of a CT stack in three planes: which voxels they hold, and where places in mm lie on them.
/** @import { CtStackState } from "./frame_types" */

/** @typedef {"axial" | "sagittal" | "coronal"} PlaneName */
/**
 * @typedef {object} Plane axes by number (0 across to her right, 1 to the front, 2 up), and whether they run
 * backwards on the picture
 * @property {number} across
 * @property {number} down
 * @property {number} along through the slices
 * @property {[boolean, boolean]} reversed
 */

/** As a reader of CT has them: her right on the left, front on top or on the left.
 * @type {Record<PlaneName, Plane>} */
export const PLANES = {
  axial: { across: 0, down: 1, along: 2, reversed: [true, true] },
  sagittal: { across: 1, down: 2, along: 0, reversed: [true, true] },
  coronal: { across: 0, down: 2, along: 1, reversed: [true, true] },
};

/**
 * @typedef {object} Slice
 * @property {number} columns
 * @property {number} rows
 * @property {Uint8Array} grey
 * @property {Uint8Array} parts
 */

/**
 * A slice of two volumes (nx, ny, nz) of the same shape.
 * @param {{shape: number[]} & ArrayLike<number>} grey
 * @param {ArrayLike<number>} parts
 * @param {PlaneName} name
 * @param {number} index
 * @returns {Slice}
 */
export function sliceOf(grey, parts, name, index) {
  const { across, down, along, reversed } = PLANES[name];
  const shape = grey.shape;
  const stride = [shape[1] * shape[2], shape[2], 1];
  const [columns, rows] = [shape[across], shape[down]];
  const slice = { columns, rows, grey: new Uint8Array(columns * rows), parts: new Uint8Array(columns * rows) };
  const base = clampIndex(index, shape[along]) * stride[along];
  for (let row = 0, to = 0; row < rows; row++) {
    const start = base + (reversed[1] ? rows - 1 - row : row) * stride[down];
    for (let column = 0; column < columns; column++, to++) {
      const from = start + (reversed[0] ? columns - 1 - column : column) * stride[across];
      slice.grey[to] = grey[from];
      slice.parts[to] = parts[from];
    }
  }
  return slice;
}

/** @type {(index: number, count: number) => number} */
export const clampIndex = (index, count) => Math.max(0, Math.min(count - 1, Math.round(index)));

/**
 * The voxel (as three numbers that need not be whole) at a place in mm.
 * @param {Pick<CtStackState, "origin" | "spacing">} stack
 * @param {readonly number[]} place
 */
export const voxelAt = ({ origin, spacing }, place) => place.map((mm, axis) => (mm - origin[axis]) / spacing[axis]);

/**
 * Where a voxel lies on the slices of a plane: column and row, and how many slices it is away.
 * @param {readonly number[]} voxel
 * @param {readonly number[]} shape
 * @param {PlaneName} name
 * @param {number} index of the slice
 */
export function onSlice(voxel, shape, name, index) {
  const { across, down, along, reversed } = PLANES[name];
  return {
    column: reversed[0] ? shape[across] - 1 - voxel[across] : voxel[across],
    row: reversed[1] ? shape[down] - 1 - voxel[down] : voxel[down],
    away: voxel[along] - index,
  };
}

/**
 * The voxel at a column and row of a slice.
 * @param {number} column
 * @param {number} row
 * @param {readonly number[]} shape
 * @param {PlaneName} name
 * @param {number} index
 */
export function voxelOn(column, row, shape, name, index) {
  const { across, down, along, reversed } = PLANES[name];
  const voxel = [0, 0, 0];
  voxel[across] = reversed[0] ? shape[across] - 1 - column : column;
  voxel[down] = reversed[1] ? shape[down] - 1 - row : row;
  voxel[along] = index;
  return voxel.map((value, axis) => clampIndex(value, shape[axis]));
}

/**
 * The piece of a rod that lies within `reach` slices of a slice, as shares of its length; null if none does.
 * @param {number} from how many slices its start is away
 * @param {number} to how many its end is
 * @param {number} reach
 * @returns {[number, number] | null}
 */
export function inSlice(from, to, reach) {
  const run = to - from;
  if (Math.abs(run) < 1e-9) return Math.abs(from) <= reach ? [0, 1] : null;
  const cuts = [(-reach - from) / run, (reach - from) / run].sort((first, second) => first - second);
  const [first, last] = [Math.max(0, cuts[0]), Math.min(1, cuts[1])];
  return first < last ? [first, last] : null;
}
