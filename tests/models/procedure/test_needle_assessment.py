"""What is said of a needle: of where it was meant to lie, and of how it was brought there, by what had been looked at."""

import re
from dataclasses import replace

import pytest

from vertebra import tables
from vertebra.lessons import mrs_a
from vertebra.models import conduct, needle, needling
from vertebra.models.beside import extent_mm
from vertebra.models.needling import Deed, Setup

SETUP = Setup(mrs_a(), "L1")
AIM = (Deed("move", amounts=(-4, -3)), Deed("turn", amounts=(9, 8)))
GOOD = (5.0, 4.5, 0.0)
START = needling.start(SETUP).needle


def said(deeds, setup=SETUP):
    return {one.name: one for one in conduct.judged(setup, needling.replayed(setup, deeds))}


def test_the_place_that_is_advised_is_a_good_plan_at_every_way_and_side():
    for level in ("T8", "T12", "L1", "L4"):
        for side in ("right", "left"):
            setup = Setup(mrs_a(), level, side, 13)
            for way in ("transpedicular", "parapedicular"):
                held = needling.advised(setup, way, 13)
                assert conduct.plan_fault(setup, held.tip_mm, held) == ""


@pytest.mark.parametrize(
    ("place", "named"),
    [
        ((5.0, -6.0, 0.0), "too far back, 3[0-9] %"), ((5.0, 13.5, 0.0), "too near the front wall, 9[0-9] %"),
        ((-6.0, 5.0, 0.0), "6 mm across the midline"), ((0.0, -25.0, 0.0), "in the canal"), ((0.0, 40.0, 0.0), "outside the body, 2[0-9] mm from bone"),
        ((15.1, -20.1, 3.3), "in the arch"), ((5.0, 4.0, 8.5), "only . mm below the surface"), (GOOD, "^$"),
    ],
)  # fmt: skip
def test_a_bad_plan_is_said_to_be_bad_and_why(place, named):
    fault = conduct.plan_fault(SETUP, place, START)
    assert re.search(named, fault)
    found = said((Deed("target", amounts=place),))["Your plan"]
    assert found.good == (fault == "")
    assert fault in found.words


def test_a_plan_whose_straight_way_breaks_the_pedicle_is_a_bad_one():
    """The pedicle of T12 points outwards: a place high in the middle can't be reached straight through it by a thick needle."""
    setup = Setup(mrs_a(), "T12", "right", 10)
    held, place = needling.start(setup).needle, (2.0, 3.0, 6.0)
    assert conduct.plan_fault(setup, place, held) == (
        "the straight way there through the pedicle's middle is not free (medial wall of the pedicle)"
    )
    assert conduct.plan_fault(setup, place, replace(held, gauge=13, way="parapedicular")) == ""


def test_the_tip_is_judged_by_the_learners_own_mark_as_well_as_by_the_advised_place():
    bad = (Deed("target", amounts=(5.0, -6.0, 0.0)), *AIM, *[Deed("advance", 5)] * 5)
    found = said(bad)
    assert not found["Your plan"].good
    assert found["Your mark"].good, "it went where it was meant to go"
    assert not found["Advised place"].good
    assert not found["Tip"].good
    assert {"Your plan", "Your mark"}.isdisjoint(said((*AIM, Deed("advance", 5)))), (
        "nothing is said of a mark that was not made"
    )


def deep(step, *, before=()):
    far = needling.advised(SETUP).depth_mm - needling.START_MM
    return (*before, *AIM, *[Deed("advance", far / step)] * step)


def test_the_wall_rule_counts_by_what_had_been_seen_when_the_needle_was_advanced():
    assert said(deep(8))["Wall rule"].good, "in steps, with both views"
    one_push = said((*AIM, Deed("advance", 30), Deed("advance", 7)))["Wall rule"]
    assert not one_push.good
    assert "38 mm deep" in one_push.words
    assert "no picture from the side" in one_push.words
    blind = said(deep(8, before=(Deed("look", what="AP"),)))["Wall rule"]
    assert not blind.good, "the same steps, looked at from behind only"


def test_a_look_from_the_side_in_time_keeps_the_rule_and_one_too_late_does_not():
    back = extent_mm(SETUP.vertebra)[1][0]
    good = needling.advised(SETUP)
    to_back = (back - good.entry_mm[1]) / good.along[1] - needling.START_MM
    first, rest = Deed("advance", to_back + 2), Deed("advance", good.depth_mm - needling.START_MM - to_back - 2)
    side, behind = Deed("look", what="lateral"), Deed("look", what="AP")
    assert said((behind, *AIM, first, side, behind, rest))["Wall rule"].good
    assert not said((behind, *AIM, first, rest, side))["Wall rule"].good
    short = Deed("advance", to_back - 3)
    assert not said((behind, *AIM, short, side, behind, Deed("advance", rest.amount + 5)))["Wall rule"].good


def test_an_old_picture_of_another_aim_does_not_count():
    out = [Deed("advance", -18)] * 2
    deeds = (*deep(8), *out, Deed("look", what="AP"), Deed("turn", amounts=(4, 0)), Deed("advance", 28))
    state = needling.replayed(SETUP, deeds)
    assert needle.past_wall(SETUP.vertebra, state.seen["lateral"]) is False
    deeds = (*deep(8), Deed("look", what="AP"), *out, Deed("turn", amounts=(4, 0)), Deed("advance", 28))
    state = needling.replayed(SETUP, deeds)
    assert needle.past_wall(SETUP.vertebra, state.seen["lateral"]), "as it lay before it was turned"
    assert not conduct.wall_rule(state).good


def test_drawing_back_does_not_take_a_break_off_the_record():
    steep = (Deed("turn", amounts=(28, 8)), Deed("move", amounts=(-8, -3)))
    found = said((*steep, *[Deed("advance", 4)] * 6, *[Deed("advance", -4)] * 6))
    assert not found["On the way"].good
    assert "canal" in found["On the way"].words or "medial wall" in found["On the way"].words
    assert not found["Wall rule"].good


def test_pictures_are_counted_against_the_table():
    most = tables.value("pictures_most")
    few, many = said(deep(8)), said((*[Deed("shot")] * int(most / 2), *deep(8)))
    assert few["Pictures"].good
    assert not many["Pictures"].good
    assert f"{most:.0f} are plenty" in many["Pictures"].words


def test_moving_on_after_a_scan_is_said():
    assert "After the scan" not in said((*deep(8), Deed("scan")))
    found = said((*deep(8), Deed("scan"), Deed("advance", 2)))["After the scan"]
    assert not found.good
    assert "moved on" in found.words


def test_another_gauge_has_its_own_advice():
    thin = replace(START, gauge=13)
    assert conduct.off_advised_mm(SETUP, thin) == pytest.approx(conduct.off_advised_mm(SETUP, START), abs=1e-6)
