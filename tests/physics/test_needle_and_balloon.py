"""Rows of the course's table of checks that concern needle and balloon and stand nowhere else."""

from dataclasses import replace

import numpy as np
import pytest

from vertebra import tables
from vertebra.lessons import mrs_a
from vertebra.models import anatomy, kyphoplasty, needle
from vertebra.models.imaging.geometry import CArm, triangulate
from vertebra.models.needle import Needle


@pytest.mark.parametrize(("around_deg", "tilt_deg"), [(90.0, 0.0), (75.0, 10.0)])
def test_a_tip_is_found_from_two_views_within_a_millimetre(around_deg, tilt_deg):
    """A pixel read half a pixel wrong in either view moves the place by less than 1 mm."""
    tip = np.array(Needle((22.0, -48.0, 6.0), 14, -4, 52).tip_mm)
    arms = (CArm(), CArm(around_deg, tilt_deg))
    views = []
    for arm, off in zip(arms, ((0.5, -0.5), (-0.5, 0.5)), strict=True):
        u, v = arm.project(tuple(tip))[0]
        views.append((arm, float(u + off[0]), float(v + off[1])))
    found, _ = triangulate(views)
    assert np.linalg.norm(found - tip) < 1.0


@pytest.mark.parametrize(("level", "room_mm"), [("L1", 2.8), ("L2", 2.9), ("L3", 3.6), ("L4", 4.9), ("L5", 7.5)])
def test_room_for_an_eleven_gauge_needle_in_the_pedicle(level, room_mm):
    """(width - 3.05) / 2 by the measured widths of pedicles."""
    width = float(tables.table("pedicles").row("level", level)["width_mm"])
    assert (width - needle.outer_mm(11)) / 2 == pytest.approx(room_mm, abs=0.1)


def test_the_inner_and_the_lower_side_of_the_pedicle_are_the_near_ones():
    """Canal and root lie nearer inwards and below than anything outwards and above."""
    bone = anatomy.build(mrs_a(), "L1", 1.0)
    way = needle.suggested(bone)
    x, y, z = way.entry_mm
    moved = {
        name: needle.margins(bone, replace(way, entry_mm=(x + dx, y, z + dz)))
        for name, dx, dz in (("inwards", -2, 0), ("outwards", 2, 0), ("below", 0, -2), ("above", 0, 2))
    }
    assert moved["inwards"].canal_mm < moved["outwards"].canal_mm - 1
    assert moved["below"].root_mm < moved["above"].root_mm - 1
    harm = {name: min(one.canal_mm, one.root_mm) for name, one in moved.items()}
    assert harm["inwards"] < harm["outwards"]
    assert harm["below"] <= harm["above"]


def test_a_balloon_needs_more_pressure_than_was_measured():
    """0.85 ± 0.19 MPa at 2.95 mL in lumbar bodies crushed by 20 % (BalloonPressure2006); 0.94 and 1.57 here, by the bone's density."""
    for density, mpa in ((100.0, 0.94), (150.0, 1.57)):
        found = kyphoplasty.inflate(kyphoplasty.plateau_mpa(density), 12.0, density, 2.95)
        assert found.volume_ml[-1] == pytest.approx(2.95)
        assert found.pressure_mpa[-1] == pytest.approx(mpa, abs=0.02)
