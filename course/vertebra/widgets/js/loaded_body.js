// @ts-check
// The median plane of a body between the plates of a press, with the arrow of the load, which is pulled by hand.
/** @import { LoadStrengthControls, LoadStrengthFrame } from "./frame_types" */
/** @import { Api, Pen } from "./types" */
/** @import { Placement } from "./sagittal.js" */
import { crackOf, drawBroken, DROP, extentOf } from "./broken_body.js";
import { clamp, makeCanvas, makeDrag, redrawOnFocus } from "./canvas.js";
import { element } from "./elements.js";
import { drawCaption, drawTag } from "./images.js";
import { drawOutline, drawPlane, groundOf, placeOf } from "./sagittal.js";
import { t } from "./texts.js";

/** @typedef {{load: number, forward: number}} Hand the load as the hand has it, N and mm in front of the middle */
/** @typedef {(load: number, forward: number, frame: LoadStrengthFrame) => void} Moved */

export const MIN_LOAD_N = 50;
const HEADROOM = 124;
const FOOT = 24;
const PLATE = 8;

const SHUDDER = [-5, 4, -3, 2, 0].map((px) => ({ transform: `translateX(${px}px)` }));
const SHUDDER_MS = 240;

/**
 * Whether the load is one that the body can't bear: a factor of risk above 1.
 * @param {Pick<LoadStrengthFrame, "strength">} frame
 * @param {Pick<Hand, "load">} hand
 */
export const isBroken = ({ strength }, { load }) => load > strength;

/** @type {(frame: LoadStrengthFrame) => string} */
const brokenWords = ({ strength }) => t("It breaks at {strength} N", { strength: Math.round(strength / 10) * 10 });

/**
 * Where the plates of the press touch the bone.
 * @param {LoadStrengthFrame} frame
 * @param {Placement} to
 * @param {boolean} broken
 */
function plates({ plane }, to, broken) {
  const { top, bottom } = extentOf(plane);
  return { top: to.top + top * to.tall + (broken ? DROP : 0), bottom: to.top + bottom * to.tall };
}

/** @type {(frame: LoadStrengthFrame, width: number, height: number) => Placement} */
const placeBody = (frame, width, height) =>
  placeOf(
    { ...frame, shape: frame.plane.shape },
    { left: 14, top: HEADROOM, wide: width - 28, tall: height - HEADROOM - FOOT },
  );

/** Pixels of the arrow's length to a newton.
 * @param {LoadStrengthFrame} frame
 */
const pixelsPerN = ({ most }) => (HEADROOM - PLATE - 34) / most;

/**
 * @param {HTMLElement} parent
 * @param {Api<LoadStrengthFrame, LoadStrengthControls>} api
 * @param {Hand} hand
 * @param {{marks: () => boolean, moved: Moved}} acts whether to mark where bone yields first; what a new load does
 */
export function makeLoadedBody(parent, api, hand, { marks, moved }) {
  const pane = element("div", { class: "vx-load-body" });
  parent.append(pane);
  const canvas = makeCanvas(pane, api, {
    label: t("Load on the body"),
    role: "slider",
    draw(pen, width, height, frame) {
      const to = placeBody(frame, width, height);
      pen.fillStyle = groundOf(frame.colours);
      pen.fillRect(0, 0, width, height);
      const broken = isBroken(frame, hand);
      if (broken) drawBroken(pen, frame.plane, frame.colours, to, crackOf(frame.failing, frame.plane));
      else drawPlane(pen, frame.plane, frame.colours, to);
      const press = plates(frame, to, broken);
      drawPlates(pen, to, press);
      if (marks() && !broken) drawOutline(pen, frame.failing, to);
      drawArrow(pen, to, press.top, hand, pixelsPerN(frame), document.activeElement === canvas.node);
      drawCaption(pen, t("Median plane, front on the left"), 8, 7);
      if (broken) drawTag(pen, brokenWords(frame), width / 2, height - 14, { colour: "#ffb48a" });
      if (frame.coarse) drawTag(pen, t("coarse grid …"), width - 8, 16, { align: "right" });
    },
  });
  canvas.node.setAttribute("aria-orientation", "vertical");
  canvas.node.setAttribute("aria-valuemin", String(MIN_LOAD_N));
  redrawOnFocus(canvas, api);
  pullArrow(canvas.node, api, hand, moved);
  let wasBroken = false;
  return {
    redraw() {
      const frame = api.frame();
      if (frame) tell(canvas.node, frame, hand);
      const broken = Boolean(frame) && isBroken(/** @type {LoadStrengthFrame} */ (frame), hand);
      if (broken && !wasBroken && !api.calm) pane.animate?.(SHUDDER, SHUDDER_MS);
      wasBroken = broken;
      pane.dataset.broken = String(broken);
      canvas.redraw();
    },
  };
}

/**
 * @param {HTMLElement} node
 * @param {LoadStrengthFrame} frame
 * @param {Hand} hand
 */
function tell(node, { most }, hand) {
  node.setAttribute("aria-valuemax", String(most));
  node.setAttribute("aria-valuenow", String(hand.load));
  node.setAttribute("aria-valuetext", placeInWords(hand));
}

/**
 * @param {HTMLElement} node
 * @param {Api<LoadStrengthFrame>} api
 * @param {Hand} hand
 * @param {Moved} moved
 */
function pullArrow(node, api, hand, moved) {
  // What the hand has asked for before rounding: small movements would otherwise be lost.
  let rough = { ...hand };
  makeDrag(node, api, {
    start() {
      rough = { ...hand };
      return true;
    },
    move(_, by) {
      const frame = /** @type {LoadStrengthFrame} */ (api.frame());
      const to = placeBody(frame, node.clientWidth, node.clientHeight);
      rough.load -= by.y / pixelsPerN(frame);
      rough.forward -= by.x / to.size;
      moved(rough.load, rough.forward, frame);
    },
  });
}

/**
 * @param {Pen} pen
 * @param {Placement} to
 * @param {number} top of the bone
 * @param {Hand} hand
 * @param {number} pixels to a newton
 * @param {boolean} focused
 */
function drawArrow(pen, to, top, { load, forward }, pixels, focused) {
  const [x, tip] = [to.x(forward), top - PLATE - 1];
  const tail = tip - Math.max(load * pixels, 16);
  pen.strokeStyle = pen.fillStyle = focused ? "#fff" : "#56b4e9";
  pen.lineWidth = 6;
  pen.beginPath();
  pen.moveTo(x, tail);
  pen.lineTo(x, tip - 10);
  pen.stroke();
  pen.beginPath();
  pen.moveTo(x, tip);
  pen.lineTo(x - 10, tip - 15);
  pen.lineTo(x + 10, tip - 15);
  pen.fill();
  const left = clamp(x + 12, 8, pen.canvas.clientWidth - 80);
  drawTag(pen, `${load} N`, left, Math.max(tail + 4, 34), { align: "left", colour: "#9fd6f7" });
}

/**
 * The plates of the press: the upper one takes the load, the lower one stands on the ground.
 * @param {Pen} pen
 * @param {Placement} to
 * @param {{top: number, bottom: number}} press
 */
function drawPlates(pen, to, { top, bottom }) {
  pen.fillStyle = "#9aa4ae";
  for (const y of [top - PLATE, bottom]) {
    pen.beginPath();
    pen.roundRect(to.left - 6, y, to.wide + 12, PLATE, 3);
    pen.fill();
  }
  pen.strokeStyle = "#9aa4ae";
  pen.lineWidth = 1.5;
  pen.beginPath();
  const y = bottom + PLATE;
  for (let x = to.left; x < to.left + to.wide + 6; x += 12) {
    pen.moveTo(x, y);
    pen.lineTo(x - 6, y + 8);
  }
  pen.stroke();
}

/** Where a load acts, for a screen reader.
 * @param {Hand} hand
 */
export function placeInWords({ load, forward }) {
  const far = Math.abs(forward);
  if (!far) return t("{load} N, in the middle", { load });
  if (forward > 0) return t("{load} N, {far} mm in front of the middle", { load, far });
  return t("{load} N, {far} mm behind the middle", { load, far });
}
