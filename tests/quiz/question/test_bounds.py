"""A graded procedure ends: time, cement and ways add up to a limit from a table, in the browser (tests/js) as for the
grader.
"""

import json
from pathlib import Path

import pytest
from rows import each_row

from vertebra import tables
from vertebra.errors import InputError
from vertebra.quiz.question import bank
from vertebra.quiz.question import question as items
from vertebra.quiz.question.simulation import bounds
from vertebra.quiz.question.simulation.actions import read_actions

CASES = json.loads((Path(__file__).parents[2] / "data" / "bounds.json").read_text(encoding="utf-8"))


@each_row(("limits", "actions", "broken"), CASES)
def test_what_adds_up_to_more_than_a_limit_is_refused_in_words(limits, actions, broken):
    if not broken:
        bounds.check(limits, actions)
        return
    (limit,) = (one for one in limits if one["limit"] == broken)
    with pytest.raises(InputError) as refused:
        bounds.check(limits, actions)
    assert refused.value.text.values["most"] == f"{limit['most']:.4g}"


def public_of(name):
    """What the learner is given of a shipped question's actions."""
    question = items.load(name, bank.SHIPPED)
    spec = question.spec
    return {"actions": spec["actions"], "bounds": bounds.released(spec["bounds"])}


HOURS = {
    "08-procedure": [{"do": "wait", "minutes": 12}] * 25,
    "09-procedure": [{"do": "wait", "minutes": 12}] * 25,
    "12-case": [{"do": "cement", "what": "wait", "amount": 1500, "flow": 0}] * 199,
    "07-needle": [{"do": "advance", "by_mm": 60}, {"do": "advance", "by_mm": -60}] * 20,
}
MUCH = {
    "08-procedure": [{"do": "inject", "seconds": 120, "flow_ml_per_s": 0.3}] * 2,
    "09-procedure": [{"do": "cement", "ml_each": 6}] * 2,
    "12-case": [{"do": "cement", "what": "inject", "amount": 30, "flow": 1}],
    "07-needle": [{"do": "look", "from": "behind"}] * 121,
}


@each_row("actions", [HOURS, MUCH])
@each_row("name", HOURS)
def test_no_shipped_procedure_goes_on_for_hours_or_without_end(name, actions):
    with pytest.raises(InputError):
        read_actions(public_of(name), json.dumps(actions[name]))


@each_row("name", HOURS)
def test_the_limits_come_from_the_table_and_leave_room(name):
    for bound in public_of(name)["bounds"]:
        quantity = tables.quantity(bound["limit"])
        assert (quantity.value, quantity.unit) == (bound["most"], bound["unit"])
        assert quantity.note


@each_row(
    "declared",
    [
        "all",
        [{"limit": "no such limit", "terms": [{"do": "wait", "of": ["minutes"]}]}],
        [{"limit": "procedure_time_most_min", "terms": [{"do": "sleep", "of": ["minutes"]}]}],
        [{"limit": "procedure_time_most_min", "terms": [{"do": "wait", "of": ["hours"]}]}],
        [{"limit": "procedure_time_most_min"}],
    ],
)
def test_a_bound_that_counts_nothing_is_a_fault_of_the_question(declared):
    assert bounds.problems(declared, {"wait": {"minutes": [0, 12]}})
    assert not bounds.problems([], {"wait": {"minutes": [0, 12]}})
