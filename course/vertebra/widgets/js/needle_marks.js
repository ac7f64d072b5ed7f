// @ts-check
// The handles on a fluoroscopy picture: the learner's mark for the tip, the needle's tip, and its aim while it is
// loose.
/** @import { NeedleFrame, Pull } from "./frame_types" */
/** @import { Api, Canvas, Fit, Pen, Point } from "./types" */
/** @import { StepName } from "./needle_actions.js" */
import { makeDrag } from "./canvas.js";
import { drawTag } from "./images.js";
import { drawInstrument } from "./needle_instrument.js";
import { t } from "./texts.js";

/** @typedef {"AP" | "lateral"} View */
/** @typedef {"mark" | "tip" | "aim"} HandleName */
/** @typedef {{what: HandleName, free: boolean}} Handle a handle that is not free can't be taken hold of */
/** @typedef {Point & {what: HandleName, down: boolean, moved: boolean}} Hold what is in hand, and where */
/** @typedef {(what: HandleName) => Point} PlaceOf */
/** @typedef {{held: Hold | null, over: HandleName | undefined}} Hand */

const REACH = 18;
const COLOURS = { mark: "#ffd166", tip: "#56b4e9", aim: "#56b4e9" };
const TIP_HINTS = { AP: t("move"), lateral: t("advance") };

/** @type {(what: HandleName, view: View) => string} */
const hintOf = (what, view) => (what === "tip" ? TIP_HINTS[view] : what === "mark" ? t("your mark") : t("turn"));

/**
 * Which handles a picture has. An old picture and a needle that is fast can't be taken hold of; a mark is made
 * before the needle goes in.
 * @param {string} view
 * @param {Pick<NeedleFrame, "held" | "loose" | "look" | "marked">} frame
 * @param {StepName} step whose handles these are
 * @returns {Handle[]}
 */
export function handlesOf(view, { held, loose, look, marked }, step) {
  /** @type {Handle[]} */
  const handles = [];
  if (step === "plan" ? loose || marked : marked) handles.push({ what: "mark", free: loose && step === "plan" });
  if (step !== "plan" && (look === "both" || look === view) && !held.includes(view)) {
    if (loose && step === "aim") handles.push({ what: "aim", free: true });
    handles.push({ what: "tip", free: step === "aim" ? loose : view === "lateral" });
  }
  return handles;
}

/**
 * The free handle nearest to a point (in CSS pixels), within reach.
 * @param {Handle[]} handles
 * @param {Point} point
 * @param {PlaceOf} place turns a handle's name into such a point
 */
export function nearest(handles, point, place) {
  const near = handles
    .filter(({ free }) => free)
    .map(({ what }) => ({ what, far: Math.hypot(place(what).x - point.x, place(what).y - point.y) }))
    .filter(({ far }) => far <= REACH)
    .sort((first, second) => first.far - second.far);
  return near[0]?.what;
}

/**
 * Handles over a picture in `pane` (a canvas that draws itself).
 * @param {View} view
 * @param {Canvas} pane
 * @param {Api<NeedleFrame>} api
 * @param {() => Fit} fit where the picture lies
 * @param {() => StepName} stepNow
 */
export function makeMarks(view, pane, api, fit, stepNow) {
  /** @type {Hand} */
  const hand = { held: null, over: undefined };
  /** @param {number[]} pixel */
  const at = ([column, row]) => ({
    x: fit().left + (column + 0.5) * fit().size,
    y: fit().top + (row + 0.5) * fit().size,
  });
  const frame = () => /** @type {NeedleFrame} */ (api.frame());
  /** @type {PlaceOf} */
  const place = (what) => (hand.held?.what === what ? hand.held : at(frame().marks[view][what]));
  /** @type {(hold: Hold) => {pull: Pull}} */
  const pulled = ({ what, x, y }) => ({
    pull: { view, what, column: (x - fit().left) / fit().size - 0.5, row: (y - fit().top) / fit().size - 0.5 },
  });
  /** @param {Point} point */
  const take = (point) => nearest(handlesOf(view, frame(), stepNow()), point, place);
  followHand(pane, api, hand, { take, place, pulled });
  return {
    /**
     * The answer is here: the mark stands where Python put it, unless the hand holds it or has gone on.
     * @param {boolean} behind
     */
    settle(behind) {
      if (!behind && !hand.held?.down) hand.held = null;
    },
    /**
     * @param {Pen} pen
     * @param {StepName} step
     * @param {number} shaken by how many pixels the instrument recoils from a tap
     */
    draw(pen, step, shaken) {
      const { marks, marked } = frame();
      const [entry, tip, hub, ahead] = [marks[view].entry, marks[view].tip, marks[view].hub, marks[view].ahead].map(at);
      const far = Math.max(Math.hypot(tip.x - hub.x, tip.y - hub.y), 1);
      const by = { x: (shaken * (tip.x - hub.x)) / far, y: (shaken * (tip.y - hub.y)) / far };
      drawDashed(pen, tip, ahead);
      const back = { x: hub.x - by.x, y: hub.y - by.y };
      drawInstrument(pen, back, { x: tip.x - by.x, y: tip.y - by.y }, Math.max(frame().shaft[view] * fit().size, 3));
      for (const handle of handlesOf(view, frame(), step))
        drawHandle(pen, { ...handle, view, hand, place, marked, entry });
    },
  };
}

/**
 * A mark moves while it is dragged; the needle moves when it is let go.
 * @param {Canvas} pane
 * @param {Api<NeedleFrame>} api
 * @param {Hand} hand
 * @param {{take: (point: Point) => HandleName | undefined, place: PlaceOf, pulled: (hold: Hold) => {pull: Pull}}} how
 */
function followHand(pane, api, hand, { take, place, pulled }) {
  /** @param {HandleName | undefined} what */
  const pointAt = (what) => {
    hand.over = what;
    pane.node.style.cursor = what ? "grab" : "";
    pane.redraw();
  };
  makeDrag(pane.node, api, {
    start(from) {
      const what = take(from);
      if (what) hand.held = { what, ...place(what), down: true, moved: false };
      return Boolean(what);
    },
    move(_, { x, y }) {
      if (!hand.held) return;
      hand.held = { ...hand.held, x: hand.held.x + x, y: hand.held.y + y, moved: true };
      if (hand.held.what === "mark") api.setLatest(pulled(hand.held));
      pane.redraw();
    },
    end() {
      const hold = hand.held;
      if (hold?.moved && hold.what !== "mark") api.enqueue(pulled(hold));
      hand.held = hold?.moved && hold.what === "mark" ? { ...hold, down: false } : null;
      pane.redraw();
    },
    hover(spot) {
      if (take(spot) !== hand.over) pointAt(take(spot));
    },
    out() {
      if (hand.over) pointAt(undefined);
    },
  });
}

/**
 * @param {Pen} pen
 * @param {Handle & {view: View, hand: Hand, place: PlaceOf, marked:
 * boolean, entry: Point}} drawn
 */
function drawHandle(pen, { what, free, view, hand, place, marked, entry }) {
  const { x, y } = place(what);
  const isHeld = hand.held?.what === what;
  const stands = hand.over === what || isHeld;
  pen.save();
  if (isHeld && what !== "mark") drawDashed(pen, entry, { x, y });
  if (what === "mark" && !marked) pen.setLineDash([4, 3]);
  strokeTwice(pen, () => pen.arc(x, y, what === "mark" ? 9 : 6, 0, 2 * Math.PI), COLOURS[what], stands ? 3.5 : 2);
  if (what === "mark") drawCross(pen, x, y);
  pen.restore();
  if (stands && free) drawTag(pen, hintOf(what, view), x, y + 24, { colour: COLOURS[what] });
}

/** @type {(pen: Pen, from: Point, to: Point) => void} */
function drawDashed(pen, from, to) {
  pen.save();
  pen.setLineDash([4, 5]);
  const path = () => {
    pen.moveTo(from.x, from.y);
    pen.lineTo(to.x, to.y);
  };
  strokeTwice(pen, path, COLOURS.aim, 1.5);
  pen.restore();
}

/** @type {(pen: Pen, x: number, y: number) => void} */
function drawCross(pen, x, y) {
  const path = () => {
    for (const turn of [0, 1, 2, 3]) {
      const [dx, dy] = [Math.round(Math.cos((turn * Math.PI) / 2)), Math.round(Math.sin((turn * Math.PI) / 2))];
      pen.moveTo(x + 5 * dx, y + 5 * dy);
      pen.lineTo(x + 13 * dx, y + 13 * dy);
    }
  };
  strokeTwice(pen, path, COLOURS.mark, 2);
}

/**
 * A stroke that shows on black and on white.
 * @type {(pen: Pen, path: () => void, colour: string, width: number) => void}
 */
function strokeTwice(pen, path, colour, width) {
  const under = /** @type {const} */ (["rgba(0, 0, 0, 0.75)", width + 2]);
  for (const [tint, wide] of [under, /** @type {const} */ ([colour, width])]) {
    pen.beginPath();
    path();
    pen.strokeStyle = tint;
    pen.lineWidth = wide;
    pen.stroke();
  }
}
