// How much a procedure may add up to, told before an action is taken: the same as `quiz/question/simulation/bounds.py`, on the cases in
// `tests/data/bounds.json`.
import { t } from "../../../widgets/js/texts.js";

const counts = (term, action) => action.do === term.do && (term.what === undefined || term.what === action.what);
const size = (term, action) => term.of.reduce((product, field) => product * Math.abs(action[field]), term.times);

export function total(bound, actions) {
  return actions.reduce(
    (sum, action) => bound.terms.filter((term) => counts(term, action)).reduce((more, term) => more + size(term, action), sum),
    0,
  );
}

// The first bound that the actions go beyond, in words; empty where they keep to all of them.
export function beyond(bounds, actions) {
  for (const bound of bounds ?? []) {
    const sum = total(bound, actions);
    if (sum <= bound.most * (1 + 1e-9)) continue;
    const numbers = { total: Number(sum.toPrecision(4)), most: bound.most, unit: bound.unit };
    return t("This adds up to {total} {unit}; {most} {unit} are the most here. Take something back.", numbers);
  }
  return "";
}
