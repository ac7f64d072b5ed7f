// Canvases that stay sharp and fit their place, and dragging by mouse, pen or finger.
import { element } from "./elements.js";

// draw(context, width, height) is called at the next frame after `redraw()`, and when the size changes; units are CSS pixels.
export function makeCanvas(parent, api, { label, className = "", focusable = true, role = "img", draw, context = "2d" }) {
  const node = element("canvas", { class: `vx-canvas ${className}`, "aria-label": label, role, tabindex: focusable ? "0" : null });
  parent.append(node);
  const pen = context === "2d" ? node.getContext("2d") : null;
  let due = 0;
  const paint = () => {
    due = 0;
    const width = node.clientWidth;
    const height = node.clientHeight;
    if (!width || !height) return;
    const ratio = Math.min(globalThis.devicePixelRatio || 1, 3);
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (node.width !== w || node.height !== h) [node.width, node.height] = [w, h];
    if (pen) {
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, width, height);
    }
    draw(pen, width, height);
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

// start(point) says whether the drag begins; move(point, delta) follows it; points are in CSS pixels of the node.
export function makeDrag(node, api, { start = () => true, move, end = () => {}, hover = () => {}, out = () => {} }) {
  let last = null;
  const place = (event) => {
    const box = node.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  api.on(node, "pointerdown", (event) => {
    if (event.button !== 0 || last) return;
    const point = place(event);
    if (!start(point)) return;
    last = point;
    node.setPointerCapture?.(event.pointerId);
    node.focus({ preventScroll: true });
    event.preventDefault();
  });
  api.on(node, "pointermove", (event) => {
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

export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

// RGBA of a plane of levels, by a table of 256 colours.
export function coloured(plane, colours) {
  const words = new Uint32Array(plane.length);
  const table = Uint32Array.from({ length: colours.length / 3 }, (_, k) => word(colours[3 * k], colours[3 * k + 1], colours[3 * k + 2]));
  for (let at = 0; at < plane.length; at++) words[at] = table[plane[at]];
  return new Uint8ClampedArray(words.buffer);
}

const GREYS = Uint8Array.from({ length: 768 }, (_, at) => Math.floor(at / 3));
export const grey = (plane) => coloured(plane, GREYS);

// A pixel as a word: every platform that runs a browser keeps the lowest byte first.
const word = (red, green, blue) => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
