import assert from "node:assert/strict";
import { test } from "node:test";
import {
  barLength,
  cut,
  fit,
  hexToRgb,
  indexAt,
  paint,
  span,
  valueAt,
} from "../../course/vertebra/widgets/js/slice_geometry.js";
import { cameraRows, vertexNormals } from "../../course/vertebra/widgets/js/mesh_view.js";
import { nextPart } from "../../course/vertebra/widgets/js/viewer.js";
import { cutting } from "../../course/vertebra/widgets/js/viewer_mesh.js";

// Each voxel's value names its index: 100 x + 10 y + z.
const volume = { shape: [2, 3, 4], spacing: [1, 2, 3], origin: [-0.5, -2, 0] };
const array = Uint8Array.from(
  { length: 24 },
  (_, at) => 100 * Math.floor(at / 12) + 10 * (Math.floor(at / 4) % 3) + (at % 4),
);

test("an axial cut has the patient's right on the left and the front on top", () => {
  const { values, width, height } = cut(volume, array, "axial", 3);
  assert.deepEqual([width, height], [2, 3]);
  assert.deepEqual([...values], [121, 21, 111, 11, 101, 1]);
});

test("a sagittal cut has the front on the left and the top above", () => {
  const { values, width, height } = cut(volume, array, "sagittal", -0.5);
  assert.deepEqual([width, height], [3, 4]);
  assert.deepEqual([...values].slice(0, 3), [23, 13, 3]);
  assert.deepEqual([...values].slice(-3), [20, 10, 0]);
});

test("a coronal cut has the patient's right on the left", () => {
  const { values } = cut(volume, array, "coronal", 2);
  assert.deepEqual([...values].slice(0, 2), [123, 23]);
});

test("a place is found in the volume, and outside there is nothing", () => {
  assert.equal(valueAt(volume, array, [0.5, 0, 6]), 112);
  assert.equal(valueAt(volume, array, [5, 0, 6]), 0);
  assert.equal(indexAt(volume, 2, 99), 3);
  assert.deepEqual(span(volume, 1), [-3, 3]);
});

test("millimetres and pixels are each other's inverse in every plane", () => {
  for (const plane of ["axial", "coronal", "sagittal"]) {
    const to = fit(volume, plane, 300, 200, 50);
    assert.equal(to.scale, 2);
    const [across, up] = to.mm(to.x(1.25), to.y(3.5));
    assert.ok(Math.abs(across - 1.25) < 1e-9 && Math.abs(up - 3.5) < 1e-9);
  }
});

test("a lit part is coloured and the rest stays grey", () => {
  const plane = { density: Uint8Array.of(100, 100), labels: Uint8Array.of(1, 5), width: 2, height: 1 };
  const pixels = paint(plane, { 1: [255, 0, 0], 5: [0, 0, 255] }, { lit: 5 });
  assert.deepEqual([...pixels.slice(0, 3)], [100, 100, 100]);
  assert.ok(pixels[6] > pixels[4]);
});

test("colours, bars and the ring of parts", () => {
  assert.deepEqual(hexToRgb("#0072B2"), [0, 114, 178]);
  assert.equal(barLength(4, 100), 20);
  assert.equal(nextPart([1, 5], 0, 1), 1);
  assert.equal(nextPart([1, 5], 5, 1), 0);
  assert.equal(nextPart([1, 5], 0, -1), 5);
});

test("the camera's rows are at right angles and of length one, from the front the right is on the left", () => {
  const dot = (a, b) => a.reduce((sum, value, at) => sum + value * b[at], 0);
  const rows = cameraRows(37, 21);
  rows.forEach((a, i) => rows.forEach((b, j) => assert.ok(Math.abs(dot(a, b) - (i === j ? 1 : 0)) < 1e-12)));
  assert.ok(Math.abs(cameraRows(90, 0)[0][0] + 1) < 1e-12);
});

test("normals of a flat square point up", () => {
  const normals = vertexNormals(Float32Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0), Uint32Array.of(0, 1, 2, 0, 2, 3));
  assert.deepEqual([...normals.slice(0, 3)], [0, 0, 1]);
});

test("the face of a cut lies in its plane", () => {
  const made = cutting(volume, { cutBy: "axial", place: [0, 0, 4.5] });
  assert.deepEqual(made.plane, [0, 0, 1, 4.5]);
  assert.ok(made.corners.every((corner) => corner[2] === 4.5));
  assert.equal(made.corners[0][0], 1, "the patient's right is the left edge");
});
