// @ts-check
// A CT to scroll through in three planes: it opens at the worst place, with canal, root and walls outlined, needle and
// plan drawn, and what has gone wrong in the colour of alarm with a cross. Shared by the trainers (views/ct_stack.py).
/** @import { CtStackState } from "./frame_types" */
/** @import { Api, Canvas, Point } from "./types" */
/** @import { Place, WithCt } from "./ct_drawing.js" */
/** @import { PlaneName } from "./ct_slices.js" */
import { makeCanvas, makeDrag } from "./canvas.js";
import { makeButton, makeRange, setText } from "./controls.js";
import { NEEDLE, PARTS, PLAN, WORDS, drawScene, placeOf } from "./ct_drawing.js";
import { PLANES, clampIndex, sliceOf, voxelAt, voxelOn } from "./ct_slices.js";
import { element } from "./elements.js";
import { t } from "./texts.js";

const NAMES = /** @type {PlaneName[]} */ (Object.keys(PLANES));

/** @type {(index: number, name: PlaneName, stack: CtStackState) => string} */
export function sliceWords(index, name, { origin, spacing }) {
  const { along } = PLANES[name];
  const mm = Math.round(origin[along] + index * spacing[along]);
  const [down, up] = WORDS[name].ends;
  return mm === 0 ? t("middle") : `${Math.abs(mm)} mm ${mm > 0 ? up : down}`;
}

/**
 * @param {HTMLElement} parent
 * @param {Api<any>} api
 * @param {{onClose?: () => void, close?: string}} [options] `onClose` puts a button there that leads back
 */
export function makeCtStack(parent, api, { onClose, close = t("Back to the pictures") } = {}) {
  const title = element("strong", { class: "vx-ct-title" });
  const worst = makeButton(t("Worst place"), () => goTo(), {
    name: "ct-worst",
    title: t("Back to where the CT opened (Home)"),
  });
  const bar = element("div", { class: "vx-ct-bar" }, title, worst);
  if (onClose) bar.append(makeButton(close, onClose, { name: "ct-close", main: true }));
  const views = element("div", { class: "vx-ct-views" });
  const legend = element("ul", { class: "vx-ct-legend", "aria-label": t("Lines on the CT") });
  const node = element("div", {
    class: "vx-ct",
    role: "group",
    "aria-label": t("CT, to scroll through"),
    hidden: true,
  });
  node.append(bar, views, legend);
  parent.append(node);
  /** @type {number[]} */
  let voxel = [0, 0, 0];
  /** @type {CtStackState | null} */
  let shown = null;
  const stackNow = () => /** @type {Required<WithCt> & {ct: CtStackState}} */ (api.frame());
  const panes = NAMES.map((name) => makePane(views, api, name, { stackNow, voxelNow: () => voxel, lookAt }));

  /** @param {number[]} place */
  function lookAt(place) {
    voxel = place.map((value, axis) => clampIndex(value, stackNow().ct_grey.shape[axis]));
    for (const pane of panes) pane.show();
  }
  /** To the place where it opened, or another (mm).
   * @param {readonly number[]} [place] */
  function goTo(place) {
    const { ct } = stackNow();
    lookAt(voxelAt(ct, place ?? ct.open_at));
  }
  return {
    node,
    /** @param {WithCt} frame */
    update(frame) {
      const { ct } = frame;
      node.hidden = !ct || !frame.ct_grey;
      if (!ct || !frame.ct_grey || JSON.stringify(ct) === JSON.stringify(shown)) return;
      shown = ct;
      setText(title, ct.title);
      legend.replaceChildren(...legendOf(ct));
      for (const pane of panes) pane.limit();
      goTo();
    },
    goTo,
    /**
     * Page keys go through the axial slices, Home back to the worst place.
     * @param {{key: string, shiftKey?: boolean}} event
     */
    key({ key, shiftKey = false }) {
      const axis = shiftKey ? 0 : 2;
      if (key === "Home") goTo();
      else if (key === "PageUp" || key === "PageDown") {
        lookAt(voxel.map((value, at) => (at === axis ? value + (key === "PageUp" ? 1 : -1) : value)));
      } else return false;
      return true;
    },
    redraw() {
      for (const pane of panes) pane.redraw();
    },
  };
}

/**
 * A plane: its picture, its slider, and the place that is looked at.
 * @param {HTMLElement} parent
 * @param {Api<any>} api
 * @param {PlaneName} name
 * @param {{stackNow: () => Required<WithCt> & {ct: CtStackState}, voxelNow: () => number[],
 * lookAt: (voxel: number[]) => void}} shared
 */
function makePane(parent, api, name, { stackNow, voxelNow, lookAt }) {
  const { along } = PLANES[name];
  const { title } = WORDS[name];
  const screen = element("div", { class: "vx-ct-screen" });
  const pane = element("div", { class: `vx-ct-pane vx-ct-${name}` }, screen);
  parent.append(pane);
  /** @type {Place} */
  let at = { left: 0, top: 0, across: 1, down: 1 };
  const canvas = makeCanvas(screen, api, {
    label: t("{plane} CT", { plane: title }),
    focusable: false,
    draw(pen, width, height, frame) {
      if (!frame.ct || !frame.ct_grey || !frame.ct_parts) return;
      const voxel = voxelNow();
      const slice = sliceOf(frame.ct_grey, frame.ct_parts, name, voxel[along]);
      at = placeOf(slice, frame.ct, name, width, height);
      drawScene(pen, { stack: frame, name, voxel, slice, at }, { width, height });
    },
  });
  const range = makeRange(pane, api, `ct-${name}`, {
    label: title,
    min: 0,
    max: 1,
    step: 1,
    words: (index) => (stackNow()?.ct ? sliceWords(index, name, stackNow().ct) : ""),
    onInput: (index) => scrollTo(index),
  });
  range.field.classList.add("vx-ct-slider");
  /** @param {number} index */
  const scrollTo = (index) => lookAt(voxelNow().map((value, axis) => (axis === along ? index : value)));
  followPointer(canvas, api, {
    scroll: (by) => scrollTo(voxelNow()[along] + by),
    look({ x, y }) {
      const [column, row] = [(x - at.left) / at.across - 0.5, (y - at.top) / at.down - 0.5];
      lookAt(voxelOn(column, row, stackNow().ct_grey.shape, name, voxelNow()[along]));
    },
  });
  return {
    limit() {
      range.input.max = String(stackNow().ct_grey.shape[along] - 1);
    },
    show() {
      range.show(voxelNow()[along], true);
      range.input.setAttribute("aria-valuetext", range.output.textContent ?? "");
      canvas.redraw();
    },
    redraw: canvas.redraw,
  };
}

/**
 * The wheel scrolls, a press or drag looks at a place.
 * @param {Canvas} canvas
 * @param {Api} api
 * @param {{scroll: (by: number) => void, look: (point: Point) => void}} act
 */
function followPointer(canvas, api, { scroll, look }) {
  let turned = 0;
  const wheel = (/** @type {WheelEvent} */ event) => {
    if (event.ctrlKey) return;
    event.preventDefault();
    turned += event.deltaMode === 0 ? event.deltaY / 40 : event.deltaY;
    const steps = Math.trunc(turned);
    turned -= steps;
    if (steps) scroll(-Math.sign(steps) * Math.min(Math.abs(steps), 3));
  };
  api.on(canvas.node, "wheel", wheel, { passive: false });
  makeDrag(canvas.node, api, {
    start(point) {
      look(point);
      return true;
    },
    move(point) {
      look(point);
    },
  });
}

/** @param {CtStackState} stack */
function legendOf(stack) {
  const entries = Object.entries(PARTS)
    .filter(([key]) => stack.parts.includes(key))
    .map(([, { name, colour, dash }]) => ({ name, colour, dash: dash.length > 0 }));
  const rods = new Set(stack.rods.map(({ kind }) => kind));
  if (rods.has("needle")) entries.push({ ...NEEDLE, dash: false });
  if (rods.has("plan")) entries.push({ ...PLAN, dash: true });
  return entries.map(({ name, colour, dash }) =>
    element("li", {}, element("i", { class: dash ? "vx-dashed" : "", style: `--line: ${colour}` }), name),
  );
}
