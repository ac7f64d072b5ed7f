// Temperature by time at five places, and the map of how hot it became; the handle is the minute looked at.
import { coloured, makeCanvas } from "./canvas.js";
import { drawLegend, drawLimit, drawLine, interpolate, makeChart } from "./chart.js";
import { element, uniqueId } from "./elements.js";
import { defineWidget } from "./widget_shell.js";
import { makeMeters } from "./meters.js";
import { drawTag } from "./sagittal.js";
import { t } from "./texts.js";

const COLOURS = ["vermillion", "orange", "green", "accent", "quiet"];
const DASHES = [[], [8, 4], [3, 3], [], [2, 4]];

export default defineWidget({
  title: t("Heat"),
  keys: [
    ["← →", t("earlier, later")],
    ["M", t("next volume")],
    ["L", t("leak behind the wall")],
    ["B", t("blood or none")],
  ],
  mount,
});

// Black, violet, red, yellow, white: brighter is hotter, also for those who see no colour.
export function heatColours() {
  const stops = [[0, 0, 4], [87, 16, 110], [188, 55, 84], [249, 142, 9], [252, 255, 164]];
  return Uint8Array.from({ length: 768 }, (_, at) => {
    const place = (Math.floor(at / 3) / 255) * (stops.length - 1);
    const low = Math.min(Math.floor(place), stops.length - 2);
    return Math.round(stops[low][at % 3] + (place - low) * (stops[low + 1][at % 3] - stops[low][at % 3]));
  });
}

export function row(histories, width, at) {
  return histories.subarray(at * width, (at + 1) * width);
}

function mount(stage, api) {
  const hand = { minute: 3 };
  const warm = heatColours();
  let now = null;
  const controls = makeControls(stage, api, () => now);
  const left = element("div", { class: "vx-heat-chart" });
  const right = element("div");
  stage.append(element("div", { class: "vx-heat" }, left, right));
  const lineOf = (at) => row(now.histories, now.minutes.length, at);
  const chart = makeChart(left, api, {
    label: t("Minute after the injection"),
    axes: () => now && { x: { low: 0, high: now.longest, label: t("Minutes after the injection") }, y: { low: 30, high: 20 * Math.ceil((Math.max(...now.histories) + 4) / 20), label: t("Temperature (°C)") } },
    paint(pen, to) {
      drawLimit(pen, to, 43, "43 °C", api.colour("quiet"));
      now.names.forEach((_, at) => drawLine(pen, to, now.minutes, lineOf(at), { colour: api.colour(COLOURS[at]), dash: DASHES[at] }));
      const words = now.names.map((name, at) => ({ words: `${t(name)} ${interpolate(now.minutes, lineOf(at), hand.minute).toFixed(1)} °C`, colour: api.colour(COLOURS[at]), dash: DASHES[at] }));
      drawLegend(pen, to, words, api.colour("ink"), "right");
    },
    slide: {
      low: 0, high: 15, step: 0.25, leap: 2,
      value: () => hand.minute,
      height: (minute) => interpolate(now.minutes, lineOf(0), minute),
      moved(minute) {
        hand.minute = minute;
        api.setLatest({ minute });
      },
      words(minute) {
        const degrees = now.names.map((name, at) => t("{name} {temperature} degrees", { name: t(name), temperature: interpolate(now.minutes, lineOf(at), minute).toFixed(0) }));
        return t("{minute} minutes: {degrees}", { minute: minute.toFixed(2), degrees: degrees.join(", ") });
      },
    },
  });
  const holder = element("div", { class: "vx-heat-map" });
  right.append(holder);
  const map = makeCanvas(holder, api, {
    label: t("Highest temperature in the section, front on top"), focusable: false,
    draw: (pen, width, height) => now && drawMap(pen, width, height, now, warm),
  });
  const readouts = makeMeters(right, t("Highest temperature and dose"));
  return {
    frame({ state, arrays, behind }) {
      now = { ...now, ...state, ...arrays };
      if (!behind) hand.minute = now.minute;
      if (!behind) controls.update();
      readouts.show(now.readouts);
      chart.redraw();
      map.redraw();
    },
    key: (event) => Boolean(now) && (chart.key(event) || controls.key(event.key.toLowerCase())),
    themed: () => chart.redraw(),
  };
}

function drawMap(pen, width, height, { peaks, bone, range }, warm) {
  const [rows, columns] = peaks.shape;
  const picture = new OffscreenCanvas(columns, rows);
  picture.getContext("2d").putImageData(new ImageData(coloured(peaks, warm), columns, rows), 0, 0);
  const size = Math.min(width / columns, height / rows);
  const [left, top] = [(width - columns * size) / 2, (height - rows * size) / 2];
  pen.fillStyle = "#000";
  pen.fillRect(0, 0, width, height);
  pen.drawImage(picture, left, top, columns * size, rows * size);
  pen.strokeStyle = "#fff";
  pen.lineWidth = 1;
  pen.beginPath();
  for (let y = 0; y < rows; y++)
    for (let x = 0; x + 1 < columns; x++) {
      const here = bone[y * columns + x];
      if (here !== bone[y * columns + x + 1]) segment(pen, left + (x + 1) * size, top + y * size, 0, size);
      if (y + 1 < rows && here !== bone[(y + 1) * columns + x]) segment(pen, left + x * size, top + (y + 1) * size, size, 0);
    }
  pen.stroke();
  drawTag(pen, t("highest temperature, black {low} to white {high} °C", { low: range[0], high: range[1] }), 8, 16, { align: "left" });
}

function segment(pen, x, y, dx, dy) {
  pen.moveTo(x, y);
  pen.lineTo(x + dx, y + dy);
}

function makeControls(parent, api, now) {
  const volumeId = uniqueId("volume");
  const volume = element("select", { id: volumeId, "data-lm-suppress-shortcuts": "true" });
  const box = (words) => {
    const node = element("input", { type: "checkbox", "data-lm-suppress-shortcuts": "true" });
    return [node, element("label", { class: "vx-field" }, node, words)];
  };
  const [leak, leakLabel] = box(t("cement behind the back wall"));
  const [blood, bloodLabel] = box(t("blood flows"));
  api.on(volume, "change", () => api.enqueue({ volume: Number(volume.value) }));
  api.on(leak, "change", () => api.enqueue({ leak: leak.checked }));
  api.on(blood, "change", () => api.enqueue({ blood: blood.checked }));
  parent.append(element("div", { class: "vx-controls" }, element("label", { class: "vx-field", for: volumeId }, t("Cement"), volume), leakLabel, bloodLabel));
  return {
    update() {
      if (!volume.options.length) for (const one of now().volumes) volume.append(element("option", { value: one }, `${one} mL`));
      volume.value = String(now().volume);
      [leak.checked, blood.checked] = [now().leak, now().blood];
    },
    key(key) {
      const { volumes } = now();
      if (key === "m") api.enqueue({ volume: volumes[(volumes.indexOf(now().volume) + 1) % volumes.length] });
      else if (key === "l") api.enqueue({ leak: !now().leak });
      else if (key === "b") api.enqueue({ blood: !now().blood });
      else return false;
      return true;
    },
  };
}
