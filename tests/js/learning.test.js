// Boxes, days and certainty follow from kept answers, whatever order they stand in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { certificate } from "../../course/vertebra/quiz/js/certificate.js";
import {
  calibration,
  dayNumber,
  INTERVALS_DAYS,
  dueNames,
  interleaved,
  placeOf,
  summary,
} from "../../course/vertebra/quiz/js/learning.js";

const answer = (at, right, sure) => ({ at, right, sure });
const day = dayNumber("2026-12-01");

test("a day is that on the learner's wall, over the end of a month and of summer time", () => {
  assert.equal(dayNumber("2026-12-01T23:59:00+05:00"), dayNumber("2026-12-01T00:01:00-08:00"));
  assert.equal(dayNumber("2026-12-01") - dayNumber("2026-11-30"), 1);
  assert.equal(dayNumber("2026-10-26") - dayNumber("2026-10-24"), 2);
});

test("sure and right goes up, unsure stays, wrong goes back to the first box", () => {
  const after = (...answers) => placeOf(answers.map(([at, right, sure]) => answer(at, right, sure)));
  assert.equal(placeOf([]), null);
  assert.deepEqual(after(["2026-12-01", false, true]), { box: 1, due: day + 1, missed: true });
  assert.deepEqual(after(["2026-12-01", true, false]), { box: 1, due: day + 1, missed: false });
  assert.deepEqual(after(["2026-12-01", true, true]), { box: 2, due: day + 3, missed: false });
  const twice = [
    ["2026-12-01", true, true],
    ["2026-12-04", true, true],
  ];
  assert.deepEqual(after(...twice), { box: 3, due: day + 3 + INTERVALS_DAYS[2], missed: false });
  assert.equal(after(...twice, ["2026-12-11", true, false]).box, 3);
  assert.equal(after(...twice, ["2026-12-11", false, true]).box, 1);
});

test("the last box is the last, and an early right answer proves nothing", () => {
  const dates = ["2026-01-01", "2026-02-01", "2026-03-01", "2026-05-01", "2026-08-01", "2026-11-01"];
  assert.equal(placeOf(dates.map((at) => answer(at, true, true))).box, INTERVALS_DAYS.length);
  const early = [answer("2026-12-01", true, true), answer("2026-12-02", true, true)];
  assert.deepEqual(placeOf(early), { box: 2, due: day + 3, missed: false });
  const mended = [answer("2026-12-01T08:00", false, true), answer("2026-12-01T09:00", true, true)];
  assert.deepEqual(placeOf(mended), { box: 1, due: day + 1, missed: false });
});

test("answers count in the order of their time, and one without a date is passed over", () => {
  const answers = [answer("2026-12-04", false, true), answer("2026-12-01", true, true), answer("", true, true)];
  assert.deepEqual(placeOf(answers), placeOf([answers[1], answers[0]]));
});

const many = (n, right, sure) => Array.from({ length: n }, () => answer("2026-12-01", right, sure));
const verdictOf = (...groups) => calibration({ q: { answers: groups.flatMap((group) => many(...group)) } }).verdict;

test("certainty is judged by both groups, and not from a few answers", () => {
  assert.equal(verdictOf([3, false, true]), "few");
  assert.equal(verdictOf([6, true, true], [4, false, true]), "too sure");
  assert.equal(verdictOf([9, true, true], [6, true, false]), "too unsure");
  assert.equal(verdictOf([9, true, true], [1, false, true], [3, true, false], [3, false, false]), "fits");
});

test("two of a lesson stand beside each other only where nothing else is left", () => {
  const items = ["01", "01", "01", "02", "03"].map((lesson, at) => ({ lesson, due: at }));
  assert.deepEqual(
    interleaved(items).map(({ lesson }) => lesson),
    ["01", "02", "01", "03", "01"],
  );
});

const item = (id, more = {}) => ({ id, title: id, section: "S", prediction: false, counts: true, ...more });
const CATALOGUE = [
  { lesson: "01", title: "One", page: "01.ipynb", items: [item("a"), item("b"), item("t", { counts: false })] },
  {
    lesson: "02",
    title: "<Two>",
    page: "02.ipynb",
    items: [item("c"), item("p", { prediction: true, counts: false })],
  },
];
const RECORD = {
  a: { answers: [answer("2026-11-20", false, true)], answered: true },
  b: { answers: [answer("2026-11-30", true, true)], answered: true },
  t: { answers: [], answered: true },
  p: { answers: [], answered: true, surprised: true },
  gone: { answers: [answer("2026-11-20", true, true)], answered: true },
};

test("the page counts what was done, what is due, missed and surprising; a question that is gone is passed over", () => {
  const done = summary(RECORD, CATALOGUE, "2026-12-01");
  assert.deepEqual([done.lessons[0].answered, done.lessons[0].checks, done.lessons[0].right], [3, 3, 1]);
  assert.deepEqual([done.lessons[1].answered, done.lessons[1].predicted], [0, 1]);
  assert.deepEqual(
    [done.due, done.missed, done.surprises].map((items) => items.map(({ id }) => id)),
    [["a"], ["a"], ["p"]],
  );
  assert.equal(done.nextInDays, 2);
  assert.deepEqual(done.boxes, [1, 1, 0, 0, 0]);
  assert.equal(summary({}, CATALOGUE, "2026-12-01").nextInDays, null);
});

test("what is due is known from the answers alone", () => {
  assert.deepEqual(dueNames(RECORD, "2026-12-01"), ["a", "gone"]);
  assert.deepEqual(dueNames(RECORD, "2026-11-20"), []);
});

test("a certificate names who and what, without markup of anybody else", () => {
  const page = certificate(summary(RECORD, CATALOGUE, "2026-12-01"), "<b>A & B</b>", "2026-12-01");
  assert.ok(page.includes("&#60;b&#62;A &#38; B&#60;/b&#62;"));
  assert.ok(page.includes("02 &#60;Two&#62;"));
  assert.equal(page.includes("<b>"), false);
  assert.equal((page.match(/<tr>/g) ?? []).length, 3);
});
