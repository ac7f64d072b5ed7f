// @ts-check
// How a hand moves the C-arm: by dragging on the picture, and by keys.
/** @import { CArmFrame } from "./frame_types" */
/** @import { Point } from "./types" */
/** @import { CArmApi, Hand, Move, MoveName } from "./carm_positioning.js" */
import { clamp, makeDrag } from "./canvas.js";
import { isNearCorner, placeIn, shuttersTo } from "./fluoro.js";

/** @typedef {{rotation: number, across: number, height: number, along: number}} Table */

const DEGREES_A_PIXEL = 0.2;
export const TABLE_MM = 5;
/** @type {Record<string, [turn: number, tilt: number]>} */
const TURNS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  PageUp: [10, 0],
  PageDown: [-10, 0],
};
/** @type {Record<string, [right: number, down: number]>} */
const SHIFTS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** @type {Record<string, ["wide" | "high", number]>} */
const SHUTTERS = { "[": ["wide", -1], "]": ["wide", 1], "{": ["high", -1], "}": ["high", 1] };

/**
 * The other view: from the side if it looks from behind, and back.
 * @param {{rotation: number}} stand
 */
export const rotateFor = ({ rotation }) => (Math.abs(rotation) > 45 ? 0 : 90);

/**
 * The table moved so that the picture goes by so many mm to the right and down: the central ray goes the other way.
 * @param {Table} table
 * @param {number} right
 * @param {number} down
 */
export function tableMoved({ rotation, across, height, along }, right, down) {
  const turn = (rotation * Math.PI) / 180;
  return { across: across - right * Math.cos(turn), height: height + right * Math.sin(turn), along: along + down };
}

/**
 * What a key moves, null for one that moves nothing; shutters need no picture.
 * @param {{key: string, shiftKey?: boolean}} event
 * @param {Hand} hand
 * @returns {{change: Partial<Record<MoveName, number>>, still: boolean} | null}
 */
export function keyMove({ key, shiftKey = false }, hand) {
  const [turn, shift, shutter] = [TURNS[key], shiftKey && SHIFTS[key], SHUTTERS[key]];
  if (shift) return { change: tableMoved(hand, shift[0] * TABLE_MM, shift[1] * TABLE_MM), still: false };
  if (turn) return { change: { rotation: hand.rotation + turn[0], tilt: hand.tilt + turn[1] }, still: false };
  if (!shutter) return null;
  const [name, step] = shutter;
  return { change: { [name]: Math.round(20 * hand[name] + step) / 20 }, still: true };
}

/**
 * What a drag on the picture moves: the shutters by a corner, the table with Shift, else the arm.
 * @param {HTMLElement} node
 * @param {CArmApi} api
 * @param {Hand} hand
 * @param {Move} moved
 * @param {{begin: () => void, end: () => void}} beam
 */
export function followHand(node, api, hand, moved, { begin, end }) {
  const place = () => placeIn(node.clientWidth, node.clientHeight);
  /** @param {Point} point */
  const near = (point) => isNearCorner(point, [hand.wide, hand.high], place());
  let [grip, shift] = ["arm", false];
  // What the hand has asked for before rounding: small movements would otherwise be lost.
  let rough = { ...hand };
  api.on(
    node,
    "pointerdown",
    (event) => {
      shift = event.shiftKey;
    },
    { capture: true },
  );
  makeDrag(node, api, {
    start(point) {
      grip = near(point) ? "shutters" : shift ? "table" : "arm";
      rough = { ...hand };
      if (grip !== "shutters") begin();
      return true;
    },
    move(point, by) {
      const frame = /** @type {CArmFrame} */ (api.frame());
      if (grip === "shutters") moved(shuttersAt(point, place(), frame.least), "still");
      else if (grip === "arm") moved(armBy(rough, by, frame), "slide");
      else moved(tableBy(rough, by, frame.screen.bar_mm / (frame.screen.bar * place().side)), "slide");
    },
    end,
    hover: (point) => node.classList.toggle("vx-arm-corner", near(point)),
  });
}

/** @type {(point: Point, place: import("./types").Square, least: number) => {wide: number, high: number}} */
function shuttersAt(point, place, least) {
  const [wide, high] = shuttersTo(point, place, least).map((share) => Math.round(100 * share) / 100);
  return { wide, high };
}

/** The arm turned by half degrees; `rough` keeps what is lost by it.
 * @type {(rough: Hand, by: Point, frame: CArmFrame) => {rotation: number, tilt: number}}
 */
function armBy(rough, by, { most }) {
  rough.rotation = clamp(rough.rotation + DEGREES_A_PIXEL * by.x, -most.rotation, most.rotation);
  rough.tilt = clamp(rough.tilt + DEGREES_A_PIXEL * by.y, -most.tilt, most.tilt);
  return { rotation: Math.round(2 * rough.rotation) / 2, tilt: Math.round(2 * rough.tilt) / 2 };
}

/** The table moved by whole millimetres, `mm` to a pixel.
 * @type {(rough: Hand, by: Point, mm: number) => Omit<Table, "rotation">}
 */
function tableBy(rough, by, mm) {
  Object.assign(rough, tableMoved(rough, by.x * mm, by.y * mm));
  return { across: Math.round(rough.across), height: Math.round(rough.height), along: Math.round(rough.along) };
}
