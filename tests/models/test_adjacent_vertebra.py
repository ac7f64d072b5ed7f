"""The vertebra above one that was broken and filled: what stiffness does to its endplate, and what a wedge does to its
load."""

from dataclasses import replace

import numpy as np
import pytest
from refusals import refused

from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import anatomy, mechanics, spine
from vertebra.models.mechanics import adjacent_vertebra, augmentation
from vertebra.models.mechanics.crushed_bone import with_fracture_damage
from vertebra.patient import Part


@pytest.fixture(scope="module")
def bodies():
    who = replace(mrs_a(), fractures=())
    sound, upper = (anatomy.build(who, level, 2.0) for level in ("L1", "T12"))
    return sound, upper, mechanics.compress(sound, load_n=1000)


@pytest.fixture(scope="module")
def found(bodies):
    sound, upper, before = bodies
    hurt = with_fracture_damage(sound, before.first_failure.middle_mm[2])
    rows = [sound, hurt, *(augmentation.with_cement(hurt, augmentation.ellipsoid_cement(sound, ml)) for ml in (4, 8))]
    return adjacent_vertebra.adjacent_endplate_strain(rows, upper)


@pytest.mark.slow
def test_two_bodies_are_softer_than_either_alone(bodies, found):
    """Their compliances add up. With no plate between the halves of the disc it bulges more, and the stack is softer
    still."""
    sound, upper, _ = bodies
    alone = [
        mechanics.CompressionTest(one, ends="discs", tolerance=1e-4).apply_load(1000).stiffness_n_per_mm
        for one in (sound, upper)
    ]
    in_a_row = 1 / sum(1 / one for one in alone)
    assert 0.75 * in_a_row < found[0].stiffness_n_per_mm < in_a_row


def test_force_passes_through_both(bodies):
    sound, upper, _ = bodies
    pressed = adjacent_vertebra.MotionSegment(sound, upper).apply_load(1000)
    area = np.prod(pressed.test.specimen.spacing_mm[:2])
    through = pressed.axial_stress_mpa.sum(axis=(0, 1), dtype=float) * area
    np.testing.assert_allclose(through, 1000, rtol=0.02)


def test_cement_hardly_changes_the_endplate_next_door(found):
    """A few hundredths at most, as a model of the lumbar spine says of the disc's pressure: 2.4 % (Rohlmann2006)."""
    shares = [one.tensile_strain / found[0].tensile_strain for one in found]
    assert 0.97 < shares[1] < 1.0
    assert 1.0 < shares[2] < 1.03
    assert 1.0 < shares[3] < 1.03


def test_two_bodies_together_hardly_become_stiffer(found):
    """In tests of pairs from cadavers cement did not change the stiffness of the whole (LowModulus2007)."""
    assert found[1].stiffness_n_per_mm < found[0].stiffness_n_per_mm
    assert found[3].stiffness_n_per_mm == pytest.approx(found[0].stiffness_n_per_mm, rel=0.05)


def test_a_wedge_loads_the_neighbour_more_than_cement_does():
    """60 % of the disc's pressure with the wedge of a vertebroplasty left as it is, 20 % when made up for
    (Rohlmann2006)."""
    least, most = adjacent_vertebra.adjacent_load_ratio(mrs_a(), "L1", 14.0)
    assert most == pytest.approx(1.60, abs=0.15)
    assert least == pytest.approx(1.20, abs=0.05)
    assert adjacent_vertebra.adjacent_load_ratio(mrs_a(), "L1", 0.0) == (1.0, 1.0)
    assert adjacent_vertebra.adjacent_load_ratio(mrs_a(), "L1", 7.0)[1] < most
    assert most == spine.level_compression(mrs_a(), {"L1": 14.0}, "T12").ratio


def test_the_endplate_looked_at_is_the_upper_bodys(bodies):
    sound, upper, _ = bodies
    stack = adjacent_vertebra.MotionSegment(sound, upper)
    layers = np.flatnonzero(stack.endplate().any(axis=(0, 1)))
    assert layers.min() >= stack.seam
    assert (stack.specimen.labels[stack.endplate()] == Part.INFERIOR_ENDPLATE).all()


def test_what_is_not_possible_is_said(bodies):
    sound, upper, _ = bodies
    with refused(InputError, "T7"):
        adjacent_vertebra.level_above("T7")
    with refused(InputError, "voxels-differ"):
        adjacent_vertebra.MotionSegment(sound, anatomy.build(replace(mrs_a(), fractures=()), "T12", 3.0))
    with refused(InputError, "0"):
        adjacent_vertebra.adjacent_endplate_strain([sound], upper, 0)
