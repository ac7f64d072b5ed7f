// @ts-check
// What kept answers mean: in which box a question lies, when it is due, and how well a learner's certainty fits. Only
// facts are kept, in the form of LearningRecord; all of this is worked out anew from them, in a notebook as on a page
// without Python. See decision 0438.
/** @import { Catalogue, KeptAnswer, LearningRecord } from "./types" */

/** Days until a question of each box is due again. */
export const INTERVALS_DAYS = [1, 3, 7, 21, 60];
const DAY_MS = 86_400_000;
/** Answers from which on a share of right ones says something. */
export const MIN_ANSWERS = 5;
const OFTEN_WRONG = 0.7;
const OFTEN_RIGHT = 0.8;

/**
 * The day of a date as a number; of `2026-12-01T08:00:00+01:00` it is the day on the learner's wall.
 * @param {string} date
 */
export function dayNumber(date) {
  const [year, month, day] = date.slice(0, 10).split("-").map(Number);
  return Math.round(Date.UTC(year, month - 1, day) / DAY_MS);
}

/**
 * The box (1 to 5) and the day on which a question is due; null where it was never answered.
 *
 * Right and sure moves it up a box, right and unsure leaves it where it is, wrong puts it into the first. A right
 * answer before it is due changes nothing: cramming is no proof of memory.
 * @param {readonly KeptAnswer[]} answers
 */
export function placeOf(answers) {
  /** @type {{box: number, due: number, missed: boolean} | null} */
  let place = null;
  for (const { at, right, sure } of [...answers].sort((first, second) => (first.at < second.at ? -1 : 1))) {
    const day = dayNumber(at);
    if (Number.isNaN(day)) continue;
    if (right && place && day < place.due) {
      place.missed = false;
      continue;
    }
    /** @type {number} */
    const before = place?.box ?? 0;
    const box = right ? Math.max(1, Math.min(before + (sure ? 1 : 0), INTERVALS_DAYS.length)) : 1;
    const first = right && sure && before === 0 ? 2 : box;
    place = { box: first, due: day + INTERVALS_DAYS[first - 1], missed: !right };
  }
  return place;
}

/**
 * The questions that are due on a day.
 * @param {LearningRecord} record
 * @param {string} today
 */
export function dueNames(record, today) {
  const now = dayNumber(today);
  return Object.keys(record).filter((name) => (placeOf(record[name].answers)?.due ?? Number.POSITIVE_INFINITY) <= now);
}

/**
 * How often answers were right, by whether the learner was sure.
 * @param {LearningRecord} record
 */
export function calibration(record) {
  const counts = { sure: { right: 0, all: 0 }, unsure: { right: 0, all: 0 } };
  for (const { answers } of Object.values(record)) {
    for (const { right, sure } of answers) {
      const group = counts[sure ? "sure" : "unsure"];
      group.all += 1;
      group.right += Number(right);
    }
  }
  const { sure, unsure } = counts;
  /** @type {"few" | "too sure" | "too unsure" | "fits"} */
  let verdict = "few";
  if (sure.all >= MIN_ANSWERS && sure.right < OFTEN_WRONG * sure.all) verdict = "too sure";
  else if (unsure.all >= MIN_ANSWERS && unsure.right > OFTEN_RIGHT * unsure.all) verdict = "too unsure";
  else if (sure.all + unsure.all >= MIN_ANSWERS) verdict = "fits";
  return { ...counts, verdict };
}

/**
 * All that the page of progress shows.
 * @param {LearningRecord} record
 * @param {Catalogue} catalogue
 * @param {string} today
 */
export function summary(record, catalogue, today) {
  const now = dayNumber(today);
  const boxes = INTERVALS_DAYS.map(() => 0);
  /** @typedef {Catalogue[number]["items"][number] & {lesson: string, page: string}} Listed */
  /** @type {(Listed & {due: number})[]} */
  const due = [];
  /** @type {Listed[]} */
  const missed = [];
  /** @type {Listed[]} */
  const surprises = [];
  let next = Number.POSITIVE_INFINITY;
  const lessons = catalogue.map(({ lesson, title, page, items }) => {
    const counted = { lesson, title, page, checks: 0, answered: 0, right: 0, predictions: 0, predicted: 0 };
    for (const item of items) {
      const { answers = [], answered = false, surprised = null } = record[item.id] ?? {};
      const listed = { ...item, lesson, page };
      counted[item.prediction ? "predictions" : "checks"] += 1;
      if (answered) counted[item.prediction ? "predicted" : "answered"] += 1;
      if (item.prediction && surprised) surprises.push(listed);
      const place = item.counts ? placeOf(answers) : null;
      if (!place) continue;
      counted.right += Number(!place.missed);
      boxes[place.box - 1] += 1;
      if (place.missed) missed.push(listed);
      if (place.due <= now) due.push({ ...listed, due: place.due });
      else next = Math.min(next, place.due);
    }
    return counted;
  });
  const days = Object.values(record).flatMap(({ answers }) => answers.map(({ at }) => at.slice(0, 10)));
  return {
    lessons,
    due: interleaved(due),
    missed,
    surprises,
    boxes,
    nextInDays: Number.isFinite(next) ? next - now : null,
    calibration: calibration(record),
    days: [...new Set(days)].sort(),
  };
}

/**
 * Longest due first, and never two of a lesson in a row where another is left: mixed questions are remembered better.
 * @template {{lesson: string, due: number}} T
 * @param {readonly T[]} due
 */
export function interleaved(due) {
  const waiting = [...due].sort((first, second) => first.due - second.due);
  /** @type {T[]} */
  const order = [];
  while (waiting.length) {
    const at = waiting.findIndex(({ lesson }) => lesson !== order.at(-1)?.lesson);
    order.push(...waiting.splice(Math.max(at, 0), 1));
  }
  return order;
}
