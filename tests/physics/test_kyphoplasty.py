"""A balloon against bone and load: exact relations, and what was measured."""

import numpy as np
import pytest
from refusals import refused
from rows import each_row

from vertebra import tables
from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import cement, fracture
from vertebra.models.fracture import cleft
from vertebra.models.procedure import balloon_inflation as balloon
from vertebra.models.procedure.cavity import DEPTH_MM, create_cavity
from vertebra.models.procedure.needle import needle_in_pedicle
from vertebra.patient import Part

HALF_MM, DENSITY = 10.0, 100.0


def broken():
    return fracture.of_patient(mrs_a(), "L1", 1.5)


def angle_gained_deg(created):
    return created.heights[1].wedge_deg - created.heights[3].wedge_deg


def inflated(volume_ml=4.0, load_n=None, **more):
    return balloon.inflate(1.0, HALF_MM, DENSITY, volume_ml, load_n=load_n, **more)


def test_the_ellipsoid_holds_what_was_filled_in():
    done = inflated(load_n=0)
    long = tables.value("balloon_length_mm") / 2
    volume = 4 / 3 * np.pi * long * done.semi_axis_vertical_mm * done.semi_axis_lateral_mm / 1000
    np.testing.assert_allclose(volume - volume[0], done.volume_ml, rtol=0.02, atol=0.01)


@each_row("load_n", [0, 400])
def test_work_of_the_gauge_is_work_on_bone_membrane_and_load(load_n):
    """Pressure times volume: crushing at its stress, stretching the balloon, and lifting the load."""
    done = inflated(load_n=load_n, balloons=1)
    step = np.diff(done.volume_ml)
    work = float((done.pressure_mpa[1:] * step).sum() * 1000)
    lifting = np.diff(done.lift_mm) > 0
    membrane = tables.value("balloon_membrane_mpa") * done.volume_ml[:-1] / tables.value("balloon_max_ml")
    crushed = float((step[~lifting] * 1.0).sum() * 1000 + (membrane * step).sum() * 1000)
    stiffness = tables.value("segment_lift_stiffness_n_per_mm") if load_n else 0
    height = float(done.lift_mm[-1])
    lifted = load_n * height + stiffness * height**2 / 2
    # The whole section counts as pushing the endplate, half of what the ellipsoid gains in height goes each way.
    assert work == pytest.approx(crushed + lifted * 2 / 3, rel=0.02)


def test_pressure_never_falls_while_bone_is_crushed_and_a_free_balloon_is_soft():
    crushing = balloon.inflate(1.0, 30.0, 0.0, 4.0)
    assert (np.diff(crushing.pressure_mpa[1:]) > 0).all()
    free = balloon.inflate(0.0, 30.0, 0.0, 4.0)
    assert free.pressure_mpa[-1] == pytest.approx(tables.value("balloon_membrane_mpa"), rel=0.02)


def test_pressure_times_area_is_force():
    """400 psi on 3 cm2 are 827 N; nothing is lifted until the bone's stress on the balloon's area exceeds the load."""
    assert tables.value("balloon_pressure_limit_mpa") * 300 == pytest.approx(827, rel=0.01)
    done = inflated(load_n=600)
    first = int(np.argmax(done.lift_mm > 0))
    area = 2 * np.pi * tables.value("balloon_length_mm") / 2 * done.semi_axis_lateral_mm[first - 1]
    assert done.lift_mm[-1] > 0
    assert area * 1.0 == pytest.approx(600, rel=0.03)


def test_more_load_less_lift():
    lifts = [inflated(load_n=load).lift_mm[-1] for load in (0, 200, 400, 600, 1500)]
    assert lifts == sorted(lifts, reverse=True)
    assert lifts[0] > 3 > lifts[-1]


def test_too_hard_bone_stops_at_the_balloons_limit():
    done = balloon.inflate(3.0, HALF_MM, DENSITY, 4.0)
    assert done.stopped == "pressure"
    assert done.pressure_mpa.max() <= tables.value("balloon_pressure_limit_mpa")
    assert inflated(volume_ml=6.0).stopped == "volume"


@pytest.fixture(scope="module")
def usual():
    return create_cavity(broken(), 2.4)


def test_with_a_load_a_little_comes_back_and_a_part_is_lost_again(usual):
    """FREE had 3.1 degrees at two years against 0.8 without operation; the model knows none of that."""
    before, collapsed, full, after = (one.anterior_mm for one in usual.heights)
    assert collapsed < after < full < before
    assert angle_gained_deg(usual) == pytest.approx(3.1, abs=1.5)
    assert (full - after) / (full - collapsed) == pytest.approx(tables.value("deflation_loss_fraction"), abs=0.12)


def test_mineral_is_pushed_aside_and_not_lost(usual):
    collapsed = broken()
    assert usual.vertebra.density_mg_cm3.sum() == pytest.approx(float(collapsed.density_mg_cm3.sum()), rel=2e-3)
    hollow = np.asarray(usual.vertebra.is_part(Part.CAVITY))
    assert hollow.sum() * usual.vertebra.voxel_ml == pytest.approx(usual.cavity_ml)
    assert 3.0 < usual.cavity_ml < 5.5


def test_the_fracture_plane_goes_up_with_what_lies_on_it(usual):
    _, collapsed, _, after = usual.heights
    was = broken()
    (_, _, low), (_, _, high) = was.landmarks_mm[cleft.FRONT], usual.vertebra.landmarks_mm[cleft.FRONT]
    assert 0 < high - low <= after.anterior_mm - collapsed.anterior_mm + 0.1
    assert cleft.plane_fraction(usual.vertebra).sum() == pytest.approx(cleft.plane_fraction(was).sum(), rel=0.02)


def test_two_balloons_lift_more_than_one(usual):
    assert angle_gained_deg(create_cavity(broken(), 2.4, "one side")) < angle_gained_deg(usual)


def test_cement_fills_the_hollows_at_low_pressure(usual):
    tip = needle_in_pedicle(broken(), "right", DEPTH_MM).tip_mm
    into = []
    for body in (usual.vertebra, broken()):
        found = cement.begin(body, "low", [tip], gauge=10, mixed_minutes_ago=6)
        found = cement.inject(found, 15, 0.1)
        into.append(found)
    back = tables.value("venous_pressure_kpa") / 1000
    hollow, solid = (one.pressures.bone_mpa - back for one in into)
    assert hollow < 0.6 * solid
    share = into[0].cement_fraction
    assert share[np.asarray(usual.vertebra.is_part(Part.CAVITY))].sum() > 0.8 * share.sum()


@each_row(
    ("make", "named"),
    [
        (lambda: create_cavity(broken(), -1), "-1"),
        (lambda: create_cavity(broken(), placement="left"), "left"),
        (lambda: balloon.inflate(1, 10, 100, 2, load_n=9000), "9000"),
        (lambda: balloon.crush_plateau_stress_mpa(-5), "-5"),
        (lambda: balloon.inflate(1, 0, 100, 2), "0"),
    ],
)
def test_what_is_not_possible_is_said(make, named):
    with refused(InputError, named):
        make()
