// @ts-check
// A hundred people: who will fracture, by age, density and earlier fractures.
/** @import { RiskControls, RiskFrame } from "./frame_types" */
/** @import { Api, Option, Part, Pen, Scale } from "./types" */
import { interpolate, makeChart } from "./chart.js";
import { makeBar, makeSelect } from "./controls.js";
import { drawBand, drawLegend, drawLine, written } from "./curves.js";
import { element } from "./elements.js";
import { makePeople } from "./people.js";
import { nt, t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<RiskFrame, RiskControls>} RiskApi */
/** @typedef {{age: number, z: number}} Hand */

const AGES = { low: 50, high: 90, step: 1, leap: 5 };
const SCORES = { low: -4, high: 4, step: 0.1, leap: 1 };
const ALIKE = 0.15;
const MAX_FRACTURES = 3;

export default defineWidget({
  title: t("Risk explorer"),
  keys: [
    ["← →", t("move the handle that has the focus: age, or Z-score")],
    [t("Page Up/Down"), t("in larger steps")],
    ["F", t("one more earlier fracture")],
    ["Y", t("one year, ten years")],
  ],
  mount,
});

/**
 * @param {HTMLElement} stage
 * @param {RiskApi} api
 * @returns {Part<RiskFrame>}
 */
function mount(stage, api) {
  /** @type {Hand} */
  const hand = { age: 70, z: 0 };
  const controls = makeControls(stage, api);
  const left = element("div");
  const right = element("div");
  stage.append(element("div", { class: "vx-risk" }, left, right));
  const people = makePeople(left, api);
  const ages = makeAges(right, api, hand);
  const scores = makeScores(right, api, hand);
  return {
    render(frame, { behind }) {
      if (!behind) Object.assign(hand, { age: frame.age, z: frame.z });
      controls.update(frame);
      people.show(frame);
      ages.redraw();
      scores.redraw();
    },
    handleKey(event, frame) {
      const chart = event.target === scores.node ? scores : ages;
      return chart.key(event) || controls.key(event.key.toLowerCase(), frame);
    },
    themeChanged() {
      people.redraw();
      ages.redraw();
      scores.redraw();
    },
  };
}

/** @type {(years: number) => string} */
const agoWords = (years) => (years < 0.25 ? t("in the last weeks") : nt("{n} year ago", "{n} years ago", years));

/** @type {(values: readonly number[], wanted: number) => number} */
export const nearest = (values, wanted) =>
  values.reduce((best, value) => (Math.abs(value - wanted) < Math.abs(best - wanted) ? value : best));

/**
 * @param {HTMLElement} stage
 * @param {RiskApi} api
 */
function makeControls(stage, api) {
  const bar = makeBar(stage);
  /** @type {(name: keyof RiskControls, label: string, options?: Option[]) => ReturnType<typeof makeSelect>} */
  const select = (name, label, options) =>
    makeSelect(bar, api, name, {
      label,
      options,
      onChange: (value) => api.enqueue({ [name]: name === "sex" ? value : Number(value) }),
    });
  const sex = select("sex", t("People"), [
    ["female", t("women")],
    ["male", t("men")],
  ]);
  const fractures = select("fractures", t("Vertebral fractures"));
  const since = select("since", t("Last one"));
  const years = select("years", t("Within"), [
    [1, t("a year")],
    [10, t("ten years")],
  ]);
  return {
    /** @param {RiskFrame} frame */
    update(frame) {
      fractures.fill(frame.numbers.map((words, count) => [count, words]));
      since.fill(frame.recent.map((value) => [value, agoWords(value)]));
      sex.show(frame.sex);
      fractures.show(frame.fractures);
      years.show(frame.years);
      since.field.hidden = !frame.fractures;
      since.show(frame.since === null ? "" : nearest(frame.recent, frame.since));
    },
    /**
     * @param {string} key
     * @param {RiskFrame} frame
     */
    key(key, frame) {
      if (key === "f") api.enqueue({ fractures: (frame.fractures + 1) % (MAX_FRACTURES + 1) });
      else if (key === "y") years.next();
      else return false;
      return true;
    },
  };
}

/**
 * A round number at or above the curve, so that the axis doesn't change at every step.
 * @param {number} value
 */
export function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 3, 5, 10].map((k) => k * power).find((top) => top >= value * 0.999) ?? 10 * power;
}

/** @type {(age: number, frame: RiskFrame) => number} */
const rateAt = (age, { ages, rates }) => interpolate(ages, rates, age);

/**
 * @param {HTMLElement} parent
 * @param {RiskApi} api
 * @param {Hand} hand
 */
function makeAges(parent, api, hand) {
  const holder = element("div", { class: "vx-rate-chart" });
  parent.append(holder);
  return makeChart(holder, api, {
    label: t("Age, along the curve of the rate"),
    axes: ({ rates }) => ({
      x: { ...AGES, label: t("Age (years)") },
      y: { low: 0, high: ceiling(1.25 * Math.max(...rates)), label: t("New fractures per 1000 a year") },
    }),
    paint: (pen, to, frame) => paintRates(pen, to, frame, api),
    slide: {
      ...AGES,
      value: () => hand.age,
      height: rateAt,
      moved(age) {
        hand.age = age;
        api.setLatest({ age });
      },
      words: (age, frame) => t("{age} years, {rate} per 1000 a year", { age, rate: Math.round(rateAt(age, frame)) }),
    },
  });
}

/**
 * @param {Pen} pen
 * @param {Scale} to
 * @param {RiskFrame} frame
 * @param {RiskApi} api
 */
function paintRates(pen, to, { ages, rates, low, high, average, last_measured: last }, api) {
  const ink = api.colour("quiet");
  drawBand(pen, to, ages, low, high, api.colour("sky"));
  drawLine(pen, to, ages, average, { colour: ink, width: 1.75, dash: [2, 4] });
  drawLine(pen, to, ages, rates, { colour: api.colour("accent"), width: 3 });
  pen.fillStyle = ink;
  pen.fillRect(to.x(last) - 0.5, to.top, 1, to.tall);
  pen.font = "12px system-ui, sans-serif";
  pen.textAlign = "left";
  pen.textBaseline = "bottom";
  pen.fillText(t("no data beyond"), to.x(last) + 5, to.bottom - 4);
  const entries = [
    { words: t("people like these"), colour: api.colour("accent") },
    { words: t("95% of the model’s inputs"), colour: api.colour("sky"), band: true },
    { words: t("all of that age and sex"), colour: ink, dash: [2, 4] },
  ];
  drawLegend(pen, to, entries, ink);
}

/** The normal curve of Z-scores, 1 at its top.
 * @param {number} z
 */
export const normalCurve = (z) => Math.exp(-0.5 * z * z);

/**
 * @param {HTMLElement} parent
 * @param {RiskApi} api
 * @param {Hand} hand
 */
function makeScores(parent, api, hand) {
  const holder = element("div", { class: "vx-bell-chart" });
  parent.append(holder);
  return makeChart(holder, api, {
    label: t("Z-score, among people of the same age"),
    axes: ({ sex }) => ({
      x: { ...SCORES, label: scoreWords(sex) },
      y: { low: 0, high: 1.15, ticks: [], label: t("people") },
    }),
    paint: (pen, to) => paintScores(pen, to, hand.z, api),
    slide: {
      ...SCORES,
      value: () => hand.z,
      height: normalCurve,
      moved(z) {
        hand.z = z;
        api.setLatest({ z });
      },
      words: (z) => t("Z {score}", { score: written(z) }),
    },
  });
}

/** @param {string} sex */
const scoreWords = (sex) =>
  sex === "female"
    ? t("Z-score: density among women of the same age")
    : t("Z-score: density among men of the same age");

const Z_SCORES = Array.from({ length: 81 }, (_, at) => -4 + at / 10);
const PEOPLE_BY_Z = Z_SCORES.map(normalCurve);

/**
 * @param {Pen} pen
 * @param {Scale} to
 * @param {number} own the Z-score of those who are looked at
 * @param {RiskApi} api
 */
function paintScores(pen, to, own, api) {
  const nobody = Z_SCORES.map(() => 0);
  drawBand(pen, to, Z_SCORES, nobody, PEOPLE_BY_Z, api.colour("grey"));
  const alike = Z_SCORES.filter((z) => Math.abs(z - own) <= ALIKE + 0.051);
  drawBand(pen, to, alike, nobody, alike.map(normalCurve), api.colour("accent"));
  drawLine(pen, to, Z_SCORES, PEOPLE_BY_Z, { colour: api.colour("quiet"), width: 1.75 });
}
