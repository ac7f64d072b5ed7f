// @ts-check
// What is drawn on a slice of a CT stack: outlines of the parts, needle and plan, signs, names, letters of the sides.
/** @import { CtStackState } from "./frame_types" */
/** @import { Pen, Point, Shaped } from "./types" */
/** @import { PlaneName, Slice } from "./ct_slices.js" */
/** @import { Label } from "./labels.js" */
import { PLANES, inSlice, onSlice, voxelAt } from "./ct_slices.js";
import { asPicture, drawTag, grey } from "./images.js";
import { drawLabels } from "./labels.js";
import { middleOf, outlineOf } from "./outlines.js";
import { t } from "./texts.js";

/**
 * What a frame has of a stack.
 * @typedef {{ct?: CtStackState | null, ct_grey?: Shaped<Uint8Array>, ct_parts?: Shaped<Uint8Array>}} WithCt
 */
/** @typedef {{left: number, top: number, across: number, down: number}} Place where a slice lies on its canvas */
/**
 * @typedef {object} Scene
 * @property {Required<WithCt> & {ct: CtStackState}} stack
 * @property {PlaneName} name
 * @property {number[]} voxel that is looked at
 * @property {Slice} slice
 * @property {Place} at
 */

/** Bits of the parts (`PARTS` in views/ct_stack.py), their colours, lines, and whether a name stands beside them. */
export const PARTS = {
  bone: { bit: 1, name: t("bone"), colour: "#e6d9bc", width: 1, dash: [], named: false },
  vessel: { bit: 8, name: t("vessel"), colour: "#9fb4c7", width: 1.5, dash: [2, 3], named: false },
  canal: { bit: 2, name: t("canal"), colour: "#f0e442", width: 2, dash: [], named: true },
  root: { bit: 4, name: t("nerve root"), colour: "#e39bc6", width: 2, dash: [5, 3], named: true },
  cavity: { bit: 64, name: t("cavity"), colour: "#56b4e9", width: 1.5, dash: [5, 3], named: false },
  cement: { bit: 16, name: t("cement"), colour: "#ffffff", width: 1.5, dash: [], named: false },
  leak: { bit: 32, name: t("leak"), colour: "#ff6b5e", width: 2.5, dash: [], named: true },
};
/** @type {Record<string, string>} */
const MARK_COLOURS = { breach: "#ff6b5e", near: "#ffb454", plan: "#ffd166", name: "#ffffff", upright: "#c3d3e0" };
export const NEEDLE = { name: t("needle"), colour: "#58c4ff" };
export const PLAN = { name: t("your plan"), colour: "#ffd166" };
/** @type {Record<PlaneName, {title: string, ends: [string, string], sides: [string, string]}>} */
export const WORDS = {
  axial: { title: t("Axial"), ends: [t("down"), t("up")], sides: ["R", "L"] },
  sagittal: { title: t("Sagittal"), ends: [t("left"), t("right")], sides: ["A", "P"] },
  coronal: { title: t("Coronal"), ends: [t("back"), t("front")], sides: ["R", "L"] },
};
/** A mark is seen this many mm before and behind its slice. */
const MARK_REACH_MM = 3;

/**
 * A slice fitted into its canvas, in the right proportions.
 * @param {Slice} slice
 * @param {CtStackState} stack
 * @param {PlaneName} name
 * @param {number} width
 * @param {number} height
 * @returns {Place}
 */
export function placeOf({ columns, rows }, { spacing }, name, width, height) {
  const { across, down } = PLANES[name];
  const scale = Math.min(width / (columns * spacing[across]), height / (rows * spacing[down]));
  const [wide, high] = [scale * spacing[across], scale * spacing[down]];
  return { left: (width - columns * wide) / 2, top: (height - rows * high) / 2, across: wide, down: high };
}

/** @type {(at: Place, column: number, row: number) => Point} */
const pointOf = (at, column, row) => ({ x: at.left + (column + 0.5) * at.across, y: at.top + (row + 0.5) * at.down });

/**
 * @param {Pen} pen
 * @param {Scene} scene
 * @param {{width: number, height: number}} size
 */
export function drawScene(pen, scene, size) {
  const { slice, at, name } = scene;
  pen.fillStyle = "#000";
  pen.fillRect(0, 0, size.width, size.height);
  pen.imageSmoothingQuality = "high";
  const picture = asPicture(grey(slice.grey), [slice.rows, slice.columns]);
  pen.drawImage(picture, at.left, at.top, slice.columns * at.across, slice.rows * at.down);
  drawLeak(pen, scene);
  const labels = drawParts(pen, scene);
  drawRods(pen, scene);
  drawCrosshair(pen, scene, size);
  labels.unshift(...drawMarks(pen, scene));
  const [left, right] = WORDS[name].sides;
  drawTag(pen, left, 8, size.height / 2, { align: "left" });
  drawTag(pen, right, size.width - 8, size.height / 2, { align: "right" });
  drawTag(pen, WORDS[name].title, 8, 18, { align: "left" });
  const taken = [
    { left: 0, top: 0, width: 90, height: 34 },
    { left: 0, top: size.height / 2 - 14, width: 34, height: 28 },
    { left: size.width - 34, top: size.height / 2 - 14, width: 34, height: 28 },
  ];
  drawLabels(pen, labels, size, taken);
}

/** A leak is filled in the colour of alarm.
 * @type {(pen: Pen, scene: Scene) => void} */
function drawLeak(pen, { slice, at }) {
  const words = new Uint32Array(slice.parts.length);
  let any = false;
  for (let k = 0; k < words.length; k++) {
    if (!(slice.parts[k] & PARTS.leak.bit)) continue;
    words[k] = 0xcc5e6bff;
    any = true;
  }
  if (!any) return;
  const picture = asPicture(new Uint8ClampedArray(words.buffer), [slice.rows, slice.columns]);
  pen.drawImage(picture, at.left, at.top, slice.columns * at.across, slice.rows * at.down);
}

/**
 * Outlines of the parts; returns the names that stand beside them.
 * @param {Pen} pen
 * @param {Scene} scene
 * @returns {Label[]}
 */
function drawParts(pen, { slice, at, name, stack }) {
  /** @type {Label[]} */
  const labels = [];
  for (const [key, part] of Object.entries(PARTS)) {
    if (!stack.ct.parts.includes(key)) continue;
    const mask = slice.parts.map((bits) => (bits & part.bit ? 1 : 0));
    const segments = outlineOf(mask, slice.columns, slice.rows);
    if (!segments.length) continue;
    const path = new Path2D();
    for (const [x1, y1, x2, y2] of segments) {
      const [from, to] = [pointOf(at, x1, y1), pointOf(at, x2, y2)];
      path.moveTo(from.x, from.y);
      path.lineTo(to.x, to.y);
    }
    pen.globalAlpha = key === "bone" ? 0.55 : 1;
    [pen.strokeStyle, pen.lineWidth, pen.lineCap] = [part.colour, part.width, "round"];
    pen.stroke(path);
    pen.globalAlpha = 1;
    const middle = part.named && (name === "axial" || key === "leak") ? middleOf(mask, slice.columns) : null;
    const words = key === "leak" ? `✕ ${part.name}` : part.name;
    if (middle) labels.push({ ...pointOf(at, middle.x, middle.y), words, colour: part.colour });
  }
  return labels;
}

/** Needle and plan: bold where the slice meets them, thin elsewhere.
 * @type {(pen: Pen, scene: Scene) => void} */
function drawRods(pen, { stack, name, voxel, at }) {
  const { along } = PLANES[name];
  const shape = stack.ct_grey.shape;
  for (const { start, end, radius, kind } of stack.ct.rods) {
    const [from, to] = [start, end].map((place) => onSlice(voxelAt(stack.ct, place), shape, name, voxel[along]));
    const { colour } = kind === "plan" ? PLAN : NEEDLE;
    const reach = (radius + 1) / stack.ct.spacing[along];
    /** @type {(share: number) => Point} */
    const at_ = (share) =>
      pointOf(at, from.column + share * (to.column - from.column), from.row + share * (to.row - from.row));
    const line = (/** @type {[number, number]} */ [first, last], /** @type {number} */ width) => {
      const [one, other] = [at_(first), at_(last)];
      pen.beginPath();
      pen.moveTo(one.x, one.y);
      pen.lineTo(other.x, other.y);
      [pen.strokeStyle, pen.lineWidth] = [colour, width];
      pen.stroke();
    };
    pen.save();
    pen.setLineDash(kind === "plan" ? [6, 5] : [2, 4]);
    line([0, 1], kind === "plan" ? 2 : 1.2);
    const seen = inSlice(from.away, to.away, reach);
    pen.setLineDash(kind === "plan" ? [6, 5] : []);
    if (seen && kind !== "plan") line(seen, 2);
    pen.restore();
  }
}

/** Where the other planes lie: short lines at the edges, so that nothing is covered.
 * @type {(pen: Pen, scene: Scene, size: {width: number, height: number}) => void} */
function drawCrosshair(pen, { stack, name, voxel, at }, { width, height }) {
  const { column, row } = onSlice(voxel, stack.ct_grey.shape, name, voxel[PLANES[name].along]);
  const { x, y } = pointOf(at, column, row);
  [pen.strokeStyle, pen.lineWidth] = ["rgba(255, 255, 255, 0.75)", 1];
  pen.setLineDash([]);
  pen.beginPath();
  for (const [x1, y1, x2, y2] of [
    [x, 0, x, 12],
    [x, height - 12, x, height],
    [0, y, 12, y],
    [width - 12, y, width, y],
  ]) {
    pen.moveTo(x1, y1);
    pen.lineTo(x2, y2);
  }
  pen.stroke();
}

/**
 * Signs at the places that count, near enough to the slice; returns their words.
 * @param {Pen} pen
 * @param {Scene} scene
 * @returns {Label[]}
 */
function drawMarks(pen, { stack, name, voxel, at }) {
  const { along } = PLANES[name];
  /** @type {Label[]} */
  const labels = [];
  for (const { place, words, kind } of stack.ct.marks) {
    const there = onSlice(voxelAt(stack.ct, place), stack.ct_grey.shape, name, voxel[along]);
    const everywhere = kind === "upright" && name === "axial";
    if (!everywhere && (kind === "upright" || Math.abs(there.away) * stack.ct.spacing[along] > MARK_REACH_MM)) continue;
    const point = pointOf(at, there.column, there.row);
    const colour = MARK_COLOURS[kind] ?? "#fff";
    drawSign(pen, point, kind, colour);
    if (words) labels.push({ ...point, words: kind === "breach" ? `✕ ${words}` : words, colour });
  }
  return labels;
}

/** A cross for what is broken, a ring with a cross for the plan, a ring for what is near.
 * @type {(pen: Pen, point: Point, kind: string, colour: string) => void} */
function drawSign(pen, { x, y }, kind, colour) {
  const path = new Path2D();
  if (kind === "breach") {
    path.moveTo(x - 6, y - 6);
    path.lineTo(x + 6, y + 6);
    path.moveTo(x + 6, y - 6);
    path.lineTo(x - 6, y + 6);
  } else if (kind !== "name" && kind !== "upright") path.arc(x, y, 7, 0, 2 * Math.PI);
  if (kind === "plan") {
    path.moveTo(x - 11, y);
    path.lineTo(x + 11, y);
    path.moveTo(x, y - 11);
    path.lineTo(x, y + 11);
  }
  pen.setLineDash([]);
  for (const [tint, width] of /** @type {[string, number][]} */ ([
    ["rgba(0, 0, 0, 0.8)", 5],
    [colour, 2.5],
  ])) {
    [pen.strokeStyle, pen.lineWidth] = [tint, width];
    pen.stroke(path);
  }
}
