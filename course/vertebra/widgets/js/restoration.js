// @ts-check
// Cement poured into a broken body: the handle is the volume, the curves are what comes back.
/** @import { RestorationControls, RestorationFrame } from "./frame_types" */
/** @import { Api, Part, Pen, Scale } from "./types" */
import { makeCanvas } from "./canvas.js";
import { interpolate, makeChart } from "./chart.js";
import { makeBar, makeSelect } from "./controls.js";
import { drawLegend, drawLimit, drawLine } from "./curves.js";
import { element } from "./elements.js";
import { drawGreyImage, drawTag } from "./images.js";
import { makeMeters } from "./meters.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<RestorationFrame, RestorationControls>} RestorationApi */

export default defineWidget({
  title: t("Strength given back"),
  keys: [
    ["← →", t("less cement, more cement")],
    ["P", t("other placement")],
  ],
  mount,
});

/**
 * A round top for the axis.
 * @param {number[]} values
 */
export const yMax = (values) => Math.max(150, 50 * Math.ceil(Math.max(...values) / 50));

/**
 * @param {HTMLElement} stage
 * @param {RestorationApi} api
 * @returns {Part<RestorationFrame>}
 */
function mount(stage, api) {
  const hand = { volume: 2 };
  const placement = makeSelect(makeBar(stage), api, "place", {
    label: t("Cement on"),
    onChange: (value) => api.enqueue({ placement: value }),
  });
  const left = element("div", { class: "vx-restoration-chart" });
  const holder = element("div", { class: "vx-restoration-section" });
  const numbers = element("div", { class: "vx-restoration-meters" });
  stage.append(element("div", { class: "vx-restoration" }, left, holder), numbers);
  const chart = makeCurves(left, api, hand);
  const section = makeCanvas(holder, api, {
    label: t("Section of the body, front on top"),
    focusable: false,
    draw(pen, width, height, { image }) {
      drawGreyImage(pen, image, width, height);
      drawTag(pen, t("from above, front on top"), 8, 16, { align: "left" });
    },
  });
  const meters = makeMeters(numbers, t("What comes back"));
  return {
    render(frame, { behind }) {
      if (!behind) {
        hand.volume = frame.volume;
        placement.fill(frame.placements.map((name) => [name, t(name)]));
        placement.show(frame.placement);
      }
      meters.show(frame.readouts);
      chart.redraw();
      section.redraw();
    },
    handleKey(event) {
      if (event.key.toLowerCase() !== "p") return chart.key(event);
      placement.next();
      return true;
    },
    themeChanged: () => chart.redraw(),
  };
}

/**
 * @param {HTMLElement} parent
 * @param {RestorationApi} api
 * @param {{volume: number}} hand
 */
function makeCurves(parent, api, hand) {
  return makeChart(parent, api, {
    label: t("Volume of cement"),
    axes: ({ most, strength, stiffness }) => ({
      x: { low: 0, high: most, label: t("Cement (mL)") },
      y: { low: 0, high: yMax([...strength, ...stiffness]), label: t("% of before the fracture") },
    }),
    paint: (pen, to, frame) => paintCurves(pen, to, frame, api),
    slide: {
      low: 0,
      high: 8,
      step: 0.2,
      leap: 1,
      value: ({ most }) => Math.min(hand.volume, most),
      height: (volume, { volumes, strength }) => interpolate(volumes, strength, volume),
      moved(volume, { most }) {
        hand.volume = Math.min(volume, most);
        api.setLatest({ volume: hand.volume });
      },
      words: (volume) => t("{volume} millilitres", { volume: volume.toFixed(1) }),
    },
  });
}

/**
 * @param {Pen} pen
 * @param {Scale} to
 * @param {RestorationFrame} frame
 * @param {RestorationApi} api
 */
function paintCurves(pen, to, { volumes, strength, stiffness }, api) {
  const [strong, stiff] = [api.colour("accent"), { colour: api.colour("vermillion"), dash: [7, 4] }];
  drawLimit(pen, to, 100, t("before the fracture"), api.colour("quiet"));
  drawLine(pen, to, volumes, stiffness, stiff);
  drawLine(pen, to, volumes, strength, { colour: strong, width: 3 });
  const entries = [
    { words: t("strength"), colour: strong },
    { words: t("stiffness"), ...stiff },
  ];
  drawLegend(pen, to, entries, api.colour("quiet"));
}
