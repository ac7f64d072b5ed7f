// @ts-check
// The spine from the side: a body is taken in hand and wedged; posture, load below and breath follow.
/** @import { KyphosisControls, KyphosisFrame } from "./frame_types" */
/** @import { Api, Part, Pen, Scale } from "./types" */
import { clamp } from "./canvas.js";
import { makeChart } from "./chart.js";
import { drawBand, drawLegend, drawLine } from "./curves.js";
import { element } from "./elements.js";
import { makeMeters } from "./meters.js";
import { makeSpine } from "./spine_picture.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<KyphosisFrame, KyphosisControls>} SpineApi */

/** @type {Record<string, number>} */
const TURNS = { ArrowRight: -1, ArrowLeft: 1, PageUp: 5, PageDown: -5 };

export default defineWidget({
  title: t("Kyphosis"),
  keys: [
    ["↑ ↓", t("the vertebra above, below")],
    ["← →", t("bend it forward, straighten it, by a degree")],
    [t("Page Up/Down"), t("by five degrees")],
    ["S", t("all straight")],
  ],
  mount,
});

/**
 * @param {HTMLElement} stage
 * @param {SpineApi} api
 * @returns {Part<KyphosisFrame>}
 */
function mount(stage, api) {
  /** @type {import("./spine_picture.js").SpineHand} */
  const hand = { at: 0, wedges: [] };
  const left = element("div", { class: "vx-spine-picture" });
  const right = element("div");
  stage.append(element("div", { class: "vx-spine" }, left, right));
  const spine = makeSpine(left, api, hand, { moved, chosen });
  const meters = makeMeters(right, t("What the wedges change"));
  const chart = makeBreath(right, api);
  const source = t("Breath after one study of 74 women; a study of 2132 people found no association.");
  right.append(element("p", { class: "vx-label" }, source));

  /** @type {(wedge: number, frame: KyphosisFrame) => void} */
  function moved(wedge, { most, levels }) {
    hand.wedges[hand.at] = clamp(Math.round(wedge), 0, most);
    api.setLatest({ level: levels[hand.at], wedge: hand.wedges[hand.at] });
    spine.redraw();
  }
  /** @type {(at: number, frame: KyphosisFrame) => void} */
  function chosen(at, { levels }) {
    hand.at = clamp(at, 0, levels.length - 1);
    api.enqueue({ level: levels[hand.at] });
    spine.redraw();
  }
  return {
    render(frame, { behind }) {
      if (!behind) Object.assign(hand, { at: frame.levels.indexOf(frame.level), wedges: [...frame.wedges] });
      meters.show(frame.readouts);
      spine.redraw();
      chart.redraw();
    },
    handleKey({ key }, frame) {
      if (key === "ArrowUp" || key === "ArrowDown") chosen(hand.at + (key === "ArrowUp" ? -1 : 1), frame);
      else if (TURNS[key]) moved(hand.wedges[hand.at] + TURNS[key], frame);
      else if (key === "s" || key === "S") api.enqueue({ straight: true });
      else return false;
      return true;
    },
    themeChanged() {
      spine.redraw();
      chart.redraw();
    },
  };
}

/**
 * @param {HTMLElement} parent
 * @param {SpineApi} api
 */
function makeBreath(parent, api) {
  const holder = element("div", { class: "vx-spine-chart" });
  parent.append(holder);
  return makeChart(holder, api, {
    label: t("Vital capacity by the number of thoracic fractures"),
    axes: ({ breath }) => ({
      x: { low: -0.25, high: breath.length - 0.75, label: t("Thoracic fractures") },
      y: { low: 0, high: 140, label: t("Vital capacity (% of predicted)") },
    }),
    paint: (pen, to, frame) => paintBreath(pen, to, frame, api),
  });
}

/**
 * @param {Pen} pen
 * @param {Scale} to
 * @param {KyphosisFrame} frame
 * @param {SpineApi} api
 */
function paintBreath(pen, to, { breath, thoracic }, api) {
  const numbers = breath.map((_, at) => at);
  /** @param {number} at */
  const column = (at) => breath.map((values) => values[at]);
  const [study, larger] = [api.colour("accent"), { colour: api.colour("green"), dash: [7, 4] }];
  drawBand(pen, to, numbers, column(1), column(2), study);
  drawLine(pen, to, numbers, column(0), { colour: study, width: 3 });
  const level = numbers.map(() => breath[0][0]);
  drawLine(pen, to, numbers, level, larger);
  const at = Math.min(thoracic, breath.length - 1);
  pen.beginPath();
  pen.arc(to.x(at), to.y(breath[at][0]), 7, 0, 2 * Math.PI);
  pen.fillStyle = api.colour("ink");
  pen.fill();
  const entries = [
    { words: t("one study; band: single women (assumed)"), colour: study },
    { words: t("the larger study: no association"), ...larger },
  ];
  drawLegend(pen, { ...to, top: to.bottom - 50 }, entries, api.colour("quiet"), "left");
}
