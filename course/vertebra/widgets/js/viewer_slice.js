// @ts-check
// One of the three planes through a vertebra, with the lines where the other two cut it.
/** @import { Bone, Shared, ViewerApi } from "./viewer.js" */
/** @import { Pen, Point } from "./types" */
import { clamp, makeCanvas, makeDrag } from "./canvas.js";
import { strokeLine } from "./curves.js";
import { element } from "./elements.js";
import { asPicture } from "./images.js";
import { PLANES, barLength, cut, fit, mmAt, paint, span, valueAt } from "./slice_geometry.js";
import { t } from "./texts.js";

/** @type {Record<string, string>} */
const NAMES = { axial: t("Axial"), sagittal: t("Sagittal"), coronal: t("Coronal") };
const LINE_COLOURS = ["vermillion", "green", "sky"];
const GRIP_PX = 9;
const LEAP = 5;
/** @type {Record<string, number>} */
const STEPS = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: LEAP, PageDown: -LEAP };

/** Density and labels of a plane.
 * @param {Bone} bone
 * @param {string} plane
 * @param {number} mm
 */
export function sliceOf(bone, plane, mm) {
  const { values: density, width, height } = cut(bone, bone.density, plane, mm);
  return { density, labels: cut(bone, bone.labels, plane, mm).values, width, height };
}

/**
 * @param {HTMLElement} grid
 * @param {ViewerApi} api
 * @param {string} plane
 * @param {Shared} shared
 */
export function makeSlicePane(grid, api, plane, shared) {
  const { look, bone, moved } = shared;
  const { through } = PLANES[plane];
  const pane = element("div", { class: "vx-pane vx-slice" });
  grid.append(pane);
  const canvas = makeCanvas(pane, api, {
    label: t("{plane} slice. Up and down move through the bone.", { plane: NAMES[plane] }),
    draw: (pen, width, height) => drawSlice(pen, width, height, plane, shared, api),
  });
  dragPlanes(canvas.node, api, plane, shared);
  return {
    node: canvas.node,
    redraw: canvas.redraw,
    /** @param {KeyboardEvent} event */
    key({ key, shiftKey }) {
      const shown = bone();
      const step = STEPS[key];
      if (!step || !shown) return false;
      setPlace(shown, look, through, look.place[through] + step * (shiftKey ? LEAP : 1) * shown.spacing[through]);
      moved();
      return true;
    },
  };
}

/** @type {(bone: Bone, look: {place: number[]}, axis: number, mm: number) => void} */
function setPlace(bone, look, axis, mm) {
  look.place[axis] = clamp(mm, mmAt(bone, axis, 0), mmAt(bone, axis, bone.shape[axis] - 1));
}

/**
 * The lines of the other planes are dragged: one, or both where they cross or where neither is near.
 * @param {HTMLCanvasElement} node
 * @param {ViewerApi} api
 * @param {string} plane
 * @param {Shared} shared
 */
function dragPlanes(node, api, plane, { look, bone, moved, name }) {
  const axes = [PLANES[plane].across[0], PLANES[plane].up[0]];
  /** @param {Bone} shown */
  const fitted = (shown) => fit(shown, plane, node.clientWidth, node.clientHeight, shown.reach);
  /** @type {(point: Point, shown: Bone) => [boolean, boolean]} */
  const near = (point, shown) => {
    const to = fitted(shown);
    const [x, y] = [to.x(look.place[axes[0]]), to.y(look.place[axes[1]])];
    return [Math.abs(point.x - x) < GRIP_PX, Math.abs(point.y - y) < GRIP_PX];
  };
  let holding = [false, false];
  /** @param {Point} point */
  const drag = (point) => {
    const shown = bone();
    if (!shown) return;
    const at = fitted(shown).mm(point.x, point.y);
    axes.forEach((axis, which) => holding[which] && setPlace(shown, look, axis, at[which]));
    moved();
  };
  makeDrag(node, api, {
    start(point) {
      const shown = bone();
      if (!shown) return false;
      const grips = near(point, shown);
      holding = grips.includes(true) ? grips : [true, true];
      drag(point);
      return true;
    },
    move: drag,
    hover(point) {
      const shown = bone();
      if (!shown) return;
      node.style.cursor = cursorOf(near(point, shown));
      const place = [...look.place];
      [place[axes[0]], place[axes[1]]] = fitted(shown).mm(point.x, point.y);
      name(valueAt(shown, shown.labels, place));
    },
    out: () => name(0),
  });
}

/** @param {[boolean, boolean]} grips */
const cursorOf = ([across, up]) => (across && up ? "move" : across ? "ew-resize" : up ? "ns-resize" : "crosshair");

/**
 * @param {Pen} pen
 * @param {number} width
 * @param {number} height
 * @param {string} plane
 * @param {Shared} shared
 * @param {ViewerApi} api
 */
function drawSlice(pen, width, height, plane, { look, bone }, api) {
  const { through, across, up } = PLANES[plane];
  const shown = bone();
  pen.fillStyle = "#000";
  pen.fillRect(0, 0, width, height);
  if (!shown) return;
  const slice = sliceOf(shown, plane, look.place[through]);
  const to = fit(shown, plane, width, height, shown.reach);
  const [a, u] = [span(shown, across[0]), span(shown, up[0])];
  const [left, top] = [Math.min(to.x(a[0]), to.x(a[1])), Math.min(to.y(u[0]), to.y(u[1]))];
  pen.imageSmoothingQuality = "medium";
  const picture = asPicture(paint(slice, shown.colours, look), [slice.height, slice.width]);
  pen.drawImage(picture, left, top, (a[1] - a[0]) * to.scale, (u[1] - u[0]) * to.scale);
  const [x, y] = [to.x(look.place[across[0]]), to.y(look.place[up[0]])];
  pen.lineWidth = 1.5;
  pen.strokeStyle = api.colour(LINE_COLOURS[across[0]]);
  strokeLine(pen, x, 0, x, height, [6, 4]);
  pen.strokeStyle = api.colour(LINE_COLOURS[up[0]]);
  strokeLine(pen, 0, y, width, y, [6, 4]);
  const words = `${NAMES[plane]} ${signed(look.place[through])} mm`;
  drawLabels(pen, width, height, plane, words, api.colour(LINE_COLOURS[through]));
  drawScaleBar(pen, to.scale, width, height, "#fff");
}

/**
 * Letters of the sides, and which plane it is.
 * @param {Pen} pen
 * @param {number} width
 * @param {number} height
 * @param {string} plane
 * @param {string} words
 * @param {string} colour of the plane in the other pictures
 */
function drawLabels(pen, width, height, plane, words, colour) {
  pen.font = "600 13px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const [left, right, top, bottom] = PLANES[plane].edges;
  drawOutlined(pen, left, 12, height / 2);
  drawOutlined(pen, right, width - 12, height / 2);
  drawOutlined(pen, top, width / 2, 12);
  drawOutlined(pen, bottom, width / 2, height - 12);
  pen.textAlign = "left";
  pen.fillStyle = colour;
  pen.fillRect(8, 9, 8, 8);
  drawOutlined(pen, words, 22, 13);
}

/** @param {number} mm */
const signed = (mm) => `${mm < -0.05 ? "−" : mm > 0.05 ? "+" : ""}${Math.abs(mm).toFixed(0)}`;

/** @type {(pen: Pen, text: string, x: number, y: number) => void} */
function drawOutlined(pen, text, x, y) {
  pen.lineWidth = 3;
  pen.strokeStyle = "rgba(0, 0, 0, 0.75)";
  pen.strokeText(text, x, y);
  pen.fillStyle = "#fff";
  pen.fillText(text, x, y);
}

/** A bar of a plain length for a scale in px/mm.
 * @type {(pen: Pen, scale: number, width: number, height: number, colour: string) => void}
 */
export function drawScaleBar(pen, scale, width, height, colour) {
  const mm = barLength(scale, width / 3);
  pen.fillStyle = colour;
  pen.fillRect(12, height - 14, mm * scale, 3);
  pen.font = "12px system-ui, sans-serif";
  pen.textAlign = "left";
  pen.textBaseline = "alphabetic";
  pen.fillText(`${mm} mm`, 12, height - 19);
}
