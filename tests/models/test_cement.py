"""Cement in a vertebra: it goes where the pressure and the path are, and nothing unforeseen happens to bad input."""

from dataclasses import replace

import numpy as np
import pytest
from refusals import refused
from rows import each_row

from vertebra import tables
from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import anatomy, cement, fracture, mechanics
from vertebra.models.cement import field
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
    found = cement.begin(whole, tips_mm=[TIP], mixed_minutes_ago=6)
    found = cement.inject(found, 30, 0.1)
    assert found.injected_ml == pytest.approx(3)
    assert found.total_leaked_ml < 0.02
    assert 0.15 < found.fill_fraction < 0.4


@pytest.mark.slow
@each_row(
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
        found = cement.begin(body, tips_mm=[tip], mixed_minutes_ago=6)
        found = cement.inject(found, 40, 0.1)
        leaks.append(found.leaked_ml[behind])
    assert leaks[0] == 0
    assert leaks[1] > 0.02
    assert behind in {one.compartment for one in found.leaks()}
    assert sum(one.volume_ml for one in found.leaks()) == pytest.approx(found.total_leaked_ml, rel=1e-3)


def test_the_vein_in_the_back_wall_is_a_way_out(whole):
    near_it = cement.begin(whole, tips_mm=[(0, -11, 0)], mixed_minutes_ago=4)
    near_it = cement.inject(near_it, 40, 0.1)
    in_front = cement.begin(whole, tips_mm=[TIP], mixed_minutes_ago=4)
    in_front = cement.inject(in_front, 40, 0.1)
    assert near_it.leaked_ml["epidural vein"] > 0.2 > in_front.leaked_ml["epidural vein"]


def test_a_hollow_fills_first_and_at_low_pressure(whole):
    grid = np.stack(np.meshgrid(*whole.axes_mm(), indexing="ij"), axis=-1)
    hollow = (np.linalg.norm(grid - np.array(TIP), axis=-1) < 7) & np.asarray(whole.is_part(Part.TRABECULAR))
    emptied = replace(
        whole,
        labels=np.where(hollow, Part.CAVITY, whole.labels).astype(np.uint8),
        density_mg_cm3=np.where(hollow, 0, whole.density_mg_cm3).astype(np.float32),
    )
    solid, after = (cement.begin(body, tips_mm=[TIP], mixed_minutes_ago=6) for body in (whole, emptied))
    solid, after = (cement.inject(one, 10, 0.1) for one in (solid, after))
    back = tables.value("venous_pressure_kpa") / 1000
    assert after.pressures.bone_mpa - back < 0.3 * (solid.pressures.bone_mpa - back)
    share = after.cement_fraction
    assert share[hollow].sum() > 0.9 * share.sum()


def test_waiting_ages_the_cement_and_thick_cement_stops_a_thumb(whole):
    found = cement.begin(whole, tips_mm=[TIP], mixed_minutes_ago=4, gauge=13, device="large syringe")
    thin = found.viscosity_pa_s
    before = found.saturation
    found = cement.wait(found, 300)
    assert found.injected_ml == 0
    np.testing.assert_array_equal(found.saturation, before)
    assert found.viscosity_pa_s > 5 * thin
    slow = cement.inject(found, 10, 0.2)
    assert slow.pressure_limited
    assert 0 <= slow.flow_ml_per_s < 0.2
    assert slow.pressures.syringe_mpa <= slow.injector.limit_mpa + 1e-9
    hard = cement.wait(slow, 600)
    assert hard.syringe_set
    stuck = cement.inject(hard, 10, 0.2)
    assert stuck.pressure_limited
    assert stuck.injected_ml == slow.injected_ml


def test_the_cannula_takes_most_of_the_pressure(whole):
    found = cement.begin(whole, "high", [TIP])
    found = cement.inject(found, 10, 0.1)
    assert found.pressures.cannula_fraction > 0.85


def _all_of_it(earlier):
    later = cement.inject(earlier, 9, 0.2)
    return cement.inject(cement.move_needle(later, (-8, 4, 2)), 4, 0.1)


def test_the_same_calls_give_the_same_digits_and_an_earlier_field_stays(whole):
    earlier = cement.inject(cement.begin(whole, tips_mm=[TIP]), 5, 0.1)
    before = earlier.digest
    wanted = _all_of_it(earlier)
    assert earlier.digest == before
    assert earlier.injected_ml == pytest.approx(0.5)
    assert _all_of_it(earlier).digest == wanted.digest
    assert _all_of_it(cement.inject(cement.begin(whole, tips_mm=[TIP]), 5, 0.1)).digest == wanted.digest
    assert wanted.digest != before


def test_two_fields_share_nothing_that_could_change_and_refuse_writes(whole):
    first = cement.inject(cement.begin(whole, tips_mm=[TIP]), 2, 0.1)
    second = cement.inject(first, 2, 0.1)
    for name in field.ARRAYS:
        one, other = getattr(first, name), getattr(second, name)
        assert not one.flags.writeable
        assert name == "source_cells" or not np.shares_memory(one, other)
        if one.size:
            with pytest.raises(ValueError, match="read-only"):
                one[...] = 0
    for array in (first.medium.porosity, first.medium.near, *first.medium.paths):
        assert not array.flags.writeable


def test_a_long_injection_is_the_same_in_one_go_or_in_steps(whole):
    once = cement.inject(cement.begin(whole, tips_mm=[TIP]), 4, 0.1)
    pieces = cement.begin(whole, tips_mm=[TIP])
    for _ in range(16):
        pieces = cement.inject(pieces, cement.STEP_S, 0.1)
    assert pieces.digest == once.digest


def test_a_second_needle_fills_the_other_side(whole):
    found = cement.begin(whole, tips_mm=[TIP])
    found = cement.inject(found, 20, 0.1)
    found = cement.move_needle(found, (-8, 4, 0))
    found = cement.inject(found, 20, 0.1)
    x, _, _ = whole.axes_mm()
    by_side = found.cement_fraction.sum(axis=(1, 2))
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
    found = cement.begin(body, tips_mm=[(0, 0, 0)])
    found = cement.inject(found, 10, 0.1)
    assert found.stored_ml == pytest.approx(1, abs=1e-3)


def test_two_needles_take_turns(whole):
    both = cement.begin(whole, "low", [TIP, (-8, 4, 0)])
    both = cement.inject(both, 20, 0.1, needle=0)
    both = cement.inject(both, 20, 0.1, needle=1)
    x, _, _ = whole.axes_mm()
    by_side = both.cement_fraction.sum(axis=(1, 2))
    assert by_side[x > 0].sum() == pytest.approx(by_side[x < 0].sum(), rel=0.25)
    assert both.time_s == 40
    with refused(InputError, "no-such-needle"):
        cement.inject(both, 1, 0.1, needle=2)


def test_a_needle_that_can_not_be_moved_stays_where_it_is(whole):
    found = cement.begin(whole, "low", [TIP])
    with refused(InputError, "tip-outside-bone"):
        cement.move_needle(found, (60, 0, 0))
    assert found.tips_mm == (TIP,)
    assert cement.inject(found, 1, 0.1).injected_ml == pytest.approx(0.1)


def test_a_new_syringe_is_as_thin_as_fresh_cement(whole):
    found = cement.begin(whole, "low", [TIP], mixed_minutes_ago=10)
    old = found.viscosity_pa_s
    found = cement.replace_syringe(found, 3)
    assert found.viscosity_pa_s < 0.3 * old


def test_a_long_track_holds_more_back_than_a_short_one(whole):
    """A needle that came in from behind lies deeper in bone than one that came straight from the front."""
    ways = [cement.begin(whole, "low", [(8, 8, 0)], direction=one) for one in ((0, 1, 0), (0, -1, 0))]
    of_track = [one.medium.paths.behind == cement.COMPARTMENTS.index("needle track") for one in ways]
    behind, front = (one.medium.paths.conductance_mm3[mask].sum() for one, mask in zip(ways, of_track, strict=True))
    assert front > 1.5 * behind


def test_cracks_can_be_given(whole):
    given = np.where(whole.labels == Part.SUPERIOR_ENDPLATE, 1.0, 0.0)
    found = cement.begin(whole, "low", [(8, 4, 6)], cracks=given)
    found = cement.inject(found, 20, 0.1)
    assert found.leaked_ml["disc above"] > 0.05
    with refused(InputError, "cracks-shape"):
        cement.begin(whole, cracks=given[1:])


def test_a_leak_is_drawn_outside_the_bone_with_its_volume(whole):
    body = broken(whole, (8, 18, 0))
    found = cement.begin(body, "low", [(5, 11, 0)], mixed_minutes_ago=6)
    found = cement.inject(found, 40, 0.1)
    largest = found.leaks()[0]
    assert largest.compartment == "paravertebral"
    assert largest.centre_mm[1] > largest.outlet_mm[1]
    spindle = 4 / 3 * np.pi * largest.half_length_mm * largest.radius_mm**2 / 1000
    assert spindle == pytest.approx(largest.volume_ml)


@pytest.mark.slow
@each_row("voxel_mm", [2.0, 1.0])
def test_a_collapsed_body_leaks_where_the_load_broke_it(voxel_mm):
    """Cracks come from the strains, the same area of them on either grid; a sound body has none."""
    sound = anatomy.build(replace(mrs_a(), fractures=()), "L1", voxel_mm)
    assert not cement.wall_defect_fraction(sound).any()
    wedge = fracture.collapse(mechanics.CompressionTest(sound).apply_load(1500, 6), 30, "wedge")
    open_mm2 = float(cement.wall_defect_fraction(wedge).sum()) * voxel_mm**2
    assert 60 < open_mm2 < 160
    found = cement.begin(wedge, "low", [(8, 12, -2)], mixed_minutes_ago=5, device="injector")
    found = cement.inject(found, 30, 0.1)
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
        found = cement.begin(body, "low", [(0, 2, 0)], mixed_minutes_ago=6)
        found = cement.inject(found, 20, 0.1)
        share = found.cement_fraction
        shares.append(share[gap].sum() / share.sum())
    assert shares[1] > 1.2 * shares[0]


@each_row(
    ("make", "named"),
    [
        (lambda body: cement.begin(body, tips_mm=[(60, 0, 0)]), "60"),
        (lambda body: cement.begin(body, "glue", [TIP]), "glue"),
        (lambda body: cement.begin(body, tips_mm=[TIP], gauge=9), "no-such-gauge"),
        (lambda body: cement.begin(body, tips_mm=[TIP], device="bicycle pump"), "bicycle pump"),
        (lambda body: cement.begin(body, tips_mm=[TIP], mixed_minutes_ago=-1), "-1"),
        (lambda body: cement.begin(body, tips_mm=[]), "no-tip"),
        (lambda body: cement.begin(body, tips_mm=[(0, float("nan"), 0)]), "nan"),
        (lambda body: cement.begin(body, tips_mm=[TIP], direction=(0, 0, 0)), "bad-direction"),
        (lambda body: cement.inject(cement.begin(body, tips_mm=[TIP]), 10, -0.1), "-0.1"),
        (lambda body: cement.inject(cement.begin(body, tips_mm=[TIP]), -10, 0.1), "-10"),
        (lambda body: cement.inject(cement.begin(body, tips_mm=[TIP]), float("nan"), 0.1), "nan"),
        (lambda body: cement.porous_medium(replace(body, labels=np.zeros_like(body.labels))), "no-bone-for-cement"),
    ],
)
def test_what_is_not_possible_is_said(whole, make, named):
    with refused(InputError, named):
        make(whole)
