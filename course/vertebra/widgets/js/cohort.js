// @ts-check
// People of a thousand with a new fracture, year by year: with a drug and without; the handle says how far to look.
/** @import { CascadeControls, CascadeFrame } from "./frame_types" */
/** @import { Api, Part, Pen, Scale } from "./types" */
import { makeChart } from "./chart.js";
import { makeBar, makeRange, makeSelect } from "./controls.js";
import { drawLegend, drawLine } from "./curves.js";
import { element } from "./elements.js";
import { makeMeters } from "./meters.js";
import { nt, t } from "./texts.js";
import { setUnusable } from "./unusable.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<CascadeFrame, CascadeControls>} CascadeApi */

export default defineWidget({
  title: t("The next fracture"),
  keys: [
    ["← →", t("years looked at")],
    ["T", t("next drug")],
  ],
  mount,
});

/**
 * A round top for the axis, so that the curves fill the plot and don't jump with every step.
 * @param {number[]} values
 */
export function yMax(values) {
  const most = Math.max(...values);
  return [100, 200, 300, 400, 500, 600, 800, 1000].find((top) => top >= most) ?? 1000;
}

/**
 * @param {HTMLElement} stage
 * @param {CascadeApi} api
 * @returns {Part<CascadeFrame>}
 */
function mount(stage, api) {
  const hand = { years: 5 };
  const controls = makeControls(stage, api);
  const left = element("div", { class: "vx-cohort-chart" });
  const right = element("div");
  stage.append(element("div", { class: "vx-cohort" }, left, right));
  const chart = makeChart(left, api, {
    label: t("Years looked at"),
    axes: ({ longest, plain, treated }) => ({
      x: { low: 0, high: longest, label: t("Years") },
      y: { low: 0, high: yMax([...plain, ...treated]), label: t("People in 1000 with a new fracture") },
    }),
    paint: (pen, to, frame) => paintCohorts(pen, to, frame, api),
    slide: {
      low: 1,
      high: 10,
      step: 1,
      leap: 2,
      value: () => hand.years,
      height: (years, { treated }) => treated[years],
      moved(years) {
        hand.years = years;
        api.setLatest({ years });
      },
      words: (years) => nt("{n} year", "{n} years", years),
    },
  });
  const meters = makeMeters(right, t("Of a thousand people"));
  return {
    render(frame, { behind }) {
      if (!behind) hand.years = frame.years;
      if (!behind) controls.update(frame);
      meters.show(frame.readouts);
      chart.redraw();
    },
    handleKey: (event) => chart.key(event) || controls.key(event.key.toLowerCase()),
    themeChanged: () => chart.redraw(),
  };
}

/**
 * @param {Pen} pen
 * @param {Scale} to
 * @param {CascadeFrame} frame
 * @param {CascadeApi} api
 */
function paintCohorts(pen, to, { plain, treated, treatment, given, taken }, api) {
  const years = Array.from(plain, (_, at) => at);
  const [without, drug] = [api.colour("vermillion"), api.colour("accent")];
  drawLine(pen, to, years, plain, { colour: without, dash: [7, 4] });
  const entries = [{ words: t("no drug"), colour: without, dash: [7, 4] }];
  if (treatment !== "none") {
    drawLine(pen, to, years, treated, { colour: drug, width: 3 });
    entries.push({ words: drugWords({ treatment, given, taken }), colour: drug, dash: [] });
  }
  drawLegend(pen, to, entries, api.colour("quiet"));
}

/**
 * Which drug, for how long, taken by how many.
 * @param {{treatment: string, given: number, taken: number}} policy
 */
export function drugWords({ treatment, given, taken }) {
  if (treatment === "none") return t("no drug");
  return nt(
    "{treatment} for {n} year, taken by {taken} of 100",
    "{treatment} for {n} years, taken by {taken} of 100",
    given,
    { treatment: t(treatment), taken },
  );
}

/**
 * @param {HTMLElement} parent
 * @param {CascadeApi} api
 */
function makeControls(parent, api) {
  const bar = makeBar(parent);
  const drug = makeSelect(bar, api, "drug", {
    label: t("Drug"),
    onChange: (value) => api.enqueue({ treatment: value }),
  });
  const given = makeRange(bar, api, "given", {
    label: t("given for"),
    min: 0,
    max: 10,
    step: 1,
    wide: "vx-said",
    words: (value) => t("{value} years", { value }),
    onInput: (value) => api.setLatest({ given: value }),
  });
  const taken = makeRange(bar, api, "taken", {
    label: t("taken by"),
    min: 0,
    max: 100,
    step: 5,
    wide: "vx-said",
    words: (value) => t("{value} of 100", { value }),
    onInput: (value) => api.setLatest({ taken: value }),
  });
  return {
    /** @param {CascadeFrame} frame */
    update(frame) {
      drug.fill(frame.treatments.map((name) => [name, t(name)]));
      drug.show(frame.treatment);
      given.show(frame.given);
      taken.show(frame.taken);
      const reason = frame.treatment === "none" ? t("No drug is chosen.") : "";
      for (const { input } of [given, taken]) setUnusable(api, input, reason);
    },
    /** @param {string} key */
    key(key) {
      if (key === "t") drug.next();
      return key === "t";
    },
  };
}
