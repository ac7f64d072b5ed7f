// @ts-check
// A drug's effect from its last dose to the needle: the handle is the time since the last dose.
/** @import { AntithromboticControls, AntithromboticFrame } from "./frame_types" */
/** @import { Api, Part, Pen, Scale } from "./types" */
import { interpolate, makeChart } from "./chart.js";
import { makeBar, makeRange, makeSelect } from "./controls.js";
import { drawLine } from "./curves.js";
import { element } from "./elements.js";
import { makeMeters } from "./meters.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<AntithromboticFrame, AntithromboticControls>} PlannerApi */

const DAYS = 9;
const HOURS_A_DAY = 24;

export default defineWidget({
  title: t("The anticoagulant and the needle"),
  keys: [
    ["← →", t("a longer or shorter time since the last dose")],
    ["Tab", t("drug, reason, kidneys, INR, platelets")],
  ],
  mount,
});

/**
 * The hours at which the needle may come and the drug is taken again, since the last dose.
 * @param {Pick<AntithromboticFrame, "last" | "wait_h" | "restart_h" | "pause_h">} plan
 */
export function datesOf({ last, wait_h: wait, restart_h: [first, latest], pause_h: pause }) {
  const needle = last + wait;
  return { needle, restart: pause > 0 ? [needle + first, needle + latest] : null };
}

/**
 * @param {HTMLElement} stage
 * @param {PlannerApi} api
 * @returns {Part<AntithromboticFrame>}
 */
function mount(stage, api) {
  const hand = { last: 12 };
  const controls = makeControls(stage, api);
  const plot = element("div", { class: "vx-prep-chart" });
  const key = makeKey(api);
  const right = element("div");
  stage.append(element("div", { class: "vx-prep" }, element("div", {}, plot, key.list), right));
  const chart = makeEffect(plot, api, hand);
  const meters = makeMeters(right, t("Reasons against the needle"));
  const advice = element("ul", { class: "vx-prep-advice" });
  right.append(advice);
  return {
    render(frame, { behind }) {
      if (!behind) {
        hand.last = frame.last;
        controls.update(frame);
      }
      meters.show(frame.readouts);
      advice.replaceChildren(...frame.advice.map(([name, words]) => element("li", { "data-key": name }, words)));
      key.show(frame);
      chart.redraw();
    },
    handleKey: (event) => chart.key(event),
    themeChanged() {
      key.paint();
      chart.redraw();
    },
  };
}

/**
 * What each line of the chart is, in a row under it: no place inside is free for every drug.
 * @param {PlannerApi} api
 */
function makeKey(api) {
  /** @type {[string, string, string][]} */
  const looks = [
    ["accent", "solid", t("effect left")],
    ["ink", "dashed", t("now")],
    ["vermillion", "solid", t("the needle, at the earliest")],
    ["green", "solid", t("taken again")],
  ];
  const swatches = looks.map(() => element("span", { class: "vx-prep-swatch" }));
  const entries = looks.map(([, , words], at) => element("li", {}, swatches[at], words));
  const paint = () =>
    looks.forEach(([colour, line], at) => {
      swatches[at].style.borderTop = `3px ${line} ${api.colour(colour)}`;
    });
  return {
    list: element("ul", { class: "vx-prep-key" }, ...entries),
    paint,
    /** @param {AntithromboticFrame} frame */
    show(frame) {
      entries[entries.length - 1].hidden = !datesOf(frame).restart;
      paint();
    },
  };
}

/**
 * @param {HTMLElement} parent
 * @param {PlannerApi} api
 * @param {{last: number}} hand
 */
function makeEffect(parent, api, hand) {
  return makeChart(parent, api, {
    label: t("Hours since the last dose"),
    axes: () => ({
      x: { low: 0, high: DAYS, label: t("Days since the last dose") },
      y: { low: 0, high: 105, label: t("Effect left, %") },
    }),
    paint: (pen, to, frame) => paintEffect(pen, to, { ...frame, last: hand.last }, api),
    slide: {
      low: 0,
      high: DAYS,
      step: 0.25,
      leap: 1,
      value: () => hand.last / HOURS_A_DAY,
      height: (days, { hours, left }) => 100 * interpolate(hours, left, days * HOURS_A_DAY),
      moved(days) {
        hand.last = Math.round(days * HOURS_A_DAY);
        api.setLatest({ last: hand.last });
      },
      words: (days) => t("{hours} hours since the last dose", { hours: Math.round(days * HOURS_A_DAY) }),
    },
  });
}

/**
 * @param {Pen} pen
 * @param {Scale} to
 * @param {AntithromboticFrame} frame
 * @param {PlannerApi} api
 */
function paintEffect(pen, to, frame, api) {
  const { needle, restart } = datesOf(frame);
  const [ink, alarm, accent] = [api.colour("ink"), api.colour("vermillion"), api.colour("accent")];
  if (restart) paintRestart(pen, to, restart, api.colour("green"));
  const effect = frame.left.map((fraction) => 100 * fraction);
  drawLine(pen, to, frame.hours.map(inDays), effect, { colour: accent });
  const [now, then] = [inDays(frame.last), inDays(needle)];
  drawLine(pen, to, [now, now], [0, 105], { colour: ink, width: 1.5, dash: [5, 4] });
  drawLine(pen, to, [then, then], [0, 105], { colour: alarm, width: 3 });
}

/** @param {number} hours */
const inDays = (hours) => hours / HOURS_A_DAY;

/** @type {(pen: Pen, to: Scale, hours: number[], colour: string) => void} */
function paintRestart(pen, to, hours, colour) {
  const [first, latest] = hours.map((hour) => to.x(inDays(hour)));
  pen.fillStyle = colour;
  pen.globalAlpha = 0.25;
  pen.fillRect(first, to.top, Math.max(4, latest - first), to.tall);
  pen.globalAlpha = 1;
}

/**
 * @param {HTMLElement} parent
 * @param {PlannerApi} api
 */
function makeControls(parent, api) {
  const bar = makeBar(parent);
  /** @type {(name: keyof AntithromboticControls, label: string) => ReturnType<typeof makeSelect>} */
  const select = (name, label) =>
    makeSelect(bar, api, name, { label, onChange: (value) => api.enqueue({ [name]: value }) });
  const [drug, reason, bleeding] = [
    select("drug", t("Drug")),
    select("reason", t("taken for")),
    select("bleeding", t("before")),
  ];
  /** @typedef {{label: string, min: number, max: number, step: number, words: (value: number) => string}} RangeLook */
  /** @type {(name: keyof AntithromboticControls, look: RangeLook) => ReturnType<typeof makeRange>} */
  const range = (name, look) =>
    makeRange(bar, api, name, {
      ...look,
      wide: "vx-prep-said",
      onInput: (value) => api.setLatest({ [name]: value }),
    });
  const clearance = range("clearance", {
    label: t("Creatinine clearance"),
    min: 10,
    max: 120,
    step: 1,
    words: (value) => t("{value} mL/min", { value }),
  });
  const inr = range("inr", { label: t("INR"), min: 0.9, max: 5, step: 0.1, words: (value) => value.toFixed(1) });
  const platelets = range("platelets", {
    label: t("Platelets"),
    min: 20,
    max: 400,
    step: 10,
    words: (value) => t("{value} × 10⁹/L", { value }),
  });
  return {
    /** @param {AntithromboticFrame} frame */
    update(frame) {
      drug.fill(frame.drugs);
      reason.fill(frame.reasons);
      bleeding.fill(frame.risks);
      drug.show(frame.drug);
      reason.show(frame.reason);
      bleeding.show(frame.bleeding);
      clearance.show(frame.clearance);
      inr.show(frame.inr);
      platelets.show(frame.platelets);
    },
  };
}
