"""Strength before a fracture, after it, and with cement."""

from dataclasses import replace

import numpy as np
import pytest
from refusals import refused
from rows import each_row

from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import anatomy, fracture, mechanics
from vertebra.models.experiments.restoration_curve import injected
from vertebra.models.mechanics import augmentation
from vertebra.patient import Part


@pytest.fixture(scope="module")
def pair():
    body = anatomy.build(replace(mrs_a(), fractures=()), "L1", 2.0)
    before = mechanics.compress(body, load_n=1000)
    return before, fracture.collapse(before, 25)


@pytest.fixture(scope="module")
def by_volume(pair):
    before, collapsed = pair
    return {
        ml: augmentation.simulate_restoration(
            before.test.vertebra, collapsed, injected(collapsed, "both sides", ml).vertebra
        )
        for ml in (2, 4, 8)
    }


@pytest.mark.slow
def test_a_fracture_takes_strength_and_stiffness(by_volume):
    intact, hurt, _ = by_volume[2].strength_n
    assert 0.2 < hurt / intact < 0.6
    stiff, soft, _ = by_volume[2].stiffness_n_per_mm
    assert 0.3 < soft / stiff < 0.8


def test_cement_gives_back_more_the_more_of_it_there_is(by_volume):
    for name in ("stiffness_restored", "strength_restored"):
        found = [getattr(by_volume[ml], name) for ml in (2, 4, 8)]
        assert found == sorted(found)
        assert found[0] > 0.5
        assert found[-1] > 1.25


def test_stiffness_is_back_before_strength(by_volume):
    """Tests on cadavers found it the other way round, and 2 mL enough for strength; the model needs up to four times
    that."""
    assert by_volume[4].stiffness_restored > 1 > by_volume[4].strength_restored
    assert by_volume[8].strength_restored > 1


def test_stiffness_is_back_within_the_bracket_of_two_other_models(pair):
    """14 to 30 % of the body filled: the two published models disagree by a factor of two."""
    before, collapsed = pair
    room = float(np.asarray(collapsed.is_part(Part.TRABECULAR)).sum()) * collapsed.voxel_ml
    for share, enough in ((0.10, False), (0.30, True)):
        found = augmentation.simulate_restoration(
            before.test.vertebra,
            collapsed,
            injected(collapsed, "both sides", share * room).vertebra,
        )
        assert (found.stiffness_restored >= 1) == enough


@each_row("placement", ["both sides", "one side", "middle"])
def test_balls_hold_what_was_asked(pair, placement):
    _, collapsed = pair
    share = augmentation.ellipsoid_cement(collapsed, 4, placement)
    assert share.sum() * collapsed.voxel_ml == pytest.approx(4, abs=0.02)
    x, _, _ = collapsed.axes_mm()
    right = share.sum(axis=(1, 2))[x > 0].sum() / share.sum()
    assert right > 0.7 if placement == "one side" else 0.35 < right < 0.65


def test_what_is_not_possible_is_said(pair):
    _, collapsed = pair
    with refused(InputError, "40"):
        augmentation.ellipsoid_cement(collapsed, 40)
    with refused(InputError, "behind"):
        augmentation.ellipsoid_cement(collapsed, 4, "behind")
    with refused(InputError, "cement-shape"):
        augmentation.with_cement(collapsed, np.zeros((2, 2, 2)))
