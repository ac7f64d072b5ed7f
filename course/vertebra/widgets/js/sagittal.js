// A sagittal plane in millimetres on a canvas: front on the left, up is up, with marks laid over it.
import { coloured } from "./canvas.js";

// Millimetres (y forward, z up) to pixels and back, for a plane of this layout centred in a box of pixels.
export function placeOf({ shape: [rows, columns], origin: [y0, z0], spacing: [dy, dz] }, { left, top, wide, tall }) {
  const size = Math.min(wide / (columns * dy), tall / (rows * dz));
  const front = y0 + (columns - 0.5) * dy;
  const roof = z0 + (rows - 0.5) * dz;
  const x0 = left + (wide - columns * dy * size) / 2;
  const top0 = top + (tall - rows * dz * size) / 2;
  return {
    size, left: x0, top: top0, wide: columns * dy * size, tall: rows * dz * size, front, roof,
    x: (y) => x0 + (front - y) * size,
    y: (z) => top0 + (roof - z) * size,
    forward: (x) => front - (x - x0) / size,
    height: (y) => roof - (y - top0) / size,
  };
}

export function drawPlane(pen, plane, colours, to) {
  const [rows, columns] = plane.shape;
  const picture = new OffscreenCanvas(columns, rows);
  picture.getContext("2d").putImageData(new ImageData(coloured(plane, colours), columns, rows), 0, 0);
  pen.imageSmoothingQuality = "medium";
  pen.drawImage(picture, to.left, to.top, to.wide, to.tall);
}

// The outline of the cells that are set in a mask of the plane's layout.
export function drawOutline(pen, mask, to) {
  const [rows, columns] = mask.shape;
  const [wide, tall] = [to.wide / columns, to.tall / rows];
  const set = (row, column) => row >= 0 && row < rows && column >= 0 && column < columns && mask[row * columns + column] > 0;
  const path = new Path2D();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!set(row, column)) continue;
      const [x, y] = [to.left + column * wide, to.top + row * tall];
      for (const [ahead, from, till] of [
        [set(row - 1, column), [x, y], [x + wide, y]],
        [set(row + 1, column), [x, y + tall], [x + wide, y + tall]],
        [set(row, column - 1), [x, y], [x, y + tall]],
        [set(row, column + 1), [x + wide, y], [x + wide, y + tall]],
      ]) {
        if (ahead) continue;
        path.moveTo(...from);
        path.lineTo(...till);
      }
    }
  }
  pen.lineCap = "round";
  for (const [colour, width] of [["#000", 5], ["#56b4e9", 2.5]]) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke(path);
  }
}

// A strip of the colour table with words at its ends and in the middle: marks are [[share of the strip, words], …].
export function drawStrip(pen, width, colours, marks, ink) {
  for (let x = 0; x < width; x++) {
    const level = Math.round((255 * x) / Math.max(width - 1, 1));
    pen.fillStyle = `rgb(${colours.slice(3 * level, 3 * level + 3).join(",")})`;
    pen.fillRect(x, 0, 1, 10);
  }
  pen.font = "12px system-ui, sans-serif";
  pen.fillStyle = ink;
  pen.textBaseline = "top";
  for (const [share, words] of marks) {
    pen.textAlign = share === 0 ? "left" : share === 1 ? "right" : "center";
    pen.fillText(words, share * width, 14);
  }
}

// Words on a picture: dark behind, so that they are read on every grey. Where there is too little room for them they are drawn narrower.
export function drawTag(pen, words, x, y, { align = "center", colour = "#fff" } = {}) {
  pen.font = "600 13px system-ui, sans-serif";
  const edge = pen.canvas.clientWidth || Infinity;
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
