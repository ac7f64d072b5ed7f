"""What is said of a needle: of where it was meant to lie, and of how it was brought there, by what had been looked
at."""

from dataclasses import replace

import numpy as np
import pytest
from rows import each_row

from vertebra import tables
from vertebra.lab import mrs_a
from vertebra.models import anatomy, procedure
from vertebra.models.anatomy.adjacent_structures import body_extent_mm, distance_to_surface_mm
from vertebra.models.procedure import INITIAL_ERROR, Equipment, NeedleAction, needle, needle_assessment
from vertebra.models.procedure.needle_placement import reference_needle
from vertebra.models.procedure.outcome import START_DEPTH_MM

BONE = anatomy.build(mrs_a(), "L1", 1.0)
READY = Equipment(needle_offset=INITIAL_ERROR)
AIM = (NeedleAction("move", amounts=(-4, -3)), NeedleAction("turn", amounts=(9, 8)))
GOOD = (5.0, 4.5, 0.0)
START = procedure.run(BONE, (), READY).needle


def steered(actions):
    return procedure.run(BONE, actions, READY)


def said(actions):
    return {one.criterion: one for one in procedure.assess(steered(actions))}


def test_the_suggested_place_is_a_good_target_at_every_approach_and_side():
    for level in ("T8", "T12", "L1", "L4"):
        bone = anatomy.build(mrs_a(), level, 1.0)
        for side in ("right", "left"):
            for approach in ("transpedicular", "parapedicular"):
                held = reference_needle(bone, side, approach, 13)
                assert needle_assessment.target_problem(bone, held.tip_mm, held) is None


@each_row(
    ("place", "fault", "values"),
    [
        ((5.0, -6.0, 0.0), "posterior", {"fraction": 0.35}),
        ((5.0, 13.5, 0.0), "anterior", {"fraction": 0.94}),
        ((-6.0, 5.0, 0.0), "across_midline", {"across_mm": 6}),
        ((0.0, -25.0, 0.0), "in_canal", {}),
        ((0.0, 40.0, 0.0), "outside", {"beyond_mm": 24}),
        ((15.1, -20.1, 3.3), "in_arch", {}),
        ((5.0, 4.0, 8.5), "superficial", {"cover_mm": 2}),
        (GOOD, None, {}),
    ],
)
def test_a_bad_target_is_said_to_be_bad_and_why(place, fault, values):
    found = needle_assessment.target_problem(BONE, place, START)
    assert (found or {}).get("fault") == fault
    for name, value in values.items():
        assert found[name] == pytest.approx(value, abs=0.06 if name == "fraction" else 5 if name == "beyond_mm" else 2)
    target = said((NeedleAction("target", amounts=place),))["target"]
    assert target.passed == (fault is None)
    assert dict(target.values) == (found or {})


def test_a_target_whose_straight_way_breaks_the_pedicle_is_a_bad_one():
    """The pedicle of T12 points outwards: a place high in the middle can't be reached straight through it by a thick
    needle."""
    bone, place = anatomy.build(mrs_a(), "T12", 1.0), (2.0, 3.0, 6.0)
    held = procedure.run(bone, (), replace(READY, gauge=10)).needle
    fault = needle_assessment.target_problem(bone, place, held)
    assert fault == {"fault": "no_way", "approach": "transpedicular", "structure": "medial_pedicle_wall"}
    assert needle_assessment.target_problem(bone, place, replace(held, gauge=13, approach="parapedicular")) is None


def test_the_tip_is_judged_by_the_learners_own_mark_as_well_as_by_the_suggested_place():
    bad = (NeedleAction("target", amounts=(5.0, -6.0, 0.0)), *AIM, *[NeedleAction("advance", 5)] * 5)
    found = said(bad)
    assert not found["target"].passed
    assert found["target_distance"].passed, "it went where it was meant to go"
    assert not found["suggested_place"].passed
    assert not found["tip_depth"].passed
    assert {"target", "target_distance"}.isdisjoint(said((*AIM, NeedleAction("advance", 5)))), (
        "nothing is said of a mark that was not made"
    )


def deep(step, *, before=()):
    far = reference_needle(BONE, "right").depth_mm - START_DEPTH_MM
    return (*before, *AIM, *[NeedleAction("advance", far / step)] * step)


def test_the_wall_rule_counts_by_what_had_been_seen_when_the_needle_was_advanced():
    assert said(deep(8))["wall_rule"].passed, "in steps, with both views"
    one_push = said((*AIM, NeedleAction("advance", 30), NeedleAction("advance", 7)))["wall_rule"]
    assert not one_push.passed
    assert one_push.values["depth_mm"] == pytest.approx(38)
    blind = said(deep(8, before=(NeedleAction("look", option="AP"),)))["wall_rule"]
    assert not blind.passed, "the same steps, looked at from behind only"


def test_a_look_from_the_side_in_time_keeps_the_rule_and_one_too_late_does_not():
    back = body_extent_mm(BONE)[1][0]
    good = reference_needle(BONE, "right")
    to_back = (back - good.entry_mm[1]) / good.direction[1] - START_DEPTH_MM
    first, rest = (
        NeedleAction("advance", to_back + 2),
        NeedleAction("advance", good.depth_mm - START_DEPTH_MM - to_back - 2),
    )
    side, behind = NeedleAction("look", option="lateral"), NeedleAction("look", option="AP")
    assert said((behind, *AIM, first, side, behind, rest))["wall_rule"].passed
    assert not said((behind, *AIM, first, rest, side))["wall_rule"].passed
    short = NeedleAction("advance", to_back - 3)
    late = NeedleAction("advance", rest.amount + 5)
    assert not said((behind, *AIM, short, side, behind, late))["wall_rule"].passed


def test_an_old_picture_of_another_aim_does_not_count():
    out = [NeedleAction("advance", -18)] * 2
    turned = (NeedleAction("turn", amounts=(4, 0)), NeedleAction("advance", 28))
    outcome = steered((*deep(8), *out, NeedleAction("look", option="AP"), *turned))
    assert needle.tip_past_posterior_wall(BONE, outcome.steering.last_seen["lateral"]) is False
    outcome = steered((*deep(8), NeedleAction("look", option="AP"), *out, *turned))
    assert needle.tip_past_posterior_wall(BONE, outcome.steering.last_seen["lateral"]), "as it lay before it was turned"
    assert not needle_assessment.assess_wall_rule(outcome).passed


def test_drawing_back_does_not_take_a_breach_off_the_record():
    steep = (NeedleAction("turn", amounts=(28, 8)), NeedleAction("move", amounts=(-8, -3)))
    found = said((*steep, *[NeedleAction("advance", 4)] * 6, *[NeedleAction("advance", -4)] * 6))
    assert not found["breach"].passed
    assert found["breach"].values["structure"] in ("canal", "medial_pedicle_wall")
    assert not found["wall_rule"].passed


def test_pictures_are_counted_against_the_table():
    most = tables.value("pictures_max")
    few, many = said(deep(8)), said((*[NeedleAction("shot")] * int(most / 2), *deep(8)))
    assert few["exposures"].passed
    assert not many["exposures"].passed
    assert many["exposures"].values["max"] == most < many["exposures"].values["count"]


def test_moving_on_after_a_scan_is_said():
    assert "moved_after_scan" not in said((*deep(8), NeedleAction("scan")))
    found = said((*deep(8), NeedleAction("scan"), NeedleAction("advance", 2)))["moved_after_scan"]
    assert not found.passed


def test_a_needle_drawn_out_of_the_bone_is_said_to_be_out():
    found = said((NeedleAction("advance", -8),))
    assert not found["bone_contact"].passed
    assert "canal" not in found
    assert found["wall_rule"].passed


def test_another_gauge_has_its_own_suggestion():
    thin = replace(START, gauge=13)
    distance = needle_assessment.distance_to_reference_mm
    assert distance(BONE, thin) == pytest.approx(distance(BONE, START), abs=1e-6)


def along(way, depth_mm, **change):
    return replace(way, depth_mm=depth_mm, **change)


def body_wall(needle_there):
    found = {one.criterion: one for one in needle_assessment.assess_position(BONE, needle_there)}["anterior_wall"]
    return found.values["wall"], found.passed


@each_row(
    ("change", "depth_mm", "wall"),
    [
        ({}, 62.0, "front wall"),
        ({"caudal_deg": -5.0}, 48.0, "upper endplate"),
        ({"caudal_deg": 21.0}, 48.0, "lower endplate"),
        ({"medial_deg": 8.0}, 46.0, "side wall"),
    ],
)
def test_the_wall_of_the_body_that_is_pierced_is_the_one_that_is_named(change, depth_mm, wall):
    """A needle that leaves through an endplate in mid-body has not pierced the front wall."""
    there = along(reference_needle(BONE, "right"), depth_mm, **change)
    assert body_wall(there) == (wall, False)
    x, y, z = needle.breach_place_mm(BONE, there)
    if needle.margins(BONE, there).breached_structure == wall:
        assert abs(distance_to_surface_mm(BONE, np.array([[x, y, z]]))[0]) < 3
        assert np.linalg.norm(np.subtract((x, y, z), there.entry_mm)) < depth_mm


def test_what_the_needle_has_not_come_to_has_no_number():
    early = needle_assessment.assess_position(BONE, along(reference_needle(BONE, "right"), 9.0))
    found = {one.criterion: one for one in early}
    for criterion in ("pedicle", "anterior_wall"):
        assert "margin_mm" not in found[criterion].values
        assert not found[criterion].near
    assert found["tip_depth"].values["behind_mm"] > 0 > found["tip_depth"].values["fraction"]
    numbers = [v for one in early for v in one.values.values() if isinstance(v, float)]
    assert all(abs(v) < 90 for v in numbers)


def test_little_room_is_amber_and_still_passes():
    way = reference_needle(BONE, "right")
    rooms = {one.criterion: one for one in needle_assessment.assess_position(BONE, way)}
    assert rooms["canal"].passed
    assert not rooms["canal"].near
    limit = tables.value("canal_near_mm")
    for turn in np.arange(0, 20, 0.5):
        there = along(way, way.depth_mm, medial_deg=way.medial_deg + turn)
        room = needle.margins(BONE, there).canal_mm
        canal = {one.criterion: one for one in needle_assessment.assess_position(BONE, there)}["canal"]
        assert canal.passed == (room > 0)
        assert canal.near == (0 < room < limit)


def test_the_first_thing_that_broke_is_said_with_its_depth_and_place():
    actions = (NeedleAction("medial", -9.0), *[NeedleAction("advance", 2)] * 14)
    outcome = steered(actions)
    broken = needle_assessment.first_breach(outcome)
    assert broken.structure == outcome.steering.breach
    before = steered(actions[: 1 + round((broken.depth_mm - START_DEPTH_MM) / 2) - 1])
    assert not before.steering.breach
    assert needle_assessment.first_breach(before) is None
    drawn_back = steered((*actions, *[NeedleAction("advance", -5)] * 5))
    assert needle_assessment.first_breach(drawn_back) == broken
