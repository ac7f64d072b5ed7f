// @ts-check
// A hundred people as pictures: who will fracture, who perhaps, and who will not.
/** @import { RiskFrame } from "./frame_types" */
/** @import { Api, Pen } from "./types" */
import { makeCanvas } from "./canvas.js";
import { element } from "./elements.js";
import { t } from "./texts.js";

const PEOPLE = 100;

/** @typedef {"sure" | "expected" | "possible" | "not"} Fate */

/**
 * What each of the hundred is, from the first: "sure" up to the low end, "expected", "possible" up to the high end,
 * "not".
 * @param {readonly number[]} people expected, low and high
 * @returns {Fate[]}
 */
export function personFates([expected, low, high]) {
  return Array.from({ length: PEOPLE }, (_, at) =>
    at < low ? "sure" : at < expected ? "expected" : at < high ? "possible" : "not",
  );
}

/**
 * @param {HTMLElement} parent
 * @param {Api<RiskFrame>} api
 */
export function makePeople(parent, api) {
  const number = element("strong");
  const words = element("span");
  const holder = element("div", { class: "vx-people" });
  parent.append(element("p", { class: "vx-count" }, number, words), holder);
  const canvas = makeCanvas(holder, api, {
    label: t("One hundred people"),
    focusable: false,
    draw: (pen, width, height, { people }) => drawCrowd(pen, width, height, personFates(people), api),
  });
  /** @type {[Fate, string][]} */
  const signs = [
    ["sure", t("will fracture, at the least")],
    ["expected", t("up to the number expected")],
    ["possible", t("perhaps (the interval)")],
    ["not", t("will not")],
  ];
  const key = element("p", { class: "vx-key", "aria-hidden": "true" });
  key.append(...signs.map(([fate, words]) => element("span", {}, element("i", { class: `vx-key-${fate}` }), words)));
  parent.append(key);
  return {
    redraw: canvas.redraw,
    /** @param {RiskFrame} frame */
    show({ people: [expected, low, high], years }) {
      number.textContent = t("{expected} of 100", { expected });
      words.textContent =
        years === 1
          ? t(" ({low} to {high}) will have a new vertebral fracture within a year", { low, high })
          : t(" ({low} to {high}) will have a new vertebral fracture within ten years", { low, high });
      const counts = { expected, low, high };
      const label = t("One hundred people: {expected} will fracture, between {low} and {high}", counts);
      canvas.node.setAttribute("aria-label", label);
      canvas.redraw();
    },
  };
}

/**
 * @param {Pen} pen
 * @param {number} width
 * @param {number} height
 * @param {Fate[]} fates
 * @param {Api} api
 */
function drawCrowd(pen, width, height, fates, api) {
  const cell = Math.min(width, height) / 10;
  const [left, top] = [(width - 10 * cell) / 2, (height - 10 * cell) / 2];
  fates.forEach((fate, at) => {
    const [x, y] = [left + cell * (at % 10), top + cell * Math.floor(at / 10)];
    if (fate === "not") drawGrey(pen, x, y, cell, api.colour("grey"));
    else drawFracture(pen, x, y, cell, fate, api.colour("vermillion"));
  });
}

/** @type {(pen: Pen, x: number, y: number, cell: number, deep: number, corners: number[]) => void} */
function addPerson(pen, x, y, cell, deep, corners) {
  const middle = x + cell / 2;
  const [r, w] = [cell * 0.14, cell * 0.26];
  pen.beginPath();
  pen.arc(middle, y + cell * 0.3, r, 0, 2 * Math.PI);
  pen.roundRect(middle - w, y + cell * 0.5, 2 * w, cell * deep, corners);
}

/** @type {(pen: Pen, x: number, y: number, cell: number, colour: string) => void} */
function drawGrey(pen, x, y, cell, colour) {
  const w = cell * 0.26;
  addPerson(pen, x, y, cell, 0.4, [w, w, 3, 3]);
  pen.globalAlpha = 0.5;
  pen.fillStyle = colour;
  pen.fill();
  pen.globalAlpha = 1;
}

/** @type {(pen: Pen, x: number, y: number, cell: number, fate: Fate, colour: string) => void} */
function drawFracture(pen, x, y, cell, fate, colour) {
  pen.beginPath();
  pen.roundRect(x + cell * 0.08, y + cell * 0.08, cell * 0.84, cell * 0.86, 4);
  if (fate === "possible") {
    pen.lineWidth = 1.75;
    pen.setLineDash([4, 3]);
    pen.strokeStyle = colour;
    pen.stroke();
    pen.setLineDash([]);
  } else {
    pen.fillStyle = colour;
    pen.globalAlpha = fate === "sure" ? 1 : 0.78;
    pen.fill();
  }
  const w = cell * 0.26;
  addPerson(pen, x, y, cell, 0.36, [w, w, 3, 3]);
  pen.fillStyle = fate === "possible" ? colour : "#fff";
  pen.globalAlpha = fate === "possible" ? 0.55 : 1;
  pen.fill();
  pen.globalAlpha = 1;
}
