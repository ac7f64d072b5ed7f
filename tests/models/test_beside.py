"""Aorta and lung beside a vertebra: where they are put, and when a needle reaches them."""

from dataclasses import replace

import numpy as np
import pytest

from vertebra import tables
from vertebra.lessons import mrs_a
from vertebra.models import anatomy, needle
from vertebra.models.beside import FAR_MM, aorta, to_aorta_mm, to_lung_mm


@pytest.fixture(scope="module")
def bones():
    return {level: anatomy.build(mrs_a(), level, 1.0) for level in ("T8", "T12", "L1", "L5")}


@pytest.mark.parametrize("level", ["T8", "T12", "L1"])
def test_the_aorta_keeps_its_distance_and_turns_to_the_front(bones, level):
    bone = bones[level]
    row = tables.table("beside").texts("level").index(level)
    gap = tables.table("beside").numbers("aorta_gap_mm")[row]
    inside = np.argwhere(np.isin(np.asarray(bone.labels), (1, 2, 3, 4)))
    places = np.stack([axis[inside[:, at]] for at, axis in enumerate(bone.axes_mm())], axis=1)
    places = places[places[:, 1] > np.percentile(places[:, 1], 30)]
    assert to_aorta_mm(bone, places) == pytest.approx(gap, abs=1.6), "within the corner of a voxel"
    x, y, _ = aorta(bone)
    assert x < 0 < y, "in front, on the left"


def test_it_lies_at_the_side_above_and_in_front_below(bones):
    angles = [np.degrees(np.arctan2(aorta(bones[level])[1], -aorta(bones[level])[0])) for level in ("T8", "T12", "L1")]
    assert angles == sorted(angles)
    assert aorta(bones["L5"]) is None
    assert to_aorta_mm(bones["L5"], np.zeros((1, 3))) == FAR_MM


def test_a_needle_that_goes_on_reaches_the_aorta_on_the_left_first(bones):
    bone = bones["T12"]
    free = {
        side: needle.margins(bone, replace(needle.suggested(bone, side, 13), medial_deg=0.0, depth_mm=75.0)).aorta_mm
        for side in needle.SIDES
    }
    assert free["left"] < 0 < free["right"]
    deep = replace(needle.suggested(bone, "left", 13), medial_deg=0.0, depth_mm=75.0)
    assert needle.margins(bone, deep).breach == "aorta"
    assert needle.verdicts(bone, deep)["Aorta"] == (False, "pierced")


def test_the_lung_is_beside_thoracic_bodies_only(bones):
    far = np.array([[60.0, 0.0, 0.0]])
    assert to_lung_mm(bones["T12"], far) < 0
    assert to_lung_mm(bones["L1"], far) == FAR_MM
    behind = np.array([[60.0, -60.0, 0.0]])
    assert to_lung_mm(bones["T12"], behind) == FAR_MM
    outward = replace(needle.suggested(bones["T8"], "right", 13), medial_deg=-35.0)
    assert needle.margins(bones["T8"], outward).breach == "lung"
    assert "Lung" not in needle.verdicts(bones["L1"], needle.suggested(bones["L1"]))
