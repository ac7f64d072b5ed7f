// @ts-check
// The needle on a picture as an instrument: shaft, hub and handle, with soft edges, over the shadow that X-rays give.
/** @import { Pen, Point } from "./types" */

const HUB_PX = 15;
const HANDLE_PX = 26;

/**
 * @param {Pen} pen
 * @param {Point} hub where the shaft ends outside the patient
 * @param {Point} tip
 * @param {number} width of the shaft, in pixels
 */
export function drawInstrument(pen, hub, tip, width) {
  const [dx, dy] = [tip.x - hub.x, tip.y - hub.y];
  const length = Math.max(Math.hypot(dx, dy), 1e-6);
  const [ux, uy] = [dx / length, dy / length];
  pen.save();
  pen.lineCap = "butt";
  const shaft = new Path2D();
  shaft.moveTo(hub.x, hub.y);
  shaft.lineTo(tip.x - ux * width, tip.y - uy * width);
  for (const [colour, wide] of /** @type {[string, number][]} */ ([
    ["rgba(8, 10, 12, 0.9)", width],
    ["rgba(120, 132, 145, 0.55)", width * 0.4],
  ])) {
    [pen.strokeStyle, pen.lineWidth] = [colour, wide];
    pen.stroke(shaft);
  }
  drawBevel(pen, tip, ux, uy, width);
  if (length > HUB_PX) drawHandle(pen, hub, ux, uy, width);
  pen.restore();
}

/** The three faces of a trocar, as a point.
 * @type {(pen: Pen, tip: Point, ux: number, uy: number, width: number) => void} */
function drawBevel(pen, tip, ux, uy, width) {
  const [bx, by] = [tip.x - ux * 1.6 * width, tip.y - uy * 1.6 * width];
  pen.beginPath();
  pen.moveTo(tip.x, tip.y);
  pen.lineTo(bx - (uy * width) / 2, by + (ux * width) / 2);
  pen.lineTo(bx + (uy * width) / 2, by - (ux * width) / 2);
  pen.closePath();
  pen.fillStyle = "rgba(8, 10, 12, 0.9)";
  pen.fill();
}

/** A metal hub on the shaft, and a handle of plastic across it, which X-rays hardly see.
 * @type {(pen: Pen, hub: Point, ux: number, uy: number, width: number) => void} */
function drawHandle(pen, hub, ux, uy, width) {
  pen.translate(hub.x, hub.y);
  pen.rotate(Math.atan2(uy, ux));
  const half = Math.max(width * 1.1, 5);
  pen.fillStyle = "rgba(14, 17, 20, 0.88)";
  pen.strokeStyle = "rgba(190, 202, 214, 0.75)";
  pen.lineWidth = 1.2;
  pen.beginPath();
  pen.roundRect(-4, -half, HUB_PX, 2 * half, 3);
  pen.fill();
  pen.stroke();
  pen.fillStyle = "rgba(96, 122, 148, 0.5)";
  pen.beginPath();
  pen.roundRect(-13, -HANDLE_PX, 10, 2 * HANDLE_PX, 5);
  pen.fill();
  pen.stroke();
}
