"""The CT of a treated vertebra: parts, leaks, needles, and the place where it opens."""

import numpy as np
import pytest

from vertebra.lab import mrs_a
from vertebra.models import fracture
from vertebra.models.cement.leaks import LeakEllipsoid
from vertebra.models.procedure.needle import planned_needle
from vertebra.patient import Part
from vertebra.views.ct_stack import PARTS, CtMark, ct_stack, rod_of, section, worst_leak_mm


@pytest.fixture(scope="module")
def bone():
    return fracture.as_recorded(mrs_a(), "L1")


def leak(compartment, volume_ml, centre_mm, radius_mm=2.0):
    return LeakEllipsoid(compartment, volume_ml, centre_mm, centre_mm, (0.0, 0.0, 1.0), 2 * radius_mm, radius_mm)


def at(stack, place_mm, name="ct_parts"):
    index = np.rint((np.asarray(place_mm) - stack.state["origin"]) / stack.state["spacing"]).astype(int)
    return int(stack.arrays[name][tuple(index)])


def test_parts_lie_where_the_bone_has_them(bone):
    stack = ct_stack(bone, (0.0, 0.0, 0.0))
    assert stack.arrays["ct_grey"].shape == stack.arrays["ct_parts"].shape
    for part, key in ((Part.TRABECULAR, "bone"), (Part.CANAL, "canal"), (Part.PEDICLE, "bone")):
        for index in np.argwhere(bone.labels == part)[::997]:
            place = np.asarray(bone.origin_mm) + index * bone.spacing_mm
            assert at(stack, place) & PARTS[key][0]
    assert set(stack.state["parts"]) == {"bone", "canal", "root", "vessel"}


def test_a_leak_of_a_few_hundredths_is_seen_and_the_stack_opens_there(bone):
    place = (0.0, -20.0, 3.0)
    leaks = [leak("disc above", 0.8, (0.0, 5.0, 18.0), 5.0), leak("epidural vein", 0.03, place, 0.4)]
    assert worst_leak_mm(leaks) == place, "what is in the canal comes first, however small"
    stack = ct_stack(bone, worst_leak_mm(leaks), leaks=leaks)
    assert at(stack, place) & PARTS["leak"][0]
    assert at(stack, place, "ct_grey") == 255
    assert "leak" in stack.state["parts"]
    for name in ("axial", "sagittal"):
        assert (section(stack, name)[1] & PARTS["leak"][0]).any()


def test_what_no_scan_shows_is_no_leak(bone):
    none = [leak("canal", 0.001, (0.0, -20.0, 3.0))]
    assert worst_leak_mm(none) is None
    assert "leak" not in ct_stack(bone, (0.0, 0.0, 0.0), leaks=none).state["parts"]


def test_needle_cement_and_marks_are_in_it(bone):
    needle = planned_needle(bone)
    cement = np.zeros(bone.shape, np.float32)
    middle = tuple(np.rint((0 - np.asarray(bone.origin_mm)) / bone.spacing_mm).astype(int))
    cement[middle] = 1
    marks = [CtMark(needle.tip_mm, "words", "plan")]
    stack = ct_stack(bone, needle.tip_mm, rods=[rod_of(needle)], marks=marks, cement_fraction=cement)
    assert at(stack, needle.tip_mm, "ct_grey") > 150
    assert at(stack, (0.0, 0.0, 0.0)) & PARTS["cement"][0]
    assert stack.state["marks"][0]["kind"] == "plan"
    assert stack.state["rods"][0]["end"] == list(needle.tip_mm)
    grey = stack.arrays["ct_grey"]
    assert grey is not ct_stack(bone, needle.tip_mm).arrays["ct_grey"]
    assert at(ct_stack(bone, needle.tip_mm), (0.0, 0.0, 0.0)) & PARTS["cement"][0] == 0
