// @ts-check
// The panel of the C-arm: buttons, sliders of the machine, and what the set-up is worth.
/** @import { AssessmentRow, CArmFrame } from "./frame_types" */
/** @import { CArmApi, Hand, MoveName } from "./carm_positioning.js" */
import { makeBar, makeButton, makeCheckbox, makeRange, makeSelect, setText } from "./controls.js";
import { levelOf, signOf } from "./assessment_list.js";
import { rotateFor } from "./carm_hand.js";
import { element } from "./elements.js";
import { t } from "./texts.js";

/** @type {{name: MoveName, label: string, unit: string, step: number}[]} */
const SLIDERS = [
  { name: "rotation", label: t("Turn"), unit: "°", step: 1 },
  { name: "tilt", label: t("Tilt"), unit: "°", step: 1 },
  { name: "across", label: t("Table across"), unit: " mm", step: 1 },
  { name: "height", label: t("Table height"), unit: " mm", step: 1 },
  { name: "along", label: t("Table along"), unit: " mm", step: 1 },
  { name: "wide", label: t("Shutters, sides"), unit: " %", step: 0.05 },
  { name: "high", label: t("Shutters, ends"), unit: " %", step: 0.05 },
];

/** What the next hint costs stands on its button.
 * @type {(points: number) => string} */
const priceOf = (points) => (points ? t("Hint (costs {points} points)", { points }) : t("Hint (the first is free)"));

/**
 * @param {HTMLElement} parent
 * @param {CArmApi} api
 * @param {Record<" " | "v" | "t" | "i", () => void>} actions
 * @param {() => void} showScore
 */
export function makeTopControls(parent, api, actions, showScore) {
  const bar = makeBar(parent);
  bar.append(makeButton(t("One picture"), actions[" "], { name: "picture", main: true }));
  const beam = makeCheckbox(bar, api, "beam", { label: t("beam while it moves"), checked: true, onChange: () => {} });
  const swing = makeButton(t("Swing to lateral"), actions.v, { name: "swing" });
  const hint = makeButton(t("Hint"), actions.i, { name: "hint" });
  const score = makeButton(t("Points"), showScore, { name: "points" });
  bar.append(swing, makeButton(t("This view is true"), actions.t, { name: "claim" }), hint, score);
  return {
    beam: beam.input,
    /** @param {CArmFrame} frame */
    update(frame) {
      setText(swing, rotateFor(frame) ? t("Swing to lateral") : t("Swing to AP"));
      hint.setAttribute("aria-pressed", String(frame.hinting));
      setText(hint, frame.hinting ? t("Hide the hint") : priceOf(frame.hint_price));
      score.hidden = !frame.verdicts.length;
    },
  };
}

/**
 * Everything by slider: what the hand does on the picture, and the machine's dose and rate.
 * @param {HTMLElement} parent
 * @param {CArmApi} api
 * @param {Hand} hand
 * @param {(change: Partial<Record<MoveName, number>>) => void} moved
 */
export function makeMachine(parent, api, hand, moved) {
  const grid = element("div", { class: "vx-arm-sliders" });
  const rows = SLIDERS.map((slider) => makeRow(grid, api, slider, moved));
  const quality = makeSelect(grid, api, "quality", {
    label: t("Dose a pulse"),
    inGrid: true,
    onChange: (value) => api.enqueue({ quality: value }),
  });
  const rate = makeSelect(grid, api, "rate", {
    label: t("Pulses a second"),
    inGrid: true,
    onChange: (value) => api.enqueue({ rate: Number(value) }),
  });
  const summary = element("summary", { "data-control": "machine" }, t("Machine"));
  const details = element("details", { class: "vx-arm-machine" }, summary, grid);
  parent.append(details);
  const update = () => {
    if (details.open) for (const row of rows) row.show(hand);
  };
  api.on(details, "toggle", update);
  return {
    update,
    /** @param {CArmFrame} frame */
    fill(frame) {
      if (quality.value === frame.quality && rate.value === String(frame.rate)) return;
      for (const row of rows) row.limit(frame);
      quality.fill(frame.qualities.map((name) => [name, t(name)]));
      rate.fill(frame.rates.map((value) => [value, String(value)]));
      quality.show(frame.quality);
      rate.show(frame.rate);
    },
  };
}

/**
 * A slider of the machine.
 * @param {HTMLElement} grid
 * @param {CArmApi} api
 * @param {(typeof SLIDERS)[number]} slider
 * @param {(change: Partial<Record<MoveName, number>>) => void} moved
 */
function makeRow(grid, api, { name, label, unit, step }, moved) {
  const isOpening = name === "wide" || name === "high";
  const range = makeRange(grid, api, name, {
    label,
    min: 0,
    max: 1,
    step,
    inGrid: true,
    words: (value) => `${Math.round(isOpening ? 100 * value : value)}${unit}`,
    onInput: (value) => moved({ [name]: value }),
  });
  return {
    /** @param {Hand} hand */
    show: (hand) => range.show(hand[name]),
    /** @param {CArmFrame} frame */
    limit({ most, least }) {
      range.input.min = String(isOpening ? least : -most[name]);
      range.input.max = String(isOpening ? 1 : most[name]);
    },
  };
}

/** @param {HTMLElement} parent */
export function makeAssessmentTable(parent) {
  const rows = element("tbody");
  const label = t("What the set-up is worth");
  const table = element("table", { class: "vx-arm-verdicts", "aria-label": label, hidden: true }, rows);
  parent.append(table);
  let last = "[]";
  return {
    node: table,
    /** @param {AssessmentRow[]} assessments */
    show(assessments) {
      const now = JSON.stringify(assessments);
      if (now === last) return;
      last = now;
      rows.replaceChildren(
        ...assessments.map((row) => {
          const { sign, name } = signOf(row.near ? "near" : levelOf(row));
          const head = element("th", { scope: "row", class: name }, `${sign} ${row.name}`);
          return element("tr", {}, head, element("td", {}, row.words), element("td", {}, row.points));
        }),
      );
    },
  };
}
