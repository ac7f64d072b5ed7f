// Elements, their ids, and the form controls.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import {
  makeBar,
  makeButton,
  makeCheckbox,
  makeNumber,
  makeRadios,
  makeRange,
  makeSelect,
  nextOf,
} from "../../course/vertebra/widgets/js/controls.js";
import { element, makeIds } from "../../course/vertebra/widgets/js/elements.js";
import { FakeElement, installPage } from "./fake_page.js";

beforeEach(installPage);

const api = (page = {}) => ({
  id: makeIds("vx", page),
  on: (target, type, act) => target.addEventListener(type, act),
});

test("widgets of one page share a count, though each has its own copy of the scripts", async () => {
  const copy = await import("../../course/vertebra/widgets/js/elements.js?another-copy");
  const page = {};
  const makers = [makeIds("vx", page), copy.makeIds("vx", page), makeIds("vx", page), copy.makeIds("vq", page)];
  const ids = makers.flatMap((newId) => [newId("age"), newId("age"), newId("sex")]);
  assert.equal(new Set(ids).size, ids.length);
  assert.match(ids[0], /^vx-age-1-1$/);
});

test("attributes that are missing are left out, and children that are missing too", () => {
  const node = element("p", { hidden: false, title: null, id: "a", "aria-live": "polite" }, "text", null, 3);
  assert.deepEqual(node.attributes, { id: "a", "aria-live": "polite" });
  assert.deepEqual(node.children, ["text", "3"]);
});

test("each control has a label of its own and keeps its keys from JupyterLab", () => {
  const parent = new FakeElement("div");
  const shared = api();
  const controls = [
    makeSelect(parent, shared, "drug", { label: "Drug", onChange() {} }),
    makeRange(parent, shared, "taken", { label: "taken", min: 0, max: 9, step: 1, words: String, onInput() {} }),
    makeCheckbox(parent, shared, "leak", { label: "leak", onChange() {} }),
    makeNumber(parent, shared, "with", { label: "with", ariaLabel: "people", min: 0, max: 100, onInput() {} }),
  ];
  for (const { field, input } of controls) {
    assert.equal(field.getAttribute("for"), input.id);
    assert.equal(input.getAttribute("data-lm-suppress-shortcuts"), "true");
  }
  assert.equal(new Set(controls.map(({ input }) => input.id)).size, controls.length);
});

test("a list is filled once, goes round by key and says what was chosen", () => {
  const chosen = [];
  const select = makeSelect(new FakeElement("div"), api(), "drug", {
    label: "Drug",
    onChange: (value) => chosen.push(value),
  });
  select.fill([
    ["a", "A"],
    ["b", "B"],
  ]);
  select.fill([["c", "C"]]);
  assert.deepEqual(select.values, ["a", "b"]);
  select.show("b");
  select.next();
  assert.deepEqual(chosen, ["a"]);
  assert.equal(nextOf([1, 2, 3], 3), 1);
});

test("a slider that is held stays where the hand is, and writes its value", () => {
  const moved = [];
  const options = {
    label: "TR",
    min: 0,
    max: 9,
    step: 1,
    words: (value) => `${value} ms`,
    onInput: (value) => moved.push(value),
  };
  const range = makeRange(new FakeElement("div"), api(), "tr", options);
  range.show(4);
  assert.equal(range.output.textContent, "4 ms");
  document.activeElement = range.input;
  range.show(7);
  assert.equal(range.input.value, "4");
  range.show(7, true);
  assert.equal(range.output.textContent, "7 ms");
  range.input.value = "5";
  range.input.dispatch("input");
  assert.deepEqual(moved, [5]);
});

test("a number is taken where it lies within its limits, and an empty field is none", () => {
  const typed = [];
  const options = { label: "with", ariaLabel: "people", min: 0, max: 100, onInput: (value) => typed.push(value) };
  const { input, show } = makeNumber(new FakeElement("div"), api(), "with", options);
  for (const text of ["12", "101", "-1", ""]) {
    input.value = text;
    input.dispatch("input");
  }
  assert.deepEqual(typed, [12, null]);
  show(null);
  assert.equal(input.value, "");
});

test("one of several answers is chosen", () => {
  const radios = makeRadios(makeIds("vx", {}), ["up", "down"]);
  assert.equal(radios.value, null);
  radios.fields[1].children[0].checked = true;
  assert.equal(radios.value, "down");
  const names = radios.fields.map(({ children: [input] }) => input.name);
  assert.equal(new Set(names).size, 1);
});

test("a button has the name it is known by, and a bar its place", () => {
  const parent = new FakeElement("div");
  const pressed = [];
  makeBar(parent).append(makeButton("CT", () => pressed.push(1), { name: "scan", main: true }));
  const [button] = parent.children[0].children;
  button.click();
  assert.deepEqual(
    [pressed.length, button.dataset.control, button.getAttribute("class")],
    [1, "scan", "vx-button vx-main"],
  );
});
