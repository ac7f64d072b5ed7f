// A forest of trials: each can be taken out and put back, and the pool follows.
import { makeCanvas } from "./canvas.js";
import { ticks, written } from "./chart.js";
import { element, uniqueId } from "./elements.js";
import { defineWidget } from "./widget_shell.js";
import { makeMeters } from "./meters.js";
import { t } from "./texts.js";

const ROW = 46;
const SMALL = 22;
const HEAD = 26;
const FOOT = 40;
const SCALE = { low: -1.5, high: 4 };
const WORDS = 150;

export default defineWidget({
  title: t("What the trials found"),
  keys: [
    [t("Space"), t("take the trial out, put it back")],
    ["M", t("fixed effect, random effects")],
    ["Y", t("first result, at a year")],
  ],
  mount,
});

// Where the rows lie: the middle of each trial, the pool, and the pools without one in turn.
export function rowsOf(trials, without) {
  const pool = HEAD + trials * ROW + ROW / 2;
  const small = Array.from({ length: without }, (_, at) => pool + ROW / 2 + 24 + SMALL * (at + 0.5));
  return { trials: Array.from({ length: trials }, (_, at) => HEAD + ROW * (at + 0.5)), pool, small, height: HEAD + (trials + 1) * ROW + (without ? 24 + without * SMALL : 0) + FOOT };
}

function mount(stage, api) {
  let now = null;
  const controls = makeControls(stage, api, () => now);
  const names = element("div", { class: "vx-trials-names" });
  const picture = element("div", { class: "vx-trials-picture" });
  stage.append(element("div", { class: "vx-trials", role: "group", "aria-label": t("Trials") }, names, picture));
  const canvas = makeCanvas(picture, api, { label: t("Difference in pain with its 95 % interval, trial by trial, and the pool"), focusable: false, draw });
  const readouts = makeMeters(stage, t("The pool"));
  let boxes = [];

  function build(trials) {
    names.replaceChildren();
    boxes = trials.map((trial) => {
      const box = element("input", { type: "checkbox", "data-lm-suppress-shortcuts": "true" });
      api.on(box, "change", () => api.enqueue({ toggle: trial.name }));
      names.append(element("label", { class: "vx-trials-name" }, box, element("span", {}, element("strong", {}, trial.name), element("br"), trial.about)));
      return box;
    });
    boxes.names = trials.map(({ name, about }) => name + about).join();
  }
  api.on(canvas.node, "click", ({ offsetY }) => boxes[Math.floor((offsetY - HEAD) / ROW)]?.click());

  function draw(pen, width, height) {
    if (!now) return;
    const rows = rowsOf(now.trials.length, now.without.length);
    const wide = width - WORDS;
    const to = (value) => ((value - SCALE.low) / (SCALE.high - SCALE.low)) * wide;
    drawGround(pen, api, to, { wide, bottom: height - FOOT }, now.matters);
    now.trials.forEach((trial, at) => drawTrial(pen, api, to, rows.trials[at], trial, wide));
    if (now.pool) drawPool(pen, api, to, rows.pool, now, wide);
    if (now.without.length) {
      pen.fillStyle = api.colour("quiet");
      pen.font = "600 12px system-ui, sans-serif";
      [pen.textAlign, pen.textBaseline] = ["left", "middle"];
      pen.fillText(t("The pool without"), wide + 8, rows.small[0] - SMALL, width - wide - 12);
    }
    now.without.forEach(([name, ...ends], at) => drawWithout(pen, api, to, rows.small[at], name, ends, wide));
  }
  return {
    frame({ state, behind }) {
      now = state;
      if (boxes.names !== state.trials.map(({ name, about }) => name + about).join()) build(state.trials);
      if (!behind) boxes.forEach((box, at) => (box.checked = state.trials[at].weight !== null));
      if (!behind) controls.update();
      picture.style.height = `${rowsOf(state.trials.length, state.without.length).height}px`;
      readouts.show(state.readouts);
      canvas.redraw();
    },
    key: ({ key }) => Boolean(now) && controls.key(key),
    themed: () => canvas.redraw(),
  };
}

function makeControls(parent, api, now) {
  const [modelId, yearId] = ["model", "year"].map(uniqueId);
  const quiet = { "data-lm-suppress-shortcuts": "true" };
  const options = (pairs) => pairs.map(([value, words]) => element("option", { value }, words));
  const model = element("select", { id: modelId, ...quiet }, ...options([["random", t("random effects")], ["fixed", t("fixed effect")]]));
  const year = element("select", { id: yearId, ...quiet }, ...options([["", t("first result of each")], ["year", t("at a year")]]));
  const only = [["all", t("All")], ["sham", t("Sham-controlled only")], ["usual care", t("Open only")]].map(([group, words]) => {
    const button = element("button", { type: "button", class: "vx-button", "data-control": group }, words);
    api.on(button, "click", () => api.enqueue({ only: group }));
    return button;
  });
  api.on(model, "change", () => api.enqueue({ model: model.value }));
  api.on(year, "change", () => api.enqueue({ year: Boolean(year.value) }));
  const labelled = (id, words, node) => element("label", { class: "vx-field", for: id }, words, node);
  parent.append(element("div", { class: "vx-controls" }, ...only, labelled(modelId, t("Pooled by"), model), labelled(yearId, t("Pain"), year)));
  return {
    update() {
      model.value = now().model;
      year.value = now().year ? "year" : "";
    },
    key(key) {
      if (key === "m" || key === "M") api.enqueue({ model: now().model === "random" ? "fixed" : "random" });
      else if (key === "y" || key === "Y") api.enqueue({ year: !now().year });
      else return false;
      return true;
    },
  };
}

function drawGround(pen, api, to, { wide, bottom }, matters) {
  pen.font = "12px system-ui, sans-serif";
  pen.textBaseline = "middle";
  for (const [value, words, colour, dash, align] of [[0, t("no difference"), "ink", [], "right"], [matters, t("matters to patients"), "green", [6, 4], "left"]]) {
    pen.strokeStyle = pen.fillStyle = api.colour(colour);
    pen.lineWidth = 1.5;
    line(pen, to(value), HEAD - 6, to(value), bottom, dash);
    pen.textAlign = align;
    pen.fillStyle = api.colour("quiet");
    pen.fillText(words, to(value) + (align === "right" ? -6 : 6), 10);
  }
  pen.strokeStyle = api.colour("quiet");
  pen.lineWidth = 1;
  line(pen, 0, bottom, wide, bottom);
  pen.textAlign = "center";
  for (const value of ticks(SCALE.low, SCALE.high, 6)) if (Number.isInteger(value)) pen.fillText(written(value), to(value), bottom + 11);
  pen.fillText(t("← less pain without cement    points of 10    less pain with it →"), wide / 2, bottom + 29);
}

function drawTrial(pen, api, to, y, { ends, blinded, weight, words }, wide) {
  const [value, low, high] = ends;
  pen.globalAlpha = weight === null ? 0.3 : 1;
  pen.strokeStyle = pen.fillStyle = api.colour(blinded ? "accent" : "vermillion");
  pen.lineWidth = 2;
  line(pen, to(low), y, to(high), y);
  const half = 3.5 + Math.sqrt(weight ?? 4);
  pen.beginPath();
  if (blinded) pen.rect(to(value) - half, y - half, 2 * half, 2 * half);
  else pen.arc(to(value), y, 1.13 * half, 0, 2 * Math.PI);
  pen.fill();
  write(pen, api, wide, y - 8, words, "ink");
  write(pen, api, wide, y + 9, weight === null ? t("left out") : t("weight {weight} %", { weight: Math.round(weight) }), "quiet");
  pen.globalAlpha = 1;
}

function drawPool(pen, api, to, y, { pool, poolWords }, wide) {
  const [value, low, high] = pool;
  pen.fillStyle = api.colour("ink");
  pen.beginPath();
  for (const [x, dy] of [[low, 0], [value, -11], [high, 0], [value, 11]]) pen.lineTo(to(x), y + dy);
  pen.fill();
  write(pen, api, wide, y - 8, poolWords, "ink", "700");
  write(pen, api, wide, y + 9, t("the pool"), "quiet");
}

function drawWithout(pen, api, to, y, name, [value, low, high], wide) {
  pen.strokeStyle = pen.fillStyle = api.colour("ink");
  pen.lineWidth = 1.5;
  line(pen, to(low), y, to(high), y);
  pen.beginPath();
  for (const [dx, dy] of [[-5, 0], [0, -5], [5, 0], [0, 5]]) pen.lineTo(to(value) + dx, y + dy);
  pen.fill();
  write(pen, api, wide, y, name, "quiet");
}

function write(pen, api, wide, y, words, colour, weight = "400") {
  pen.font = `${weight} 12.5px system-ui, sans-serif`;
  pen.fillStyle = api.colour(colour);
  [pen.textAlign, pen.textBaseline] = ["left", "middle"];
  pen.fillText(words, wide + 8, y, pen.canvas.clientWidth - wide - 12);
}

function line(pen, x0, y0, x1, y1, dash = []) {
  pen.setLineDash(dash);
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
  pen.stroke();
  pen.setLineDash([]);
}
