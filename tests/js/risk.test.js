import assert from "node:assert/strict";
import { test } from "node:test";
import { personFates } from "../../course/vertebra/widgets/js/people.js";
import risk, { ceiling, nearest, normalCurve } from "../../course/vertebra/widgets/js/risk.js";
import { mountWidget } from "./fake_page.js";

const STATE = {
  age: 74,
  sex: "female",
  z: -1,
  fractures: 1,
  since: 1,
  years: 1,
  people: [8, 5, 12],
  rate: 40,
  recent: [0.1, 1, 2, 5, 10],
  numbers: ["none", "one", "two", "three"],
  last_measured: 85,
};
const ARRAYS = () =>
  Object.fromEntries(["ages", "rates", "low", "high", "average"].map((name) => [name, Float32Array.of(50, 90)]));

test("a hundred people are those sure, expected, possible and not", () => {
  const fates = personFates([8, 5, 12]);
  const count = (wanted) => fates.filter((fate) => fate === wanted).length;
  assert.deepEqual(["sure", "expected", "possible", "not"].map(count), [5, 3, 4, 88]);
});

test("the top of the axis is round and not below the curve", () => {
  for (const value of [0.7, 3, 12, 99, 400]) assert.ok(ceiling(value) >= value * 0.999, value);
  assert.equal(ceiling(12), 20);
});

test("the normal curve is one at its top and even", () => {
  assert.equal(normalCurve(0), 1);
  assert.equal(normalCurve(1.3), normalCurve(-1.3));
  assert.ok(Math.abs(normalCurve(1) - 0.6065) < 1e-4);
  assert.equal(nearest([1, 4, 9], 7), 9);
});

test("each handle has its keys, and the rest of the widget moves the age", () => {
  const widget = mountWidget(risk);
  widget.frame(STATE, ARRAYS());
  const [, scores] = widget.find((node) => node.attributes.role === "slider");
  widget.key("ArrowRight");
  assert.deepEqual(widget.asked, { age: 75 });
  widget.frame({ ...STATE, age: 75 });
  widget.key("ArrowRight", { target: scores });
  assert.deepEqual(widget.asked, { z: -0.9 });
});

test("F counts fractures round and round, Y looks a year or ten ahead", () => {
  const widget = mountWidget(risk);
  widget.frame({ ...STATE, fractures: 3 }, ARRAYS());
  widget.key("f");
  assert.deepEqual(widget.asked, { fractures: 0 });
  widget.frame({ ...STATE, fractures: 0, since: null });
  assert.equal(widget.control("since").parent.hidden, true);
  widget.key("y");
  assert.deepEqual(widget.asked, { years: 10 });
});
