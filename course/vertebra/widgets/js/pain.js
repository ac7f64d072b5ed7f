// Pain on the day people were screened against pain a month later; the door is pushed by hand.
import { drawLegend, drawLine, makeChart } from "./chart.js";
import { element, uniqueId } from "./elements.js";
import { defineWidget } from "./widget_shell.js";
import { makeMeters } from "./meters.js";
import { t } from "./texts.js";

const SQUARE = 2.6;

export default defineWidget({
  title: t("A treatment that does nothing"),
  keys: [
    ["← →", t("let in people with less pain, with more")],
    ["Tab", t("ritual, treatment")],
  ],
  mount,
});

// Which of the screened are let in, and into which arm: 0 stays outside, 1 is treated, 2 is not.
export const armOf = (entry, treated, door) => Uint8Array.from(entry, (pain, at) => (pain < door ? 0 : treated[at] ? 1 : 2));

function mount(stage, api) {
  const hand = { door: 5 };
  let now = null;
  const controls = makeControls(stage, api, () => now);
  const left = element("div", { class: "vx-pain-chart" });
  const right = element("div");
  stage.append(element("div", { class: "vx-pain" }, left, right));
  const axis = (label) => ({ low: 0, high: 10, label });
  const chart = makeChart(left, api, {
    label: t("Pain needed to be let in"),
    axes: () => now && { x: axis(t("Pain when screened, points of 10")), y: axis(t("Pain a month later, points of 10")) },
    paint: (pen, to) => paintPeople(pen, to, now, hand.door, api),
    slide: {
      low: 0, high: 9, step: 0.5, leap: 2,
      value: () => hand.door,
      height: () => 0.35,
      moved(door) {
        hand.door = door;
        api.setLatest({ door });
      },
      words: (door) => t("people with {door} of 10 or more are let in", { door }),
    },
  });
  const readouts = makeMeters(right, t("By how much pain fell, and why"));
  return {
    frame({ state, arrays, behind }) {
      now = { ...now, ...state, ...arrays };
      if (!behind) hand.door = now.door;
      if (!behind) controls.update();
      readouts.show(now.readouts);
      chart.redraw();
    },
    key: (event) => Boolean(now) && chart.key(event),
    themed: () => chart.redraw(),
  };
}

function paintPeople(pen, to, { entry, later, treated, means }, door, api) {
  const arms = armOf(entry, treated, door);
  const colours = ["quiet", "accent", "vermillion"].map(api.colour);
  pen.fillStyle = api.colour("tint");
  pen.fillRect(to.left, to.top - 6, to.x(door) - to.left, to.tall + 6);
  drawLine(pen, to, [0, 10], [0, 10], { colour: colours[0], width: 1, dash: [4, 4] });
  arms.forEach((arm, at) => {
    const [x, y] = [to.x(entry[at]), to.y(later[at])];
    pen.globalAlpha = arm ? 0.55 : 0.22;
    pen.fillStyle = colours[arm];
    pen.beginPath();
    if (arm === 1) pen.rect(x - SQUARE, y - SQUARE, 2 * SQUARE, 2 * SQUARE);
    else pen.arc(x, y, SQUARE, 0, 2 * Math.PI);
    pen.fill();
  });
  pen.globalAlpha = 1;
  means.forEach(([before, after], at) => {
    const [x, y] = [to.x(before), to.y(after)];
    pen.strokeStyle = api.colour("ink");
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(x + 8 * at - 4, to.y(before));
    pen.lineTo(x + 8 * at - 4, y);
    pen.stroke();
    pen.beginPath();
    if (at === 0) pen.rect(x - 11, y - 7, 14, 14);
    else pen.arc(x + 4, y, 8, 0, 2 * Math.PI);
    pen.fillStyle = colours[at + 1];
    pen.fill();
    pen.stroke();
  });
  const entries = [
    { words: t("treated (square: the mean)"), colour: colours[1] },
    { words: t("not treated (circle: the mean)"), colour: colours[2] },
    { words: t("no change"), colour: colours[0], dash: [4, 4] },
  ];
  drawLegend(pen, to, entries, api.colour("ink"));
}

function makeControls(parent, api, now) {
  const fields = {};
  const labels = [["ritual", t("The ritual is worth")], ["effect", t("the treatment itself")]].map(([name, words]) => {
    const id = uniqueId(name);
    const range = element("input", { id, type: "range", min: 0, max: 2, step: 0.25, class: "vx-range", "data-lm-suppress-shortcuts": "true" });
    const said = element("output", { class: "vx-number vx-pain-said", for: id });
    const write = () => (said.textContent = t("{value} points", { value: Number(range.value).toFixed(2) }));
    api.on(range, "input", () => {
      write();
      api.setLatest({ [name]: Number(range.value) });
    });
    fields[name] = { range, write };
    return element("label", { class: "vx-field", for: id }, words, range, said);
  });
  parent.append(element("div", { class: "vx-controls" }, ...labels));
  return {
    update() {
      for (const [name, { range, write }] of Object.entries(fields)) {
        if (document.activeElement !== range) range.value = now()[name];
        write();
      }
    },
  };
}
