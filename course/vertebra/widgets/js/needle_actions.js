// @ts-check
// What can be done with a needle by a button or a key, in three steps. On the AP picture left is left: what a button
// means for the needle depends on the side that it comes from.
/** @import { NeedleControls, NeedleFrame } from "./frame_types" */
/** @import { Direction } from "./pad.js" */
import { t } from "./texts.js";

/** @typedef {"plan" | "aim" | "advance"} StepName */
/** @typedef {"AP" | "lateral"} ViewName */
/** @typedef {"entry" | "angle"} What what the arrows move while the needle is aimed */

/** @type {StepName[]} */
export const STEPS = ["plan", "aim", "advance"];
const MARK_MM = 2;
const TURN_DEG = 2;
const MOVE_MM = 1;
export const TAP_MM = 2;

/** @type {Record<string, Direction>} */
const ARROWS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
/** @type {Record<string, Direction>} */
const LETTERS = { a: "left", d: "right", w: "up", s: "down" };

/**
 * The mark moved on a picture: in the AP one sideways and up, in the lateral one to the front (on the left) and up.
 * @param {ViewName} view
 * @param {Direction} way
 * @param {number} [mm]
 * @returns {Partial<NeedleControls>}
 */
export function markBy(view, way, mm = MARK_MM) {
  if (way === "up" || way === "down") return { mark: [0, 0, way === "up" ? mm : -mm] };
  const sign = way === "right" ? mm : -mm;
  return { mark: view === "AP" ? [sign, 0, 0] : [0, -sign, 0] };
}

/**
 * The needle's aim turned, or its entry moved, as seen from behind; null for sideways in the lateral picture, which
 * does not show it.
 * @param {ViewName} view
 * @param {Direction} way
 * @param {What} what
 * @param {number} side 1 for a needle from her right
 * @returns {Partial<NeedleControls> | null}
 */
export function aimBy(view, way, what, side) {
  if (way === "up" || way === "down") {
    const sign = way === "up" ? 1 : -1;
    return what === "angle" ? { caudal: -sign * TURN_DEG } : { up: sign * MOVE_MM };
  }
  if (view === "lateral") return null;
  const sign = side * (way === "right" ? 1 : -1);
  return what === "angle" ? { medial: -sign * TURN_DEG } : { out: sign * MOVE_MM };
}

/**
 * What a key does; null for one that does nothing here. Arrows are the step's: they move the mark, the aim or the
 * entry; with Shift they move the mark at any step, and A D W S move the entry.
 * @param {{key: string, shiftKey?: boolean}} event
 * @param {{step: StepName, view: ViewName, what: What}} hand where the hand is
 * @param {Pick<NeedleFrame, "side">} frame
 * @returns {Partial<NeedleControls> | null}
 */
export function actionOf({ key, shiftKey = false }, { step, view, what }, { side }) {
  const arrow = ARROWS[key];
  if (arrow) {
    if (shiftKey || step === "plan") return markBy(view, arrow);
    if (step === "aim") return aimBy(view, arrow, what, side);
    return null;
  }
  if (key === "PageUp" || key === "PageDown") {
    const sign = key === "PageUp" ? 1 : -1;
    return shiftKey || step === "plan" ? { mark: [0, sign * MARK_MM, 0] } : { advance: sign * TAP_MM };
  }
  const letter = LETTERS[key.toLowerCase()];
  return letter ? aimBy("AP", letter, "entry", side) : null;
}

/**
 * What a button of the pad is read out as.
 * @param {ViewName} view
 * @param {Direction} way
 * @param {StepName} step
 * @param {What} what
 */
export function padLabel(view, way, step, what) {
  if (step === "plan") {
    const sides = view === "AP" ? { left: t("left"), right: t("right") } : { left: t("front"), right: t("back") };
    const where = { ...sides, up: t("up"), down: t("down") }[way];
    return t("{view}: mark 2 mm {where}", { view: t(view), where });
  }
  const where = { left: t("left"), right: t("right"), up: t("up"), down: t("down") }[way];
  return what === "angle"
    ? t("{view}: aim 2 degrees {where}", { view: t(view), where })
    : t("{view}: entry 1 mm {where}", { view: t(view), where });
}

/**
 * The step at which the needle stands: a mark comes first, then the aim while it is loose, then the way in.
 * @param {Pick<NeedleFrame, "loose" | "marked" | "depth" | "steps">} frame
 * @returns {StepName}
 */
export const stepOf = ({ loose, marked }) => (!loose ? "advance" : marked ? "aim" : "plan");
