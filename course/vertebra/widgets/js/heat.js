// @ts-check
// Temperature by time at five places, and the map of the minute looked at, which is the handle.
/** @import { HeatControls, HeatFrame } from "./frame_types" */
/** @import { Api, Part, Pen, Scale } from "./types" */
import { interpolate, makeChart } from "./chart.js";
import { makeBar, makeCheckbox, makeSelect, nextOf } from "./controls.js";
import { drawBand, drawLegend, drawLimit, drawLine } from "./curves.js";
import { element } from "./elements.js";
import { makeHeatMap } from "./heat_map.js";
import { makeMeters } from "./meters.js";
import { makePlayer } from "./player.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<HeatFrame, HeatControls>} HeatApi */

const COLOURS = ["vermillion", "orange", "green", "accent", "quiet"];
const BODY_C = 37;
const DASHES = [[], [8, 4], [3, 3], [], [2, 4]];

export default defineWidget({
  title: t("Heat"),
  keys: [
    ["← →", t("earlier, later")],
    [t("Space"), t("play, pause")],
    ["M", t("next volume")],
    ["L", t("leak behind the wall")],
    ["B", t("blood or none")],
    ["X", t("map of this minute, or of the highest")],
  ],
  mount,
});

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
  const pictures = element("div", { class: "vx-heat" });
  const left = element("div", { class: "vx-heat-chart" });
  const holder = element("div", { class: "vx-heat-map" });
  const numbers = element("div", { class: "vx-heat-meters" });
  const player = makePlayer({
    value: () => hand.minute,
    most: 15,
    step: 0.125,
    leap: 1,
    moved: show,
    rest: () => api.setLatest({ minute: hand.minute }),
    calm: () => api.calm,
  });
  const controls = makeControls(stage, api, player.button);
  pictures.append(left, holder);
  stage.append(pictures, numbers);
  const chart = makeHistories(left, api, hand, player.stop);
  const map = makeHeatMap(holder, api, hand);
  const meters = makeMeters(numbers, t("Highest temperature and dose"));
  /** @param {number} minute */
  function show(minute) {
    hand.minute = minute;
    chart.redraw();
    map.redraw();
  }
  return {
    render(frame, { behind }) {
      if (!behind && player.button.getAttribute("aria-pressed") !== "true") hand.minute = frame.minute;
      if (!behind) controls.update(frame);
      meters.show(frame.readouts);
      chart.redraw();
      map.redraw();
    },
    handleKey(event, frame) {
      if (event.key === " ") {
        if (!event.repeat) player.toggle();
        return true;
      }
      if (!chart.key(event)) return controls.key(event.key.toLowerCase(), frame);
      map.redraw();
      return true;
    },
    reset: player.stop,
    dispose: player.stop,
    themeChanged: () => chart.redraw(),
  };
}

/**
 * @param {HTMLElement} parent
 * @param {HeatApi} api
 * @param {{minute: number}} hand
 * @param {() => void} taken called when the hand takes the handle
 */
function makeHistories(parent, api, hand, taken) {
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
        taken();
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
    paintBand(pen, to, frame, at, look.colour);
    drawLine(pen, to, frame.minutes, historyOf(frame, at), look);
    return { words: `${t(name)} ${temperatureAt(frame, at, minute).toFixed(1)} °C`, ...look };
  });
  drawLegend(pen, to, entries, api.colour("ink"), "right");
}

/**
 * How much lower and higher a place may be, by what is not known of cement, bone and blood.
 * @param {Pen} pen
 * @param {Scale} to
 * @param {HeatFrame} frame
 * @param {number} at
 * @param {string} colour
 */
function paintBand(pen, to, frame, at, colour) {
  const [less, more] = row(frame.bands, 2, at);
  if (less === more) return;
  const history = historyOf(frame, at);
  const scaled = (/** @type {number} */ by) => history.map((degrees) => BODY_C + (degrees - BODY_C) * by);
  drawBand(pen, to, frame.minutes, scaled(less), scaled(more), colour);
}

/**
 * @param {HTMLElement} parent
 * @param {HeatApi} api
 * @param {HTMLButtonElement} play
 */
function makeControls(parent, api, play) {
  const bar = makeBar(parent);
  bar.append(play);
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
  const highest = makeCheckbox(bar, api, "highest", {
    label: t("map of the highest"),
    onChange: (checked) => api.enqueue({ highest: checked }),
  });
  return {
    /** @param {HeatFrame} frame */
    update(frame) {
      highest.input.checked = frame.highest;
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
      else if (key === "x") api.enqueue({ highest: !frame.highest });
      else return false;
      return true;
    },
  };
}
