// @ts-check
// The same sagittal slice by several sequences, side by side, with the levels' names and the one that is judged marked.
/** @import { Api, Canvas, Pen, Shaped } from "./types" */
import { makeCanvas } from "./canvas.js";
import { element } from "./elements.js";
import { drawGreyImage, drawTag } from "./images.js";

/**
 * What a frame holds of such a slice (`slices` in widgets/reading.py): the pictures stand under the names of their
 * sequences.
 * @typedef {object} Slices
 * @property {string[]} [sequences]
 * @property {[level: string, y: number, x: number][]} [places]
 * @property {Record<string, string>} [told] what each picture shows, for a screen reader
 * @property {string} level the one that is judged
 * @property {string[]} [panes] under which names the pictures stand, where not under those of their sequences
 */

/**
 * @param {HTMLElement} parent
 * @param {Api} api
 */
export function makePanes(parent, api) {
  /** @type {Canvas[]} */
  const panes = [];
  /** @param {number} at */
  const make = (at) => {
    const pane = element("div", { class: "vx-reading-pane" });
    parent.append(pane);
    const canvas = makeCanvas(pane, api, {
      label: "",
      focusable: false,
      draw: (pen, width, height, frame) => drawSlice(pen, width, height, frame, at),
    });
    panes.push(canvas);
  };
  const redraw = () => {
    for (const pane of panes) pane.redraw();
  };
  return {
    redraw,
    update() {
      const { sequences = [], told = {} } = /** @type {Slices} */ (api.frame());
      while (panes.length < sequences.length) make(panes.length);
      parent.dataset.panes = String(sequences.length);
      panes.forEach((pane, at) => {
        const parted = /** @type {HTMLElement} */ (parent.children[at]);
        parted.hidden = at >= sequences.length;
        pane.node.setAttribute("aria-label", told[sequences[at]] ?? "");
      });
      redraw();
    },
  };
}

/**
 * @param {Pen} pen
 * @param {number} width
 * @param {number} height
 * @param {Slices & Record<string, any>} frame
 * @param {number} at which of the sequences
 */
function drawSlice(pen, width, height, frame, at) {
  const name = frame.sequences?.[at] ?? "";
  /** @type {Shaped<Uint8Array> | undefined} */
  const image = frame[frame.panes?.[at] ?? name];
  if (!image) return;
  const { size, left, top } = drawGreyImage(pen, image, width, height);
  for (const [level, y, x] of frame.places ?? []) {
    const judged = level === frame.level;
    if (at > 0 && !judged) continue;
    const colour = judged ? "#ffd166" : "#fff";
    const words = judged ? `${level} ▸` : level;
    drawTag(pen, words, left + Math.max(4, (x - 78) * size), top + y * size, { align: "left", colour });
  }
  drawTag(pen, name, 10, 18, { align: "left" });
}
