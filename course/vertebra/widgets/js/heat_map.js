// @ts-check
// The map of temperatures of a minute, or of the highest of all, with the bone's outline and the scale of its colours.
/** @import { HeatFrame } from "./frame_types" */
/** @import { HeatApi } from "./heat.js" */
/** @import { Segment } from "./contours.js" */
/** @import { Pen, Shaped } from "./types" */
import { makeCanvas } from "./canvas.js";
import { contour, contourPath } from "./contours.js";
import { drawImage, drawTag } from "./images.js";
import { t } from "./texts.js";

const HEAT_COLOURS = heatColours();

/** Black, violet, red, yellow, white: brighter is hotter, also for those who see no colour. */
export function heatColours() {
  const stops = [
    [0, 0, 4],
    [87, 16, 110],
    [188, 55, 84],
    [249, 142, 9],
    [252, 255, 164],
  ];
  return Uint8Array.from({ length: 768 }, (_, at) => {
    const place = (Math.floor(at / 3) / 255) * (stops.length - 1);
    const low = Math.min(Math.floor(place), stops.length - 2);
    return Math.round(stops[low][at % 3] + (place - low) * (stops[low + 1][at % 3] - stops[low][at % 3]));
  });
}

/**
 * The map of a minute: the nearest of those that came.
 * @param {Shaped<Uint8Array>} maps
 * @param {number} step minutes from one to the next
 * @param {number} minute
 * @returns {Shaped<Uint8Array>}
 */
export function mapAt(maps, step, minute) {
  const [count, rows, columns] = maps.shape;
  const at = Math.min(count - 1, Math.max(0, Math.round(minute / step)));
  return Object.assign(maps.subarray(at * rows * columns, (at + 1) * rows * columns), { shape: [rows, columns] });
}

/**
 * @param {HTMLElement} parent
 * @param {HeatApi} api
 * @param {{minute: number}} hand
 */
export function makeHeatMap(parent, api, hand) {
  /** @type {{surface: unknown, segments: Segment[]}} */
  let outline = { surface: null, segments: [] };
  return makeCanvas(parent, api, {
    label: t("Temperature in the section, front on top"),
    focusable: false,
    draw(pen, width, height, frame) {
      if (outline.surface !== frame.surface)
        outline = { surface: frame.surface, segments: contour(frame.surface, frame.surface.shape) };
      drawMap(pen, width, height, frame, hand.minute, outline.segments);
    },
  });
}

/**
 * @param {Pen} pen
 * @param {number} width
 * @param {number} height
 * @param {HeatFrame} frame
 * @param {number} minute
 * @param {Segment[]} outline of the bone, in cells of `surface`
 */
function drawMap(pen, width, height, { peaks, maps, map_step, surface, range, highest }, minute, outline) {
  const shown = highest ? peaks : mapAt(maps, map_step, minute);
  const { size, left, top } = drawImage(pen, shown, width, height, { colours: HEAT_COLOURS });
  const fine = (size * (peaks.shape[1] - 1)) / (surface.shape[1] - 1);
  const path = contourPath(outline, { left: left + (size - fine) / 2, top: top + (size - fine) / 2, size: fine });
  pen.strokeStyle = "#fff";
  pen.lineWidth = 1.5;
  pen.stroke(path);
  const words = highest ? t("highest of all minutes") : t("minute {minute}", { minute: minute.toFixed(1) });
  drawTag(pen, words, 8, 16, { align: "left", colour: highest ? "#ffd166" : "#fff" });
  drawHeatScale(pen, width, height, range);
}

/**
 * The colours with the temperatures at their ends.
 * @param {Pen} pen
 * @param {number} width
 * @param {number} height
 * @param {readonly number[]} range °C
 */
function drawHeatScale(pen, width, height, [low, high]) {
  const [wide, y] = [Math.min(160, width / 2), height - 16];
  const left = width - wide - 52;
  for (let x = 0; x < wide; x++) {
    const at = 3 * Math.round((255 * x) / (wide - 1));
    pen.fillStyle = `rgb(${HEAT_COLOURS.slice(at, at + 3).join(",")})`;
    pen.fillRect(left + x, y - 5, 1, 10);
  }
  drawTag(pen, String(low), left - 6, y, { align: "right" });
  drawTag(pen, `${high} °C`, width - 2, y, { align: "right" });
}
