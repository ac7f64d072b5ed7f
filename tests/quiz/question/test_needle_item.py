"""The graded needle: what was done is scored by its way and its end, and lists of the first version are still read."""

import json
from itertools import product

import pytest
from refusals import missing_facts
from rows import each_row

from vertebra import tables, texts
from vertebra.quiz.question import question as items
from vertebra.quiz.question.question_code import item_code, key_code
from vertebra.quiz.question.simulation.actions import read_actions
from vertebra.quiz.release import check, variants

QUESTION = items.load("07-needle")
CODE, ITEM = key_code(QUESTION.folder), item_code(QUESTION.folder)
ALL = [item.values for item in variants.variants_of(QUESTION, check.SALT)]
LOOK = {"do": "look", "from": "the side"}


def earned(values, actions):
    """Share and feedback, from the text that an answer is."""
    declared = {"actions": {name: dict(fields) for name, fields in QUESTION.spec["actions"].items()}}
    return CODE.replay(dict(values), read_actions(declared, json.dumps(actions)))


def blind(values):
    """The right way in one push: what a list of the first version could say."""
    entry, turn, first, _, rest = CODE.key(values)
    return [entry, turn, {"do": "advance", "by_mm": first["by_mm"] + rest["by_mm"]}]


@pytest.mark.slow
@each_row("values", ALL, ids=range(len(ALL)))
def test_every_variant_gives_all_its_points_to_the_right_way_and_fewer_to_each_fault(values):
    right = CODE.key(values)
    assert earned(values, right)["share"] == 1
    assert earned(values, [*blind(values), LOOK])["share"] == 1 - CODE.WORTH["rule"], "looked at too late"
    assert (
        earned(values, [*right, *[LOOK] * int(tables.value("pictures_listed_max"))])["share"]
        == 1 - CODE.WORTH["pictures"]
    )
    assert earned(values, [*right[2:]])["share"] <= 0.45, "not aimed"


def test_a_list_of_the_first_version_is_read_and_told_what_it_lacks():
    got = earned(ALL[0], blind(ALL[0]))
    assert got["share"] == pytest.approx(1 - CODE.WORTH["rule"] - CODE.WORTH["pictures"])
    assert "never-looked" in texts.keys(got["feedback"])


def test_what_breaks_the_rule_is_said_in_words():
    got = earned(ALL[0], [*blind(ALL[0]), LOOK])
    assert not missing_facts(got["feedback"], "wall-rule-broken", "pictures-taken")
    assert texts.values(got["feedback"])["taken"] == 8


def test_the_right_way_is_free_for_every_value_that_can_be_drawn():
    """Not only for the twenty of one cohort."""

    class Given:
        def __init__(self, chosen):
            self.chosen = iter(chosen)

        def choice(self, _):
            return next(self.chosen)

    for chosen in product(ITEM.LEVELS, ("right", "left"), (-5, 5), (-4, 4), (8, 10)):
        values = ITEM.generate(Given(chosen))
        assert CODE.replay(values, CODE.key(values))["share"] == 1, values


def test_a_scan_is_not_among_the_actions():
    assert set(QUESTION.spec["actions"]) == {"entry", "turn", "advance", "look"}
