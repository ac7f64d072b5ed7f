// Which cells of a notebook may run by themselves.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isToRead, plan, planQuiz } from "../../course/labextension/static/lesson.js";

const shipped = ["import a\n\na.show()", "import b\n\nb.show()"];
const code = (source) => ({ type: "code", source });
const text = (source) => ({ type: "markdown", source });

test("a lesson as it was shipped runs all its code", () => {
  assert.deepEqual(plan([text("# A"), code(shipped[0]), text("and"), code(shipped[1])], shipped), [1, 3]);
});

test("the learner's own cells are not run", () => {
  assert.deepEqual(
    plan([code("rm()"), code(shipped[0]), code("mine()"), code(shipped[1]), code("x")], shipped),
    [1, 3],
  );
});

test("a changed, missing or reordered cell stops everything", () => {
  assert.equal(plan([code(shipped[0]), code(`${shipped[1]} `)], shipped), null);
  assert.equal(plan([code(shipped[0])], shipped), null);
  assert.equal(plan([code(shipped[1]), code(shipped[0])], shipped), null);
  assert.equal(plan([], shipped), null);
});

test("code in a text cell does not count", () => {
  assert.equal(plan([text(shipped[0]), code(shipped[1])], shipped), null);
});

test("a lesson that the course does not ship runs nothing", () => {
  assert.equal(plan([code("anything()")], []), null);
});

test("a second copy of a shipped cell is the learner's", () => {
  assert.deepEqual(plan([code(shipped[0]), code(shipped[0]), code(shipped[1])], shipped), [0, 2]);
});

const opens = 'from vertebra.quiz.component import Quiz\nquiz = Quiz.open("Q1")\nquiz';

test("a quiz runs what opens and shows it, and nothing else", () => {
  const cells = [text("# Q1"), code(opens), code('quiz.item("01-t-score")'), code("mine()"), code("quiz.review()")];
  assert.deepEqual(planQuiz(cells), [1, 2, 4]);
});

test("nothing of a quiz runs before it is opened, and no other call passes for one", () => {
  const forged = [
    'quiz.item("a")\nboom()',
    'quiz.item("a") or boom()',
    'quiz.item("a\\nb")',
    "quiz.item(boom())",
    "quiz.answer()",
  ];
  assert.equal(planQuiz([code('quiz.item("01-t-score")'), code("quiz.review()")]), null);
  assert.deepEqual(planQuiz([code(opens), ...forged.map(code)]), [0]);
  assert.equal(planQuiz([code(opens.replace('"Q1"', '"Q1"); boom("'))]), null);
  assert.equal(planQuiz([code(`${opens}\nboom()`)]), null);
  assert.equal(planQuiz([code(opens.replace("quiz.component", "quiz.other"))]), null);
});

test("a page without code is only read", () => {
  assert.equal(isToRead([text("# Model card"), text("In full")]), true);
  assert.equal(isToRead([text("# Lesson"), code("1")]), false);
});
