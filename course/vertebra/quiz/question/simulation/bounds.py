"""How much a graded procedure may add up to: time on the table, cement, ways of the needle.

Every limit is a row of a table.

A question's head says what counts towards a limit:

    [[bounds]]
    limit = "procedure_time_most_min"                  # in assets/tables/procedure_limits.toml
    terms = [ { do = "wait", of = ["minutes"] }, { do = "inject", of = ["seconds"], times = 0.0166667 } ]

A term adds, for every action that is its `do` (and its `what`, where it names one), the size of the fields `of`,
multiplied with each other and with `times`; without `of` it counts the actions. `bounds.js` does the same in the
browser; both are tested on `tests/data/bounds.json`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from vertebra import tables
from vertebra.errors import InputError
from vertebra.texts import Text, _, pgettext

LIMIT = "procedure_"


def released(declared: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The bounds of a question's head as they are given to the learner: with their number and unit.

    Raises
    ------
    CourseError
        Where the table has no such limit.
    """
    bounds = []
    for bound in declared:
        limit = tables.quantity(str(bound["limit"]))
        terms = [{"times": 1.0, "of": [], **term} for term in bound["terms"]]
        bounds.append({"limit": limit.name, "most": limit.value, "unit": limit.unit, "terms": terms})
    return bounds


def problems(declared: object, actions: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What the author of a question must put right in its bounds."""
    if not isinstance(declared, list) or not all(isinstance(bound, dict) for bound in declared):
        return [_("its bounds are no list of tables [[bounds]]")]
    faults: list[str] = []
    known = {name for name in tables.quantities() if name.startswith(LIMIT)}
    for bound in declared:
        if bound.get("limit") not in known:
            faults.append(
                _("its bound {name} is none of {known}").format(
                    name=repr(bound.get("limit")), known=", ".join(sorted(known))
                )
            )
        for term in bound.get("terms", [{}]):
            fields = actions.get(term.get("do", ""), {})
            if term.get("do") not in actions or not set(term.get("of", ())) <= set(fields):
                faults.append(_("its bound counts what no action has: {term}").format(term=repr(term)))
    return faults


def total(bound: Mapping[str, Any], actions: Sequence[Mapping[str, Any]]) -> float:
    """What `actions` add up to under one released bound."""
    return math.fsum(_size(term, action) for action in actions for term in bound["terms"] if _counts(term, action))


def check(bounds: Sequence[Mapping[str, Any]], actions: Sequence[Mapping[str, Any]]) -> None:
    """Raise InputError, in words, where `actions` add up to more than one of `bounds` allows."""
    for bound in bounds:
        sum_of_all = total(bound, actions)
        if sum_of_all > bound["most"] * (1 + 1e-9):
            raise InputError(
                _sentence(str(bound["limit"])).format(
                    total=f"{sum_of_all:.4g}", most=f"{bound['most']:.4g}", unit=bound["unit"]
                )
            )


def _counts(term: Mapping[str, Any], action: Mapping[str, Any]) -> bool:
    return action["do"] == term["do"] and term.get("what", action.get("what")) == action.get("what")


def _size(term: Mapping[str, Any], action: Mapping[str, Any]) -> float:
    return float(term["times"]) * math.prod(abs(float(action[field])) for field in term["of"])


def _sentence(limit: str) -> Text:
    known = {
        "procedure_time_most_min": pgettext(
            "bound-time",
            "This would keep the patient on the table for {total} min; {most} min are the most here. "
            "Take something back.",
        ),
        "procedure_cement_most_ml": pgettext(
            "bound-cement",
            "This would be {total} mL of cement in all; {most} mL are the most here. Take something back.",
        ),
        "procedure_needle_path_most_mm": pgettext(
            "bound-path",
            "This would move the needle by {total} mm in all; {most} mm are the most here. Take something back.",
        ),
    }
    other = pgettext(
        "bound-other", "This adds up to {total} {unit}; {most} {unit} are the most here. Take something back."
    )
    sentence = known.get(limit, other)
    return sentence if isinstance(sentence, Text) else Text(sentence)
