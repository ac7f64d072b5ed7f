"""A needle as a list of deeds: replayed the same anywhere, and judged by where it ends."""

from dataclasses import replace

import pytest

from vertebra.errors import InputError
from vertebra.lessons import mrs_a
from vertebra.models import needle, needling
from vertebra.models.needling import Deed, Setup

SETUP = Setup(mrs_a(), "L1")
AIM = (Deed("out", -4), Deed("medial", 9), Deed("up", -3), Deed("caudal", 8))


def test_the_deeds_that_undo_the_error_lead_to_the_planned_place():
    goal = needling.planned(SETUP)
    far = goal.depth_mm - needling.START_MM
    state = needling.replayed(SETUP, (*AIM, Deed("advance", far / 2), Deed("advance", far / 2)))
    assert state.needle.tip_mm == pytest.approx(goal.tip_mm, abs=1e-9)
    assert needling.off_target_mm(SETUP, state.needle) == pytest.approx(0, abs=1e-9)
    assert all(one.good for one in needling.assess(SETUP, state.needle))


def test_replaying_step_by_step_and_at_once_is_the_same():
    deeds = (
        Deed("look", what="AP"),
        *AIM,
        Deed("advance", 10),
        Deed("shot"),
        Deed("look", what="both"),
        Deed("advance", -3),
    )
    state = needling.start(SETUP)
    for at, deed in enumerate(deeds):
        state = needling.done(SETUP, state, deed)
        assert needling.replayed(SETUP, deeds[: at + 1]) == state
    assert needling.restored(needling.saved(SETUP, deeds)) == (SETUP, deeds)


def test_every_picture_counts_and_only_what_is_looked_at_is_seen():
    both = needling.replayed(SETUP, (Deed("advance", 2), Deed("advance", 2)))
    assert both.shots == 2 + 4
    one = needling.replayed(SETUP, (Deed("look", what="AP"), Deed("advance", 2), Deed("advance", 2)))
    assert one.shots == 2 + 1 + 2
    assert one.seen["AP"] == one.needle
    assert one.seen["lateral"] == needling.start(SETUP).needle


def test_another_way_starts_beside_its_own_entry():
    state = needling.replayed(SETUP, (Deed("way", what="parapedicular"), *AIM))
    goal = needling.planned(SETUP, "parapedicular")
    assert state.needle.entry_mm == pytest.approx(goal.entry_mm)
    assert state.needle.way == "parapedicular"


def test_beside_a_narrow_pedicle_bone_is_met_later():
    setup = Setup(mrs_a(), "T9")
    goal = needling.planned(setup, "parapedicular")
    deeds = (Deed("way", what="parapedicular"), *AIM, *[Deed("advance", 2)] * round((goal.depth_mm - 8) / 2))
    assert all(one.good for one in needling.assess(setup, needling.replayed(setup, deeds).needle))


def test_an_uncorrected_needle_fails_and_says_where():
    state = needling.replayed(SETUP, (Deed("advance", 20), Deed("advance", 14)))
    assert not all(one.good for one in needling.assess(SETUP, state.needle))
    outside = replace(SETUP, off=(30.0, -9.0, 3.0, 8.0))
    with pytest.raises(InputError, match="misses this vertebra"):
        needling.replayed(outside, (Deed("advance", 20),))


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: Deed("push"), "push"), (lambda: Deed("advance", 40), "40"), (lambda: Deed("look", what="oblique"), "oblique"),
        (lambda: Deed("way", what="rib"), "rib"), (lambda: Deed("gauge", 9), "9 gauge"), (lambda: Deed("gauge", 11.5), "11.5 gauge"),
        (lambda: needling.replayed(SETUP, (Deed("advance", 10), Deed("medial", 2))), "draw it back"),
        (lambda: needling.replayed(SETUP, (Deed("shot"),) * 401), "400"),
        (lambda: needling.restored(needling.saved(SETUP, AIM).replace("needle", "vertebroplasty", 1)), "not a needle"),
        (lambda: needling.restored(needling.saved(SETUP, AIM).replace("9.0", "8.0", 1)), "damaged"),
        (lambda: needling.restored(needling.saved(SETUP, AIM).replace('"version": 1', '"version": 7')), "version 7"),
    ],
)  # fmt: skip
def test_what_is_not_possible_is_said(make, named):
    with pytest.raises(InputError, match=named):
        make()


def test_gauges_offered_are_those_of_the_table():
    assert set(needle.gauges()) == {10, 11, 13}
