// A fluoroscopy screen: the picture with its letters, bar, open field and lines; the same in every trainer.
import { makeCanvas } from "./canvas.js";
import { drawGreyImage } from "./mri.js";
import { drawTag } from "./sagittal.js";

const NEAR_PX = 22;

// From shares of the picture (0 to 1) to pixels of a square picture fitted into the canvas.
export function placeIn(width, height) {
  const side = Math.min(width, height);
  const [left, top] = [(width - side) / 2, (height - side) / 2];
  return { left, top, side, x: (share) => left + share * side, y: (share) => top + share * side };
}

// The corners of the open field, in pixels: shutters close about the picture's middle.
export function cornersOf([wide, high], to) {
  const [x, y] = [wide / 2, high / 2];
  return [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([across, down]) => [to.x(0.5 + across * x), to.y(0.5 + down * y)]);
}

export const isNearCorner = (point, open, to) => cornersOf(open, to).some(([x, y]) => Math.hypot(point.x - x, point.y - y) < NEAR_PX);

// The shutters that put a corner of the field at a point.
export function shuttersTo(point, to, least) {
  const share = (at, start) => Math.min(1, Math.max(least, 2 * Math.abs((at - start) / to.side - 0.5)));
  return [share(point.x, to.left), share(point.y, to.top)];
}

// now() gives {image, screen} as widgets/fluoro.py makes them, or null; `title` and `corner` give words for the upper corners;
// `over` draws on top; `open` the shutters as the hand has them.
export function makeFluoro(parent, api, { label, role = "application", focusable = true, now, title = () => "", corner = () => "", open = null, over = () => {} }) {
  return makeCanvas(parent, api, {
    label, role, focusable,
    draw(pen, width, height) {
      const shown = now();
      if (!shown?.image) return;
      const to = placeIn(width, height);
      drawGreyImage(pen, shown.image, width, height);
      drawLines(pen, to, shown.screen.lines, api);
      drawFrame(pen, to, shown.screen);
      if (open?.()) drawField(pen, to, open());
      for (const [words, x, align] of [[title(), to.left + 8, "left"], [corner(), to.left + to.side - 8, "right"]])
        if (words) drawTag(pen, words, x, to.top + 18, { align });
      over(pen, to);
    },
  });
}

export function drawFrame(pen, to, { left, right, bar, bar_mm }) {
  drawTag(pen, left, to.left + 8, to.y(0.5), { align: "left", colour: "#f0e442" });
  drawTag(pen, right, to.left + to.side - 8, to.y(0.5), { align: "right", colour: "#f0e442" });
  const y = to.top + to.side - 14;
  pen.fillStyle = "#f0e442";
  pen.fillRect(to.left + 12, y, bar * to.side, 3);
  drawTag(pen, `${bar_mm} mm`, to.left + 12, y - 15, { align: "left", colour: "#f0e442" });
}

function drawField(pen, to, open) {
  const corners = cornersOf(open, to);
  pen.strokeStyle = "#f0e442";
  pen.lineWidth = 3;
  pen.beginPath();
  corners.forEach(([x, y], at) => {
    const [across, down] = [[1, 1], [-1, 1], [-1, -1], [1, -1]][at].map((sign) => sign * 15);
    pen.moveTo(x + across, y);
    pen.lineTo(x, y);
    pen.lineTo(x, y + down);
  });
  pen.stroke();
}

function drawLines(pen, to, lines, api) {
  pen.lineCap = "round";
  for (const { points, words, colour, beside, dashed } of lines) {
    if (!points.length) continue;
    const places = points.map(([x, y]) => [to.x(x), to.y(y)]);
    const path = new Path2D();
    if (places.length === 1) cross(path, places[0]);
    else places.forEach(([x, y], at) => (at ? path.lineTo(x, y) : path.moveTo(x, y)));
    for (const [stroke, width] of [["#000", 5], [api.colour(colour), 2.5]]) {
      pen.strokeStyle = stroke;
      pen.lineWidth = width;
      pen.setLineDash(dashed ? [7, 6] : []);
      pen.stroke(path);
    }
    pen.setLineDash([]);
    if (words) {
      const sign = beside === "left" ? -1 : 1;
      const [x, y] = places.reduce((best, one) => (sign * (one[0] - best[0]) > 0 ? one : best));
      drawTag(pen, words, x + 10 * sign, y, { align: sign > 0 ? "left" : "right", colour: api.colour(colour) });
    }
  }
}

function cross(path, [x, y]) {
  for (const [across, down] of [[8, 8], [8, -8]]) {
    path.moveTo(x - across, y - down);
    path.lineTo(x + across, y + down);
  }
}
