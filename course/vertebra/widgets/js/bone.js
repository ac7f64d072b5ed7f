// @ts-check
// A vertebra through a life: the handle slides along the curve of density, the bone and the scans follow.
/** @import { BoneLossControls, BoneLossFrame } from "./frame_types" */
/** @import { Api, LegendEntry, Part, Pen, Scale } from "./types" */
import { makeCanvas } from "./canvas.js";
import { interpolate, makeChart } from "./chart.js";
import { makeBar, makeRange, makeSelect } from "./controls.js";
import { drawLegend, drawLimit, drawLine } from "./curves.js";
import { element } from "./elements.js";
import { asPicture, coloured, drawCaption } from "./images.js";
import { makeMeters } from "./meters.js";
import { drawStrip, groundOf } from "./sagittal.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<BoneLossFrame, BoneLossControls>} BoneApi */

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

/**
 * @param {HTMLElement} stage
 * @param {BoneApi} api
 * @returns {Part<BoneLossFrame>}
 */
function mount(stage, api) {
  const hand = { age: 50 };
  const controls = makeControls(stage, api);
  const pictures = element("div", { class: "vx-planes-pair" });
  const right = element("div");
  stage.append(element("div", { class: "vx-life" }, pictures, right));
  const planes = [makePlane(pictures, api, "sagittal"), makePlane(pictures, api, "coronal")];
  const scale = makeScale(pictures, api);
  const holder = element("div", { class: "vx-life-chart" });
  right.append(holder);
  const chart = makeLife(holder, api, hand);
  const meters = makeMeters(right, t("What the scans read"));
  const drawn = [...planes, scale, chart];
  return {
    render(life, { behind }) {
      if (!behind) hand.age = life.age;
      controls.update(life);
      meters.show(life.readouts);
      for (const canvas of drawn) canvas.redraw();
    },
    handleKey: (event) => chart.key(event) || controls.key(event.key.toLowerCase()),
    themeChanged() {
      chart.redraw();
      scale.redraw();
    },
  };
}

/**
 * @param {HTMLElement} stage
 * @param {BoneApi} api
 */
function makeControls(stage, api) {
  const bar = makeBar(stage);
  const sex = makeSelect(bar, api, "sex", {
    label: t("As a"),
    options: [
      ["female", t("woman")],
      ["male", t("man")],
    ],
    onChange: (value) => api.enqueue({ sex: value }),
  });
  const menopause = makeRange(bar, api, "menopause", {
    label: t("Menopause at"),
    min: 35,
    max: 60,
    step: 1,
    words: String,
    onInput: (value) => api.setLatest({ menopause: value }),
  });
  const treatment = makeSelect(bar, api, "treatment", {
    label: t("Treatment from today"),
    onChange: (value) => api.enqueue({ treatment: value }),
  });
  return {
    /** @param {BoneLossFrame} life */
    update(life) {
      treatment.fill(life.treatments.map((name) => [name, t(name)]));
      sex.show(life.sex);
      treatment.show(life.treatment);
      menopause.field.hidden = life.sex !== "female";
      menopause.show(life.menopause);
    },
    /** @param {string} key */
    key(key) {
      if (key === "t") treatment.next();
      else if (key === "s") sex.next();
      else return false;
      return true;
    },
  };
}

/**
 * @param {HTMLElement} parent
 * @param {BoneApi} api
 * @param {{age: number}} hand
 */
function makeLife(parent, api, hand) {
  return makeChart(parent, api, {
    label: t("Age, along the curve of density"),
    axes: () => ({
      x: { ...AGES, label: t("Age (years)") },
      y: { ...DENSITY, label: t("Trabecular density, QCT (mg/cm³)") },
    }),
    paint: (pen, to, life) => paintLife(pen, to, life, api),
    slide: {
      ...AGES,
      value: () => hand.age,
      height: (age, life) => interpolate(life.ages, life.density, age),
      moved(age) {
        hand.age = age;
        api.setLatest({ age });
      },
      words(age, life) {
        const density = Math.round(interpolate(life.ages, life.density, age));
        return t("{age} years, {density} mg/cm³", { age, density });
      },
    },
  });
}

/**
 * @param {Pen} pen
 * @param {Scale} to
 * @param {BoneLossFrame} life
 * @param {BoneApi} api
 */
function paintLife(pen, to, life, api) {
  const ink = api.colour("quiet");
  const [osteoporosis, low] = life.limits;
  if (life.sex === "female") paintMenopause(pen, to, life, api);
  drawLimit(pen, to, osteoporosis, t("osteoporosis below {osteoporosis}", { osteoporosis }), ink, "left");
  drawLimit(pen, to, low, t("low below {low}", { low }), ink, "left");
  drawUpwards(pen, t("today"), to.x(life.today) - 8, to.bottom - 6, ink);
  pen.fillStyle = ink;
  pen.fillRect(to.x(life.today) - 0.5, to.bottom - 46, 1, 46);
  const treated = life.treatment !== "none";
  /** @type {LegendEntry[]} */
  const entries = [{ words: personWords(life, treated), colour: api.colour("accent") }];
  drawLine(pen, to, life.ages, life.reference, { colour: ink, width: 1.75, dash: [2, 4] });
  if (treated) {
    const look = { colour: api.colour("vermillion"), dash: [7, 4] };
    drawLine(pen, to, life.ages, life.untreated, { ...look, width: 2 });
    entries.push({ words: t("untreated"), ...look });
  }
  drawLine(pen, to, life.ages, life.density, { colour: api.colour("accent"), width: 3 });
  const mean = life.sex === "female" ? t("mean woman of that age") : t("mean man of that age");
  entries.push({ words: mean, colour: ink, dash: [2, 4] });
  drawLegend(pen, to, entries, ink, "right");
}

/**
 * @param {Pen} pen
 * @param {Scale} to
 * @param {BoneLossFrame} life
 * @param {BoneApi} api
 */
function paintMenopause(pen, to, { menopause, transition }, api) {
  const [start, end] = [to.x(menopause - 1), to.x(menopause + transition - 1)];
  pen.fillStyle = api.colour("purple");
  pen.globalAlpha = 0.16;
  pen.fillRect(start, to.top, end - start, to.tall);
  pen.globalAlpha = 1;
  drawUpwards(pen, t("menopause"), to.x(menopause) + 6, to.bottom - 6, api.colour("quiet"));
}

/**
 * Whose life the curve is.
 * @param {{sex: string, treatment: string}} life
 * @param {boolean} treated
 */
export function personWords({ sex, treatment }, treated) {
  const names = { treatment: t(treatment) };
  if (sex === "female") return treated ? t("this woman, with {treatment}", names) : t("this woman");
  return treated ? t("this man, with {treatment}", names) : t("this man");
}

/**
 * @param {Pen} pen
 * @param {string} words
 * @param {number} x
 * @param {number} y
 * @param {string} colour
 */
function drawUpwards(pen, words, x, y, colour) {
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

/**
 * Pixels to a millimetre with which a plane fits; both planes are drawn with the smaller of the two.
 * @param {number[]} shape
 * @param {number[]} spacing across and up
 * @param {number} width
 * @param {number} height
 */
export const pixelsPerMm = ([rows, columns], [across, up], width, height) =>
  Math.min(width / (columns * across), (height - 22) / (rows * up));

/**
 * @param {HTMLElement} parent
 * @param {BoneApi} api
 * @param {"sagittal" | "coronal"} plane
 */
function makePlane(parent, api, plane) {
  const pane = element("div", { class: "vx-pane" });
  parent.append(pane);
  const words = plane === "sagittal" ? t("Sagittal, front on the left") : t("Coronal, patient’s right on the left");
  return makeCanvas(pane, api, {
    label: t("Density of the {plane} plane", { plane: t(plane) }),
    focusable: false,
    draw(pen, width, height, life) {
      const image = life[plane];
      const [rows, columns] = image.shape;
      const [across, up] = life.spacing[plane];
      const size = Math.min(
        pixelsPerMm(life.sagittal.shape, life.spacing.sagittal, width, height),
        pixelsPerMm(life.coronal.shape, life.spacing.coronal, width, height),
      );
      const [wide, tall] = [columns * across * size, rows * up * size];
      pen.fillStyle = groundOf(life.colours);
      pen.fillRect(0, 0, width, height);
      pen.imageSmoothingQuality = "medium";
      const picture = asPicture(coloured(image, life.colours), image.shape);
      pen.drawImage(picture, (width - wide) / 2, (height - tall) / 2 + 8, wide, tall);
      drawCaption(pen, words, 8, 7);
    },
  });
}

/**
 * @param {HTMLElement} parent
 * @param {BoneApi} api
 */
function makeScale(parent, api) {
  const holder = element("div", { class: "vx-scale" });
  parent.append(holder);
  return makeCanvas(holder, api, {
    label: t("Colours of the density map"),
    focusable: false,
    draw(pen, width, _, { colours, window: [low, high] }) {
      /** @type {[number, string][]} */
      const marks = [
        [0, String(low)],
        [0.5, String((low + high) / 2)],
        [1, `${high} mg/cm³`],
      ];
      drawStrip(pen, width, colours, marks, api.colour("quiet"));
    },
  });
}
