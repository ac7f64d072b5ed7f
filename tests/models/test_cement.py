"""Cement in a vertebra: it goes where the pressure and the path are, and nothing unforeseen happens to bad input."""

from dataclasses import replace

import numpy as np
import pytest

from vertebra import tables
from vertebra.errors import InputError
from vertebra.lessons import mrs_a
from vertebra.models import anatomy, cement, fracture, mechanics
from vertebra.patient import Part, Vertebra

TIP = (8.0, 4.0, 0.0)


@pytest.fixture(scope="module")
def whole():
    return anatomy.build(replace(mrs_a(), fractures=()), "L1", 2.0)


def broken(body: Vertebra, middle_mm, reach_mm=8.0) -> Vertebra:
    """The same vertebra with a hole in the wall round a place."""
    grid = np.stack(np.meshgrid(*body.axes_mm(), indexing="ij"), axis=-1)
    hole = np.linalg.norm(grid - np.asarray(middle_mm), axis=-1) < reach_mm
    return replace(body, shell_fraction=np.where(hole, 0, body.shell_fraction).astype(np.float32))


def test_a_sound_vertebra_keeps_a_small_volume(whole):
    found = cement.Injection(whole, tips_mm=[TIP], mixed_minutes_ago=6)
    found.advance(30, 0.1)
    assert found.injected_ml == pytest.approx(3)
    assert found.total_leaked_ml < 0.02
    assert 0.15 < found.fill_fraction < 0.4


@pytest.mark.slow
@pytest.mark.parametrize(
    ("middle", "behind"),
    [
        ((8, 4, 10), "disc above"),
        ((8, 4, -10), "disc below"),
        ((8, 18, 0), "paravertebral"),
        ((3, -18, -4), "canal"),
    ],
)
def test_cement_leaves_where_a_wall_is_broken(whole, middle, behind):
    """The same injection near a sound wall and near a broken one: what comes out lies behind the break."""
    tip = tuple(0.55 * np.asarray(middle, float))
    leaks = []
    for body in (whole, broken(whole, middle)):
        found = cement.Injection(body, tips_mm=[tip], mixed_minutes_ago=6)
        found.advance(40, 0.1)
        leaks.append(found.leaked_ml[behind])
    assert leaks[0] == 0
    assert leaks[1] > 0.02
    assert behind in {one.compartment for one in found.leaks()}
    assert sum(one.volume_ml for one in found.leaks()) == pytest.approx(found.total_leaked_ml, rel=1e-3)


def test_the_vein_in_the_back_wall_is_a_way_out(whole):
    near_it = cement.Injection(whole, tips_mm=[(0, -11, 0)], mixed_minutes_ago=4)
    near_it.advance(40, 0.1)
    in_front = cement.Injection(whole, tips_mm=[TIP], mixed_minutes_ago=4)
    in_front.advance(40, 0.1)
    assert near_it.leaked_ml["epidural vein"] > 0.2 > in_front.leaked_ml["epidural vein"]


def test_a_hollow_fills_first_and_at_low_pressure(whole):
    grid = np.stack(np.meshgrid(*whole.axes_mm(), indexing="ij"), axis=-1)
    hollow = (np.linalg.norm(grid - np.array(TIP), axis=-1) < 7) & np.asarray(whole.is_part(Part.TRABECULAR))
    emptied = replace(
        whole,
        labels=np.where(hollow, Part.CAVITY, whole.labels).astype(np.uint8),
        density_mg_cm3=np.where(hollow, 0, whole.density_mg_cm3).astype(np.float32),
    )
    solid, after = (cement.Injection(body, tips_mm=[TIP], mixed_minutes_ago=6) for body in (whole, emptied))
    for one in (solid, after):
        one.advance(10, 0.1)
    back = tables.value("venous_pressure_kpa") / 1000
    assert after.pressures.bone_mpa - back < 0.3 * (solid.pressures.bone_mpa - back)
    share = after.cement_share
    assert share[hollow].sum() > 0.9 * share.sum()


def test_waiting_ages_the_cement_and_thick_cement_stops_a_thumb(whole):
    found = cement.Injection(whole, tips_mm=[TIP], mixed_minutes_ago=4, gauge=13, device="large syringe")
    thin = found.viscosity_pa_s
    before = found.saturation
    assert found.advance(300).injected_ml == 0
    np.testing.assert_array_equal(found.saturation, before)
    assert found.viscosity_pa_s > 5 * thin
    slow = found.advance(10, 0.2)
    assert slow.limited
    assert 0 <= slow.flow_ml_per_s < 0.2
    assert slow.pressures.syringe_mpa <= found.limit_mpa + 1e-9
    found.advance(600)
    assert found.syringe_set
    stuck = found.advance(10, 0.2)
    assert stuck.limited
    assert stuck.injected_ml == 0


def test_the_cannula_takes_most_of_the_pressure(whole):
    found = cement.Injection(whole, "high", [TIP])
    found.advance(10, 0.1)
    assert found.pressures.cannula_share > 0.85


def test_the_same_calls_give_the_same_digits_and_a_step_can_be_taken_back(whole):
    first, second = (cement.Injection(whole, tips_mm=[TIP]) for _ in range(2))
    first.advance(5, 0.1)
    earlier = first.snapshot()
    first.advance(9, 0.2)
    first.redirect((-8, 4, 2))
    first.advance(4, 0.1)
    wanted = first.saturation
    first.restore(earlier)
    assert first.injected_ml == pytest.approx(0.5)
    for one in (first, second):
        if one is second:
            one.advance(5, 0.1)
        one.advance(9, 0.2)
        one.redirect((-8, 4, 2))
        one.advance(4, 0.1)
        np.testing.assert_array_equal(one.saturation, wanted)


def test_a_second_needle_fills_the_other_side(whole):
    found = cement.Injection(whole, tips_mm=[TIP])
    found.advance(20, 0.1)
    found.redirect((-8, 4, 0))
    found.advance(20, 0.1)
    x, _, _ = whole.axes_mm()
    by_side = found.cement_share.sum(axis=(1, 2))
    assert by_side[x > 0].sum() == pytest.approx(by_side[x < 0].sum(), rel=0.25)
    assert found.injected_ml == pytest.approx(found.stored_ml + found.total_leaked_ml, abs=1e-6)


def test_a_vertebra_from_a_scan_takes_cement_too():
    """Only what the voxels say is needed: labels and density, on any grid."""
    labels = np.zeros((24, 20, 16), np.uint8)
    labels[1:-1, 1:-1, 1:-1] = Part.CORTICAL_SHELL
    labels[2:-2, 2:-2, 2:-2] = Part.TRABECULAR
    density = np.where(labels > 0, 110, 0).astype(np.float32)
    shell = np.where(labels == Part.CORTICAL_SHELL, 0.3, 0).astype(np.float32)
    surface = np.where(labels == 0, 0.8, np.where(labels == Part.CORTICAL_SHELL, -0.8, -2.4)).astype(np.float32)
    body = Vertebra(labels, density, shell, surface, (1.5, 1.5, 2.0), (-17, -14, -15), "L3", kind="ct")
    found = cement.Injection(body, tips_mm=[(0, 0, 0)])
    found.advance(10, 0.1)
    assert found.stored_ml == pytest.approx(1, abs=1e-3)


def test_two_needles_take_turns(whole):
    both = cement.Injection(whole, "low", [TIP, (-8, 4, 0)])
    both.advance(20, 0.1, tip=0)
    both.advance(20, 0.1, tip=1)
    x, _, _ = whole.axes_mm()
    by_side = both.cement_share.sum(axis=(1, 2))
    assert by_side[x > 0].sum() == pytest.approx(by_side[x < 0].sum(), rel=0.25)
    assert both.time_s == 40
    with pytest.raises(InputError, match="no needle 2"):
        both.advance(1, 0.1, tip=2)


def test_a_needle_that_can_not_be_moved_stays_where_it_is(whole):
    found = cement.Injection(whole, "low", [TIP])
    with pytest.raises(InputError, match="outside the bone"):
        found.redirect((60, 0, 0))
    assert found.tips_mm == (TIP,)
    assert found.advance(1, 0.1).injected_ml == pytest.approx(0.1)


def test_a_new_syringe_is_as_thin_as_fresh_cement(whole):
    found = cement.Injection(whole, "low", [TIP], mixed_minutes_ago=10)
    old = found.viscosity_pa_s
    found.load(3)
    assert found.viscosity_pa_s < 0.3 * old


def test_a_long_track_holds_more_back_than_a_short_one(whole):
    """A needle that came in from behind lies deeper in bone than one that came straight from the front."""
    ways = [cement.Injection(whole, "low", [(8, 8, 0)], direction=one) for one in ((0, 1, 0), (0, -1, 0))]
    of_track = [one.ground.ways.behind == cement.COMPARTMENTS.index("needle track") for one in ways]
    behind, front = (one.ground.ways.conductance_mm3[mask].sum() for one, mask in zip(ways, of_track, strict=True))
    assert front > 1.5 * behind


def test_cracks_can_be_given(whole):
    given = np.where(whole.labels == Part.SUPERIOR_ENDPLATE, 1.0, 0.0)
    found = cement.Injection(whole, "low", [(8, 4, 6)], cracks=given)
    found.advance(20, 0.1)
    assert found.leaked_ml["disc above"] > 0.05
    with pytest.raises(InputError, match="shape"):
        cement.Injection(whole, cracks=given[1:])


def test_a_leak_is_drawn_outside_the_bone_with_its_volume(whole):
    body = broken(whole, (8, 18, 0))
    found = cement.Injection(body, "low", [(5, 11, 0)], mixed_minutes_ago=6)
    found.advance(40, 0.1)
    largest = found.leaks()[0]
    assert largest.compartment == "paravertebral"
    assert largest.centre_mm[1] > largest.outlet_mm[1]
    spindle = 4 / 3 * np.pi * largest.half_length_mm * largest.radius_mm**2 / 1000
    assert spindle == pytest.approx(largest.volume_ml)


@pytest.mark.slow
@pytest.mark.parametrize("voxel_mm", [2.0, 1.0])
def test_a_collapsed_body_leaks_where_the_load_broke_it(voxel_mm):
    """Cracks come from the strains, the same area of them on either grid; a sound body has none."""
    sound = anatomy.build(replace(mrs_a(), fractures=()), "L1", voxel_mm)
    assert not cement.broken_share(sound).any()
    wedge = fracture.collapse(mechanics.Press(sound).load(1500, 6), 30, "wedge")
    open_mm2 = float(cement.broken_share(wedge).sum()) * voxel_mm**2
    assert 60 < open_mm2 < 160
    found = cement.Injection(wedge, "low", [(8, 12, -2)], mixed_minutes_ago=5, device="injector")
    found.advance(30, 0.1)
    assert found.injected_ml == pytest.approx(3)
    assert 0.02 < found.total_leaked_ml < 1
    assert found.leaked_ml["paravertebral"] > 0.8 * found.total_leaked_ml
    assert found.injected_ml == pytest.approx(found.stored_ml + found.total_leaked_ml, abs=1e-6)


def test_a_cleft_draws_cement_along_itself(whole):
    """A gap full of fluid right across the body fills before the bone above and below it."""
    x, y, z = np.meshgrid(*whole.axes_mm(), indexing="ij")
    gap = (np.abs(z) < 2) & (np.abs(x) < 14) & (np.abs(y) < 9) & np.asarray(whole.is_part(Part.TRABECULAR))
    cleft = replace(whole, density_mg_cm3=np.where(gap, 0, whole.density_mg_cm3).astype(np.float32))
    shares = []
    for body in (whole, cleft):
        found = cement.Injection(body, "low", [(0, 2, 0)], mixed_minutes_ago=6)
        found.advance(20, 0.1)
        share = found.cement_share
        shares.append(share[gap].sum() / share.sum())
    assert shares[1] > 1.2 * shares[0]


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda body: cement.Injection(body, tips_mm=[(60, 0, 0)]), "60"),
        (lambda body: cement.Injection(body, "glue", [TIP]), "glue"),
        (lambda body: cement.Injection(body, tips_mm=[TIP], gauge=9), "9 gauge"),
        (lambda body: cement.Injection(body, tips_mm=[TIP], device="bicycle pump"), "bicycle pump"),
        (lambda body: cement.Injection(body, tips_mm=[TIP], mixed_minutes_ago=-1), "-1"),
        (lambda body: cement.Injection(body, tips_mm=[]), "no needle"),
        (lambda body: cement.Injection(body, tips_mm=[(0, float("nan"), 0)]), "nan"),
        (lambda body: cement.Injection(body, tips_mm=[TIP], direction=(0, 0, 0)), "direction"),
        (lambda body: cement.Injection(body, tips_mm=[TIP]).advance(10, -0.1), "-0.1"),
        (lambda body: cement.Injection(body, tips_mm=[TIP]).advance(-10, 0.1), "-10"),
        (lambda body: cement.Injection(body, tips_mm=[TIP]).advance(float("nan"), 0.1), "nan"),
        (lambda body: cement.ground(replace(body, labels=np.zeros_like(body.labels))), "no trabecular bone"),
    ],
)
def test_what_is_not_possible_is_said(whole, make, named):
    with pytest.raises(InputError, match=named):
        make(whole)
