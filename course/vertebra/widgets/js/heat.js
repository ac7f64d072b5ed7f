// @ts-check
// Temperature by time at five places, and the map of how hot it became; the handle is the minute looked at.
/** @import { HeatControls, HeatFrame } from "./frame_types" */
/** @import { Api, Part, Pen, Scale } from "./types" */
import { makeCanvas } from "./canvas.js";
import { interpolate, makeChart } from "./chart.js";
import { makeBar, makeCheckbox, makeSelect, nextOf } from "./controls.js";
import { drawLegend, drawLimit, drawLine } from "./curves.js";
import { element } from "./elements.js";
import { drawImage, drawTag } from "./images.js";
import { makeMeters } from "./meters.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<HeatFrame, HeatControls>} HeatApi */

const COLOURS = ["vermillion", "orange", "green", "accent", "quiet"];
const DASHES = [[], [8, 4], [3, 3], [], [2, 4]];
const HEAT_COLOURS = heatColours();

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
 * The history of one place out of those of all.
 * @param {Float32Array} histories
 * @param {number} width
 * @param {number} at
 */
export function row(histories, width, at) {
  return histories.subarray(at * width, (at + 1) * width);
}

/** @type {(frame: HeatFrame, at: number) => Float32Array} */
const historyOf = ({ histories, minutes }, at) => row(histories, minutes.length, at);
/** @type {(frame: HeatFrame, at: number, minute: number) => number} */
const temperatureAt = (frame, at, minute) => interpolate(frame.minutes, historyOf(frame, at), minute);

/**
 * @param {HTMLElement} stage
 * @param {HeatApi} api
 * @returns {Part<HeatFrame>}
 */
function mount(stage, api) {
  const hand = { minute: 3 };
  const controls = makeControls(stage, api);
  const left = element("div", { class: "vx-heat-chart" });
  const right = element("div");
  stage.append(element("div", { class: "vx-heat" }, left, right));
  const chart = makeHistories(left, api, hand);
  const holder = element("div", { class: "vx-heat-map" });
  right.append(holder);
  const map = makeCanvas(holder, api, {
    label: t("Highest temperature in the section, front on top"),
    focusable: false,
    draw: drawMap,
  });
  const meters = makeMeters(right, t("Highest temperature and dose"));
  return {
    render(frame, { behind }) {
      if (!behind) hand.minute = frame.minute;
      if (!behind) controls.update(frame);
      meters.show(frame.readouts);
      chart.redraw();
      map.redraw();
    },
    handleKey: (event, frame) => chart.key(event) || controls.key(event.key.toLowerCase(), frame),
    themeChanged: () => chart.redraw(),
  };
}

/**
 * @param {HTMLElement} parent
 * @param {HeatApi} api
 * @param {{minute: number}} hand
 */
function makeHistories(parent, api, hand) {
  return makeChart(parent, api, {
    label: t("Minute after the injection"),
    axes: ({ longest, histories }) => ({
      x: { low: 0, high: longest, label: t("Minutes after the injection") },
      y: { low: 30, high: 20 * Math.ceil((Math.max(...histories) + 4) / 20), label: t("Temperature (°C)") },
    }),
    paint: (pen, to, frame) => paintHistories(pen, to, frame, hand.minute, api),
    slide: {
      low: 0,
      high: 15,
      step: 0.25,
      leap: 2,
      value: () => hand.minute,
      height: (minute, frame) => temperatureAt(frame, 0, minute),
      moved(minute) {
        hand.minute = minute;
        api.setLatest({ minute });
      },
      words: minuteWords,
    },
  });
}

/**
 * The temperatures of a minute, for a screen reader.
 * @param {number} minute
 * @param {HeatFrame} frame
 */
function minuteWords(minute, frame) {
  const degrees = frame.names.map((name, at) => {
    const temperature = temperatureAt(frame, at, minute).toFixed(0);
    return t("{name} {temperature} degrees", { name: t(name), temperature });
  });
  return t("{minute} minutes: {degrees}", { minute: minute.toFixed(2), degrees: degrees.join(", ") });
}

/**
 * @param {Pen} pen
 * @param {Scale} to
 * @param {HeatFrame} frame
 * @param {number} minute
 * @param {HeatApi} api
 */
function paintHistories(pen, to, frame, minute, api) {
  drawLimit(pen, to, 43, "43 °C", api.colour("quiet"));
  const entries = frame.names.map((name, at) => {
    const look = { colour: api.colour(COLOURS[at]), dash: DASHES[at] };
    drawLine(pen, to, frame.minutes, historyOf(frame, at), look);
    return { words: `${t(name)} ${temperatureAt(frame, at, minute).toFixed(1)} °C`, ...look };
  });
  drawLegend(pen, to, entries, api.colour("ink"), "right");
}

/**
 * @param {Pen} pen
 * @param {number} width
 * @param {number} height
 * @param {HeatFrame} frame
 */
function drawMap(pen, width, height, { peaks, bone, range: [low, high] }) {
  const { size, left, top } = drawImage(pen, peaks, width, height, { colours: HEAT_COLOURS, smooth: false });
  const [rows, columns] = peaks.shape;
  pen.strokeStyle = "#fff";
  pen.lineWidth = 1;
  pen.beginPath();
  for (let y = 0; y < rows; y++)
    for (let x = 0; x + 1 < columns; x++) {
      const here = bone[y * columns + x];
      const [right, below] = [bone[y * columns + x + 1], y + 1 < rows ? bone[(y + 1) * columns + x] : here];
      if (here !== right) addSegment(pen, left + (x + 1) * size, top + y * size, 0, size);
      if (here !== below) addSegment(pen, left + x * size, top + (y + 1) * size, size, 0);
    }
  pen.stroke();
  const words = t("highest temperature, black {low} to white {high} °C", { low, high });
  drawTag(pen, words, 8, 16, { align: "left" });
}

/** @type {(pen: Pen, x: number, y: number, dx: number, dy: number) => void} */
function addSegment(pen, x, y, dx, dy) {
  pen.moveTo(x, y);
  pen.lineTo(x + dx, y + dy);
}

/**
 * @param {HTMLElement} parent
 * @param {HeatApi} api
 */
function makeControls(parent, api) {
  const bar = makeBar(parent);
  const volume = makeSelect(bar, api, "volume", {
    label: t("Cement"),
    onChange: (value) => api.enqueue({ volume: Number(value) }),
  });
  const leak = makeCheckbox(bar, api, "leak", {
    label: t("cement behind the back wall"),
    onChange: (checked) => api.enqueue({ leak: checked }),
  });
  const blood = makeCheckbox(bar, api, "blood", {
    label: t("blood flows"),
    onChange: (checked) => api.enqueue({ blood: checked }),
  });
  return {
    /** @param {HeatFrame} frame */
    update(frame) {
      volume.fill(frame.volumes.map((ml) => [ml, `${ml} mL`]));
      volume.show(frame.volume);
      leak.input.checked = frame.leak;
      blood.input.checked = frame.blood;
    },
    /**
     * @param {string} key
     * @param {HeatFrame} frame
     */
    key(key, frame) {
      if (key === "m") api.enqueue({ volume: nextOf(frame.volumes, frame.volume) });
      else if (key === "l") api.enqueue({ leak: !frame.leak });
      else if (key === "b") api.enqueue({ blood: !frame.blood });
      else return false;
      return true;
    },
  };
}
