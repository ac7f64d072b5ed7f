import assert from "node:assert/strict";
import { test } from "node:test";
import bone, { personWords, pixelsPerMm } from "../../course/vertebra/widgets/js/bone.js";
import { mountWidget, plane } from "./fake_page.js";

const STATE = {
  age: 74,
  sex: "female",
  menopause: 50,
  treatment: "none",
  readouts: [],
  today: 74,
  treatments: ["none", "zoledronate"],
  spacing: { sagittal: [1, 1], coronal: [1, 1] },
  window: [0, 300],
  limits: [80, 120],
  transition: 7,
};
const curve = (...values) => Float32Array.from(values);
const ARRAYS = () => ({
  sagittal: plane(Uint8Array, 3, 4),
  coronal: plane(Uint8Array, 3, 4),
  colours: plane(Uint8Array, 768),
  ages: curve(20, 100),
  density: curve(200, 40),
  untreated: curve(200, 30),
  reference: curve(190, 50),
});

test("a curve is named by person and treatment", () => {
  assert.equal(personWords({ sex: "female", treatment: "none" }, false), "this woman");
  assert.equal(personWords({ sex: "male", treatment: "zoledronate" }, true), "this man, with zoledronate");
});

test("both planes fit their panes, with room for the caption", () => {
  assert.equal(pixelsPerMm([10, 20], [1, 1], 200, 122), 10);
  assert.equal(pixelsPerMm([10, 20], [1, 2], 400, 122), 5);
});

test("keys move the age, change the treatment and the sex", () => {
  const widget = mountWidget(bone);
  widget.key("ArrowRight");
  assert.equal(widget.sent.length, 1, "nothing is asked for before the first frame");
  widget.frame(STATE, ARRAYS());
  widget.key("ArrowRight");
  assert.deepEqual(widget.asked, { age: 74.5 });
  widget.frame({ ...STATE, age: 74.5 }, ARRAYS());
  widget.key("t");
  assert.deepEqual(widget.asked, { treatment: "zoledronate" });
  widget.frame({ ...STATE, treatment: "zoledronate" });
  widget.key("S");
  assert.deepEqual(widget.asked, { sex: "male" });
  widget.frame({ ...STATE, sex: "male" });
  assert.equal(widget.control("menopause").parent.hidden, true);
});

test("what the hand asks for is told to a screen reader at once", () => {
  const widget = mountWidget(bone);
  widget.frame({ ...STATE, age: 60 }, ARRAYS());
  const [handle] = widget.find((node) => node.attributes.role === "slider");
  assert.equal(handle.getAttribute("aria-valuetext"), "60 years, 120 mg/cm³");
  widget.key("End");
  assert.equal(handle.getAttribute("aria-valuenow"), "100");
  assert.equal(handle.getAttribute("aria-valuetext"), "100 years, 40 mg/cm³");
});
