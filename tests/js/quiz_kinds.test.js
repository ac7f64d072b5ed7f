// What the fields of ordering, point and simulation make of keys and of saved answers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldValue, inWords, readActions } from "../../course/vertebra/quiz/question/simulation/simulation.js";
import { moved, orderOf } from "../../course/vertebra/quiz/question/ordering/ordering.js";
import { asPoint, asText, stepped, inWords as pointInWords } from "../../course/vertebra/quiz/question/point/point.js";

test("a step moves to a place, and nowhere else", () => {
  const order = ["a", "b", "c", "d"];
  assert.deepEqual(moved(order, 0, 1), ["b", "a", "c", "d"]);
  assert.deepEqual(moved(order, 3, 0), ["d", "a", "b", "c"]);
  assert.deepEqual(moved(order, 0, 3), ["b", "c", "d", "a"]);
  for (const [from, to] of [
    [0, -1],
    [3, 4],
    [1, 1],
    [-1, 0],
  ])
    assert.equal(moved(order, from, to), order);
  assert.deepEqual(order, ["a", "b", "c", "d"]);
});

test("a saved order is shown only where it is whole", () => {
  const ids = ["a", "b", "c"];
  assert.deepEqual(orderOf(["c", "a", "b"], ids), ["c", "a", "b"]);
  for (const bad of ["", [], ["a", "b"], ["a", "a", "b"], ["a", "b", "x"], null])
    assert.deepEqual(orderOf(bad, ids), ids);
});

test("a point moves by keys and stays in the picture", () => {
  assert.deepEqual(stepped(null, "ArrowLeft", false), [0.5, 0.5]);
  assert.deepEqual(stepped([0.5, 0.5], "ArrowRight", false), [0.52, 0.5]);
  assert.deepEqual(stepped([0.5, 0.5], "ArrowUp", true), [0.5, 0.495]);
  assert.deepEqual(stepped([0, 1], "ArrowLeft", false), [0, 1]);
  assert.deepEqual(stepped([0.1, 0.9], "Home", false), [0.5, 0.5]);
  assert.equal(stepped([0.5, 0.5], "a", false), null);
});

test("a point is text and back", () => {
  assert.equal(asText([0.30004, 2]), "0.3000,1.0000");
  assert.deepEqual(asPoint("0.3000,1.0000"), [0.3, 1]);
  for (const bad of ["", "x,y", "0.3", "0.3,1.1", "0.1,0.2,0.3", null, ["0.1"], "-0.1,0.2"])
    assert.equal(asPoint(bad), null);
  assert.equal(pointInWords([0.3, 0.456]), "Point 30% from the left, 46% from the top.");
});

test("a field takes what is declared and nothing else", () => {
  assert.equal(fieldValue(" 12,5 ", [0, 60]), 12.5);
  assert.equal(fieldValue("−3", [-5, 5]), -3);
  for (const bad of ["", "61", "-1", "abc", "1e999", "NaN"]) assert.equal(fieldValue(bad, [0, 60]), null);
  assert.equal(fieldValue("left", ["left", "right"]), "left");
  assert.equal(fieldValue("up", ["left", "right"]), null);
});

test("actions are read, or there are none", () => {
  assert.deepEqual(readActions('[{"do":"stop"}]'), [{ do: "stop" }]);
  for (const bad of ["", "[", "3", null, "{}"]) assert.deepEqual(readActions(bad), []);
  assert.equal(inWords({ do: "advance", depth_mm: 12 }), "advance, depth mm 12");
});
