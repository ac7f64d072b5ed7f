// @ts-check
// The same sagittal slice by several sequences, side by side, with the levels' names and the one that is judged marked.
/** @import { Api, Canvas, Pen, Shaped } from "./types" */
import { makeCanvas } from "./canvas.js";
import { element } from "./elements.js";
import { drawGreyImage, drawTag } from "./images.js";
import { t } from "./texts.js";

/**
 * What a frame holds of such a slice (`slices` in widgets/reading.py): the pictures stand under the names of their
 * sequences.
 * @typedef {object} Slices
 * @property {string[]} [sequences]
 * @property {[level: string, y: number, x: number][]} [places]
 * @property {Record<string, string>} [told] what each picture shows, for a screen reader
 * @property {string} level the one that is judged
 */

/**
 * @param {HTMLElement} parent
 * @param {Api} api
 */
export function makePanes(parent, api) {
  /** @type {Canvas[]} */
  let panes = [];
  /** @param {string} name */
  const make = (name) => {
    const pane = element("div", { class: "vx-reading-pane" });
    parent.append(pane);
    return makeCanvas(pane, api, {
      label: t("{name}, sagittal, front on the left", { name }),
      focusable: false,
      draw: (pen, width, height, frame) => drawSlice(pen, width, height, frame, name),
    });
  };
  const redraw = () => {
    for (const pane of panes) pane.redraw();
  };
  return {
    redraw,
    update() {
      const { sequences = [], told = {} } = /** @type {Slices} */ (api.frame());
      if (!panes.length) panes = sequences.map(make);
      panes.forEach((pane, at) => pane.node.setAttribute("aria-label", told[sequences[at]]));
      redraw();
    },
  };
}

/**
 * @param {Pen} pen
 * @param {number} width
 * @param {number} height
 * @param {Slices & Record<string, any>} frame
 * @param {string} name of the sequence
 */
function drawSlice(pen, width, height, frame, name) {
  /** @type {Shaped<Uint8Array> | undefined} */
  const image = frame[name];
  if (!image) return;
  const { size, left, top } = drawGreyImage(pen, image, width, height);
  for (const [level, y, x] of frame.places ?? []) {
    const judged = level === frame.level;
    if (name !== frame.sequences?.[0] && !judged) continue;
    const colour = judged ? "#ffd166" : "#fff";
    const words = judged ? `${level} ▸` : level;
    drawTag(pen, words, left + Math.max(4, (x - 78) * size), top + y * size, { align: "left", colour });
  }
  drawTag(pen, name, 10, 18, { align: "left" });
}
