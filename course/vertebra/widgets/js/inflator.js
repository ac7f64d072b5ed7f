// @ts-check
// An inflation syringe as in the hand: a barrel with its plunger, and a round gauge with the balloon's limit in red.
/** @import { Api, Pen } from "./types" */
import { makeCanvas } from "./canvas.js";

const PSI_PER_MPA = 145.038;
const [FROM, TO] = [0.75 * Math.PI, 2.25 * Math.PI];
const DIAL_PSI = 100;

/**
 * The angle of the gauge's needle, clockwise from three o'clock.
 * @param {number} pressure MPa
 * @param {number} most MPa at the end of the dial
 */
export const angleOf = (pressure, most) => FROM + Math.min(1, Math.max(0, pressure / most)) * (TO - FROM);

/**
 * @template F
 * @param {HTMLElement} parent
 * @param {Api<F>} api
 * @param {{label: string, read: (frame: F) => {volume: number, most: number, pressure: number, limit: number}}} options
 */
export function makeInflator(parent, api, { label, read }) {
  return makeCanvas(parent, api, {
    label,
    focusable: false,
    draw(pen, width, height, frame) {
      const shown = read(frame);
      const radius = Math.min(height / 2 - 4, width / 5);
      drawBarrel(pen, api, { left: 4, top: height / 2 - 15, wide: width - 2 * radius - 26, tall: 30 }, shown);
      drawDial(pen, api, width - radius - 6, height / 2, radius, shown);
    },
  });
}

/**
 * @param {Pen} pen
 * @param {Api<any>} api
 * @param {{left: number, top: number, wide: number, tall: number}} box
 * @param {{volume: number, most: number}} shown
 */
function drawBarrel(pen, api, { left, top, wide, tall }, { volume, most }) {
  const [handle, nozzle] = [34, 14];
  const [start, end] = [left + handle, left + wide - nozzle];
  const inside = end - start - 12;
  const face = start + 6 + inside * Math.min(1, volume / most) * 0.92;
  pen.strokeStyle = pen.fillStyle = api.colour("quiet");
  pen.lineWidth = 1.5;
  pen.strokeRect(start, top, end - start, tall);
  pen.fillRect(end, top + tall / 2 - 3, nozzle, 6);
  pen.fillStyle = api.colour("accent");
  pen.globalAlpha = 0.4;
  pen.fillRect(face, top + 2, end - face - 1, tall - 4);
  pen.globalAlpha = 1;
  pen.fillStyle = api.colour("ink");
  pen.fillRect(face - 5, top + 2, 5, tall - 4);
  pen.fillRect(face - 5 - (start - left) - 8, top + tall / 2 - 2, start - left + 8, 4);
  pen.fillRect(Math.max(left, face - 18 - (start - left)), top - 2, 6, tall + 4);
  pen.font = "600 13px system-ui, sans-serif";
  pen.textAlign = "left";
  pen.textBaseline = "bottom";
  pen.fillText(`${volume.toFixed(1)} mL`, start, top - 3);
}

/**
 * @param {Pen} pen
 * @param {Api<any>} api
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {{pressure: number, limit: number}} shown
 */
function drawDial(pen, api, x, y, radius, { pressure, limit }) {
  const most = 1.2 * limit;
  pen.lineWidth = 2;
  pen.strokeStyle = api.colour("quiet");
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.stroke();
  pen.lineWidth = 5;
  pen.strokeStyle = api.colour("vermillion");
  pen.beginPath();
  pen.arc(x, y, radius - 5, angleOf(limit, most), TO);
  pen.stroke();
  pen.font = "10.5px system-ui, sans-serif";
  [pen.textAlign, pen.textBaseline] = ["center", "middle"];
  pen.fillStyle = pen.strokeStyle = api.colour("ink");
  pen.lineWidth = 1;
  for (let psi = 0; psi <= most * PSI_PER_MPA; psi += DIAL_PSI) {
    const angle = angleOf(psi / PSI_PER_MPA, most);
    const [across, down] = [Math.cos(angle), Math.sin(angle)];
    pen.beginPath();
    pen.moveTo(x + across * (radius - 3), y + down * (radius - 3));
    pen.lineTo(x + across * (radius - 9), y + down * (radius - 9));
    pen.stroke();
    if (psi % (2 * DIAL_PSI) === 0) pen.fillText(String(psi), x + across * (radius - 18), y + down * (radius - 18));
  }
  const angle = angleOf(pressure, most);
  pen.strokeStyle = pressure >= limit ? api.colour("vermillion") : api.colour("accent");
  pen.lineWidth = 3;
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x + Math.cos(angle) * (radius - 11), y + Math.sin(angle) * (radius - 11));
  pen.stroke();
  pen.beginPath();
  pen.arc(x, y, 3.5, 0, 2 * Math.PI);
  pen.fill();
  pen.fillText("psi", x, y + radius * 0.55);
}
