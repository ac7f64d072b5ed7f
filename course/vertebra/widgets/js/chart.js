// A chart to look at and to take hold of: axes, lines, bands, and a handle that slides along x by hand or by key.
import { clamp, makeCanvas, makeDrag } from "./canvas.js";

const MARGIN = { left: 56, right: 12, top: 12, bottom: 36 };
const FONT = "12px system-ui, sans-serif";

// Round values inside [low, high], about `most` of them, 1, 2 or 5 times a power of ten apart.
export function ticks(low, high, most = 6) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((size) => size >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first;
  return Array.from({ length: count + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

// Pixels from values and back, for a plot of this size inside its margins.
export function frameOf({ x, y }, width, height, margin = MARGIN) {
  const wide = width - margin.left - margin.right;
  const tall = height - margin.top - margin.bottom;
  return {
    left: margin.left, top: margin.top, wide, tall, right: margin.left + wide, bottom: margin.top + tall,
    x: (value) => margin.left + ((value - x.low) / (x.high - x.low)) * wide,
    y: (value) => margin.top + (1 - (value - y.low) / (y.high - y.low)) * tall,
    atX: (pixel) => x.low + ((pixel - margin.left) / wide) * (x.high - x.low),
  };
}

// The value of a curve between its points; level beyond them. xs rise.
export function interpolate(xs, ys, x) {
  if (x <= xs[0]) return ys[0];
  let [low, high] = [0, xs.length - 1];
  if (x >= xs[high]) return ys[high];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle] <= x) low = middle;
    else high = middle;
  }
  return ys[low] + ((x - xs[low]) / (xs[high] - xs[low])) * (ys[high] - ys[low]);
}

// Where the handle stands after a key, or null if the key isn't one of a slider's.
export function slideTo(value, { low, high, step, leap }, key, shift = false) {
  const moves = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step, PageUp: leap, PageDown: -leap };
  if (key === "Home") return low;
  if (key === "End") return high;
  const move = moves[key];
  return move === undefined ? null : clamp(value + (shift && Math.abs(move) === step ? leap * Math.sign(move) : move), low, high);
}

// axes() -> {x: {low, high, label}, y: {low, high, label, ticks?}}; paint(pen, to) draws the curves.
// slide: {low, high, step, leap, value(), height(value), moved(value), words(value)}: the handle; leave it out for a still chart.
export function makeChart(parent, api, { label, className = "", axes, paint, slide = null }) {
  const chart = makeCanvas(parent, api, { label, className: `vx-chart ${className}`, role: slide ? "slider" : "img", draw });
  const { node } = chart;
  if (slide) node.setAttribute("aria-valuemin", String(slide.low));
  if (slide) node.setAttribute("aria-valuemax", String(slide.high));

  function draw(pen, width, height) {
    const shown = axes();
    if (!shown) return;
    const to = frameOf(shown, width, height);
    drawAxes(pen, api, shown, to, width, height);
    pen.save();
    pen.beginPath();
    pen.rect(to.left, to.top - 6, to.wide, to.tall + 6);
    pen.clip();
    paint(pen, to);
    pen.restore();
    if (slide) drawHandle(pen, api, to, to.x(slide.value()), to.y(slide.height(slide.value())), document.activeElement === node);
  }
  function tell() {
    if (!slide || !axes()) return;
    node.setAttribute("aria-valuenow", String(Number(slide.value().toFixed(2))));
    node.setAttribute("aria-valuetext", slide.words(slide.value()));
  }
  function move(value) {
    const stepped = slide.low + Math.round((value - slide.low) / slide.step) * slide.step;
    slide.moved(Number(clamp(stepped, slide.low, slide.high).toPrecision(10)));
    tell();
    chart.redraw();
  }
  const pull = ({ x }) => move(frameOf(axes(), node.clientWidth, node.clientHeight).atX(x));
  if (slide) {
    makeDrag(node, api, {
      start(point) {
        if (!axes()) return false;
        pull(point);
        return true;
      },
      move: pull,
    });
    api.on(node, "focus", chart.redraw);
    api.on(node, "blur", chart.redraw);
  }
  return {
    node,
    redraw() {
      tell();
      chart.redraw();
    },
    key({ key, shiftKey }) {
      const value = slide && axes() ? slideTo(slide.value(), slide, key, shiftKey) : null;
      if (value === null) return false;
      move(value);
      return true;
    },
  };
}

function drawAxes(pen, api, { x, y }, to, width, height) {
  pen.font = FONT;
  pen.lineWidth = 1;
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  pen.fillStyle = api.colour("quiet");
  for (const value of y.ticks ?? ticks(y.low, y.high, 5)) {
    pen.strokeStyle = api.colour("line");
    stroke(pen, [[to.left, to.y(value)], [to.right, to.y(value)]]);
    pen.fillText(written(value), to.left - 6, to.y(value));
  }
  const [middle, centre] = [(to.left + to.right) / 2, (to.top + to.bottom) / 2];
  pen.textAlign = "center";
  pen.textBaseline = "top";
  for (const value of ticks(x.low, x.high, 7)) pen.fillText(written(value), to.x(value), to.bottom + 5);
  pen.strokeStyle = api.colour("quiet");
  stroke(pen, [[to.left, to.bottom], [to.right, to.bottom]]);
  pen.fillText(x.label, middle, height - 14, 2 * Math.min(middle, width - middle) - 4);
  pen.save();
  pen.translate(11, centre);
  pen.rotate(-Math.PI / 2);
  pen.textBaseline = "middle";
  pen.fillText(y.label, 0, 0, 2 * Math.min(centre, height - centre) - 4);
  pen.restore();
}

export const written = (value) => String(value).replace("-", "−");

function stroke(pen, points) {
  pen.beginPath();
  points.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.stroke();
}

export function drawLine(pen, to, xs, ys, { colour, width = 2.5, dash = [] }) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.lineJoin = "round";
  pen.setLineDash(dash);
  stroke(pen, Array.from(xs, (x, at) => [to.x(x), to.y(ys[at])]));
  pen.setLineDash([]);
}

export function drawBand(pen, to, xs, low, high, colour) {
  pen.beginPath();
  xs.forEach((x, at) => (at ? pen.lineTo(to.x(x), to.y(high[at])) : pen.moveTo(to.x(x), to.y(high[at]))));
  for (let at = xs.length - 1; at >= 0; at--) pen.lineTo(to.x(xs[at]), to.y(low[at]));
  pen.closePath();
  pen.globalAlpha = 0.28;
  pen.fillStyle = colour;
  pen.fill();
  pen.globalAlpha = 1;
}

// A line across the plot with its words above it, at its right end or its left.
export function drawLimit(pen, to, value, words, colour, side = "right") {
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = 1.25;
  pen.setLineDash([2, 3]);
  stroke(pen, [[to.left, to.y(value)], [to.right, to.y(value)]]);
  pen.setLineDash([]);
  pen.font = FONT;
  pen.textAlign = side;
  pen.textBaseline = "bottom";
  pen.fillText(words, side === "right" ? to.right - 4 : to.left + 5, to.y(value) - 2, to.right - to.left - 9);
}

// entries: [{words, colour, dash, band}], in a column at the left or right edge of the plot, from its top.
export function drawLegend(pen, to, entries, ink, side = "left") {
  pen.font = FONT;
  const wide = Math.min(30 + Math.max(...entries.map(({ words }) => pen.measureText(words).width)), to.right - to.left - 14);
  const x = side === "left" ? to.left + 10 : to.right - wide - 4;
  const y = to.top + 8;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  entries.forEach(({ words, colour, dash = [], band = false }, row) => {
    const middle = y + 16 * row;
    pen.strokeStyle = pen.fillStyle = colour;
    pen.lineWidth = 2.5;
    pen.setLineDash(dash);
    pen.globalAlpha = band ? 0.35 : 1;
    if (band) pen.fillRect(x, middle - 5, 24, 10);
    else stroke(pen, [[x, middle], [x + 24, middle]]);
    pen.globalAlpha = 1;
    pen.setLineDash([]);
    pen.fillStyle = ink;
    pen.fillText(words, x + 30, middle, wide - 30);
  });
}

function drawHandle(pen, api, to, x, y, focused) {
  pen.strokeStyle = api.colour("ink");
  pen.lineWidth = 1;
  pen.setLineDash([3, 3]);
  stroke(pen, [[x, to.top - 4], [x, to.bottom]]);
  pen.setLineDash([]);
  pen.beginPath();
  pen.arc(x, y, focused ? 10 : 8.5, 0, 2 * Math.PI);
  pen.fillStyle = api.colour("accent");
  pen.fill();
  pen.lineWidth = 2.5;
  pen.strokeStyle = api.colour("paper");
  pen.stroke();
  pen.fillStyle = api.colour("on-accent");
  for (const way of [-1, 1]) {
    pen.beginPath();
    pen.moveTo(x + way * 5.5, y);
    pen.lineTo(x + way * 2, y - 3);
    pen.lineTo(x + way * 2, y + 3);
    pen.fill();
  }
}
