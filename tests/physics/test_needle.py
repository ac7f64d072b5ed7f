"""The needle against what is exact, and against published directions: V8.1, V8.2 and V8.4 of the list of
validations."""

import numpy as np
import pytest
from rows import each_row

from vertebra.lab import mrs_a
from vertebra.models.imaging import fluoroscopy, xray_scene
from vertebra.models.imaging.geometry import CArm, triangulate
from vertebra.models.imaging.instruments import Cylinder
from vertebra.models.procedure import Needle, needle
from vertebra.validation.procedure import straight_pedicle

BY_HAND_MM = (2.8, 2.9, 3.6, 4.9, 7.5)
"""Offset at which a needle of 3.05 mm breaks the inner wall of a lumbar pedicle as wide as published, (width - 3.05) /
2."""


def seen_tip(what, arm, held):
    """Column and row of a needle's tip, found in the picture: the end of the steel's outline, less half of its blunt
    end as seen aslant."""
    behind = np.asarray(held.entry_mm) - 60 * held.direction
    with_needle = what.with_instruments(Cylinder(tuple(behind), held.tip_mm, held.radius_mm))
    steel = [fluoroscopy.transmitted(one, arm, 75.0)[0] for one in (with_needle, what)]
    rows, columns = np.nonzero(steel[0] < 0.6 * steel[1])
    places = np.stack([columns, rows], axis=1).astype(float)
    middle, _, (shaft, _) = (places.mean(axis=0), *np.linalg.svd(places - places.mean(axis=0), full_matrices=False)[1:])
    shaft = shaft * np.sign((arm.project([held.tip_mm]) - arm.project([behind]))[0] @ shaft)
    end = ((places - middle) @ shaft).max()
    _, right, up = arm.axes
    aslant = np.sqrt(1 - (held.direction @ (shaft[0] * right - shaft[1] * up)) ** 2)
    return middle + (end - aslant * held.radius_mm * arm.magnification / arm.pixel_mm) * shaft


@pytest.mark.slow
@each_row(("medial_deg", "caudal_deg", "depth_mm"), [(20, 8, 42), (10, -6, 30), (28, 15, 50)])
def test_v8_1_the_tip_of_a_known_line_is_found_from_two_pictures(medial_deg, caudal_deg, depth_mm):
    """Read off the computed pictures, not off the geometry: within a millimetre."""
    what = xray_scene.xray_scene(mrs_a(), "L1", 1)
    held = Needle((22.0, -36.0, 6.0), medial_deg, caudal_deg, depth_mm)
    arms = (CArm(0, pixels=512), CArm(90, pixels=512))
    place, missed = triangulate([(arm, *seen_tip(what, arm, held)) for arm in arms])
    assert np.linalg.norm(place - held.tip_mm) <= 1.0
    assert missed <= 1.0


@pytest.mark.slow
@each_row("offset_mm", [0.0, 1.0, 2.0, 2.7, 2.9, 4.0])
def test_the_cover_of_bone_is_exact_in_a_straight_pedicle(offset_mm):
    found = needle.margins(straight_pedicle(8.7, 0.5), Needle((12 - offset_mm, -38, 0), 0, 0, 40, "right", 11))
    assert found.wall_mm == pytest.approx(8.7 / 2 - offset_mm - 3.05 / 2, abs=0.15)
    if offset_mm > 0:
        assert found.wall_side == "medial"
