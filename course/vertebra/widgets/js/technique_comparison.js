// @ts-check
// One fracture, two techniques: as much cement in both, as far as the hand has gone.
/** @import { TechniqueComparisonControls, TechniqueComparisonFrame } from "./frame_types" */
/** @import { Api, Part, Pen, Scale } from "./types" */
import { makeCanvas } from "./canvas.js";
import { interpolate, makeChart, slideTo } from "./chart.js";
import { makeBar, makeRange, makeSelect } from "./controls.js";
import { drawLegend, drawLine } from "./curves.js";
import { element } from "./elements.js";
import { drawFrame, placeIn } from "./fluoro.js";
import { drawBar, drawGreyImage, drawTag } from "./images.js";
import { makeMeters } from "./meters.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<TechniqueComparisonFrame, TechniqueComparisonControls>} ComparisonApi */
/** @typedef {"vertebroplasty" | "kyphoplasty"} Technique */

/** @type {Technique[]} */
const TECHNIQUES = ["vertebroplasty", "kyphoplasty"];
const DASHES = { vertebroplasty: [], kyphoplasty: [7, 4] };
const COLOURS = { vertebroplasty: "blue", kyphoplasty: "orange" };
const MIN_SCALE_KPA = 12;
const STEP_ML = 0.2;
const LEAP_ML = 1;
const BAR_MM = 10;

export default defineWidget({
  title: t("Two ways"),
  keys: [
    ["← →", t("less, more cement in both")],
    ["V", t("cut open, from the side, from behind")],
  ],
  mount,
});

/**
 * The top of the pressure axis: room above what was reached, and never less than a usual injection needs.
 * @param {ArrayLike<number>[]} curves
 */
export const topOf = (curves) =>
  Math.max(MIN_SCALE_KPA, ...curves.map((curve) => 1.2 * (curve[curve.length - 1] ?? 0)));

/** @type {(frame: TechniqueComparisonFrame, technique: Technique) => Float32Array} */
const pressuresOf = (frame, technique) =>
  technique === "kyphoplasty" ? frame.kpa_kyphoplasty : frame.kpa_vertebroplasty;

/**
 * @param {HTMLElement} stage
 * @param {ComparisonApi} api
 * @returns {Part<TechniqueComparisonFrame>}
 */
function mount(stage, api) {
  const hand = { cement: 0 };
  const bar = makeBar(stage);
  const amount = makeAmount(bar, api, hand);
  const look = makeSelect(bar, api, "look", {
    label: t("Look"),
    onChange: (value) => api.enqueue({ look: value }),
  });
  const pair = element("div", { class: "vx-ways" });
  stage.append(pair);
  const sides = TECHNIQUES.map((technique) => makeSide(pair, api, technique));
  const chart = makePressures(pair, api);
  return {
    render(frame, { behind }) {
      look.fill(frame.looks.map((name) => [name, t(name)]));
      if (!behind) hand.cement = frame.cement;
      look.show(frame.look);
      if (!behind) amount.show(frame.cement);
      for (const side of sides) side.show(frame);
      chart.redraw();
    },
    handleKey({ key, shiftKey }, frame) {
      if (key.toLowerCase() === "v") {
        look.next();
        return true;
      }
      const wanted = slideTo(hand.cement, { low: 0, high: frame.most, step: STEP_ML, leap: LEAP_ML }, key, shiftKey);
      if (wanted === null) return false;
      amount.move(Number(wanted.toFixed(2)));
      return true;
    },
    themeChanged: () => chart.redraw(),
  };
}

/**
 * The one handle: as much cement in both.
 * @param {HTMLElement} bar
 * @param {ComparisonApi} api
 * @param {{cement: number}} hand
 */
function makeAmount(bar, api, hand) {
  /** @param {number} cement */
  const take = (cement) => {
    hand.cement = cement;
    api.setLatest({ cement });
  };
  const range = makeRange(bar, api, "cement", {
    label: t("Cement in each"),
    min: 0,
    max: 7,
    step: STEP_ML,
    wide: "vx-ways-amount",
    words: (value) => t("{cement} mL", { cement: value.toFixed(1) }),
    onInput: take,
  });
  range.field.classList.add("vx-ways-handle");
  return {
    /** @param {number} cement */
    show: (cement) => range.show(cement),
    /** @param {number} cement */
    move(cement) {
      range.show(cement, true);
      take(cement);
    },
  };
}

/**
 * @param {HTMLElement} parent
 * @param {ComparisonApi} api
 */
function makePressures(parent, api) {
  const holder = element("div", { class: "vx-ways-chart" });
  parent.append(holder);
  return makeChart(holder, api, {
    label: t("Pressure by cement"),
    axes: (frame) => ({
      x: { low: 0, high: frame.most, label: t("Cement in each (mL)") },
      y: {
        low: 0,
        high: topOf(TECHNIQUES.map((technique) => pressuresOf(frame, technique))),
        label: t("Highest in the bone (kPa)"),
      },
    }),
    paint: (pen, to, frame) => paintPressures(pen, to, frame, api),
  });
}

/**
 * @param {Pen} pen
 * @param {Scale} to
 * @param {TechniqueComparisonFrame} frame
 * @param {ComparisonApi} api
 */
function paintPressures(pen, to, frame, api) {
  const entries = TECHNIQUES.map((technique) => {
    const look = { colour: api.colour(COLOURS[technique]), dash: DASHES[technique] };
    drawLine(pen, to, frame.volumes, pressuresOf(frame, technique), { ...look, width: 3 });
    return { words: t(technique), ...look };
  });
  for (const technique of TECHNIQUES) {
    const kpa = pressuresOf(frame, technique);
    pen.fillStyle = api.colour(COLOURS[technique]);
    pen.beginPath();
    pen.arc(to.x(frame.cement), to.y(interpolate(frame.volumes, kpa, frame.cement)), 5, 0, 2 * Math.PI);
    pen.fill();
  }
  drawLegend(pen, to, entries, api.colour("ink"));
}

/**
 * The picture and the meters of one technique.
 * @param {HTMLElement} parent
 * @param {ComparisonApi} api
 * @param {Technique} technique
 */
function makeSide(parent, api, technique) {
  const pane = element("div", { class: "vx-ways-picture" });
  const column = element("div", {}, pane);
  parent.append(column);
  const picture = makeCanvas(pane, api, {
    label: t(technique),
    focusable: false,
    draw(pen, width, height, frame) {
      const { left, top, size } = drawGreyImage(pen, frame[technique], width, height);
      if (frame.screen) drawFrame(pen, placeIn(width, height), frame.screen);
      else drawBar(pen, BAR_MM, (BAR_MM / frame.spacing) * size, left + 10, height - Math.max(top, 0) - 12);
      const words = `${t(technique)}, ${t(frame.look)}`;
      drawTag(pen, words, Math.max(left, 0) + 8, Math.max(top, 0) + 16, { align: "left" });
    },
  });
  const meters = makeMeters(column, t("What comes of {way}", { way: t(technique) }));
  return {
    /** @param {TechniqueComparisonFrame} frame */
    show(frame) {
      picture.node.setAttribute("aria-label", `${t(technique)}, ${t(frame.look)}`);
      meters.show(frame.readouts[technique]);
      picture.redraw();
    },
  };
}
