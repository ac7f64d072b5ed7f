// @ts-check
// A sheet of absolute numbers: numbers in 100 people as pictures, filled in by the learner before the trials answer.
/** @import { DecisionSheetControls, DecisionSheetFrame, SheetRow } from "./frame_types" */
/** @import { Api, Part, Pen } from "./types" */
import { clamp, makeCanvas } from "./canvas.js";
import { makeBar, makeButton, makeNote, makeNumber } from "./controls.js";
import { download } from "./download.js";
import { element } from "./elements.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<DecisionSheetFrame, DecisionSheetControls>} SheetApi */
/** @typedef {{name: "with" | "without", heading: string, words: string}} Arm */

const PEOPLE = 100;
/** @type {Arm[]} */
const ARMS = [
  { name: "with", heading: t("with"), words: t("with cement") },
  { name: "without", heading: t("without"), words: t("without cement") },
];
const NOTE_LENGTH = 2000;

export default defineWidget({
  title: t("Decision sheet"),
  keys: [
    [t("↑ ↓ in a field"), t("one person more, one fewer")],
    [t("click on a picture"), t("so many people")],
  ],
  mount,
});

/**
 * How many people a click means: rows of ten fill from the bottom, from the left.
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 */
export function peopleAt(x, y, width, height) {
  const size = Math.min(width, height) / 10;
  const column = clamp(Math.ceil(x / size), 0, 10);
  const row = clamp(Math.floor((10 * size - y) / size), 0, 9);
  return clamp(10 * row + column, 0, PEOPLE);
}

/**
 * @param {HTMLElement} stage
 * @param {SheetApi} api
 * @returns {Part<DecisionSheetFrame>}
 */
function mount(stage, api) {
  const table = element("div", { class: "vx-sheet" });
  stage.append(table);
  const bar = makeBar(stage);
  const compare = makeButton(t("Compare with the trials"), () => api.enqueue({ compare: !api.frame()?.compared }), {
    name: "compare",
    main: true,
  });
  const save = () => download("decision-sheet.html", api.frame()?.page ?? "", "text/html");
  const keep = makeButton(t("Keep the sheet"), save, { name: "keep", hidden: true });
  bar.append(compare, keep);
  const notes = makeNotes(stage, api);
  /** @type {ReturnType<typeof makeRow>[]} */
  let rows = [];
  return {
    render(sheet, { fresh, behind }) {
      if (!rows.length) rows = sheet.rows.map((row, at) => makeRow(table, api, row, at));
      rows.forEach((row, at) => row.show(sheet.rows[at], behind));
      if (fresh || !behind) notes.show(sheet);
      compare.textContent = sheet.compared ? t("Hide the trials") : t("Compare with the trials");
      keep.hidden = !sheet.compared;
    },
    themeChanged() {
      for (const row of rows) row.redraw();
    },
  };
}

/**
 * @param {HTMLElement} parent
 * @param {SheetApi} api
 */
function makeNotes(parent, api) {
  const holder = makeBar(parent, "vx-notes");
  const look = { className: "vx-note", most: NOTE_LENGTH };
  const matters = makeNote(holder, api, "matters", {
    label: t("What matters to the patient"),
    ...look,
    onInput: (text) => api.setLatest({ matters: text }),
  });
  const decided = makeNote(holder, api, "decided", {
    label: t("What was decided, and why"),
    ...look,
    onInput: (text) => api.setLatest({ decided: text }),
  });
  return {
    /** @param {DecisionSheetFrame} sheet */
    show(sheet) {
      matters.show(sheet.matters);
      decided.show(sheet.decided);
    },
  };
}

/**
 * An outcome, with a number and a picture of 100 people for each arm.
 * @param {HTMLElement} table
 * @param {SheetApi} api
 * @param {SheetRow} row
 * @param {number} at which row it is
 */
function makeRow(table, api, row, at) {
  const answer = element("p", { class: "vx-sheet-answer" });
  const head = element(
    "div",
    {},
    element("strong", {}, row.name),
    element("p", { class: "vx-label" }, row.people),
    answer,
  );
  const line = element("div", { class: "vx-sheet-row" }, head);
  table.append(line);
  const cells = ARMS.map((arm, index) => makeCell(line, api, row.name, at, arm, index));
  const redraw = () => {
    for (const { canvas } of cells) canvas.redraw();
  };
  return {
    redraw,
    /**
     * @param {SheetRow} row
     * @param {boolean} behind
     */
    show({ said, words, verdict }, behind) {
      cells.forEach(({ input }, arm) => behind || input.show(said[arm]));
      redraw();
      answer.textContent = words ? t("{words}. Yours: {verdict}.", { words, verdict }) : "";
    },
  };
}

/**
 * @param {HTMLElement} line
 * @param {SheetApi} api
 * @param {string} outcome
 * @param {number} at
 * @param {Arm} arm
 * @param {number} index of the arm
 */
function makeCell(line, api, outcome, at, { name, heading, words }, index) {
  const cell = element("div", { class: "vx-sheet-cell" });
  line.append(cell);
  /** @param {number | null} people */
  const set = (people) => api.setLatest({ at, [name]: people });
  const input = makeNumber(cell, api, name, {
    label: heading,
    ariaLabel: t("{name}, {arm}, people in 100", { name: outcome, arm: words }),
    min: 0,
    max: PEOPLE,
    onInput: set,
  });
  const holder = element("div", { class: "vx-people100" });
  cell.append(holder);
  const canvas = makeCanvas(holder, api, {
    label: `${outcome}, ${words}`,
    focusable: false,
    draw: (pen, width, height, sheet) => drawPeople(pen, Math.min(width, height) / 10, sheet.rows[at], index, api),
  });
  api.on(canvas.node, "click", ({ offsetX, offsetY }) =>
    set(peopleAt(offsetX, offsetY, canvas.node.clientWidth, canvas.node.clientHeight)),
  );
  return { input, canvas };
}

/**
 * @param {Pen} pen
 * @param {number} size of a person
 * @param {SheetRow} row
 * @param {number} arm
 * @param {SheetApi} api
 */
function drawPeople(pen, size, { said, found }, arm, api) {
  const guess = Math.round(said[arm] ?? 0);
  const truth = found === null ? 0 : Math.round(found[arm]);
  for (let at = 0; at < PEOPLE; at++) {
    const x = ((at % 10) + 0.5) * size;
    const y = (9.5 - Math.floor(at / 10)) * size;
    pen.beginPath();
    if (at < guess) pen.rect(x - 0.32 * size, y - 0.32 * size, 0.64 * size, 0.64 * size);
    else pen.arc(x, y, 0.3 * size, 0, 2 * Math.PI);
    pen.strokeStyle = pen.fillStyle = api.colour(at < guess ? "accent" : "line");
    if (at < guess) pen.fill();
    else pen.stroke();
    if (at >= truth) continue;
    pen.beginPath();
    pen.arc(x, y, 0.17 * size, 0, 2 * Math.PI);
    pen.fillStyle = api.colour("vermillion");
    pen.fill();
    pen.strokeStyle = api.colour("paper");
    pen.stroke();
  }
}
