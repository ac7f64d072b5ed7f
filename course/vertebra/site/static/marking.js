// @ts-check
// Answers to the questions of a lesson, marked in the page. `site/questions.py` gives the keys; a test compares every
// result with what Python says to the same answer.
/** @import { Result } from "../../quiz/js/types" */
/** @import { UnitTables } from "./unit_names.js" */
import { numberNote, readNumber } from "../../quiz/question/numeric/numbers.js";
import { pt } from "../../widgets/js/texts.js";
import { matchedUnit } from "./unit_names.js";

/** @typedef {Record<string, any>} Key */
/** @typedef {{headlines: Record<string, string>, units: UnitTables}} Common */
/** @typedef {{verdict: string, feedback: string[]}} Verdict */

const MAX_QUOTED = 40;
const EDGE = 1e-9;

/**
 * @param {string} verdict
 * @param {string[]} feedback
 * @param {Common} common
 * @param {Record<string, any>} [perOption]
 * @returns {Result}
 */
function resultOf(verdict, feedback, common, perOption = {}) {
  const withoutReasons = verdict === "partly" && Object.keys(perOption).length === 0;
  const headline = common.headlines[withoutReasons ? "partly without reasons" : verdict];
  return {
    verdict,
    headline,
    feedback: feedback.filter(Boolean),
    per_option: perOption,
    complete: verdict === "right",
  };
}

/** @param {string} text */
const escaped = (text) =>
  text.replace(/[&<>"'$]/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/^[\s\S]*$/, "<p>$&</p>\n");

/**
 * What is said to an answer that is not blank.
 * @param {Key} key
 * @param {any} value
 * @param {Common} common
 * @returns {Result}
 */
export function markAnswer(key, value, common) {
  if (key.marking === "choice") return key.results[value] ?? resultOf("unreadable", [], common);
  if (key.marking === "words") return key.result;
  if (key.marking === "choices") return markMultiple(key, value, common);
  const { verdict, feedback } = VERDICTS[key.marking](key, value, common);
  const all = verdict === "right" ? [...feedback, key.explanation] : feedback;
  return resultOf(verdict, all, common);
}

/** @type {(key: Key, value: string[], common: Common) => Result} */
function markMultiple(key, value, common) {
  const chosen = new Set(value);
  const right = key.right.filter((/** @type {string} */ id) => chosen.has(id)).length;
  const wrong = chosen.size - right;
  if (right === key.right.length && wrong === 0) return key.all_right;
  const reasons = Object.entries(key.all_right.per_option).filter(([id]) => chosen.has(id));
  return resultOf(right > wrong ? "partly" : "wrong", [], common, Object.fromEntries(reasons));
}

/** @type {Record<string, (key: Key, value: any, common: Common) => Verdict>} */
const VERDICTS = { number: numericVerdict, order: orderingVerdict, place: pointVerdict };

/** @type {(key: Key, value: string, common: Common) => Verdict} */
function numericVerdict(key, value, { units }) {
  const text = String(value).trim();
  const typed = readNumber(text);
  if (typed.reason !== undefined) return { verdict: "unreadable", feedback: [escaped(numberNote(text))] };
  const factor = typed.unit ? matchedUnit(typed.unit, key.units, units) : 1;
  if (factor === "other") return { verdict: "wrong", feedback: [escaped(otherUnit(typed.unit, key.unit))] };
  const number = typed.number * (factor === "unclear" ? 1 : factor);
  const near = (/** @type {number} */ target) =>
    Math.abs(number - target) <= key.tolerance + EDGE * Math.max(1, Math.abs(target));
  if (near(key.value)) {
    if (factor === "unclear") {
      return { verdict: "partly", feedback: [escaped(unclearUnit(typed.unit, key.unit)), key.feedback.right] };
    }
    if (key.give_unit && !typed.unit) {
      return { verdict: "partly", feedback: [`<p>${missingUnit(key.unit)}</p>\n`, key.feedback.right] };
    }
    return { verdict: "right", feedback: [key.feedback.right] };
  }
  const mistake = key.mistakes.find((/** @type {any} */ { value: wrong }) => near(wrong));
  return { verdict: "wrong", feedback: [mistake ? mistake.feedback : key.feedback.wrong] };
}

/** @param {string} unit */
const quoted = (unit) => `'${unit.length > MAX_QUOTED ? `${unit.slice(0, MAX_QUOTED - 1)}…` : unit}'`;

/** @type {(typed: string, wanted: string) => string} */
function otherUnit(typed, wanted) {
  const unit = quoted(typed);
  if (!wanted) {
    return pt("unit-where-none-is", "The unit {unit} does not fit here. The answer has no unit.", { unit });
  }
  return pt(
    "unit-does-not-fit",
    "The unit {unit} does not fit here. Give it in {wanted}; capitals count: mPa is not MPa.",
    { unit, wanted },
  );
}

/** @type {(typed: string, wanted: string) => string} */
const unclearUnit = (typed, wanted) =>
  pt(
    "unit-unclear",
    "The number is right; {unit} is not quite a unit. Write {wanted}: capitals count, since mPa is not MPa.",
    { unit: quoted(typed), wanted },
  );

/** @param {string} wanted */
const missingUnit = (wanted) =>
  pt("give-the-unit", "The number is right; give the unit as well ({unit}).", { unit: wanted });

/** @type {(key: Key, value: string[]) => Verdict} */
function orderingVerdict(key, value) {
  const place = new Map(value.map((id, at) => [id, at]));
  /** @type {string[]} */
  const order = key.order;
  const late = new Set();
  let misplaced = 0;
  let pairs = 0;
  order.forEach((first, at) => {
    for (const second of order.slice(at + 1)) {
      pairs += 1;
      if ((place.get(first) ?? 0) < (place.get(second) ?? 0)) continue;
      misplaced += 1;
      late.add(second);
    }
  });
  const explained = misplaced ? order.filter((id) => late.has(id)) : order;
  const verdict = misplaced === 0 ? "right" : 2 * misplaced < pairs ? "partly" : "wrong";
  return { verdict, feedback: explained.map((id) => key.sentences[id]) };
}

/** @typedef {Record<string, any>} Region */
/** @typedef {[number, number]} Corner */

/** @type {(key: Key, value: string) => Verdict} */
function pointVerdict(key, value) {
  const [x, y] = String(value).split(",").map(Number);
  if (inside(key.target, x, y)) return { verdict: "right", feedback: [key.feedback.right] };
  const region = Object.keys(key.regions).find((name) => inside(key.regions[name], x, y));
  if (region) return { verdict: "wrong", feedback: [key.feedback[`region ${region}`]] };
  const near = edgeDistance(outlineOf(key.target), x, y) <= key.near;
  return near
    ? { verdict: "partly", feedback: [key.feedback.near] }
    : { verdict: "wrong", feedback: [key.feedback.wrong] };
}

/**
 * @param {Corner[]} corners
 * @returns {[Corner, Corner][]}
 */
const edges = (corners) => corners.map((corner, at) => [corner, corners[(at + 1) % corners.length]]);

/**
 * Whether a point lies in a region or on its edge, as `quiz/question/point/region.py` has it.
 * @param {Region} region
 * @param {number} x
 * @param {number} y
 */
function inside(region, x, y) {
  if (!region.corners) return ((x - region.x) / region.rx) ** 2 + ((y - region.y) / region.ry) ** 2 <= 1 + EDGE;
  const crossings = edges(region.corners).filter(
    ([[ax, ay], [bx, by]]) => ay > y !== by > y && x < ax + ((y - ay) * (bx - ax)) / (by - ay),
  );
  return crossings.length % 2 === 1 || edgeDistance(region.corners, x, y) < EDGE;
}

/**
 * @param {Region} region
 * @returns {Corner[]}
 */
function outlineOf(region, steps = 90) {
  if (region.corners) return region.corners;
  const turns = Array.from({ length: steps }, (_, at) => (2 * Math.PI * at) / steps);
  return turns.map((turn) => [region.x + region.rx * Math.cos(turn), region.y + region.ry * Math.sin(turn)]);
}

/**
 * @param {Corner[]} corners
 * @param {number} x
 * @param {number} y
 */
function edgeDistance(corners, x, y) {
  const distances = edges(corners).map(([[ax, ay], [bx, by]]) => {
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const along = length === 0 ? 0 : ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length;
    const at = Math.max(0, Math.min(1, along));
    return Math.hypot(x - ax - at * (bx - ax), y - ay - at * (by - ay));
  });
  return Math.min(...distances);
}
