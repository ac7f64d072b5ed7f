// A vertebra through a life: the handle slides along the curve of density, the bone and the scans follow.
import { coloured, makeCanvas } from "./canvas.js";
import { drawLegend, drawLimit, drawLine, interpolate, makeChart } from "./chart.js";
import { element, uniqueId } from "./elements.js";
import { defineWidget } from "./widget_shell.js";
import { makeMeters } from "./meters.js";
import { drawStrip } from "./sagittal.js";
import { t } from "./texts.js";

const AGES = { low: 20, high: 100, step: 0.5, leap: 5 };
const DENSITY = { low: 0, high: 220 };

export default defineWidget({
  title: t("Bone-loss explorer"),
  keys: [
    ["← →", t("younger, older")],
    [t("Page Up/Down"), t("five years")],
    ["T", t("next treatment")],
    ["S", t("woman, man")],
  ],
  mount,
});

function mount(stage, api) {
  const now = { age: 50 };
  let life = null;
  const controls = makeControls(stage, api);
  const pictures = element("div", { class: "vx-planes-pair" });
  const right = element("div");
  stage.append(element("div", { class: "vx-life" }, pictures, right));
  const planes = ["sagittal", "coronal"].map((plane) => makePlane(pictures, api, plane, () => life));
  const scale = makeScale(pictures, api, () => life);
  const holder = element("div", { class: "vx-life-chart" });
  right.append(holder);
  const chart = makeChart(holder, api, {
    label: t("Age, along the curve of density"),
    axes: () => life && { x: { ...AGES, label: t("Age (years)") }, y: { ...DENSITY, label: t("Trabecular density, QCT (mg/cm³)") } },
    paint: (pen, to) => paintLife(pen, to, life, now, api),
    slide: {
      ...AGES,
      value: () => now.age,
      height: (age) => interpolate(life.ages, life.density, age),
      moved(age) {
        now.age = age;
        api.setLatest({ age });
      },
      words: (age) => t("{age} years, {density} mg/cm³", { age, density: Math.round(interpolate(life.ages, life.density, age)) }),
    },
  });
  const readouts = makeMeters(right, t("What the scans read"));

  return {
    frame({ state, arrays, behind }) {
      life = { ...life, ...state, ...arrays };
      if (!behind) now.age = state.age;
      controls.update(life);
      readouts.show(state.readouts);
      planes.forEach((plane) => plane.redraw());
      scale.redraw();
      chart.redraw();
    },
    key(event) {
      if (chart.key(event)) return true;
      return controls.key(event);
    },
    themed() {
      chart.redraw();
      scale.redraw();
    },
  };
}

export function next(list, now) {
  return list[(list.indexOf(now) + 1) % list.length];
}

function makeControls(stage, api) {
  const [sexId, menopauseId, treatmentId] = ["sex", "menopause", "treatment"].map(uniqueId);
  const quiet = { "data-lm-suppress-shortcuts": "true" };
  const sex = element("select", { id: sexId, ...quiet }, element("option", { value: "female" }, t("woman")), element("option", { value: "male" }, t("man")));
  const menopause = element("input", { id: menopauseId, type: "range", min: 35, max: 60, step: 1, class: "vx-range", ...quiet });
  const years = element("output", { class: "vx-number", for: menopauseId });
  const treatment = element("select", { id: treatmentId, ...quiet });
  const menopauseField = element("label", { class: "vx-field", for: menopauseId }, t("Menopause at"), menopause, years);
  const treatmentField = element("label", { class: "vx-field", for: treatmentId }, t("Treatment from today"), treatment);
  stage.append(
    element("div", { class: "vx-controls" }, element("label", { class: "vx-field", for: sexId }, t("As a"), sex), menopauseField, treatmentField),
  );
  api.on(sex, "change", () => api.enqueue({ sex: sex.value }));
  api.on(menopause, "input", () => {
    years.textContent = menopause.value;
    api.setLatest({ menopause: Number(menopause.value) });
  });
  api.on(treatment, "change", () => api.enqueue({ treatment: treatment.value }));
  return {
    update(life) {
      if (!treatment.options.length) for (const name of life.treatments) treatment.append(element("option", { value: name }, t(name)));
      sex.value = life.sex;
      treatment.value = life.treatment;
      menopauseField.hidden = life.sex !== "female";
      if (document.activeElement !== menopause) menopause.value = life.menopause;
      years.textContent = menopause.value;
    },
    key({ key }) {
      if (key === "t" || key === "T") api.enqueue({ treatment: next([...treatment.options].map((one) => one.value), treatment.value) });
      else if (key === "s" || key === "S") api.enqueue({ sex: next(["female", "male"], sex.value) });
      else return false;
      return true;
    },
  };
}

function paintLife(pen, to, life, now, api) {
  const ink = api.colour("quiet");
  const [osteoporosis, low] = life.limits;
  if (life.sex === "female") {
    const end = life.menopause + life.transition - 1;
    pen.fillStyle = api.colour("purple");
    pen.globalAlpha = 0.16;
    pen.fillRect(to.x(life.menopause - 1), to.top, to.x(end) - to.x(life.menopause - 1), to.tall);
    pen.globalAlpha = 1;
    sideways(pen, t("menopause"), to.x(life.menopause) + 6, to.bottom - 6, ink);
  }
  drawLimit(pen, to, osteoporosis, t("osteoporosis below {osteoporosis}", { osteoporosis }), ink, "left");
  drawLimit(pen, to, low, t("low below {low}", { low }), ink, "left");
  sideways(pen, t("today"), to.x(life.today) - 8, to.bottom - 6, ink);
  pen.fillStyle = ink;
  pen.fillRect(to.x(life.today) - 0.5, to.bottom - 46, 1, 46);
  const treated = life.treatment !== "none";
  const entries = [{ words: shown(life, treated), colour: api.colour("accent") }];
  drawLine(pen, to, life.ages, life.reference, { colour: ink, width: 1.75, dash: [2, 4] });
  if (treated) {
    drawLine(pen, to, life.ages, life.untreated, { colour: api.colour("vermillion"), dash: [7, 4], width: 2 });
    entries.push({ words: t("untreated"), colour: api.colour("vermillion"), dash: [7, 4] });
  }
  drawLine(pen, to, life.ages, life.density, { colour: api.colour("accent"), width: 3 });
  entries.push({ words: life.sex === "female" ? t("mean woman of that age") : t("mean man of that age"), colour: ink, dash: [2, 4] });
  drawLegend(pen, to, entries, ink, "right");
}

function shown({ sex, treatment }, treated) {
  const names = { treatment: t(treatment) };
  if (sex === "female") return treated ? t("this woman, with {treatment}", names) : t("this woman");
  return treated ? t("this man, with {treatment}", names) : t("this man");
}

function sideways(pen, words, x, y, colour) {
  pen.save();
  pen.translate(x, y);
  pen.rotate(-Math.PI / 2);
  pen.font = "12px system-ui, sans-serif";
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.fillStyle = colour;
  pen.fillText(words, 0, 0);
  pen.restore();
}

// Pixels to a millimetre with which a plane fits; both planes are drawn with the smaller of the two.
const fitting = ([rows, columns], across, up, width, height) => Math.min(width / (columns * across), (height - 22) / (rows * up));

function makePlane(parent, api, plane, life) {
  const pane = element("div", { class: "vx-pane" });
  parent.append(pane);
  const picture = element("canvas");
  return makeCanvas(pane, api, { label: t("Density of the {plane} plane", { plane: t(plane) }), focusable: false, draw });

  function draw(pen, width, height) {
    const shown = life()?.[plane];
    if (!shown) return;
    const [rows, columns] = shown.shape;
    const [across, up] = life().spacing[plane];
    pen.fillStyle = `rgb(${life().colours.slice(0, 3).join(",")})`;
    pen.fillRect(0, 0, width, height);
    [picture.width, picture.height] = [columns, rows];
    picture.getContext("2d").putImageData(new ImageData(coloured(shown, life().colours), columns, rows), 0, 0);
    const size = Math.min(...Object.entries(life().spacing).map(([name, [dx, dz]]) => fitting(life()[name].shape, dx, dz, width, height)));
    const [wide, tall] = [columns * across * size, rows * up * size];
    pen.imageSmoothingQuality = "medium";
    pen.drawImage(picture, (width - wide) / 2, (height - tall) / 2 + 8, wide, tall);
    pen.font = "600 12px system-ui, sans-serif";
    pen.fillStyle = "#fff";
    pen.textBaseline = "top";
    pen.fillText(plane === "sagittal" ? t("Sagittal, front on the left") : t("Coronal, patient’s right on the left"), 8, 7);
  }
}

function makeScale(parent, api, life) {
  const holder = element("div", { class: "vx-scale" });
  parent.append(holder);
  return makeCanvas(holder, api, {
    label: t("Colours of the density map"), focusable: false,
    draw(pen, width) {
      if (!life()) return;
      const { colours, window } = life();
      const marks = [[0, String(window[0])], [0.5, String((window[0] + window[1]) / 2)], [1, `${window[1]} mg/cm³`]];
      drawStrip(pen, width, colours, marks, api.colour("quiet"));
    },
  });
}
