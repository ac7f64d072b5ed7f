// A hundred people: who will fracture, by age, density and earlier fractures.
import { makeCanvas } from "./canvas.js";
import { drawBand, drawLegend, drawLine, interpolate, makeChart, written } from "./chart.js";
import { element, uniqueId } from "./elements.js";
import { defineWidget } from "./widget_shell.js";
import { nt, t } from "./texts.js";

const AGES = { low: 50, high: 90, step: 1, leap: 5 };
const SCORES = { low: -4, high: 4, step: 0.1, leap: 1 };
const ALIKE = 0.15;
const PEOPLE = 100;

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

function mount(stage, api) {
  const own = { age: 70, z: 0 };
  let found = null;
  const controls = makeControls(stage, api);
  const left = element("div");
  const right = element("div");
  stage.append(element("div", { class: "vx-risk" }, left, right));
  const crowd = makeCrowd(left, api, () => found);
  const ages = makeAges(right, api, own, () => found);
  const scores = makeScores(right, api, own, () => found);
  return {
    frame({ state, arrays, behind }) {
      found = { ...found, ...state, ...arrays };
      if (!behind) Object.assign(own, { age: state.age, z: state.z });
      controls.update(found);
      crowd.show();
      ages.redraw();
      scores.redraw();
    },
    key(event) {
      if (event.target === scores.node) return scores.key(event) || controls.key(event);
      return ages.key(event) || controls.key(event);
    },
    themed() {
      crowd.show();
      ages.redraw();
      scores.redraw();
    },
  };
}

function makeControls(stage, api) {
  const make = (name, words) => {
    const select = element("select", { id: uniqueId(name), "data-lm-suppress-shortcuts": "true" });
    const field = element("label", { class: "vx-field", for: select.id }, words, select);
    api.on(select, "change", () => api.enqueue({ [name]: name === "sex" ? select.value : Number(select.value) }));
    return { select, field };
  };
  const fill = ({ select }, options) => options.forEach(([value, words]) => select.append(element("option", { value }, words)));
  const [sex, fractures, since, years] = [
    make("sex", t("People")), make("fractures", t("Vertebral fractures")), make("since", t("Last one")), make("years", t("Within")),
  ];
  fill(sex, [["female", t("women")], ["male", t("men")]]);
  fill(years, [[1, t("a year")], [10, t("ten years")]]);
  stage.append(element("div", { class: "vx-controls" }, ...[sex, fractures, since, years].map(({ field }) => field)));
  const agoOf = (value) => (value < 0.25 ? t("in the last weeks") : nt("{n} year ago", "{n} years ago", value));
  return {
    update(found) {
      if (!fractures.select.options.length) {
        fill(fractures, found.numbers.map((words, count) => [count, words]));
        fill(since, found.recent.map((value) => [value, agoOf(value)]));
      }
      sex.select.value = found.sex;
      fractures.select.value = String(found.fractures);
      years.select.value = String(found.years);
      since.field.hidden = !found.fractures;
      since.select.value = found.since === null ? "" : String(nearest(found.recent, found.since));
    },
    key({ key }) {
      if (key === "f" || key === "F") api.enqueue({ fractures: (Number(fractures.select.value) + 1) % 4 });
      else if (key === "y" || key === "Y") api.enqueue({ years: years.select.value === "1" ? 10 : 1 });
      else return false;
      return true;
    },
  };
}

export const nearest = (values, wanted) => values.reduce((best, value) => (Math.abs(value - wanted) < Math.abs(best - wanted) ? value : best));

// What each of the hundred is, from the first: "sure" up to the low end, "expected", "possible" up to the high end, "not".
export function personFates([expected, low, high]) {
  return Array.from({ length: PEOPLE }, (_, at) => (at < low ? "sure" : at < expected ? "expected" : at < high ? "possible" : "not"));
}

function makeCrowd(parent, api, found) {
  const number = element("strong");
  const words = element("span");
  parent.append(element("p", { class: "vx-count" }, number, words));
  const holder = element("div", { class: "vx-people" });
  parent.append(holder);
  const canvas = makeCanvas(holder, api, { label: t("One hundred people"), focusable: false, draw });
  parent.append(
    element(
      "p",
      { class: "vx-key", "aria-hidden": "true" },
      ...[t("■ will fracture"), t("□ perhaps (the interval)"), t("grey: will not")].map((words) => element("span", {}, words)),
    ),
  );
  function draw(pen, width, height) {
    if (!found()) return;
    const cell = Math.min(width, height) / 10;
    const [left, top] = [(width - 10 * cell) / 2, (height - 10 * cell) / 2];
    personFates(found().people).forEach((fate, at) => drawPerson(pen, api, fate, left + cell * (at % 10), top + cell * Math.floor(at / 10), cell));
  }
  return {
    show() {
      const [expected, low, high] = found().people;
      number.textContent = t("{expected} of 100", { expected });
      words.textContent = found().years === 1 ? t(" ({low} to {high}) will have a new vertebral fracture within a year", { low, high }) : t(" ({low} to {high}) will have a new vertebral fracture within ten years", { low, high });
      canvas.node.setAttribute("aria-label", t("One hundred people: {expected} will fracture, between {low} and {high}", { expected, low, high }));
      canvas.redraw();
    },
  };
}

function drawPerson(pen, api, fate, x, y, cell) {
  const middle = x + cell / 2;
  const [r, w] = [cell * 0.14, cell * 0.26];
  pen.beginPath();
  if (fate === "not") {
    pen.arc(middle, y + cell * 0.3, r, 0, 2 * Math.PI);
    pen.roundRect(middle - w, y + cell * 0.5, 2 * w, cell * 0.4, [w, w, 3, 3]);
    pen.globalAlpha = 0.5;
    pen.fillStyle = api.colour("grey");
    pen.fill();
    pen.globalAlpha = 1;
    return;
  }
  pen.roundRect(x + cell * 0.08, y + cell * 0.08, cell * 0.84, cell * 0.86, 4);
  if (fate === "possible") {
    pen.lineWidth = 1.75;
    pen.setLineDash([4, 3]);
    pen.strokeStyle = api.colour("vermillion");
    pen.stroke();
    pen.setLineDash([]);
  } else {
    pen.fillStyle = api.colour("vermillion");
    pen.globalAlpha = fate === "sure" ? 1 : 0.78;
    pen.fill();
    pen.globalAlpha = 1;
  }
  pen.beginPath();
  pen.arc(middle, y + cell * 0.3, r, 0, 2 * Math.PI);
  pen.roundRect(middle - w, y + cell * 0.5, 2 * w, cell * 0.36, [w, w, 3, 3]);
  pen.fillStyle = fate === "possible" ? api.colour("vermillion") : "#fff";
  pen.globalAlpha = fate === "possible" ? 0.55 : 1;
  pen.fill();
  pen.globalAlpha = 1;
}

// A round number at or above the curve, so that the axis doesn't change at every step.
export function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 3, 5, 10].map((k) => k * power).find((top) => top >= value * 0.999);
}

function makeAges(parent, api, own, found) {
  const holder = element("div", { class: "vx-rate-chart" });
  parent.append(holder);
  const rate = (age) => interpolate(found().ages, found().rates, age);
  return makeChart(holder, api, {
    label: t("Age, along the curve of the rate"),
    axes: () => found() && { x: { ...AGES, label: t("Age (years)") }, y: { low: 0, high: ceiling(1.25 * Math.max(...found().rates)), label: t("New fractures per 1000 a year") } },
    paint(pen, to) {
      const { ages, rates, low, high, average, last_measured: last } = found();
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
    },
    slide: {
      ...AGES,
      value: () => own.age,
      height: rate,
      moved: (age) => api.setLatest({ age: (own.age = age) }),
      words: (age) => t("{age} years, {rate} per 1000 a year", { age, rate: Math.round(rate(age)) }),
    },
  });
}

export const normalCurve = (z) => Math.exp(-0.5 * z * z);

function makeScores(parent, api, own, found) {
  const holder = element("div", { class: "vx-bell-chart" });
  parent.append(holder);
  const xs = Array.from({ length: 81 }, (_, at) => -4 + at / 10);
  const ys = xs.map(normalCurve);
  return makeChart(holder, api, {
    label: t("Z-score, among people of the same age"),
    axes: () => found() && { x: { ...SCORES, label: found().sex === "female" ? t("Z-score: density among women of the same age") : t("Z-score: density among men of the same age") }, y: { low: 0, high: 1.15, ticks: [], label: t("people") } },
    paint(pen, to) {
      drawBand(pen, to, xs, xs.map(() => 0), ys, api.colour("grey"));
      const alike = xs.filter((z) => Math.abs(z - own.z) <= ALIKE + 0.051);
      drawBand(pen, to, alike, alike.map(() => 0), alike.map(normalCurve), api.colour("accent"));
      drawLine(pen, to, xs, ys, { colour: api.colour("quiet"), width: 1.75 });
    },
    slide: {
      ...SCORES,
      value: () => own.z,
      height: normalCurve,
      moved: (z) => api.setLatest({ z: (own.z = z) }),
      words: (z) => t("Z {score}", { score: written(z) }),
    },
  });
}
