// @ts-check
// A body that yields under a load that it can't bear: a crack runs through it, and what is above sinks.
/** @import { Numbers, Pen, Shaped } from "./types" */
/** @import { Box } from "./sagittal.js" */
import { drawPlane } from "./sagittal.js";

/** Pixels by which the upper part sinks. */
export const DROP = 12;
const TOOTH = 12;

/**
 * The first and last row of a plane in which there is bone, as shares of its height.
 * @param {Shaped<Uint8Array>} plane
 */
export function extentOf(plane) {
  const [rows, columns] = plane.shape;
  let [first, last] = [rows, -1];
  plane.forEach((level, at) => {
    if (!level) return;
    const row = Math.floor(at / columns);
    first = Math.min(first, row);
    last = Math.max(last, row);
  });
  return last < 0 ? { top: 0, bottom: 1 } : { top: first / rows, bottom: (last + 1) / rows };
}

/**
 * Where the crack runs, as a share of the plane's height: the middle of what fails first, or of the bone.
 * @param {Shaped<Uint8Array>} failing
 * @param {Shaped<Uint8Array>} plane
 */
export function crackOf(failing, plane) {
  const { top, bottom } = extentOf(failing.some(Boolean) ? failing : plane);
  return (top + bottom) / 2;
}

/**
 * @param {Pen} pen
 * @param {Shaped<Uint8Array>} plane
 * @param {Numbers} colours
 * @param {Box} to
 * @param {number} at where the crack runs, as a share of the height
 */
export function drawBroken(pen, plane, colours, to, at) {
  const y = to.top + at * to.tall;
  const [left, right] = [to.left - 4, to.left + to.wide + 4];
  /** @type {[number, number][]} */
  const teeth = [];
  for (let x = left; x < right; x += TOOTH) teeth.push([x, y + (teeth.length % 2 ? 5 : -5)]);
  teeth.push([right, y]);
  /** @param {number} edge @param {number} down */
  const part = (edge, down) => {
    pen.save();
    pen.translate(0, down);
    pen.beginPath();
    pen.moveTo(left, edge);
    for (const [x, height] of teeth) pen.lineTo(x, height);
    pen.lineTo(right, edge);
    pen.clip();
    drawPlane(pen, plane, colours, to);
    pen.restore();
  };
  part(to.top + to.tall + 4, 0);
  part(to.top - 4, DROP);
  pen.beginPath();
  for (const [x, height] of teeth) pen.lineTo(x, height + DROP / 2);
  pen.strokeStyle = "#000";
  pen.lineWidth = DROP - 4;
  pen.lineJoin = "round";
  pen.stroke();
}
