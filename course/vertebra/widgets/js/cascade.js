// People of a thousand with a new fracture, year by year: with a drug and without; the handle says how far to look.
import { drawLegend, drawLine, makeChart } from "./chart.js";
import { element, uniqueId } from "./elements.js";
import { defineWidget } from "./widget_shell.js";
import { makeMeters } from "./meters.js";
import { nt, t } from "./texts.js";

export default defineWidget({
  title: t("The next fracture"),
  keys: [
    ["← →", t("years looked at")],
    ["T", t("next drug")],
  ],
  mount,
});

// A round top for the axis, so that the curves fill the plot and don't jump with every step.
export function yMax(values) {
  const most = Math.max(...values);
  return [100, 200, 300, 400, 500, 600, 800, 1000].find((one) => one >= most) ?? 1000;
}

function mount(stage, api) {
  const hand = { years: 5 };
  let now = null;
  const controls = makeControls(stage, api, () => now);
  const left = element("div", { class: "vx-cascade-chart" });
  const right = element("div");
  stage.append(element("div", { class: "vx-cascade" }, left, right));
  const chart = makeChart(left, api, {
    label: t("Years looked at"),
    axes: () => now && { x: { low: 0, high: now.longest, label: t("Years") }, y: { low: 0, high: yMax([...now.plain, ...now.treated]), label: t("People of 1000 with a new fracture") } },
    paint(pen, to) {
      const years = Array.from(now.plain, (_, at) => at);
      drawLine(pen, to, years, now.plain, { colour: api.colour("vermillion"), dash: [7, 4] });
      drawLine(pen, to, years, now.treated, { colour: api.colour("accent"), width: 3 });
      const drug = now.treatment === "none" ? t("no drug") : nt("{treatment} for {n} year, taken by {taken} of 100", "{treatment} for {n} years, taken by {taken} of 100", now.given, { treatment: t(now.treatment), taken: now.taken });
      drawLegend(pen, to, [{ words: t("no drug"), colour: api.colour("vermillion"), dash: [7, 4] }, { words: drug, colour: api.colour("accent") }], api.colour("quiet"));
    },
    slide: {
      low: 1, high: 10, step: 1, leap: 2,
      value: () => hand.years,
      height: (years) => now.treated[years],
      moved(years) {
        hand.years = years;
        api.setLatest({ years });
      },
      words: (years) => nt("{n} year", "{n} years", years),
    },
  });
  const readouts = makeMeters(right, t("Of a thousand people"));
  return {
    frame({ state, arrays, behind }) {
      now = { ...now, ...state, ...arrays };
      if (!behind) hand.years = now.years;
      if (!behind) controls.update();
      readouts.show(now.readouts);
      chart.redraw();
    },
    key: (event) => Boolean(now) && (chart.key(event) || controls.key(event)),
    themed: () => chart.redraw(),
  };
}

function makeControls(parent, api, now) {
  const [drugId, givenId, takenId] = ["drug", "given", "taken"].map(uniqueId);
  const quiet = { "data-lm-suppress-shortcuts": "true" };
  const drug = element("select", { id: drugId, ...quiet });
  const ranges = { given: [givenId, 0, 10, 1], taken: [takenId, 0, 100, 5] };
  const fields = {};
  for (const [name, [id, min, max, step]] of Object.entries(ranges)) {
    const range = element("input", { id, type: "range", min, max, step, class: "vx-range", ...quiet });
    const said = element("output", { class: "vx-number vx-said", for: id });
    fields[name] = { range, write: () => (said.textContent = name === "given" ? t("{value} years", { value: range.value }) : t("{value} of 100", { value: range.value })), said };
    api.on(range, "input", () => {
      fields[name].write();
      api.setLatest({ [name]: Number(range.value) });
    });
  }
  const labelled = (id, words, ...nodes) => element("label", { class: "vx-field", for: id }, words, ...nodes);
  parent.append(
    element(
      "div",
      { class: "vx-controls" },
      labelled(drugId, t("Drug"), drug),
      labelled(givenId, t("given for"), fields.given.range, fields.given.said),
      labelled(takenId, t("taken by"), fields.taken.range, fields.taken.said),
    ),
  );
  api.on(drug, "change", () => api.enqueue({ treatment: drug.value }));
  return {
    update() {
      if (!drug.options.length) for (const name of now().treatments) drug.append(element("option", { value: name }, t(name)));
      drug.value = now().treatment;
      for (const [name, { range, write }] of Object.entries(fields)) {
        if (document.activeElement !== range) range.value = now()[name];
        write();
      }
    },
    key({ key }) {
      if (key !== "t" && key !== "T") return false;
      const names = now().treatments;
      api.enqueue({ treatment: names[(names.indexOf(now().treatment) + 1) % names.length] });
      return true;
    },
  };
}
