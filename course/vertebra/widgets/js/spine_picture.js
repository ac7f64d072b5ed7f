// @ts-check
// The bodies from T7 to L5 seen from the side, one of which is in hand.
/** @import { KyphosisFrame } from "./frame_types" */
/** @import { Api, Numbers, Pen } from "./types" */
import { clamp, makeCanvas, makeDrag, redrawOnFocus } from "./canvas.js";
import { strokeLine } from "./curves.js";
import { t } from "./texts.js";

/** @typedef {{at: number, wedges: number[]}} SpineHand the body in hand, and the wedges as the hand has them */
/** @typedef {ReturnType<typeof placeSpine>} Placement */

const PIXELS_TO_DEGREE = 3;
const SPINOUS_MM = 36;

/**
 * Which of the quadrilaterals (11 x 4 corners, flat) has its middle nearest to a point.
 * @param {Numbers} bodies
 * @param {number[]} point
 */
export function nearestBody(bodies, [x, y]) {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let at = 0; at * 8 < bodies.length; at++) {
    const [cx, cy] = middleOf(bodies, at);
    const far = Math.hypot(cx - x, cy - y);
    if (far < least) [best, least] = [at, far];
  }
  return best;
}

/**
 * @param {Numbers} bodies
 * @param {number} at
 */
export function middleOf(bodies, at) {
  let [x, y] = [0, 0];
  for (let corner = 0; corner < 4; corner++) {
    x += bodies[8 * at + 2 * corner] / 4;
    y += bodies[8 * at + 2 * corner + 1] / 4;
  }
  return [x, y];
}

/**
 * Millimetres (forward, up) to pixels and back.
 * @param {number} width
 * @param {number} height
 */
function placeSpine(width, height) {
  const size = Math.min(width / 310, height / 375);
  return {
    x: (/** @type {number} */ forward) => width * 0.58 - forward * size,
    y: (/** @type {number} */ up) => height - 22 - up * size,
    forward: (/** @type {number} */ x) => (width * 0.58 - x) / size,
    up: (/** @type {number} */ y) => (height - 22 - y) / size,
  };
}

/**
 * @param {HTMLElement} parent
 * @param {Api<KyphosisFrame>} api
 * @param {SpineHand} hand
 * @param {{moved: (wedge: number, frame: KyphosisFrame) => void, chosen: (at: number, frame: KyphosisFrame) =>
 * void}} acts
 */
export function makeSpine(parent, api, hand, { moved, chosen }) {
  const canvas = makeCanvas(parent, api, {
    label: t("Wedge"),
    role: "slider",
    draw: (pen, width, height, frame) => drawSpine(pen, width, height, frame, hand, api),
  });
  const { node } = canvas;
  node.setAttribute("aria-valuemin", "0");
  redrawOnFocus(canvas, api);
  const frame = () => /** @type {KyphosisFrame} */ (api.frame());
  // What the hand has asked for before rounding: small movements would otherwise be lost.
  let rough = 0;
  makeDrag(node, api, {
    start(point) {
      const to = placeSpine(node.clientWidth, node.clientHeight);
      chosen(nearestBody(frame().bodies, [to.forward(point.x), to.up(point.y)]), frame());
      rough = hand.wedges[hand.at];
      return true;
    },
    move(_, by) {
      rough = clamp(rough + (by.y - by.x) / PIXELS_TO_DEGREE, 0, frame().most);
      moved(rough, frame());
    },
  });
  return {
    redraw() {
      if (api.frame()) tell(node, frame(), hand);
      canvas.redraw();
    },
  };
}

/**
 * @param {HTMLElement} node
 * @param {KyphosisFrame} frame
 * @param {SpineHand} hand
 */
function tell(node, { levels, most }, { at, wedges }) {
  const [level, degrees] = [levels[at], wedges[at]];
  node.setAttribute("aria-label", t("Wedge of {level}", { level }));
  node.setAttribute("aria-valuemax", String(most));
  node.setAttribute("aria-valuenow", String(degrees));
  node.setAttribute("aria-valuetext", t("{level}, {degrees} degrees", { level, degrees }));
}

/**
 * @param {Pen} pen
 * @param {number} width
 * @param {number} height
 * @param {KyphosisFrame} frame
 * @param {SpineHand} hand
 * @param {Api} api
 */
function drawSpine(pen, width, height, { bodies, straight, levels, top, before }, hand, api) {
  const to = placeSpine(width, height);
  drawPlumb(pen, to.x(before[0]), to.y(before[1]), height, {
    words: t("before"),
    colour: api.colour("quiet"),
    dash: [3, 4],
    side: 1,
  });
  drawPlumb(pen, to.x(top[0]), to.y(top[1]), height, {
    words: t("T7 now"),
    colour: api.colour("vermillion"),
    dash: [],
    side: -1,
  });
  pen.setLineDash([2, 3]);
  pen.strokeStyle = api.colour("quiet");
  for (let at = 0; at < levels.length; at++) {
    addOutline(pen, to, straight, at);
    pen.stroke();
  }
  pen.setLineDash([]);
  levels.forEach((level, at) => drawBody(pen, to, bodies, level, at, hand, api));
}

/**
 * A line straight down from a place, with words at its foot.
 * @param {Pen} pen
 * @param {number} x
 * @param {number} y
 * @param {number} height
 * @param {{words: string, colour: string, dash: number[], side: 1 | -1}} look
 */
function drawPlumb(pen, x, y, height, { words, colour, dash, side }) {
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = 1.25;
  strokeLine(pen, x, y, x, height - 18, dash);
  pen.font = "12px system-ui, sans-serif";
  [pen.textAlign, pen.textBaseline] = [side > 0 ? "left" : "right", "bottom"];
  pen.fillText(words, x + 4 * side, height - 3);
}

/**
 * @param {Pen} pen
 * @param {Placement} to
 * @param {Numbers} bodies
 * @param {number} at
 */
function addOutline(pen, to, bodies, at) {
  pen.beginPath();
  for (let corner = 0; corner < 4; corner++) {
    pen.lineTo(to.x(bodies[8 * at + 2 * corner]), to.y(bodies[8 * at + 2 * corner + 1]));
  }
  pen.closePath();
}

/**
 * Where a spinous process starts and ends, in millimetres: out of the back of its body, and down.
 * @param {Numbers} bodies
 * @param {number} at
 */
function spinousOf(bodies, at) {
  /** @param {number} k */
  const corner = (k) => [bodies[8 * at + 2 * k], bodies[8 * at + 2 * k + 1]];
  const back = [0, 1].map((k) => (corner(0)[k] + corner(3)[k]) / 2);
  const out = [0, 1].map((k) => back[k] - (corner(1)[k] + corner(2)[k]) / 2);
  const long = Math.hypot(...out);
  const tip = [back[0] + (SPINOUS_MM * out[0]) / long, back[1] + SPINOUS_MM * (out[1] / long - 0.45)];
  return { back, tip };
}

/**
 * @param {Pen} pen
 * @param {Placement} to
 * @param {Numbers} bodies
 * @param {string} level
 * @param {number} at
 * @param {SpineHand} hand
 * @param {Api} api
 */
function drawBody(pen, to, bodies, level, at, hand, api) {
  const wedged = hand.wedges[at] > 0;
  const inHand = at === hand.at;
  const { back, tip } = spinousOf(bodies, at);
  pen.strokeStyle = api.colour("line");
  pen.lineWidth = 5;
  pen.lineCap = "round";
  strokeLine(pen, to.x(back[0]), to.y(back[1]), to.x(tip[0]), to.y(tip[1]));
  addOutline(pen, to, bodies, at);
  pen.fillStyle = wedged ? api.colour("vermillion") : "#efe6cf";
  pen.fill();
  pen.lineWidth = inHand ? 3.5 : 1.25;
  pen.strokeStyle = inHand ? api.colour("accent") : "#3d444d";
  pen.stroke();
  pen.font = `${inHand ? "700" : "400"} 13px system-ui, sans-serif`;
  pen.fillStyle = api.colour("ink");
  [pen.textAlign, pen.textBaseline] = ["left", "middle"];
  pen.fillText(`${level}${wedged ? ` ${hand.wedges[at]}°` : ""}`, to.x(tip[0]) + 8, to.y(tip[1]));
}
