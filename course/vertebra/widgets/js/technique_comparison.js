// One fracture, two ways: as much cement in both, as far as the hand has gone.
import { makeCanvas } from "./canvas.js";
import { nextOf } from "./balloon.js";
import { drawLegend, drawLine, interpolate, makeChart } from "./chart.js";
import { element, uniqueId } from "./elements.js";
import { drawFrame, placeIn } from "./fluoro.js";
import { defineWidget } from "./widget_shell.js";
import { drawGreyImage } from "./mri.js";
import { makeMeters } from "./meters.js";
import { drawTag } from "./sagittal.js";
import { t } from "./texts.js";

const WAYS = ["vertebroplasty", "kyphoplasty"];
const DASHES = { vertebroplasty: [], kyphoplasty: [7, 4] };
const LEAST_KPA = 12;

export default defineWidget({
  title: t("Two ways"),
  keys: [
    ["← →", t("less, more cement in both")],
    ["V", t("cut open, from the side, from behind")],
  ],
  mount,
});

// The top of the pressure axis: room above what was reached, and never less than a usual injection needs.
export const topOf = (curves) => Math.max(LEAST_KPA, ...curves.map((curve) => 1.2 * (curve[curve.length - 1] ?? 0)));

function mount(stage, api) {
  const hand = { cement: 0 };
  let now = null;
  const lookId = uniqueId("look");
  const look = element("select", { id: lookId, "data-lm-suppress-shortcuts": "true" });
  api.on(look, "change", () => api.enqueue({ look: look.value }));
  stage.append(element("div", { class: "vx-controls" }, element("label", { class: "vx-field", for: lookId }, t("Look"), look)));
  const pair = element("div", { class: "vx-balloon" });
  stage.append(pair);
  const sides = WAYS.map((way) => makeSide(pair, api, way, () => now));
  const holder = element("div", { class: "vx-balloon-chart" });
  stage.append(holder);
  const colours = { vertebroplasty: "blue", kyphoplasty: "orange" };
  const chart = makeChart(holder, api, {
    label: t("Cement in all"),
    axes: () => now && { x: { low: 0, high: now.most, label: t("Cement in all (mL)") }, y: { low: 0, high: topOf(WAYS.map((way) => now[`kpa_${way}`])), label: t("Highest in the bone (kPa)") } },
    paint(pen, to) {
      for (const way of WAYS) drawLine(pen, to, now.volumes, now[`kpa_${way}`], { colour: api.colour(colours[way]), width: 3, dash: DASHES[way] });
      drawLegend(pen, to, WAYS.map((way) => ({ words: t(way), colour: api.colour(colours[way]), dash: DASHES[way] })), api.colour("ink"));
    },
    slide: {
      low: 0, high: 7, step: 0.2, leap: 1,
      value: () => hand.cement,
      height: (cement) => interpolate(now.volumes, now.kpa_vertebroplasty, cement),
      moved(cement) {
        hand.cement = cement;
        api.setLatest({ cement });
      },
      words: (cement) => t("{cement} millilitres of cement each way", { cement: cement.toFixed(1) }),
    },
  });
  const turn = () => api.enqueue({ look: nextOf(now.looks, now.look) });
  return {
    frame({ state, arrays, behind }) {
      now = { ...now, ...state, ...arrays };
      if (!look.options.length) for (const name of now.looks) look.append(element("option", { value: name }, t(name)));
      if (!behind) hand.cement = now.cement;
      look.value = now.look;
      for (const side of sides) side.show();
      chart.redraw();
    },
    key(event) {
      if (!now) return false;
      if (event.key.toLowerCase() !== "v") return chart.key(event);
      turn();
      return true;
    },
    themed: () => chart.redraw(),
  };
}

function makeSide(parent, api, way, now) {
  const pane = element("div", { class: "vx-balloon-picture" });
  const column = element("div", {}, pane);
  parent.append(column);
  const picture = makeCanvas(pane, api, {
    label: t(way), focusable: false,
    draw(pen, width, height) {
      if (!now()?.[way]) return;
      const { left, top } = drawGreyImage(pen, now()[way], width, height);
      if (now().screen) drawFrame(pen, placeIn(width, height), now().screen);
      drawTag(pen, `${t(way)}, ${t(now().look)}`, Math.max(left, 0) + 8, Math.max(top, 0) + 16, { align: "left" });
    },
  });
  const readouts = makeMeters(column, t("What comes of {way}", { way: t(way) }));
  return {
    show() {
      picture.node.setAttribute("aria-label", `${t(way)}, ${t(now().look)}`);
      readouts.show(now().readouts[way]);
      picture.redraw();
    },
  };
}
