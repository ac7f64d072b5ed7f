// @ts-check
// Canvases that stay sharp and fit their place, and dragging by mouse, pen or finger.
/** @import { Api, Canvas, Pen, Point } from "./types" */
import { element } from "./elements.js";

/**
 * @template F
 * @typedef {object} CanvasOptions
 * @property {string} label
 * @property {string} [className]
 * @property {boolean} [focusable]
 * @property {string} [role]
 * @property {"2d" | "webgl"} [context] with "webgl" the pen is null
 * @property {(pen: Pen, width: number, height: number, frame: F) => void} draw in CSS pixels; not called before the
 * first frame
 */

/**
 * A canvas that draws at the next animation frame after `redraw()`, and when its size changes.
 * @template F
 * @param {HTMLElement} parent
 * @param {Api<F>} api
 * @param {CanvasOptions<F>} options
 * @returns {Canvas}
 */
export function makeCanvas(
  parent,
  api,
  { label, className = "", focusable = true, role = "img", draw, context = "2d" },
) {
  const node = element("canvas", {
    class: `vx-canvas ${className}`,
    "aria-label": label,
    role,
    tabindex: focusable ? "0" : null,
  });
  parent.append(node);
  const pen = context === "2d" ? node.getContext("2d") : null;
  let due = 0;
  const paint = () => {
    due = 0;
    const frame = api.frame();
    const width = node.clientWidth;
    const height = node.clientHeight;
    if (!width || !height || !frame) return;
    const ratio = Math.min(globalThis.devicePixelRatio || 1, 3);
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (node.width !== w || node.height !== h) [node.width, node.height] = [w, h];
    if (pen) {
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, width, height);
    }
    draw(/** @type {Pen} */ (pen), width, height, frame);
  };
  const redraw = () => {
    if (!due) due = requestAnimationFrame(paint);
  };
  const sizes = new ResizeObserver(redraw);
  sizes.observe(node);
  api.later(() => {
    sizes.disconnect();
    cancelAnimationFrame(due);
  });
  return { node, redraw };
}

/**
 * Draw it differently while it has the focus.
 * @param {Canvas} canvas
 * @param {Api} api
 */
export function redrawOnFocus(canvas, api) {
  api.on(canvas.node, "focus", canvas.redraw);
  api.on(canvas.node, "blur", canvas.redraw);
}

/**
 * @typedef {object} DragOptions
 * @property {(point: Point) => boolean} [start] whether the drag begins
 * @property {(point: Point, by: Point) => void} move
 * @property {() => void} [end]
 * @property {(point: Point) => void} [hover]
 * @property {() => void} [out]
 */

/**
 * Follow a drag over `node`; points are in its CSS pixels. Nothing is dragged before the first frame.
 * @param {HTMLElement} node
 * @param {Api} api
 * @param {DragOptions} options
 */
export function makeDrag(node, api, { start = () => true, move, end = () => {}, hover = () => {}, out = () => {} }) {
  /** @type {Point | null} */
  let last = null;
  /** @param {PointerEvent} event */
  const place = (event) => {
    const box = node.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  api.on(node, "pointerdown", (event) => {
    if (event.button !== 0 || last || !api.frame()) return;
    const point = place(event);
    if (!start(point)) return;
    last = point;
    node.setPointerCapture?.(event.pointerId);
    node.focus({ preventScroll: true });
    event.preventDefault();
  });
  api.on(node, "pointermove", (event) => {
    if (!api.frame()) return;
    const point = place(event);
    if (!last) return hover(point);
    move(point, { x: point.x - last.x, y: point.y - last.y });
    last = point;
  });
  const finish = () => {
    if (last) end();
    last = null;
  };
  api.on(node, "pointerup", finish);
  api.on(node, "pointercancel", finish);
  api.on(node, "pointerleave", () => last || out());
}

/** @type {(value: number, low: number, high: number) => number} */
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
