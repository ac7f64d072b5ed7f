"""Unknown cases: the same for a seed, all kinds in every ten, and readable: what they are called is what they show."""

import pytest

from vertebra.errors import InputError
from vertebra.models.imaging import mri
from vertebra.models.imaging.cases import LOOKALIKES, draw
from vertebra.views.mri import brightness

SEEDS = range(40)


def test_a_seed_gives_the_same_cases_and_another_others():
    assert draw(3) == draw(3)
    assert len({draw(seed) for seed in SEEDS}) == len(SEEDS)


def test_ten_cases_hold_every_kind():
    for seed in SEEDS:
        cases = draw(seed)
        answers = [case.answer for case in cases]
        assert sorted(map(answers.count, ("new", "old", "other"))) == [3, 3, 4]
        assert {case.finding.kind for case in cases if case.answer == "other"} == set(LOOKALIKES)
        assert {case.finding.kind for case in cases if case.answer != "other"} == {"fracture"}


def test_the_order_gives_nothing_away():
    first = [draw(seed)[0].answer for seed in SEEDS]
    assert min(map(first.count, ("new", "old", "other"))) >= 5


def test_only_one_level_is_judged_and_the_other_is_old():
    beside = [(case, one) for seed in SEEDS for case in draw(seed) for one in case.findings if one.level != case.level]
    assert beside
    for _, one in beside:
        assert one.kind == "fracture"
        assert one.extent < 0.05


@pytest.mark.slow
@pytest.mark.parametrize("at", range(6))
def test_new_ones_are_bright_by_stir_and_old_ones_are_not(at):
    case = draw(5, 6)[at]
    what = mri.scene(case.patient, case.findings, seed=case.seed)
    stir = brightness(what, mri.acquire(what, mri.preset("STIR")))[case.level]
    if case.answer == "new":
        assert stir > 1.5
    elif case.answer == "old":
        assert stir < 1.25


def test_what_can_not_be_drawn_is_refused():
    with pytest.raises(InputError, match="number of cases"):
        draw(1, 0)
    with pytest.raises(InputError, match="seed"):
        draw(-1)
