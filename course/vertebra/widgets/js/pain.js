// @ts-check
// Pain on the day people were screened against pain a month later; the door is pushed by hand.
/** @import { RegressionToMeanControls, RegressionToMeanFrame } from "./frame_types" */
/** @import { Api, Part, Pen, Scale } from "./types" */
import { makeChart } from "./chart.js";
import { makeBar, makeRange } from "./controls.js";
import { drawLegend, drawLine } from "./curves.js";
import { element } from "./elements.js";
import { makeMeters } from "./meters.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<RegressionToMeanFrame, RegressionToMeanControls>} PainApi */

const SQUARE = 2.6;

export default defineWidget({
  title: t("A treatment that does nothing"),
  keys: [
    ["← →", t("enrol people with less pain, with more")],
    ["Tab", t("ritual, treatment")],
  ],
  mount,
});

/**
 * Which of the screened are let in, and into which arm: 0 stays outside, 1 is treated, 2 is not.
 * @type {(entry: ArrayLike<number>, treated: ArrayLike<number>, door: number) => Uint8Array}
 */
export const armOf = (entry, treated, door) =>
  Uint8Array.from(entry, (pain, at) => (pain < door ? 0 : treated[at] ? 1 : 2));

/**
 * @param {HTMLElement} stage
 * @param {PainApi} api
 * @returns {Part<RegressionToMeanFrame>}
 */
function mount(stage, api) {
  const hand = { door: 5 };
  const controls = makeControls(stage, api);
  const left = element("div", { class: "vx-pain-chart" });
  const right = element("div");
  stage.append(element("div", { class: "vx-pain" }, left, right));
  /** @param {string} label */
  const axis = (label) => ({ low: 0, high: 10, label });
  const chart = makeChart(left, api, {
    label: t("Pain needed to enter"),
    axes: () => ({
      x: axis(t("Pain when screened, points of 10")),
      y: axis(t("Pain a month later, points of 10")),
    }),
    paint(pen, to, frame) {
      const colours = ["quiet", "accent", "vermillion"].map(api.colour);
      paintPeople(pen, to, frame, hand.door, colours, api.colour("tint"));
      paintMeans(pen, to, frame.means, colours, api.colour("ink"));
    },
    slide: {
      low: 0,
      high: 9,
      step: 0.5,
      leap: 2,
      value: () => hand.door,
      height: () => 0.35,
      moved(door) {
        hand.door = door;
        api.setLatest({ door });
      },
      words: (door) => t("people with {door} of 10 or more are enrolled", { door }),
    },
  });
  const meters = makeMeters(right, t("By how much pain fell, and why"));
  return {
    render(frame, { behind }) {
      if (!behind) hand.door = frame.door;
      if (!behind) controls.update(frame);
      meters.show(frame.readouts);
      chart.redraw();
    },
    handleKey: (event) => chart.key(event),
    themeChanged: () => chart.redraw(),
  };
}

/**
 * @param {Pen} pen
 * @param {Scale} to
 * @param {RegressionToMeanFrame} frame
 * @param {number} door
 * @param {string[]} colours of those outside, the treated and the others
 * @param {string} tint of what lies outside
 */
function paintPeople(pen, to, { entry, later, treated }, door, colours, tint) {
  pen.fillStyle = tint;
  pen.fillRect(to.left, to.top - 6, to.x(door) - to.left, to.tall + 6);
  drawLine(pen, to, [0, 10], [0, 10], { colour: colours[0], width: 1, dash: [4, 4] });
  armOf(entry, treated, door).forEach((arm, at) => {
    const [x, y] = [to.x(entry[at]), to.y(later[at])];
    pen.globalAlpha = arm ? 0.55 : 0.22;
    pen.fillStyle = colours[arm];
    pen.beginPath();
    if (arm === 1) pen.rect(x - SQUARE, y - SQUARE, 2 * SQUARE, 2 * SQUARE);
    else pen.arc(x, y, SQUARE, 0, 2 * Math.PI);
    pen.fill();
  });
  pen.globalAlpha = 1;
}

/**
 * The mean of each arm, from before to after, and what the signs mean.
 * @param {Pen} pen
 * @param {Scale} to
 * @param {[before: number, after: number][]} means
 * @param {string[]} colours
 * @param {string} ink
 */
function paintMeans(pen, to, means, colours, ink) {
  means.forEach(([before, after], at) => {
    const [x, y] = [to.x(before), to.y(after)];
    pen.strokeStyle = ink;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(x + 8 * at - 4, to.y(before));
    pen.lineTo(x + 8 * at - 4, y);
    pen.stroke();
    pen.beginPath();
    if (at === 0) pen.rect(x - 11, y - 7, 14, 14);
    else pen.arc(x + 4, y, 8, 0, 2 * Math.PI);
    pen.fillStyle = colours[at + 1];
    pen.fill();
    pen.stroke();
  });
  const entries = [
    { words: t("treated (square: the mean)"), colour: colours[1] },
    { words: t("not treated (circle: the mean)"), colour: colours[2] },
    { words: t("no change"), colour: colours[0], dash: [4, 4] },
  ];
  drawLegend(pen, to, entries, ink);
}

/**
 * @param {HTMLElement} parent
 * @param {PainApi} api
 */
function makeControls(parent, api) {
  const bar = makeBar(parent);
  /** @type {(name: "ritual" | "effect", label: string) => ReturnType<typeof makeRange>} */
  const points = (name, label) =>
    makeRange(bar, api, name, {
      label,
      min: 0,
      max: 2,
      step: 0.25,
      wide: "vx-pain-said",
      words: (value) => t("{value} points", { value: value.toFixed(2) }),
      onInput: (value) => api.setLatest({ [name]: value }),
    });
  const ritual = points("ritual", t("The ritual is worth"));
  const effect = points("effect", t("the treatment itself"));
  return {
    /** @param {RegressionToMeanFrame} frame */
    update(frame) {
      ritual.show(frame.ritual);
      effect.show(frame.effect);
    },
  };
}
