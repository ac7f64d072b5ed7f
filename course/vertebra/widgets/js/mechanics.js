// A vertebral body under a load: the arrow is pulled by hand, the strain, the strength and the factor of risk follow.
import { clamp, makeCanvas, makeDrag } from "./canvas.js";
import { drawLine, makeChart } from "./chart.js";
import { element, uniqueId } from "./elements.js";
import { defineWidget } from "./widget_shell.js";
import { makeMeters } from "./meters.js";
import { drawOutline, drawPlane, drawStrip, drawTag, placeOf } from "./sagittal.js";
import { t } from "./texts.js";

const HEADROOM = 124;
const FOOT = 24;
const PLATE = 8;
const LEAST_N = 50;
const REST_MS = 350;
const STEPS = { ArrowUp: [100, 0], ArrowDown: [-100, 0], PageUp: [500, 0], PageDown: [-500, 0], ArrowLeft: [0, 1], ArrowRight: [0, -1] };

export default defineWidget({
  title: t("Load and strength"),
  keys: [
    ["↑ ↓", t("more load, less load")],
    [t("Page Up/Down"), t("500 N at a time")],
    ["← →", t("load further forward, further back")],
    ["T", t("next task")],
    ["F", t("show or hide where bone yields first")],
  ],
  mount,
});

function mount(stage, api) {
  const hand = { load: 0, forward: 0 };
  let shown = null;
  let resting = null;
  const controls = makeControls(stage, api);
  const left = element("div", { class: "vx-load-left" });
  const right = element("div");
  stage.append(element("div", { class: "vx-load" }, left, right));
  const body = makeBody(left, api, hand, () => shown, controls.marks, moved);
  const strip = makeStrip(left, api, () => shown);
  const holder = element("div", { class: "vx-load-chart" });
  right.append(holder);
  const chart = makeChart(holder, api, {
    label: t("Share of the load that the shell bears, by height"),
    axes: () => shown && { x: { low: 0, high: 100, label: t("Share of the load borne by the shell (%)") }, y: heightsOf(shown.heights) },
    paint: (pen, to) => paintShare(pen, to, shown, api),
  });
  const readouts = makeMeters(right, t("Load, strength and factor of risk"));

  function moved(load, forward) {
    hand.load = clamp(Math.round(load / 10) * 10, LEAST_N, shown.most);
    hand.forward = clamp(Math.round(2 * forward) / 2, -shown.farthest, shown.farthest);
    api.setLatest({ load: hand.load, forward: hand.forward });
    body.redraw();
  }
  return {
    frame({ state, arrays, behind }) {
      shown = { ...shown, ...state, ...arrays };
      if (!behind) [hand.load, hand.forward] = [state.load, state.forward];
      clearTimeout(resting);
      if (state.coarse) resting = setTimeout(() => api.enqueue({ refine: true }), REST_MS);
      if (!behind) controls.update(shown);
      readouts.show(shown.readouts);
      for (const part of [body, strip, chart]) part.redraw();
    },
    key({ key }) {
      if (!shown) return false;
      const step = STEPS[key];
      if (step) moved(hand.load + step[0], hand.forward + step[1]);
      return Boolean(step) || controls.key(key);
    },
    themed() {
      chart.redraw();
      strip.redraw();
    },
    leave: () => clearTimeout(resting),
  };

  function makeControls(parent) {
    const [taskId, densityId, markId] = ["task", "density", "mark"].map(uniqueId);
    const quiet = { "data-lm-suppress-shortcuts": "true" };
    const task = element("select", { id: taskId, ...quiet });
    const density = element("input", { id: densityId, type: "range", min: 50, max: 160, step: 5, class: "vx-range", ...quiet });
    const percent = element("output", { class: "vx-number", for: densityId });
    const mark = element("input", { id: markId, type: "checkbox", checked: true });
    parent.append(
      element(
        "div",
        { class: "vx-controls" },
        element("label", { class: "vx-field", for: taskId }, t("Task"), task),
        element("label", { class: "vx-field", for: densityId }, t("Trabecular density"), density, percent),
        element("label", { class: "vx-field", for: markId }, mark, t("Where it yields first")),
      ),
    );
    const write = () => (percent.textContent = `${density.value} %`);
    const pick = (name) => name && api.enqueue({ task: name });
    api.on(task, "change", () => pick(task.value));
    api.on(mark, "change", () => body.redraw());
    api.on(density, "input", () => {
      write();
      api.setLatest({ density: Number(density.value) });
    });
    return {
      marks: () => mark.checked,
      update(now) {
        if (!task.options.length) {
          task.append(element("option", { value: "" }, t("by hand")));
          for (const [name, words] of now.tasks) task.append(element("option", { value: name }, words));
        }
        task.value = now.task;
        if (document.activeElement !== density) density.value = now.density;
        write();
      },
      key(key) {
        const names = [...task.options].map((one) => one.value).filter(Boolean);
        if (key === "t" || key === "T") pick(names[(names.indexOf(task.value) + 1) % names.length]);
        else if (key === "f" || key === "F") mark.click();
        else return false;
        return true;
      },
    };
  }
}

function heightsOf(heights) {
  return { low: heights[0], high: heights[heights.length - 1], label: t("Height in the body (mm)") };
}

function paintShare(pen, to, { share, heights }, api) {
  const [foot, lid] = [to.y(heights[0]), to.y(heights[heights.length - 1])];
  pen.beginPath();
  pen.moveTo(to.left, foot);
  share.forEach((percent, at) => pen.lineTo(to.x(percent), to.y(heights[at])));
  pen.lineTo(to.left, lid);
  pen.fillStyle = api.colour("accent");
  pen.globalAlpha = 0.16;
  pen.fill();
  pen.globalAlpha = 1;
  drawLine(pen, to, share, heights, { colour: api.colour("accent"), width: 3 });
  pen.font = "600 13px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = api.colour("ink");
  for (const [words, at] of [[t("shell"), 22], [t("spongy core"), 76]]) pen.fillText(words, to.x(at), (foot + lid) / 2);
}

function makeStrip(parent, api, shown) {
  const holder = element("div", { class: "vx-scale" });
  parent.append(holder);
  return makeCanvas(holder, api, {
    label: t("Colours of the strain"), focusable: false,
    draw(pen, width) {
      if (shown()) drawStrip(pen, width, shown().colours, [[0, "0"], [0.5, t("strain, as a share of yield")], [1, t("yields")]], api.colour("quiet"));
    },
  });
}

function makeBody(parent, api, hand, shown, marks, moved) {
  const pane = element("div", { class: "vx-load-body" });
  parent.append(pane);
  const canvas = makeCanvas(pane, api, { label: t("Load on the body"), role: "slider", draw });
  const { node } = canvas;
  for (const [name, value] of [["orientation", "vertical"], ["valuemin", LEAST_N]]) node.setAttribute(`aria-${name}`, String(value));
  const place = (width, height) => placeOf({ ...shown(), shape: shown().plane.shape }, { left: 14, top: HEADROOM, wide: width - 28, tall: height - HEADROOM - FOOT });
  const reach = () => (HEADROOM - PLATE - 34) / shown().most;

  // What the hand has asked for before rounding: small movements would otherwise be lost.
  let rough = { ...hand };
  makeDrag(node, api, {
    start() {
      rough = { ...hand };
      return Boolean(shown());
    },
    move(_, by) {
      const to = place(node.clientWidth, node.clientHeight);
      rough.load -= by.y / reach();
      rough.forward -= by.x / to.size;
      moved(rough.load, rough.forward);
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
    drawFaces(pen, to);
    if (marks()) drawOutline(pen, shown().failing, to);
    drawArrow(pen, to);
    pen.font = "600 12px system-ui, sans-serif";
    [pen.fillStyle, pen.textAlign, pen.textBaseline] = ["#fff", "left", "top"];
    pen.fillText(t("Median plane, front on the left"), 8, 7);
    if (shown().coarse) drawTag(pen, t("coarse grid …"), width - 8, 16, { align: "right" });
  }
  function drawArrow(pen, to) {
    const [x, tip] = [to.x(hand.forward), to.top - PLATE - 1];
    const tail = tip - Math.max(hand.load * reach(), 16);
    const focused = document.activeElement === node;
    pen.strokeStyle = pen.fillStyle = focused ? "#fff" : "#56b4e9";
    pen.lineWidth = 6;
    pen.beginPath();
    pen.moveTo(x, tail);
    pen.lineTo(x, tip - 10);
    pen.stroke();
    pen.beginPath();
    pen.moveTo(x, tip);
    pen.lineTo(x - 10, tip - 15);
    pen.lineTo(x + 10, tip - 15);
    pen.fill();
    drawTag(pen, `${hand.load} N`, clamp(x + 12, 8, node.clientWidth - 80), Math.max(tail + 4, 34), { align: "left", colour: "#9fd6f7" });
  }
  return {
    redraw() {
      if (shown()) {
        node.setAttribute("aria-valuemax", String(shown().most));
        node.setAttribute("aria-valuenow", String(hand.load));
        const far = Math.abs(hand.forward);
        node.setAttribute("aria-valuetext", placeInWords(hand, far));
      }
      canvas.redraw();
    },
  };
}

// The plates of the press: the upper one takes the load, the lower one stands on the ground.
function drawFaces(pen, to) {
  pen.fillStyle = "#9aa4ae";
  for (const y of [to.top - PLATE, to.top + to.tall]) {
    pen.beginPath();
    pen.roundRect(to.left - 6, y, to.wide + 12, PLATE, 3);
    pen.fill();
  }
  pen.strokeStyle = "#9aa4ae";
  pen.lineWidth = 1.5;
  pen.beginPath();
  const y = to.top + to.tall + PLATE;
  for (let x = to.left; x < to.left + to.wide + 6; x += 12) {
    pen.moveTo(x, y);
    pen.lineTo(x - 6, y + 8);
  }
  pen.stroke();
}

function placeInWords({ load, forward }, far) {
  if (!far) return t("{load} N, in the middle", { load });
  return forward > 0 ? t("{load} N, {far} mm in front of the middle", { load, far }) : t("{load} N, {far} mm behind the middle", { load, far });
}
