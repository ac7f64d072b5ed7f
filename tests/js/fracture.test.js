import assert from "node:assert/strict";
import { test } from "node:test";
import fracture, { lossAfter } from "../../course/vertebra/widgets/js/fracture.js";
import { mountWidget, plane } from "./fake_page.js";

const meter = (name) => ({
  name,
  text: "20 mm",
  value: 20,
  low: 0,
  high: 40,
  limits: [{ at: 25, text: "" }],
  verdict: "",
});
const STATE = {
  way: "bend",
  loss: 15,
  guess: null,
  readouts: ["front", "middle", "back"].map(meter),
  origin: [0, 0],
  spacing: [1, 1],
  lines: [
    [1, 0, 2],
    [2, 0, 2],
    [3, 0, 2],
  ],
  verdict: "",
  most: 60,
  grades: ["none", "1", "2", "3"],
  ways: [
    ["bend", "in bending"],
    ["straight", "straight down"],
  ],
};
const ARRAYS = () => ({ plane: plane(Uint8Array, 4, 5), colours: plane(Uint8Array, 768) });

test("down takes height away, up gives it back, within what can be lost", () => {
  assert.equal(lossAfter(15, 60, "ArrowDown"), 16);
  assert.equal(lossAfter(15, 60, "PageUp"), 10);
  assert.equal(lossAfter(0, 60, "ArrowUp"), 0);
  assert.equal(lossAfter(58, 60, "PageDown"), 60);
  assert.equal(lossAfter(15, 60, "w"), null);
});

test("keys lower the body, change the load and give the grade", () => {
  const widget = mountWidget(fracture);
  widget.frame(STATE, ARRAYS());
  widget.key("ArrowDown");
  assert.deepEqual(widget.asked, { loss: 16 });
  widget.frame({ ...STATE, loss: 16 }, ARRAYS());
  widget.key("w");
  assert.deepEqual(widget.asked, { way: "straight" });
  widget.frame({ ...STATE, way: "straight" });
  widget.key("2");
  assert.deepEqual(widget.asked, { guess: 2 });
  widget.frame({ ...STATE, guess: 2, verdict: "Grade 2." });
  const pressed = widget.find(({ dataset }) => dataset.control?.startsWith("grade-"));
  assert.deepEqual(
    pressed.map((node) => node.getAttribute("aria-pressed")),
    ["false", "false", "true", "false"],
  );
});

test("the slider and the body say the same loss", () => {
  const widget = mountWidget(fracture);
  widget.frame(STATE, ARRAYS());
  const slider = widget.control("loss");
  slider.value = "31";
  slider.dispatch("input");
  assert.deepEqual(widget.asked, { loss: 31 });
  const [body] = widget.find((node) => node.attributes.role === "slider");
  assert.equal(body.getAttribute("aria-valuenow"), "31");
});
