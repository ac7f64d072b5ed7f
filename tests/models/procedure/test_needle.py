"""A needle in a pedicle of a built vertebra: its room, its walls, and what it is asked in vain. Exact cases:
`tests/physics/test_needle.py`."""

from dataclasses import replace

import numpy as np
import pytest
from refusals import refused
from rows import each_row

from vertebra import tables
from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import anatomy
from vertebra.models.procedure import Needle, needle
from vertebra.models.procedure.needle_assessment import assess_position
from vertebra.models.procedure.options import APPROACHES, outer_diameter_mm, outer_diameters_mm
from vertebra.patient import LEVELS


@pytest.fixture(scope="module")
def body():
    return anatomy.build(mrs_a(), "L1", 1.0)


@pytest.mark.slow
@each_row("level", LEVELS)
@each_row("way", APPROACHES)
def test_the_suggested_ways_are_free_at_every_level_and_side(level, way):
    bone = anatomy.build(mrs_a(), level, 1.0)
    for side, gauge in (("right", 13), ("left", 13), ("right", 11)):
        held = needle.planned_needle(bone, side, gauge, way)
        found = needle.margins(bone, held)
        assert found.breached_structure == ""
        assert needle.medial_wall_rule_ok(bone, held)
        assert (
            min(
                found.canal_mm,
                found.wall_mm,
                found.nerve_root_mm,
                found.front_mm,
                *found.clearance_by_structure_mm.values(),
            )
            > 0.3
        )
        assert all(one.passed for one in assess_position(bone, held))


def test_beside_the_pedicle_the_canal_is_farther_and_the_lung_nearer():
    """Why the parapedicular way is taken at narrow thoracic pedicles, and what it risks."""
    bone = anatomy.build(mrs_a(), "T8", 1.0)
    through, beside = (needle.margins(bone, needle.planned_needle(bone, "right", 11, way)) for way in APPROACHES)
    assert beside.canal_mm > through.canal_mm + 2
    assert beside.lung_mm < through.lung_mm - 2
    inwards = replace(needle.planned_needle(bone, "right", 11, "parapedicular"), medial_deg=55.0)
    assert needle.margins(bone, inwards).wall_mm < beside.wall_mm


def test_far_outside_the_grid_the_depth_beyond_the_front_is_still_told(body):
    way = needle.planned_needle(body)
    near, far = (needle.margins(body, replace(way, depth_mm=depth)).front_mm for depth in (70.0, 90.0))
    assert far == pytest.approx(near - 20, abs=4)


def test_the_wall_rule_warns_before_the_canal_is_reached(body):
    """Seen from behind the tip must stay outside the pedicle's inner border until, from the side, it is past the back
    wall."""
    way = needle.planned_needle(body)
    steep = replace(way, medial_deg=way.medial_deg + 18)
    kept = [needle.medial_wall_rule_ok(body, replace(steep, depth_mm=float(depth))) for depth in range(8, 40, 2)]
    free = [needle.margins(body, replace(steep, depth_mm=float(depth))).canal_mm > 0 for depth in range(8, 40, 2)]
    assert not all(kept)
    assert not all(free)
    assert kept.index(False) <= free.index(False) + 1


def test_crossing_and_passing_are_read_from_the_tip(body):
    way = needle.planned_needle(body)
    outside, behind, ahead = (replace(way, depth_mm=depth) for depth in (14.0, 20.0, way.depth_mm))
    assert [needle.tip_past_medial_wall(body, one) for one in (outside, behind, ahead)] == [False, False, True]
    assert [needle.tip_past_posterior_wall(body, one) for one in (outside, behind, ahead)] == [False, False, True]
    assert needle.depth_fraction(body, ahead.tip_mm) == pytest.approx(0.65, abs=0.05)


def test_a_way_to_another_place_goes_through_the_same_pedicle(body):
    place = (2.0, 8.0, -3.0)
    way = needle.planned_needle(body, "left", 13, "transpedicular", place)
    assert way.tip_mm == pytest.approx(place)
    through = np.array(way.entry_mm) + needle.BEHIND_MM * way.direction
    assert through == pytest.approx(body.landmarks_mm["pedicle_left"])


def test_too_deep_is_the_front_wall_then_what_lies_before_it(body):
    """At the waist of the body the artery of the segment lies on the front wall, higher up nothing does."""
    way, high = needle.planned_needle(body), needle.planned_needle(body, target_mm=(5.0, 4.8, 5.0))
    for aim, expected in ((way, ["", "segmental artery", "aorta"]), (high, ["", "front wall", "aorta"])):
        breaches = [
            needle.margins(body, replace(aim, depth_mm=aim.depth_mm + more)).breached_structure for more in (0, 11, 25)
        ]
        assert breaches == expected


@each_row("level", ["T8", "T9", "L2"])
def test_a_needle_that_comes_in_from_the_side_has_not_pierced_the_front_wall(level):
    """Beside the pedicle it reaches the body's side when it is past the back wall; nothing is broken by going in."""
    bone = anatomy.build(mrs_a(), level, 1.0)
    way = needle.planned_needle(bone, "right", 11, "parapedicular")
    for depth in np.arange(24.0, way.depth_mm, 0.5):
        held = replace(way, depth_mm=float(depth))
        if needle.tip_past_posterior_wall(bone, held):
            assert needle.margins(bone, held).breached_structure == ""


def test_gauges_are_those_of_the_table():
    table = tables.table("needles")
    assert set(outer_diameters_mm()) == set(table.numbers("gauge")) == {10, 11, 13}
    for gauge, outer in zip(table.numbers("gauge"), table.numbers("outer_mm"), strict=True):
        assert outer_diameter_mm(int(gauge)) == outer


@each_row(
    ("make", "named"),
    [
        (lambda b: Needle((0, 0, 0), 0, 0, 300), "300"),
        (lambda b: Needle((0, 0, 0), 80, 0, 30), "80"),
        (lambda b: Needle((0, 0, 0), 0, 0, 30, "middle"), "middle"),
        (lambda b: Needle((0, 0, 0), 0, 0, 30, "left", 7), "no-such-gauge"),
        (lambda b: Needle((0, 0, 0), 0, 0, 30, "left", 11, "oblique"), "transpedicular"),
        (lambda b: needle.margins(b, Needle((200, -40, 0), 0, 0, 30)), "needle-misses"),
        (lambda b: needle.planned_needle(replace(b, landmarks_mm={})), "pedicle_right"),
        (lambda b: needle.planned_needle(b, "middle"), "middle"),
    ],
)
def test_what_is_not_possible_is_said(body, make, named):
    with refused(InputError, named):
        make(body)
