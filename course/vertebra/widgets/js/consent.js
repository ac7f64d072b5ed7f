// @ts-check
// What a procedure brings and may do, as people: guessed first, by a click or a number, then as they were counted.
/** @import { ConsentControls, ConsentFrame, ConsentRow } from "./frame_types" */
/** @import { Api, Part, Pen } from "./types" */
import { clamp, makeCanvas } from "./canvas.js";
import { makeBar, makeButton, makeNumber, makeRange, makeSelect, setText } from "./controls.js";
import { element } from "./elements.js";
import { t } from "./texts.js";
import { setUnusable } from "./unusable.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<ConsentFrame, ConsentControls>} ConsentApi */
/** @typedef {"cement" | "anyway" | "perhaps" | "not"} Fate */

const COLUMNS_OF_100 = 10;
const COLUMNS_OF_1000 = 40;
const THOUSAND = 1000;

export default defineWidget({
  title: t("Consent in people"),
  keys: [
    ["↑ ↓", t("another question")],
    [t("a number, Enter"), t("your guess, and what was counted")],
  ],
  mount,
});

/** @param {number} outOf */
export const columnsOf = (outOf) => (outOf === THOUSAND ? COLUMNS_OF_1000 : COLUMNS_OF_100);

/**
 * What happens to each person, from the first: those who would have had it without cement, those because of it, those
 * up to the upper end of the interval, and the rest. An event of less than half a person shows as nobody for sure.
 * @param {Pick<ConsentRow, "expected" | "high" | "without" | "out_of">} row
 * @returns {Fate[]}
 */
export function fatesOf({ expected, high, without, out_of: outOf }) {
  const [happens, atMost, anyway] = [expected ?? 0, high ?? 0, without ?? 0].map(Math.round);
  return Array.from({ length: outOf }, (_, at) =>
    at < anyway ? "anyway" : at < happens ? "cement" : at < atMost ? "perhaps" : "not",
  );
}

/**
 * How many people a click means: rows fill from the top, from the left.
 * @param {number} x from 0 to 1
 * @param {number} y from 0 to 1
 * @param {number} outOf
 */
export function peopleAt(x, y, outOf) {
  const columns = columnsOf(outOf);
  const rows = outOf / columns;
  const row = clamp(Math.floor(y * rows), 0, rows - 1);
  return clamp(row * columns + Math.ceil(x * columns), 0, outOf);
}

/**
 * @param {HTMLElement} stage
 * @param {ConsentApi} api
 * @returns {Part<ConsentFrame>}
 */
function mount(stage, api) {
  const controls = makeControls(stage, api);
  const list = element("div", { class: "vx-consent-list", role: "group", "aria-label": t("What she may ask") });
  const right = element("div");
  stage.append(element("div", { class: "vx-consent" }, list, right));
  const open = makeOpen(right, api);
  /** @type {ReturnType<typeof makeRow>[]} */
  let rows = [];
  return {
    render(frame, { behind }) {
      if (!rows.length) rows = frame.rows.map((row, at) => makeRow(list, api, row, at));
      rows.forEach((row, at) => row.show(frame.rows[at], at === frame.at));
      if (!behind) controls.update(frame);
      open.show(frame.rows[frame.at], behind);
    },
    handleKey({ key }) {
      const at = api.frame()?.at ?? 0;
      if (key === "ArrowDown") api.enqueue({ at: Math.min(at + 1, rows.length - 1) });
      else if (key === "ArrowUp") api.enqueue({ at: Math.max(at - 1, 0) });
      else return false;
      return true;
    },
    themeChanged: open.redraw,
  };
}

/**
 * An event in the list: open, guessed, answered.
 * @param {HTMLElement} list
 * @param {ConsentApi} api
 * @param {ConsentRow} row
 * @param {number} at
 */
function makeRow(list, api, row, at) {
  const number = element("output");
  const button = makeButton("", () => api.enqueue({ at }), {
    className: "vx-button vx-consent-row",
    name: `event-${row.event.replace(" ", "-")}`,
  });
  button.append(element("span", {}, row.label), number);
  list.append(button);
  return {
    /**
     * @param {ConsentRow} now
     * @param {boolean} isOpen
     */
    show(now, isOpen) {
      button.setAttribute("aria-pressed", String(isOpen));
      setText(number, inShort(now));
    },
  };
}

/** @param {ConsentRow} row */
function inShort({ shown, expected, guess, out_of: of }) {
  if (shown && expected !== null) return t("✓ {people} of {of}", { people: tidy(expected), of });
  if (shown) return t("✓ no count");
  return guess === null ? t("? of {of}", { of }) : t("{guess}? of {of}", { guess: tidy(guess), of });
}

/** @param {number} people */
const tidy = (people) => (people >= 9.5 || Number.isInteger(people) ? people.toFixed(0) : people.toFixed(1));

/**
 * The open event: its picture, the guess, and what was counted.
 * @param {HTMLElement} parent
 * @param {ConsentApi} api
 */
function makeOpen(parent, api) {
  const holder = element("div", { class: "vx-consent-people" });
  const canvas = makeCanvas(holder, api, {
    label: t("People"),
    focusable: false,
    draw: (pen, width, height, { rows, at }) => drawPeople(pen, width, height, rows[at], api),
  });
  const form = element("div", { class: "vx-consent-guess" });
  parent.append(form, holder);
  const input = makeNumber(form, api, "guess", {
    label: t("I expect"),
    ariaLabel: t("How many people you expect"),
    min: 0,
    max: THOUSAND,
    onInput: (guess) => api.setLatest({ guess }),
  });
  const of = element("span");
  const show = () => api.enqueue({ show: true });
  const button = makeButton(t("Show what was counted"), show, { name: "show", main: true });
  form.append(of, button);
  api.on(input.input, "keydown", (event) => {
    if (event.key === "Enter" && input.input.value !== "") show();
  });
  const words = element("p", { class: "vx-consent-words", role: "status", "aria-live": "polite" });
  parent.append(words, makeKey());
  const rowOf = () => {
    const frame = api.frame();
    return frame ? frame.rows[frame.at] : null;
  };
  api.on(canvas.node, "click", ({ offsetX, offsetY }) => {
    const row = rowOf();
    if (!row || row.shown) return;
    const { clientWidth, clientHeight } = canvas.node;
    api.setLatest({ guess: peopleAt(offsetX / clientWidth, offsetY / clientHeight, row.out_of) });
  });
  return {
    redraw: canvas.redraw,
    /**
     * @param {ConsentRow} row
     * @param {boolean} behind
     */
    show(row, behind) {
      holder.classList.toggle("vx-thousand", row.out_of === THOUSAND);
      if (!behind) input.show(row.guess);
      input.input.max = String(row.out_of);
      button.hidden = row.shown;
      setUnusable(api, input.input, row.shown ? t("You have guessed, and it is shown.") : "");
      setText(of, t("of {of}", { of: row.out_of }));
      setText(words, row.shown ? `${row.comment} ${row.words}`.trim() : "");
      canvas.node.setAttribute("aria-label", row.shown ? row.words : t("{of} people", { of: row.out_of }));
      canvas.redraw();
    },
  };
}

function makeKey() {
  const signs = [
    t("● because of cement, or of the years"),
    t("■ also without cement"),
    t("○ perhaps (the interval)"),
    t("outlined: your guess"),
  ];
  const key = element("p", { class: "vx-key", "aria-hidden": "true" });
  key.append(...signs.map((sign) => element("span", {}, sign)));
  return key;
}

/**
 * @param {Pen} pen
 * @param {number} width
 * @param {number} height
 * @param {ConsentRow} row
 * @param {ConsentApi} api
 */
function drawPeople(pen, width, height, row, api) {
  const columns = columnsOf(row.out_of);
  const size = Math.min(width / columns, (height * columns) / row.out_of);
  const colours = {
    cement: api.colour("vermillion"),
    anyway: api.colour("accent"),
    perhaps: api.colour("vermillion"),
    not: api.colour("line"),
  };
  fatesOf(row).forEach((fate, at) => {
    const [x, y] = [(at % columns) * size, Math.floor(at / columns) * size];
    pen.strokeStyle = pen.fillStyle = colours[fate];
    pen.beginPath();
    if (fate === "anyway") pen.rect(x + 0.18 * size, y + 0.18 * size, 0.64 * size, 0.64 * size);
    else pen.arc(x + size / 2, y + size / 2, 0.34 * size, 0, 2 * Math.PI);
    if (fate === "perhaps") {
      pen.lineWidth = Math.max(1, 0.09 * size);
      pen.stroke();
    } else pen.fill();
    if (row.guess === null || at >= Math.round(row.guess)) return;
    pen.strokeStyle = api.colour("ink");
    pen.lineWidth = Math.max(1, 0.07 * size);
    pen.strokeRect(x + 0.06 * size, y + 0.06 * size, 0.88 * size, 0.88 * size);
  });
}

/**
 * @param {HTMLElement} parent
 * @param {ConsentApi} api
 */
function makeControls(parent, api) {
  const bar = makeBar(parent);
  const technique = makeSelect(bar, api, "technique", {
    label: t("Proposed"),
    onChange: (value) => api.enqueue({ technique: value }),
  });
  const bodies = makeRange(bar, api, "bodies", {
    label: t("Bodies"),
    min: 1,
    max: 3,
    step: 1,
    words: String,
    onInput: (value) => api.setLatest({ bodies: value }),
  });
  const age = makeRange(bar, api, "age", {
    label: t("Age"),
    min: 50,
    max: 90,
    step: 1,
    words: String,
    onInput: (value) => api.setLatest({ age: value }),
  });
  return {
    /** @param {ConsentFrame} frame */
    update(frame) {
      technique.fill(frame.techniques);
      technique.show(frame.technique);
      bodies.show(frame.bodies);
      age.show(frame.age);
    },
  };
}
