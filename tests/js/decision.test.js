import assert from "node:assert/strict";
import { test } from "node:test";
import decision, { peopleAt } from "../../course/vertebra/widgets/js/decision.js";
import { mountWidget } from "./fake_page.js";

const row = (name) => ({ name, people: "women", said: [null, null], found: null, words: "", verdict: "" });
const STATE = { rows: [row("pain"), row("fracture")], at: 0, compared: false, matters: "", decided: "", page: "" };

test("a click means as many people as lie up to it, from the bottom", () => {
  assert.equal(peopleAt(1, 99, 100, 100), 1);
  assert.equal(peopleAt(100, 1, 100, 100), 100);
  assert.equal(peopleAt(45, 85, 100, 100), 15);
});

test("a number is said of an outcome and an arm; one that is impossible is not sent", () => {
  const widget = mountWidget(decision);
  widget.frame(STATE);
  const inputs = widget.find(({ type }) => type === "number");
  assert.equal(inputs.length, 4);
  inputs[3].value = "120";
  inputs[3].dispatch("input");
  assert.equal(widget.sent.length, 1);
  inputs[3].value = "12.5";
  inputs[3].dispatch("input");
  assert.deepEqual(widget.asked, { at: 1, without: 12.5 });
});

test("the sheet can be kept once it is compared", () => {
  const widget = mountWidget(decision);
  widget.frame(STATE);
  assert.equal(widget.control("keep").hidden, true);
  widget.control("compare").click();
  assert.deepEqual(widget.asked, { compare: true });
  widget.frame({
    ...STATE,
    compared: true,
    rows: [{ ...row("pain"), said: [20, 40], found: [22, 25], words: "22, 25", verdict: "near" }, row("fracture")],
  });
  assert.equal(widget.control("keep").hidden, false);
  widget.control("compare").click();
  assert.deepEqual(widget.asked, { compare: false });
});

test("a note that is being written is not overwritten", () => {
  const widget = mountWidget(decision);
  widget.frame(STATE);
  const note = widget.control("matters");
  note.focus();
  note.value = "her garden";
  note.dispatch("input");
  assert.deepEqual(widget.asked, { matters: "her garden" });
  widget.frame({ ...STATE, matters: "her" });
  assert.equal(note.value, "her garden");
});
