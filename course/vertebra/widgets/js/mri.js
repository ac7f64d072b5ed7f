// A slice of the spine by MRI: the handle turns the inversion or echo time along the signals of the tissues.
import { grey, makeCanvas } from "./canvas.js";
import { drawLegend, drawLine, interpolate, makeChart } from "./chart.js";
import { element, uniqueId } from "./elements.js";
import { defineWidget } from "./widget_shell.js";
import { makeMeters } from "./meters.js";
import { drawTag } from "./sagittal.js";
import { nt, t } from "./texts.js";

const TISSUES = [t("fat"), t("usual marrow"), t("oedema (new fracture)"), t("CSF")];
const COLOURS = ["green", "quiet", "vermillion", "accent"];
const DASHES = [[], [2, 4], [], [7, 4]];

export default defineWidget({
  title: t("MRI contrast"),
  keys: [
    ["← →", t("inversion time, or echo time")],
    [t("Page Up/Down"), t("in larger steps")],
    ["S", t("next sequence")],
    ["I", t("inversion pulse on or off")],
    ["F", "1.5 T, 3 T"],
  ],
  mount,
});

// What the handle moves: the inversion time where there is an inversion, else the echo time.
export const moving = ({ ti }) => (ti === null ? "te" : "ti");

export function slideOf(now) {
  const [low, high] = now.ranges[moving(now)];
  return moving(now) === "ti" ? { low, high, step: 5, leap: 50 } : { low, high, step: 1, leap: 10 };
}

function mount(stage, api) {
  const hand = { time: 0 };
  let now = null;
  const controls = makeControls(stage, api, () => now);
  const left = element("div", { class: "vx-mri-picture" });
  const right = element("div");
  stage.append(element("div", { class: "vx-mri" }, left, right));
  const picture = makePicture(left, api, () => now);
  const holder = element("div", { class: "vx-mri-chart" });
  right.append(holder);
  const slide = {
    get low() { return now ? slideOf(now).low : 0; },
    get high() { return now ? slideOf(now).high : 1; },
    get step() { return slideOf(now).step; },
    get leap() { return slideOf(now).leap; },
    value: () => hand.time,
    height: (time) => interpolate(now.times, row(now, 2), time),
    moved(time) {
      hand.time = time;
      api.setLatest({ [moving(now)]: time });
    },
    words: (time) => moving(now) === "ti" ? t("Inversion time {time} ms", { time }) : t("Echo time {time} ms", { time }),
  };
  const chart = makeChart(holder, api, {
    label: t("Inversion or echo time, along the signals"),
    axes: () => now && { x: { ...slideOf(now), label: moving(now) === "ti" ? t("Inversion time TI (ms)") : t("Echo time TE (ms)") }, y: { low: 0, high: 1, label: t("Signal (share of water at rest)") } },
    paint: (pen, to) => paintSignals(pen, to, now, api),
    slide,
  });
  const readouts = makeMeters(right, t("What stands out"));

  return {
    frame({ state, arrays, behind }) {
      now = { ...now, ...state, ...arrays };
      if (!behind) hand.time = now[moving(now)];
      chart.node.setAttribute("aria-valuemin", String(slideOf(now).low));
      chart.node.setAttribute("aria-valuemax", String(slideOf(now).high));
      if (!behind) controls.update();
      readouts.show(now.readouts);
      picture.redraw();
      chart.redraw();
    },
    key: (event) => Boolean(now) && (chart.key(event) || controls.key(event)),
    themed: () => chart.redraw(),
  };
}

const row = ({ times, signals }, at) => signals.subarray(at * times.length, (at + 1) * times.length);

function paintSignals(pen, to, now, api) {
  TISSUES.forEach((_, at) => drawLine(pen, to, now.times, row(now, at), { colour: api.colour(COLOURS[at]), dash: DASHES[at], width: at === 2 ? 3 : 2.25 }));
  const entries = TISSUES.map((words, at) => ({ words, colour: api.colour(COLOURS[at]), dash: DASHES[at] }));
  drawLegend(pen, to, entries, api.colour("quiet"), "right");
}

function makeControls(parent, api, now) {
  const ids = ["preset", "tr", "weeks", "inversion", "field"].map(uniqueId);
  const quiet = { "data-lm-suppress-shortcuts": "true" };
  const preset = element("select", { id: ids[0], ...quiet });
  const [tr, weeks] = [[ids[1], 200, 6000, 50], [ids[2], 0, 104, 1]].map(([id, min, max, step]) => element("input", { id, type: "range", min, max, step, class: "vx-range", ...quiet }));
  const [trSaid, weeksSaid] = [ids[1], ids[2]].map((id) => element("output", { class: "vx-number vx-wide", for: id }));
  const inversion = element("input", { id: ids[3], type: "checkbox" });
  const field = element("select", { id: ids[4], ...quiet }, element("option", { value: "1.5" }, "1.5 T"), element("option", { value: "3" }, "3 T"));
  const labelled = (id, words, ...nodes) => element("label", { class: "vx-field", for: id }, words, ...nodes);
  parent.append(
    element(
      "div",
      { class: "vx-controls" },
      labelled(ids[0], t("Sequence"), preset),
      labelled(ids[4], t("Field"), field),
      element("label", { class: "vx-field", for: ids[3] }, inversion, t("inversion pulse")),
      labelled(ids[1], "TR", tr, trSaid),
      labelled(ids[2], t("L1 broke"), weeks, weeksSaid),
    ),
  );
  const write = () => {
    trSaid.textContent = `${tr.value} ms`;
    weeksSaid.textContent = nt("{n} week ago", "{n} weeks ago", Number(weeks.value));
  };
  const invert = (on) => api.enqueue({ ti: on ? 200 : null });
  api.on(preset, "change", () => preset.value && api.enqueue({ preset: preset.value }));
  api.on(field, "change", () => api.enqueue({ field: Number(field.value) }));
  api.on(inversion, "change", () => invert(inversion.checked));
  for (const [name, node] of Object.entries({ tr, weeks }))
    api.on(node, "input", () => {
      write();
      api.setLatest({ [name]: Number(node.value) });
    });
  return {
    update() {
      const shown = now();
      if (!preset.options.length) for (const name of ["", ...shown.presets]) preset.append(element("option", { value: name }, name ? t(name) : t("your own")));
      preset.value = shown.name === "own" ? "" : shown.name;
      field.value = String(shown.field);
      inversion.checked = shown.ti !== null;
      if (document.activeElement !== tr) tr.value = shown.tr;
      if (document.activeElement !== weeks) weeks.value = shown.weeks;
      write();
    },
    key({ key }) {
      const names = now().presets;
      if (key === "s" || key === "S") api.enqueue({ preset: names[(names.indexOf(now().name) + 1) % names.length] });
      else if (key === "i" || key === "I") invert(now().ti === null);
      else if (key === "f" || key === "F") api.enqueue({ field: now().field === 1.5 ? 3 : 1.5 });
      else return false;
      return true;
    },
  };
}

// A grey picture of [rows, columns] fitted into a canvas; returns pixels to a picture's pixel, and the corner.
export function drawGreyImage(pen, image, width, height) {
  const [rows, columns] = image.shape;
  const picture = new OffscreenCanvas(columns, rows);
  picture.getContext("2d").putImageData(new ImageData(grey(image), columns, rows), 0, 0);
  const size = Math.min(width / columns, height / rows);
  const [left, top] = [(width - columns * size) / 2, (height - rows * size) / 2];
  pen.fillStyle = "#000";
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = "medium";
  pen.drawImage(picture, left, top, columns * size, rows * size);
  return { size, left, top };
}

function makePicture(parent, api, now) {
  return makeCanvas(parent, api, {
    label: t("Sagittal slice of the spine, front on the left"), focusable: false,
    draw(pen, width, height) {
      if (!now()) return;
      const { size, left, top } = drawGreyImage(pen, now().image, width, height);
      for (const [level, y] of now().places) drawTag(pen, level, left + 6, top + y * size, { align: "left", colour: level === "L1" ? "#ffb48a" : "#fff" });
      const bar = (20 / now().pixel) * size;
      pen.fillStyle = "#fff";
      pen.fillRect(left + 8, height - 14, bar, 2.5);
      pen.font = "12px system-ui, sans-serif";
      [pen.textAlign, pen.textBaseline] = ["left", "bottom"];
      pen.fillText("20 mm", left + 8, height - 17);
    },
  });
}
