import assert from "node:assert/strict";
import { test } from "node:test";
import cascade, { drugWords, yMax } from "../../course/vertebra/widgets/js/cohort.js";
import { mountWidget } from "./fake_page.js";

const STATE = {
  years: 5,
  treatment: "none",
  given: 3,
  taken: 100,
  readouts: [],
  treatments: ["none", "zoledronate"],
  longest: 10,
};
const ARRAYS = () => ({
  plain: Float32Array.from({ length: 11 }, (_, at) => 40 * at),
  treated: Float32Array.from({ length: 11 }, (_, at) => 20 * at),
});

test("the axis is round, and holds all of the thousand", () => {
  assert.equal(yMax([0, 90]), 100);
  assert.equal(yMax([620]), 800);
  assert.equal(yMax([1000]), 1000);
});

test("a drug is named with its years and who takes it", () => {
  assert.equal(drugWords({ treatment: "none", given: 3, taken: 80 }), "no drug");
  assert.equal(
    drugWords({ treatment: "zoledronate", given: 1, taken: 80 }),
    "zoledronate for 1 year, taken by 80 of 100",
  );
  assert.equal(
    drugWords({ treatment: "zoledronate", given: 3, taken: 80 }),
    "zoledronate for 3 years, taken by 80 of 100",
  );
});

test("the handle goes by years, T takes the next drug, and the legend says which", () => {
  const widget = mountWidget(cascade);
  widget.frame(STATE, ARRAYS());
  widget.key("ArrowRight");
  assert.deepEqual(widget.asked, { years: 6 });
  widget.frame({ ...STATE, years: 6 }, ARRAYS());
  widget.key("t");
  assert.deepEqual(widget.asked, { treatment: "zoledronate" });
});
