// @ts-check
// The room across the patient: scatter by colour, the patient on the table, the C-arm and the operator. Centimetres.
/** @import { ScatterFrame } from "./frame_types" */
/** @import { Api, Pen } from "./types" */
import { strokeLine } from "./curves.js";
import { asPicture } from "./images.js";
import { t } from "./texts.js";

/** @typedef {ReturnType<typeof placeRoom>} Placement */

const ARM_CM = 62;
const TUBE_CM = 13;
const DETECTOR_CM = 15;
const WALL_CM = 176;
const MAX_OPACITY = 0.92;
/** Vermillion, in light and dark alike. */
const SCATTER_RGB = [213, 94, 0];

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

/**
 * The map as an image of one pixel for each of its places, row by row from the top; how opaque says how much.
 * @param {Pick<ScatterFrame, "map" | "shape" | "range">} frame
 * @param {readonly number[]} colour
 * @returns {Uint8ClampedArray<ArrayBuffer>}
 */
export function mapPixels({ map, shape: [rows, columns], range }, [red, green, blue]) {
  const pixels = new Uint8ClampedArray(4 * rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const opacity = MAX_OPACITY * fractionOfScale(map[(rows - 1 - row) * columns + column], range);
      pixels.set([red, green, blue, 255 * opacity], 4 * (row * columns + column));
    }
  }
  return pixels;
}

/**
 * One image, stretched and smoothed: rectangles beside each other would show their seams.
 * @type {(pen: Pen, to: Placement, frame: ScatterFrame) => void}
 */
export function drawMap(pen, to, frame) {
  const { across, height, shape } = frame;
  const [rows, columns] = shape;
  const [stepX, stepY] = [(across[1] - across[0]) / (columns - 1), (height[1] - height[0]) / (rows - 1)];
  pen.imageSmoothingEnabled = true;
  const [x, y] = [to.x(across[0] - stepX / 2), to.y(height[1] + stepY / 2)];
  pen.drawImage(
    asPicture(mapPixels(frame, SCATTER_RGB), shape),
    x,
    y,
    to.size * stepX * columns,
    to.size * stepY * rows,
  );
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
  // An outline: in the lateral view the operator stands behind the tube.
  pen.beginPath();
  pen.arc(to.x(tube[0]), to.y(tube[1]), to.size * TUBE_CM, 0, 2 * Math.PI);
  pen.fillStyle = api.colour("paper");
  pen.globalAlpha = 0.75;
  pen.fill();
  pen.globalAlpha = 1;
  pen.strokeStyle = ink;
  pen.lineWidth = 2.5;
  pen.stroke();
  pen.strokeStyle = accent;
  pen.lineWidth = 7;
  const [dx, dy] = [DETECTOR_CM * into[1], DETECTOR_CM * into[0]];
  const [x, y] = detector;
  strokeLine(pen, to.x(x - dx), to.y(y + dy), to.x(x + dx), to.y(y - dy));
}

/**
 * The tube's name, beside it and not on the operator.
 * @type {(pen: Pen, to: Placement, frame: ScatterFrame, api: Api) => void}
 */
export function nameTube(pen, to, { angle, spine }, api) {
  const [x, y] = armAt(angle, spine).tube;
  pen.font = "600 12px system-ui, sans-serif";
  [pen.textAlign, pen.textBaseline, pen.fillStyle] = [x > 0 ? "left" : "right", "middle", api.colour("ink")];
  const side = x > 0 ? 1 : -1;
  pen.fillText(t("tube"), to.x(x + side * (TUBE_CM + 3)), to.y(y));
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
