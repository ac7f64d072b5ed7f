// The same sagittal slice by several sequences, side by side, with the levels' names and the one that is judged marked.
import { makeCanvas } from "./canvas.js";
import { element } from "./elements.js";
import { drawGreyImage } from "./mri.js";
import { drawTag } from "./sagittal.js";
import { t } from "./texts.js";

// now() gives {sequences, places, told, level, [sequence]: image}, as `slices` in widgets/reading.py makes them.
export function makePanes(parent, api, now) {
  let planes = [];
  function draw(pen, width, height, name) {
    const { sequences, places, level: judgedLevel, [name]: image } = now();
    if (!image) return;
    const { size, left, top } = drawGreyImage(pen, image, width, height);
    for (const [level, y, x] of places) {
      const judged = level === judgedLevel;
      if (name === sequences[0] || judged) drawTag(pen, judged ? `${level} ▸` : level, left + Math.max(4, (x - 78) * size), top + y * size, { align: "left", colour: judged ? "#ffd166" : "#fff" });
    }
    drawTag(pen, name, 10, 18, { align: "left" });
  }
  const make = (name) => {
    const pane = element("div", { class: "vx-reading-pane" });
    parent.append(pane);
    return makeCanvas(pane, api, { label: t("{name}, sagittal, front on the left", { name }), focusable: false, draw: (pen, width, height) => draw(pen, width, height, name) });
  };
  const redraw = () => planes.forEach((plane) => plane.redraw());
  return {
    redraw,
    update() {
      const { sequences, told } = now();
      if (!planes.length) planes = sequences.map(make);
      planes.forEach((plane, at) => plane.node.setAttribute("aria-label", told[sequences[at]]));
      redraw();
    },
  };
}
