// A sheet of absolute numbers: people of a hundred as pictures, filled in by the learner before the trials answer.
import { clamp, makeCanvas } from "./canvas.js";
import { element, uniqueId } from "./elements.js";
import { defineWidget } from "./widget_shell.js";
import { t } from "./texts.js";

const PEOPLE = 100;
const ARMS = [["with", t("with"), t("with cement")], ["without", t("without"), t("without cement")]];

export default defineWidget({
  title: t("Decision sheet"),
  keys: [
    [t("↑ ↓ in a field"), t("one person more, one fewer")],
    [t("click on a picture"), t("so many people")],
  ],
  mount,
});

// How many people a click means: rows of ten fill from the bottom, from the left.
export function peopleAt(x, y, width, height) {
  const size = Math.min(width, height) / 10;
  const column = clamp(Math.ceil(x / size), 0, 10);
  const row = clamp(Math.floor((10 * size - y) / size), 0, 9);
  return clamp(10 * row + column, 0, PEOPLE);
}

function mount(stage, api) {
  let now = null;
  const table = element("div", { class: "vx-sheet" });
  const compare = element("button", { type: "button", class: "vx-button vx-main", "data-control": "compare" }, t("Compare with the trials"));
  const keep = element("button", { type: "button", class: "vx-button", "data-control": "keep", hidden: true }, t("Keep the sheet"));
  const notes = [makeNote("matters", t("What matters to her")), makeNote("decided", t("What was decided, and why"))];
  stage.append(table, element("div", { class: "vx-controls" }, compare, keep), element("div", { class: "vx-notes" }, ...notes.map(({ label }) => label)));
  let rows = [];
  api.on(compare, "click", () => api.enqueue({ compare: !now.compared }));
  api.on(keep, "click", () => save(now.page));

  function makeNote(name, words) {
    const area = element("textarea", { "data-control": name, rows: 3, maxlength: 2000, "data-lm-suppress-shortcuts": "true" });
    api.on(area, "input", () => api.setLatest({ [name]: area.value }));
    return { name, area, label: element("label", { class: "vx-note" }, words, area) };
  }
  function makeRow(row, at) {
    const cells = ARMS.map(([arm, heading, words], index) => {
      const id = uniqueId(arm);
      const input = element("input", { id, type: "number", min: 0, max: PEOPLE, step: "any", "aria-label": t("{name}, {arm}, people of 100", { name: row.name, arm: words }), "data-lm-suppress-shortcuts": "true" });
      const holder = element("div", { class: "vx-people100" });
      const canvas = makeCanvas(holder, api, { label: `${row.name}, ${words}`, focusable: false, draw: (pen, width, height) => now && drawPeople(pen, width, height, now.rows[at], index, api) });
      const set = (people) => api.setLatest({ at, [arm]: people });
      api.on(input, "input", () => {
        const people = input.value === "" ? null : Number(input.value);
        if (people === null || (people >= 0 && people <= PEOPLE)) set(people);
      });
      api.on(canvas.node, "click", ({ offsetX, offsetY }) => set(peopleAt(offsetX, offsetY, canvas.node.clientWidth, canvas.node.clientHeight)));
      return { input, canvas, node: element("div", { class: "vx-sheet-cell" }, element("label", { for: id }, heading, input), holder) };
    });
    const answer = element("p", { class: "vx-sheet-answer" });
    table.append(element("div", { class: "vx-sheet-row" }, element("div", {}, element("strong", {}, row.name), element("p", { class: "vx-label" }, row.people), answer), ...cells.map(({ node }) => node)));
    return { cells, answer };
  }
  return {
    frame({ state, fresh, behind }) {
      now = state;
      if (!rows.length) rows = state.rows.map(makeRow);
      rows.forEach(({ cells, answer }, at) => {
        const { said, words, verdict } = state.rows[at];
        cells.forEach(({ input, canvas }, arm) => {
          if (!behind && document.activeElement !== input) input.value = said[arm] ?? "";
          canvas.redraw();
        });
        answer.textContent = words ? t("{words}. Yours: {verdict}.", { words, verdict }) : "";
      });
      for (const { name, area } of notes) if ((fresh || !behind) && document.activeElement !== area) area.value = state[name];
      compare.textContent = state.compared ? t("Hide the trials") : t("Compare with the trials");
      keep.hidden = !state.compared;
    },
    themed: () => rows.forEach(({ cells }) => cells.forEach(({ canvas }) => canvas.redraw())),
  };
}

function drawPeople(pen, width, height, { said, found }, arm, api) {
  const size = Math.min(width, height) / 10;
  const guess = said[arm] === null ? 0 : Math.round(said[arm]);
  const truth = found === null ? null : Math.round(found[arm]);
  for (let at = 0; at < PEOPLE; at++) {
    const x = (at % 10 + 0.5) * size;
    const y = (9.5 - Math.floor(at / 10)) * size;
    pen.beginPath();
    if (at < guess) pen.rect(x - 0.32 * size, y - 0.32 * size, 0.64 * size, 0.64 * size);
    else pen.arc(x, y, 0.3 * size, 0, 2 * Math.PI);
    pen.strokeStyle = pen.fillStyle = api.colour(at < guess ? "accent" : "line");
    if (at < guess) pen.fill();
    else pen.stroke();
    if (truth === null || at >= truth) continue;
    pen.beginPath();
    pen.arc(x, y, 0.17 * size, 0, 2 * Math.PI);
    pen.fillStyle = api.colour("vermillion");
    pen.fill();
    pen.strokeStyle = api.colour("paper");
    pen.stroke();
  }
}

function save(page) {
  const link = element("a", { href: URL.createObjectURL(new Blob([page], { type: "text/html" })), download: "decision-sheet.html" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
