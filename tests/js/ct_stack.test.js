import assert from "node:assert/strict";
import { test } from "node:test";
import { PLANES, inSlice, onSlice, sliceOf, voxelAt, voxelOn } from "../../course/vertebra/widgets/js/ct_slices.js";
import { overlap, placeLabels } from "../../course/vertebra/widgets/js/labels.js";
import { middleOf, outlineOf } from "../../course/vertebra/widgets/js/outlines.js";

const SHAPE = [3, 4, 5];
const volume = Object.assign(
  Uint8Array.from({ length: 60 }, (_, at) => at),
  { shape: SHAPE },
);
const valueAt = ([i, j, k]) => (i * SHAPE[1] + j) * SHAPE[2] + k;

test("a slice shows each voxel where a place on it is looked up", () => {
  for (const name of Object.keys(PLANES)) {
    const index = 1;
    const slice = sliceOf(volume, volume, name, index);
    for (let row = 0; row < slice.rows; row++) {
      for (let column = 0; column < slice.columns; column++) {
        const voxel = voxelOn(column, row, SHAPE, name, index);
        assert.equal(slice.grey[row * slice.columns + column], valueAt(voxel));
        const back = onSlice(voxel, SHAPE, name, index);
        assert.deepEqual([back.column, back.row, back.away], [column, row, 0]);
      }
    }
  }
});

test("her right is on the left and her front on top or on the left", () => {
  const right = onSlice([2, 1, 1], SHAPE, "axial", 1);
  const left = onSlice([0, 1, 1], SHAPE, "axial", 1);
  assert.ok(right.column < left.column);
  assert.ok(onSlice([1, 3, 1], SHAPE, "axial", 1).row < onSlice([1, 0, 1], SHAPE, "axial", 1).row);
  assert.ok(onSlice([1, 3, 1], SHAPE, "sagittal", 1).column < onSlice([1, 0, 1], SHAPE, "sagittal", 1).column);
  assert.ok(onSlice([1, 1, 4], SHAPE, "coronal", 1).row < onSlice([1, 1, 0], SHAPE, "coronal", 1).row);
});

test("places in mm are voxels, and a rod meets the slices that it passes", () => {
  assert.deepEqual(voxelAt({ origin: [-10, 0, 5], spacing: [1, 0.5, 2] }, [-8, 2, 9]), [2, 4, 2]);
  assert.deepEqual(inSlice(-4, 4, 1), [0.375, 0.625]);
  assert.deepEqual(inSlice(0.5, 0.5, 1), [0, 1]);
  assert.equal(inSlice(3, 8, 1), null);
});

test("an outline runs round its part, also round a single pixel", () => {
  const mask = new Uint8Array(81);
  for (let row = 2; row < 7; row++) for (let column = 3; column < 6; column++) mask[row * 9 + column] = 1;
  const segments = outlineOf(mask, 9, 9);
  const xs = segments.flatMap(([x1, , x2]) => [x1, x2]);
  assert.ok(Math.abs(Math.min(...xs) - 2.5) < 0.3 && Math.abs(Math.max(...xs) - 5.5) < 0.3);
  const ends = new Map();
  for (const [x1, y1, x2, y2] of segments) {
    for (const end of [`${x1.toFixed(6)},${y1.toFixed(6)}`, `${x2.toFixed(6)},${y2.toFixed(6)}`]) {
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
  }
  assert.ok([...ends.values()].every((count) => count === 2));
  assert.deepEqual(middleOf(mask, 9), { x: 4, y: 4 });
  const single = new Uint8Array(25);
  single[12] = 1;
  assert.ok(outlineOf(single, 5, 5).length >= 4);
  assert.deepEqual(outlineOf(new Uint8Array(25), 5, 5), []);
});

test("labels cover neither each other nor what they name, and stay on the picture", () => {
  const labels = Array.from({ length: 9 }, (_, at) => ({ x: 150 + 4 * at, y: 100 + 3 * at, words: "front rim" }));
  labels.push({ x: 2, y: 2, words: "corner" }, { x: 299, y: 199, words: "corner", towards: "left" });
  const widths = labels.map(() => 80);
  const boxes = placeLabels(labels, widths, { width: 420, height: 400 });
  boxes.forEach((box, at) => {
    assert.ok(box.left >= 0 && box.top >= 0 && box.left + box.width <= 420 && box.top + box.height <= 400);
    for (const other of boxes.slice(at + 1)) assert.equal(overlap(box, other), 0);
  });
});
