// A vertebral body that loses height: the learner lowers it, reads three heights and gives the grade.
import { clamp, makeCanvas, makeDrag } from "./canvas.js";
import { slideTo } from "./chart.js";
import { element, uniqueId } from "./elements.js";
import { defineWidget } from "./widget_shell.js";
import { makeMeters } from "./meters.js";
import { drawPlane, drawTag, placeOf } from "./sagittal.js";
import { t } from "./texts.js";

const LOSS = { low: 0, step: 1, leap: 5 };
const CALIPERS = ["#ffb000", "#56b4e9", "#ff9ecb"];

export default defineWidget({
  title: t("Collapse and grade"),
  keys: [
    ["↑ ↓", t("less height lost, more")],
    [t("Page Up/Down"), t("5 % at a time")],
    ["W", t("next way of loading")],
    ["0 1 2 3", t("give the grade")],
  ],
  mount,
});

function mount(stage, api) {
  const hand = { loss: 0 };
  let shown = null;
  const controls = makeControls(stage, api);
  const left = element("div", { class: "vx-collapse-body" });
  const right = element("div");
  stage.append(element("div", { class: "vx-collapse" }, left, right));
  const body = makeBody(left, api, hand, () => shown, moved);
  const readouts = makeMeters(right, t("Heights in the median plane"));
  const grades = makeGrades(right, api);

  function moved(loss) {
    hand.loss = clamp(Math.round(loss), 0, shown.most);
    controls.write(hand.loss);
    api.setLatest({ loss: hand.loss });
    body.tell();
  }
  controls.moved = moved;
  return {
    frame({ state, arrays, behind }) {
      shown = { ...shown, ...state, ...arrays };
      if (!behind) hand.loss = state.loss;
      if (!behind) controls.update(shown, hand.loss);
      readouts.show(shown.readouts);
      grades.update(shown);
      body.tell();
      body.redraw();
    },
    key({ key, shiftKey }) {
      if (!shown) return false;
      const turned = { ArrowUp: "ArrowDown", ArrowDown: "ArrowUp", PageUp: "PageDown", PageDown: "PageUp" };
      const loss = slideTo(hand.loss, { ...LOSS, high: shown.most }, turned[key] ?? key, shiftKey);
      if (loss !== null) moved(loss);
      return loss !== null || controls.key(key) || grades.key(key);
    },
  };
}

function makeControls(parent, api) {
  const [wayId, lossId] = ["way", "loss"].map(uniqueId);
  const quiet = { "data-lm-suppress-shortcuts": "true" };
  const way = element("select", { id: wayId, ...quiet });
  const loss = element("input", { id: lossId, type: "range", min: 0, max: 60, step: 1, class: "vx-range", ...quiet });
  const percent = element("output", { class: "vx-number", for: lossId });
  parent.append(
    element(
      "div",
      { class: "vx-controls" },
      element("label", { class: "vx-field", for: wayId }, t("Loaded"), way),
      element("label", { class: "vx-field", for: lossId }, t("Height lost where it loses most"), loss, percent),
    ),
  );
  const made = {
    moved: () => {},
    write(value) {
      loss.value = value;
      percent.textContent = `${value} %`;
    },
    update(now, value) {
      if (!way.options.length) for (const [name, words] of now.ways) way.append(element("option", { value: name }, words));
      loss.max = now.most;
      way.value = now.way;
      made.write(value);
    },
    key(key) {
      if (key !== "w" && key !== "W") return false;
      const names = [...way.options].map((one) => one.value);
      api.enqueue({ way: names[(names.indexOf(way.value) + 1) % names.length] });
      return true;
    },
  };
  api.on(way, "change", () => api.enqueue({ way: way.value }));
  api.on(loss, "input", () => made.moved(Number(loss.value)));
  return made;
}

function makeGrades(parent, api) {
  const buttons = element("div", { class: "vx-grades", role: "group", "aria-label": t("Your grade") });
  const verdict = element("p", { class: "vx-judged", role: "status" });
  parent.append(element("p", { class: "vx-what" }, t("Which grade is it?")), buttons, verdict);
  return {
    update(now) {
      if (!buttons.children.length)
        now.grades.forEach((words, grade) => {
          buttons.append(element("button", { type: "button", class: "vx-button", "aria-pressed": "false", "data-control": `grade-${grade}`, onclick: () => api.enqueue({ guess: grade }) }, words));
        });
      [...buttons.children].forEach((button, grade) => button.setAttribute("aria-pressed", String(now.guess === grade)));
      verdict.textContent = now.verdict;
    },
    key(key) {
      if (!["0", "1", "2", "3"].includes(key)) return false;
      api.enqueue({ guess: Number(key) });
      return true;
    },
  };
}

function makeBody(parent, api, hand, shown, moved) {
  const canvas = makeCanvas(parent, api, { label: t("Height lost"), role: "slider", draw });
  const { node } = canvas;
  node.setAttribute("aria-orientation", "vertical");
  node.setAttribute("aria-valuemin", "0");
  const place = (width, height) => placeOf({ ...shown(), shape: shown().plane.shape }, { left: 6, top: 30, wide: width - 12, tall: height - 40 });
  let rough = 0;
  makeDrag(node, api, {
    start() {
      rough = hand.loss;
      return Boolean(shown());
    },
    move(_, by) {
      const { size } = place(node.clientWidth, node.clientHeight);
      rough = clamp(rough + (100 * by.y) / (size * shown().readouts[1].limits[0].at), 0, shown().most);
      moved(rough);
    },
  });
  api.on(node, "focus", canvas.redraw);
  api.on(node, "blur", canvas.redraw);

  function draw(pen, width, height) {
    if (!shown()) return;
    const to = place(width, height);
    pen.fillStyle = `rgb(${shown().colours.slice(0, 3).join(",")})`;
    pen.fillRect(0, 0, width, height);
    drawPlane(pen, shown().plane, shown().colours, to);
    shown().lines.forEach(([y, low, high], at) => drawCaliper(pen, to.x(y), to.y(high), to.y(low), CALIPERS[at]));
    shown().lines.forEach(([y, low], at) => drawTag(pen, shown().readouts[at].text, to.x(y), to.y(low) + 22, { colour: CALIPERS[at] }));
    pen.font = "600 12px system-ui, sans-serif";
    [pen.fillStyle, pen.textAlign, pen.textBaseline] = ["#fff", "left", "top"];
    pen.fillText(t("Median plane, front on the left. Pull down to lower."), 8, 8);
  }
  return {
    tell() {
      node.setAttribute("aria-valuemax", String(shown().most));
      node.setAttribute("aria-valuenow", String(hand.loss));
      node.setAttribute("aria-valuetext", t("{percent} % of the height lost", { percent: hand.loss }));
    },
    redraw: canvas.redraw,
  };
}

function drawCaliper(pen, x, top, bottom, colour) {
  for (const [ink, width] of [["#000", 4.5], [colour, 2]]) {
    pen.strokeStyle = ink;
    pen.lineWidth = width;
    pen.beginPath();
    pen.moveTo(x, top);
    pen.lineTo(x, bottom);
    for (const y of [top, bottom]) {
      pen.moveTo(x - 8, y);
      pen.lineTo(x + 8, y);
    }
    pen.stroke();
  }
}
