// @ts-check
// A patient who is awake: a speech bubble with what is said, and a monitor with numbers and their trend.
/** @import { PatientFrame, VitalSign } from "./frame_types" */
import { clamp } from "./canvas.js";
import { setText } from "./controls.js";
import { element } from "./elements.js";
import { t } from "./texts.js";

const WIDTH = 92;
const HEIGHT = 24;
const SVG = "http://www.w3.org/2000/svg";

/**
 * The points of a trend in its picture, time from left to right.
 * @param {Pick<VitalSign, "times" | "trend" | "low" | "high">} row
 */
export function trendPoints({ times, trend, low, high }) {
  const first = times[0];
  const span = Math.max(times[times.length - 1] - first, 1);
  const rest = trend.length < 2 ? [[0, trend[0]]] : [];
  const places = trend.map((value, at) => [trend.length < 2 ? WIDTH : ((times[at] - first) / span) * WIDTH, value]);
  return [...rest, ...places]
    .map(([x, value]) => `${x.toFixed(1)},${(HEIGHT * (1 - clamp((value - low) / (high - low), 0, 1))).toFixed(1)}`)
    .join(" ");
}

/**
 * @param {HTMLElement} parent
 */
export function makePatientPanel(parent) {
  const says = element("p", { class: "vx-says", "aria-live": "polite" });
  const state = element("p", { class: "vx-patient-state" });
  const monitor = element("div", { class: "vx-monitor" });
  const bubble = element("div", { class: "vx-bubble" }, says, state);
  const root = element("div", { class: "vx-patient", role: "group", "aria-label": t("The patient") }, bubble, monitor);
  parent.append(root);
  /** @type {ReturnType<typeof makeVital>[]} */
  let rows = [];
  return {
    root,
    /** @param {PatientFrame} patient */
    show({ says: words, pain_text: feeling, sedation, symptoms, vitals }) {
      root.dataset.sedation = sedation;
      root.dataset.symptom = symptoms[0] ?? "";
      setText(says, words);
      setText(state, feeling);
      if (!rows.length) rows = vitals.map(() => makeVital(monitor));
      vitals.forEach((vital, at) => rows[at](vital));
    },
  };
}

/** @param {HTMLElement} monitor */
function makeVital(monitor) {
  const name = element("span", { class: "vx-vital-name" });
  const mark = element("span", { class: "vx-alarm" });
  const number = element("strong");
  const unit = element("span", { class: "vx-unit" });
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  picture.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "polyline");
  picture.append(line);
  const value = element("div", { class: "vx-vital-value" }, mark, number, unit, /** @type {any} */ (picture));
  const row = element("div", { class: "vx-vital" }, name, value);
  monitor.append(row);
  return (/** @type {VitalSign} */ vital) => {
    row.dataset.vital = vital.key;
    row.dataset.alarm = String(vital.alarm);
    setText(name, vital.name);
    setText(mark, vital.alarm ? t("alarm") : "");
    setText(number, vital.text);
    setText(unit, ` ${vital.unit}`);
    line.setAttribute("points", trendPoints(vital));
  };
}
