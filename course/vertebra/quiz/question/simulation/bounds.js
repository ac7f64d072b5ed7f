// @ts-check
// How much a procedure may add up to, told before an action is taken: the same as `bounds.py`, on the cases in
// `tests/data/bounds.json`.
import { t } from "../../../widgets/js/texts.js";

/** @typedef {Record<string, any>} Action */
/** @typedef {{do: string, what?: string, of: string[], times: number}} Term */
/** @typedef {{terms: Term[], most: number, unit: string}} Bound */

/** @type {(term: Term, action: Action) => boolean} */
const counts = (term, action) => action.do === term.do && (term.what === undefined || term.what === action.what);
/** @type {(term: Term, action: Action) => number} */
const size = (term, action) => term.of.reduce((product, field) => product * Math.abs(action[field]), term.times);

/**
 * @param {Pick<Bound, "terms">} bound
 * @param {Action[]} actions
 */
export function total(bound, actions) {
  let sum = 0;
  for (const action of actions) for (const term of bound.terms) if (counts(term, action)) sum += size(term, action);
  return sum;
}

/**
 * The first bound that the actions go beyond, in words; empty where they keep to all of them.
 * @param {Bound[] | undefined} bounds
 * @param {Action[]} actions
 */
export function beyond(bounds, actions) {
  for (const bound of bounds ?? []) {
    const sum = total(bound, actions);
    if (sum <= bound.most * (1 + 1e-9)) continue;
    const numbers = { total: Number(sum.toPrecision(4)), most: bound.most, unit: bound.unit };
    return t("This adds up to {total} {unit}; {most} {unit} are the most here. Take something back.", numbers);
  }
  return "";
}
