// @ts-check
// Pictures of grey or coloured levels on a canvas, and words on them.
/** @import { Fit, Numbers, Pen, Shaped } from "./types" */

/**
 * RGBA of a plane of levels, by a table of 256 colours.
 * @param {Numbers} plane
 * @param {Numbers} colours
 */
export function coloured(plane, colours) {
  const words = new Uint32Array(plane.length);
  const table = tableOf(colours);
  for (let at = 0; at < plane.length; at++) words[at] = table[plane[at]];
  return new Uint8ClampedArray(words.buffer);
}

const GREYS = Uint8Array.from({ length: 768 }, (_, at) => Math.floor(at / 3));
/** @param {Numbers} plane */
export const grey = (plane) => coloured(plane, GREYS);

/**
 * A pixel as a word: every platform that runs a browser keeps the lowest byte first.
 * @type {(red: number, green: number, blue: number) => number}
 */
const word = (red, green, blue) => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/**
 * A canvas of its own that holds a picture of [rows, columns].
 * @param {Uint8ClampedArray<ArrayBuffer>} pixels
 * @param {number[]} shape
 */
export function asPicture(pixels, [rows, columns]) {
  const picture = new OffscreenCanvas(columns, rows);
  /** @type {OffscreenCanvasRenderingContext2D} */ (picture.getContext("2d")).putImageData(
    new ImageData(pixels, columns, rows),
    0,
    0,
  );
  return picture;
}

/**
 * What was drawn last by each pen: the same levels are not coloured again, and others take the same memory.
 * @type {WeakMap<object, {image: Shaped<Uint8Array>, colours: Numbers, data: ImageData, words: Uint32Array,
 *   surface: OffscreenCanvas}>}
 */
const drawn = new WeakMap();
/** @type {WeakMap<Numbers, Uint32Array>} */
const tables = new WeakMap();

/** @param {Numbers} colours */
function tableOf(colours) {
  let table = tables.get(colours);
  if (!table) {
    table = Uint32Array.from({ length: colours.length / 3 }, (_, k) =>
      word(colours[3 * k], colours[3 * k + 1], colours[3 * k + 2]),
    );
    tables.set(colours, table);
  }
  return table;
}

/**
 * @param {Pen} pen
 * @param {Shaped<Uint8Array>} image
 * @param {Numbers} colours
 */
function pictureOn(pen, image, colours) {
  const [rows, columns] = image.shape;
  let last = drawn.get(pen);
  if (last && last.image === image && last.colours === colours) return last.surface;
  if (!last || last.data.width !== columns || last.data.height !== rows) {
    const data = new ImageData(columns, rows);
    const surface = new OffscreenCanvas(columns, rows);
    last = { image, colours, data, words: new Uint32Array(data.data.buffer), surface };
    drawn.set(pen, last);
  }
  Object.assign(last, { image, colours });
  const table = tableOf(colours);
  const { words } = last;
  for (let at = 0; at < words.length; at++) words[at] = table[image[at]];
  /** @type {OffscreenCanvasRenderingContext2D} */ (last.surface.getContext("2d")).putImageData(last.data, 0, 0);
  return last.surface;
}

/**
 * A picture of [rows, columns] fitted into a canvas, black around it; grey if there are no `colours`.
 * @param {Pen} pen
 * @param {Shaped<Uint8Array>} image
 * @param {number} width
 * @param {number} height
 * @param {{colours?: Numbers, smooth?: boolean}} [look]
 * @returns {Fit}
 */
export function drawImage(pen, image, width, height, { colours = GREYS, smooth = true } = {}) {
  const [rows, columns] = image.shape;
  const size = Math.min(width / columns, height / rows);
  const [left, top] = [(width - columns * size) / 2, (height - rows * size) / 2];
  pen.fillStyle = "#000";
  pen.fillRect(0, 0, width, height);
  if (smooth) pen.imageSmoothingQuality = "medium";
  pen.drawImage(pictureOn(pen, image, colours), left, top, columns * size, rows * size);
  return { size, left, top };
}

/** @type {(pen: Pen, image: Shaped<Uint8Array>, width: number, height: number) => Fit} */
export const drawGreyImage = (pen, image, width, height) => drawImage(pen, image, width, height);

/**
 * Words on a picture: dark behind, so that they are read on every grey. Where there is too little room they are
 * drawn narrower.
 * @param {Pen} pen
 * @param {string} words
 * @param {number} x
 * @param {number} y
 * @param {{align?: "left" | "right" | "center", colour?: string}} [look]
 */
export function drawTag(pen, words, x, y, { align = "center", colour = "#fff" } = {}) {
  pen.font = "600 13px system-ui, sans-serif";
  const edge = pen.canvas.clientWidth || Number.POSITIVE_INFINITY;
  const room = align === "left" ? edge - x : align === "right" ? x : 2 * Math.min(x, edge - x);
  const wide = Math.min(pen.measureText(words).width + 12, Math.max(room - 4, 40));
  const left = align === "left" ? x : align === "right" ? x - wide : x - wide / 2;
  pen.fillStyle = "rgba(0, 0, 0, 0.72)";
  pen.beginPath();
  pen.roundRect(left, y - 11, wide, 22, 5);
  pen.fill();
  pen.fillStyle = colour;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.fillText(words, left + 6, y + 0.5, wide - 12);
}

/**
 * What a picture is, small and bold in its corner.
 * @param {Pen} pen
 * @param {string} words
 * @param {number} x
 * @param {number} y
 */
export function drawCaption(pen, words, x, y) {
  pen.font = "600 12px system-ui, sans-serif";
  [pen.fillStyle, pen.textAlign, pen.textBaseline] = ["#fff", "left", "top"];
  pen.fillText(words, x, y);
}

/**
 * A bar of `mm` with its length above it.
 * @param {Pen} pen
 * @param {number} mm
 * @param {number} pixels how long it is
 * @param {number} x
 * @param {number} y of its upper edge
 */
export function drawBar(pen, mm, pixels, x, y) {
  pen.fillStyle = "#fff";
  pen.fillRect(x, y, pixels, 2.5);
  pen.font = "12px system-ui, sans-serif";
  [pen.textAlign, pen.textBaseline] = ["left", "bottom"];
  pen.fillText(`${mm} mm`, x, y - 3);
}
