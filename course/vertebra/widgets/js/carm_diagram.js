// @ts-check
// The C-arm and the patient drawn small: from her feet, and from the side or from above, so that a blind move can
// be followed.
/** @import { Api, Pen } from "./types" */
import { makeCanvas } from "./canvas.js";
import { element } from "./elements.js";
import { t } from "./texts.js";

/** @typedef {{rotation: number, tilt: number}} Stand */

/**
 * Where the detector is, as a unit vector on the drawing: from her feet (her back up, her right on the right) …
 * @param {number} rotation degrees
 */
export function fromFeet(rotation) {
  const turn = (rotation * Math.PI) / 180;
  return [-Math.sin(turn), -Math.cos(turn)];
}

/**
 * … and with her head on the right: from her right side while the arm looks from behind, else from above, her left
 * upwards.
 * @param {number} rotation degrees
 * @param {number} tilt degrees
 */
export function alongHer(rotation, tilt) {
  const lean = (tilt * Math.PI) / 180;
  return [Math.sin(lean), rotation < -45 ? Math.cos(lean) : -Math.cos(lean)];
}

/**
 * @param {HTMLElement} parent
 * @param {Api} api
 * @param {Stand} hand where the arm is, as the hand has it
 */
export function makeCarmDiagram(parent, api, hand) {
  const holder = element("div", { class: "vx-arm-room" });
  parent.append(holder);
  return makeCanvas(holder, api, {
    label: t("The arm round the patient, from the feet and along the body"),
    focusable: false,
    draw: (pen, width, height) => drawDiagram(pen, width, height, hand, api),
  });
}

/**
 * @param {Pen} pen
 * @param {number} width
 * @param {number} height
 * @param {Stand} stand
 * @param {Api} api
 */
function drawDiagram(pen, width, height, { rotation, tilt }, api) {
  const radius = Math.min(height / 2 - 14, width / 4 - 16);
  const [ink, line] = [api.colour("quiet"), api.colour("accent")];
  const side = Math.abs(rotation) <= 45;
  const along = side ? t("from the patient’s right") : t("from above");
  const views = [
    { words: t("from the feet"), toward: fromFeet(rotation), size: [30, 19], table: true, lying: false },
    { words: along, toward: alongHer(rotation, tilt), size: [radius * 0.95, side ? 19 : 30], table: side, lying: true },
  ];
  views.forEach(({ words, toward, size, table, lying }, at) => {
    const place = [(width * (2 * at + 1)) / 4, height / 2 - 6];
    drawPatient(pen, place, size, { table, lying, ink });
    drawArm(pen, place, toward, radius, line);
    pen.fillStyle = ink;
    pen.font = "12px system-ui, sans-serif";
    [pen.textAlign, pen.textBaseline] = ["center", "bottom"];
    pen.fillText(words, place[0], height);
  });
}

/**
 * @param {Pen} pen
 * @param {number[]} place
 * @param {number[]} size
 * @param {{table: boolean, lying: boolean, ink: string}} look
 */
function drawPatient(pen, [x, y], [wide, deep], { table, lying, ink }) {
  pen.fillStyle = ink;
  pen.globalAlpha = 0.28;
  pen.beginPath();
  if (lying) pen.roundRect(x - wide, y - deep * 0.8, 2 * wide * 0.78, 1.6 * deep, 12);
  else pen.ellipse(x, y, wide, deep, 0, 0, 2 * Math.PI);
  pen.fill();
  if (lying) {
    pen.beginPath();
    pen.arc(x + wide * 0.8, y, 13, 0, 2 * Math.PI);
    pen.fill();
  }
  pen.globalAlpha = 1;
  if (table) pen.fillRect(x - wide * 1.1, y + deep + 1, 2.2 * wide, 3);
}

/**
 * @param {Pen} pen
 * @param {number[]} place
 * @param {number[]} toward
 * @param {number} radius
 * @param {string} colour
 */
function drawArm(pen, [x, y], [across, down], radius, colour) {
  const at = Math.atan2(down, across);
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = 5;
  pen.lineCap = "butt";
  pen.beginPath();
  pen.arc(x, y, radius, at, at + Math.PI);
  pen.stroke();
  pen.lineWidth = 1.25;
  pen.setLineDash([4, 4]);
  pen.beginPath();
  pen.moveTo(x - across * radius, y - down * radius);
  pen.lineTo(x + across * radius, y + down * radius);
  pen.stroke();
  pen.setLineDash([]);
  pen.save();
  pen.translate(x, y);
  pen.rotate(at);
  pen.fillRect(radius - 12, -17, 11, 34);
  pen.restore();
  pen.beginPath();
  pen.arc(x - across * radius, y - down * radius, 7, 0, 2 * Math.PI);
  pen.fill();
}
