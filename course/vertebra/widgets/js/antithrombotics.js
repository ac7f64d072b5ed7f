// A drug's effect from its last dose to the needle: the handle is the time since the last dose.
import { drawLegend, drawLine, interpolate, makeChart } from "./chart.js";
import { element, uniqueId } from "./elements.js";
import { makeMeters } from "./meters.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

const DAYS = 9;
const HOURS_A_DAY = 24;
const QUIET = { "data-lm-suppress-shortcuts": "true" };

export default defineWidget({
  title: t("The blood thinner and the needle"),
  keys: [
    ["← →", t("a longer or shorter time since the last dose")],
    ["Tab", t("drug, reason, kidneys, INR, platelets")],
  ],
  mount,
});

// The hours at which the needle may come and the drug is taken again, since the last dose.
export function datesOf({ last, wait_h: wait, restart_h: [first, latest], pause_h: pause }) {
  const needle = last + wait;
  return { needle, restart: pause > 0 ? [needle + first, needle + latest] : null };
}

function mount(stage, api) {
  const hand = { last: 12 };
  let now = null;
  const controls = makeControls(stage, api, () => now);
  const left = element("div", { class: "vx-prep-chart" });
  const right = element("div");
  stage.append(element("div", { class: "vx-prep" }, left, right));
  const chart = makeChart(left, api, {
    label: t("Hours since the last dose"),
    axes: () => now && { x: { low: 0, high: DAYS, label: t("Days since the last dose") }, y: { low: 0, high: 105, label: t("Effect left, %") } },
    paint: (pen, to) => paintEffect(pen, to, { ...now, last: hand.last }, api),
    slide: {
      low: 0, high: 216 / HOURS_A_DAY, step: 0.25, leap: 1,
      value: () => hand.last / HOURS_A_DAY,
      height: (days) => (now ? 100 * interpolate(now.hours, now.left, days * HOURS_A_DAY) : 0),
      moved(days) {
        hand.last = Math.round(days * HOURS_A_DAY);
        api.setLatest({ last: hand.last });
      },
      words: (days) => t("{hours} hours since the last dose", { hours: Math.round(days * HOURS_A_DAY) }),
    },
  });
  const meters = makeMeters(right, t("What speaks against the needle"));
  const advice = element("ul", { class: "vx-prep-advice" });
  right.append(advice);
  return {
    frame({ state, behind }) {
      now = { ...now, ...state };
      if (!behind) {
        hand.last = now.last;
        controls.update();
      }
      meters.show(now.readouts);
      advice.replaceChildren(...now.advice.map(([key, words]) => element("li", { "data-key": key }, words)));
      chart.redraw();
    },
    key: (event) => Boolean(now) && chart.key(event),
    themed: () => chart.redraw(),
  };
}

function paintEffect(pen, to, now, api) {
  const { needle, restart } = datesOf(now);
  const days = (hours) => to.x(hours / HOURS_A_DAY);
  if (restart) {
    pen.fillStyle = api.colour("green");
    pen.globalAlpha = 0.25;
    pen.fillRect(days(restart[0]), to.top, Math.max(4, days(restart[1]) - days(restart[0])), to.tall);
    pen.globalAlpha = 1;
  }
  const accent = api.colour("accent");
  drawLine(pen, to, now.hours.map((one) => one / HOURS_A_DAY), now.left.map((one) => 100 * one), { colour: accent });
  const [ink, alarm] = [api.colour("ink"), api.colour("vermillion")];
  const at = [now.last / HOURS_A_DAY, now.last / HOURS_A_DAY];
  drawLine(pen, to, at, [0, 105], { colour: ink, width: 1.5, dash: [5, 4] });
  drawLine(pen, to, [needle / HOURS_A_DAY, needle / HOURS_A_DAY], [0, 105], { colour: alarm, width: 3 });
  drawLegend(pen, to, [
    { words: t("effect left"), colour: accent },
    { words: t("now"), colour: ink, dash: [5, 4] },
    { words: t("the needle, at the earliest"), colour: alarm },
    ...(restart ? [{ words: t("taken again"), colour: api.colour("green") }] : []),
  ], ink);
}

function makeControls(parent, api, now) {
  const selects = [["drug", t("Drug"), "drugs"], ["reason", t("taken for"), "reasons"], ["bleeding", t("before"), "risks"]].map(([name, words, list]) => {
    const id = uniqueId(name);
    const node = element("select", { id, "data-control": name, ...QUIET });
    api.on(node, "change", () => api.enqueue({ [name]: node.value }));
    return { name, list, node, field: element("label", { class: "vx-field", for: id }, words, node) };
  });
  const ranges = [
    ["clearance", t("Creatinine clearance"), 10, 120, 1, (value) => t("{value} mL/min", { value })],
    ["inr", t("INR"), 0.9, 5, 0.1, (value) => Number(value).toFixed(1)],
    ["platelets", t("Platelets"), 20, 400, 10, (value) => t("{value} × 10⁹/L", { value })],
  ].map(([name, words, min, max, step, say]) => {
    const id = uniqueId(name);
    const node = element("input", { id, type: "range", min, max, step, class: "vx-range", "data-control": name, ...QUIET });
    const said = element("output", { class: "vx-number vx-prep-said", for: id });
    const write = () => (said.textContent = say(node.value));
    api.on(node, "input", () => {
      write();
      api.setLatest({ [name]: Number(node.value) });
    });
    return { name, node, write, field: element("label", { class: "vx-field", for: id }, words, node, said) };
  });
  parent.append(element("div", { class: "vx-controls" }, ...selects.map(({ field }) => field), ...ranges.map(({ field }) => field)));
  return {
    update() {
      for (const { name, list, node } of selects) {
        if (!node.options.length) for (const [value, words] of now()[list]) node.append(element("option", { value }, words));
        node.value = now()[name];
      }
      for (const { name, node, write } of ranges) {
        if (document.activeElement !== node) node.value = now()[name];
        write();
      }
    },
  };
}
