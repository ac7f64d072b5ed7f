// Explanations stay folded until their questions have an answer.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { ANSWERED, foldUntilAnswered, openQuestion } from "../../course/labextension/static/explanation.js";

/** A cell of a notebook: its classes, and the details in it. */
function makeCell(after) {
  const classes = new Set();
  const details = {
    attributes: {},
    setAttribute: (name, value) => Object.assign(details.attributes, { [name]: value }),
  };
  const summary = {};
  return {
    classes,
    details,
    summary,
    model: { getMetadata: () => (after ? { after } : undefined) },
    addClass: (name) => classes.add(name),
    removeClass: (name) => classes.delete(name),
    node: { querySelector: () => details, contains: (node) => node === summary },
  };
}

/** A notebook of these cells; `questions` are the names of the questions on the page. */
function makePanel(cells, questions = []) {
  const panel = {
    content: { widgets: cells },
    focused: [],
    disposed: { connect: (act) => Object.assign(panel, { leave: act }) },
    node: {
      style: { setProperty: () => {} },
      addEventListener: (_, act) => Object.assign(panel, { click: act }),
      querySelector(selector) {
        const name = questions.find((one) => selector.includes(`"${one}"`));
        const input = { focus: () => panel.focused.push(name) };
        return name ? { scrollIntoView: () => {}, querySelector: () => input } : null;
      },
    },
  };
  return panel;
}

const press = (panel, summary) => {
  const event = {
    target: { closest: () => summary },
    prevented: false,
    preventDefault: () => (event.prevented = true),
  };
  panel.click(event);
  return event.prevented;
};
const answer = (detail) => globalThis.window.dispatchEvent(Object.assign(new Event(ANSWERED), { detail }));

beforeEach(() => Object.assign(globalThis, { window: new EventTarget(), CSS: { escape: (text) => text } }));
afterEach(() => {
  delete globalThis.window;
  delete globalThis.CSS;
});

test("the first question without an answer is the open one", () => {
  assert.equal(openQuestion(["a", "b"], new Set(["a"])), "b");
  assert.equal(openQuestion(["a", "b"], new Set(["b", "a"])), null);
});

test("an explanation opens when all its questions have an answer, not before", () => {
  const [plain, cell] = [makeCell(null), makeCell(["a", "b"])];
  foldUntilAnswered(makePanel([plain, cell]));
  assert.ok(cell.classes.has("vertebra-locked") && !plain.classes.has("vertebra-locked"));
  answer("a");
  answer("c");
  assert.ok(cell.classes.has("vertebra-locked"));
  answer("b");
  assert.ok(!cell.classes.has("vertebra-locked"));
  assert.ok("open" in cell.details.attributes);
});

test("a press on a folded one leads to its question", () => {
  const cell = makeCell(["a"]);
  const panel = makePanel([cell], ["a"]);
  foldUntilAnswered(panel);
  assert.equal(press(panel, cell.summary), true);
  assert.deepEqual(panel.focused, ["a"]);
  assert.ok(cell.classes.has("vertebra-locked"));
  answer("a");
  assert.equal(press(panel, cell.summary), false, "an open one folds and unfolds as any other");
});

test("nobody is locked out where the question is missing or the lesson did not start", () => {
  const [one, two] = [makeCell(["a"]), makeCell(["b"])];
  const panel = makePanel([one, two]);
  const unfoldAll = foldUntilAnswered(panel);
  press(panel, one.summary);
  assert.ok("open" in one.details.attributes && two.classes.has("vertebra-locked"));
  unfoldAll();
  assert.ok("open" in two.details.attributes);
});

test("a closed lesson hears no more", () => {
  const cell = makeCell(["a"]);
  const panel = makePanel([cell]);
  foldUntilAnswered(panel);
  panel.leave();
  answer("a");
  assert.ok(cell.classes.has("vertebra-locked"));
});
