// @ts-check
// The room across the patient: scatter by colour, the patient on the table, the C-arm and the operator. Centimetres.
/** @import { ScatterFrame } from "./frame_types" */
/** @import { Api, Pen } from "./types" */
import { strokeLine } from "./curves.js";
import { t } from "./texts.js";

/** @typedef {ReturnType<typeof placeRoom>} Placement */

const ARM_CM = 62;
const TUBE_CM = 13;
const DETECTOR_CM = 15;
const WALL_CM = 176;

/**
 * Where tube and detector stand (cm across, cm high) at an angle: 0 is the tube below, 90 the tube on the operator's
 * side.
 * @param {number} angle degrees
 * @param {number} spine height of the isocentre
 */
export function armAt(angle, spine) {
  const turn = (angle * Math.PI) / 180;
  const [x, z] = [-Math.sin(turn), Math.cos(turn)];
  return {
    tube: [-ARM_CM * x, spine - ARM_CM * z],
    detector: [ARM_CM * x * 0.7, spine + ARM_CM * z * 0.7],
    into: [x, z],
  };
}

/**
 * The fraction of the colours' scale, 0 to 1, of a logarithm.
 * @type {(log: number, range: readonly number[]) => number}
 */
export const fractionOfScale = (log, [low, high]) => Math.min(1, Math.max(0, (log - low) / (high - low)));

/**
 * Centimetres to pixels.
 * @param {Pick<ScatterFrame, "across" | "height">} frame
 * @param {number} width
 * @param {number} height
 */
export function placeRoom({ across: [west, east], height: [floor, roof] }, width, height) {
  const size = Math.min(width / (east - west), height / (roof - floor));
  const [x0, y0] = [(width - size * (east - west)) / 2, (height + size * (roof - floor)) / 2];
  return {
    size,
    x: (/** @type {number} */ cm) => x0 + size * (cm - west),
    y: (/** @type {number} */ cm) => y0 - size * (cm - floor),
  };
}

/** @type {(pen: Pen, to: Placement, frame: ScatterFrame, api: Api) => void} */
export function drawMap(pen, to, { across, height, shape: [rows, columns], range, map }, api) {
  const [stepX, stepY] = [(across[1] - across[0]) / (columns - 1), (height[1] - height[0]) / (rows - 1)];
  const [wide, tall] = [to.size * stepX + 0.6, to.size * stepY + 0.6];
  pen.fillStyle = api.colour("vermillion");
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      pen.globalAlpha = 0.92 * fractionOfScale(map[row * columns + column], range);
      const [x, y] = [to.x(across[0] + (column - 0.5) * stepX), to.y(height[0] + (row + 0.5) * stepY)];
      pen.fillRect(x, y, wide, tall);
    }
  }
  pen.globalAlpha = 1;
}

/** @type {(pen: Pen, to: Placement, frame: ScatterFrame, api: Api) => void} */
export function drawPatient(pen, to, { trunk: [wide, deep, centre], spine }, api) {
  pen.beginPath();
  pen.ellipse(to.x(0), to.y(centre), to.size * wide, to.size * deep, 0, 0, 2 * Math.PI);
  pen.fillStyle = api.colour("tint");
  pen.fill();
  pen.strokeStyle = api.colour("ink");
  pen.lineWidth = 1.5;
  pen.stroke();
  pen.beginPath();
  pen.arc(to.x(0), to.y(spine), to.size * 2.4, 0, 2 * Math.PI);
  pen.fillStyle = api.colour("quiet");
  pen.fill();
  pen.fillRect(to.x(-30), to.y(centre - deep), to.size * 60, 3);
}

/** @type {(pen: Pen, to: Placement, frame: ScatterFrame, api: Api) => void} */
export function drawArm(pen, to, { angle, spine }, api) {
  const { tube, detector, into } = armAt(angle, spine);
  const [accent, ink] = [api.colour("accent"), api.colour("ink")];
  pen.strokeStyle = accent;
  pen.lineWidth = 1.5;
  strokeLine(pen, to.x(tube[0]), to.y(tube[1]), to.x(detector[0]), to.y(detector[1]), [6, 4]);
  pen.fillStyle = ink;
  pen.beginPath();
  pen.arc(to.x(tube[0]), to.y(tube[1]), to.size * TUBE_CM, 0, 2 * Math.PI);
  pen.fill();
  pen.lineWidth = 7;
  const [dx, dy] = [DETECTOR_CM * into[1], DETECTOR_CM * into[0]];
  const [x, y] = detector;
  strokeLine(pen, to.x(x - dx), to.y(y + dy), to.x(x + dx), to.y(y - dy));
  pen.font = "600 12px system-ui, sans-serif";
  [pen.textAlign, pen.textBaseline, pen.fillStyle] = ["center", "middle", api.colour("paper")];
  pen.fillText(t("tube"), to.x(tube[0]), to.y(tube[1]));
}

/**
 * The operator with apron and shield where they are worn; one who stands far away stands at the edge.
 * @type {(pen: Pen, to: Placement, frame: ScatterFrame, api: Api) => void}
 */
export function drawOperator(pen, to, frame, api) {
  const { distance, reach, trunk, spine, apron, shield, along } = frame;
  const [eye, collar, waist] = frame.person;
  const [ink, accent, x] = [api.colour("ink"), api.colour("accent"), Math.min(distance, WALL_CM)];
  /** @type {(x0: number, y0: number, x1: number, y1: number, wide: number, colour: string) => void} */
  const limb = (x0, y0, x1, y1, wide, colour) => {
    pen.strokeStyle = colour;
    pen.lineWidth = wide;
    strokeLine(pen, to.x(x0), to.y(y0), to.x(x1), to.y(y1));
  };
  pen.lineCap = "round";
  limb(x, 30, x, collar - 8, to.size * 12, ink);
  if (apron) limb(x, waist - 35, x, collar - 14, to.size * 15, accent);
  limb(x, collar - 12, Math.max(x - reach, 20), spine + trunk[1], to.size * 5, ink);
  pen.fillStyle = ink;
  pen.beginPath();
  pen.arc(to.x(x), to.y(eye + 2), to.size * 10, 0, 2 * Math.PI);
  pen.fill();
  if (shield) limb(x - 18, eye + 22, x - 18, collar - 15, 4, accent);
  pen.lineCap = "butt";
  pen.font = "12px system-ui, sans-serif";
  [pen.textAlign, pen.textBaseline] = ["center", "bottom"];
  const words = along ? t("{distance} cm, {along} cm along", { distance, along }) : t("{distance} cm", { distance });
  pen.fillText(words, to.x(x), to.y(eye + 24));
}
