"""Vessels and lung beside a vertebra: where they are put, and when a needle reaches them."""

from dataclasses import replace

import numpy as np
import pytest
from rows import each_row

from vertebra import tables
from vertebra.lab import mrs_a
from vertebra.models import anatomy
from vertebra.models.anatomy.adjacent_structures import (
    FAR_MM,
    body_extent_mm,
    distance_to_lung_mm,
    distance_to_segmental_artery_mm,
    distance_to_vessel_mm,
    interpolate,
    segmental_artery_mm,
    vessel_ellipse,
)
from vertebra.models.procedure import needle
from vertebra.models.procedure.needle_assessment import assess_position
from vertebra.models.procedure.options import APPROACHES


def said(bone, held):
    return {one.criterion: one for one in assess_position(bone, held)}


@pytest.fixture(scope="module")
def bones():
    return {level: anatomy.build(mrs_a(), level, 1.0) for level in ("T8", "T12", "L1", "L3", "L4", "L5")}


@each_row("level", ["T8", "T12", "L1"])
def test_the_aorta_keeps_its_distance_and_turns_to_the_front(bones, level):
    bone = bones[level]
    row = tables.table("beside").texts("level").index(level)
    gap = tables.table("beside").numbers("aorta_gap_mm")[row]
    inside = np.argwhere(np.isin(np.asarray(bone.labels), (1, 2, 3, 4)))
    places = np.stack([axis[inside[:, at]] for at, axis in enumerate(bone.axes_mm())], axis=1)
    places = places[places[:, 1] > np.percentile(places[:, 1], 30)]
    assert distance_to_vessel_mm(bone, "aorta", places) == pytest.approx(gap, abs=1.6), "within the corner of a voxel"
    x, y, _ = vessel_ellipse(bone, "aorta")
    assert x < 0 < y, "in front, on the left"


def test_it_lies_at_the_side_above_and_in_front_below(bones):
    angles = [
        np.degrees(np.arctan2(vessel_ellipse(bones[level], "aorta")[1], -vessel_ellipse(bones[level], "aorta")[0]))
        for level in ("T8", "T12", "L1")
    ]
    assert angles == sorted(angles)
    assert vessel_ellipse(bones["L5"], "aorta") is None
    assert distance_to_vessel_mm(bones["L5"], "aorta", np.zeros((1, 3))) == FAR_MM


def test_a_needle_that_goes_on_reaches_the_aorta_on_the_left_first(bones):
    bone = bones["T12"]
    free = {
        side: needle.margins(
            bone, replace(needle.planned_needle(bone, side, 13), medial_deg=0.0, depth_mm=75.0)
        ).aorta_mm
        for side in needle.SIDES
    }
    assert free["left"] < 0 < free["right"]
    deep = replace(needle.planned_needle(bone, "left", 13), medial_deg=0.0, depth_mm=75.0)
    assert needle.margins(bone, deep).breached_structure == "aorta"
    assert not said(bone, deep)["aorta"].passed


def test_the_lung_is_beside_thoracic_bodies_only(bones):
    far = np.array([[60.0, 0.0, 0.0]])
    assert distance_to_lung_mm(bones["T12"], far) < 0
    assert distance_to_lung_mm(bones["L1"], far) == FAR_MM
    behind = np.array([[60.0, -60.0, 0.0]])
    assert distance_to_lung_mm(bones["T12"], behind) == FAR_MM
    outward = replace(needle.planned_needle(bones["T8"], "right", 13), medial_deg=-35.0)
    assert needle.margins(bones["T8"], outward).breached_structure == "lung"
    assert "lung" not in said(bones["L1"], needle.planned_needle(bones["L1"]))


@each_row("level", ["L1", "L3", "L4"])
def test_the_vena_cava_lies_on_the_right_beside_the_aorta(bones, level):
    bone = bones[level]
    (x, y, radius), (left, front, wide) = vessel_ellipse(bone, "vena_cava"), vessel_ellipse(bone, "aorta")
    assert x > 0 < y
    assert np.hypot(x - left, y - front) > radius + wide, "two vessels, not one in the other"
    along = np.array([[0.9 * x, 0.9 * y, 0.0], [x, y, 0.0]])
    assert distance_to_vessel_mm(bone, "vena_cava", along) == pytest.approx(-radius)


def test_there_is_no_vena_cava_behind_the_chest(bones):
    assert vessel_ellipse(bones["T12"], "vena_cava") is None
    assert distance_to_vessel_mm(bones["T8"], "vena_cava", np.zeros((1, 3))) == FAR_MM


def test_a_needle_that_goes_on_from_the_right_reaches_the_vena_cava(bones):
    bone = bones["L4"]
    straight = replace(needle.planned_needle(bone, "right", 13), medial_deg=2.0, depth_mm=85.0)
    found = needle.margins(bone, straight)
    assert found.vena_cava_mm < 0 < found.aorta_mm
    assert not said(bone, straight)["vena_cava"].passed
    assert found.breached_structure == "vena cava"


@each_row("level", ["T8", "T12", "L1", "L3", "L4"])
def test_the_segmental_artery_lies_on_the_bone_round_the_waist_and_dips_below_the_pedicles(bones, level):
    bone = bones[level]
    course, radius = segmental_artery_mm(bone)
    assert interpolate(bone, bone.surface_mm, course) == pytest.approx(radius, abs=0.3), "touching bone everywhere"
    (left, right), (behind, front) = body_extent_mm(bone)
    assert course[:, 0].min() < 0.85 * left < 0.85 * right < course[:, 0].max(), "the waist is narrower than the rims"
    assert course[:, 1].max() > front
    assert abs(course[np.argmax(course[:, 1]), 2]) < 0.5, "at the waist in front"
    low = bone.axes_mm()[2][np.argwhere(np.asarray(bone.labels) == 5)[:, 2].min()]
    assert course[course[:, 1] < behind + 2][:, 2].max() < low + 1.5
    assert np.linalg.norm(np.diff(course, axis=0), axis=1).max() < 4, "without a gap"


def test_it_is_nearer_to_a_needle_beside_the_pedicle_than_to_one_through_it(bones):
    """Heo 2011: injured by a needle beside the pedicle. Xu 2022: none over the upper back corner of the body, where it
    should enter."""
    for level in ("T8", "T12", "L1", "L3", "L4"):
        free = [
            needle.margins(bones[level], needle.planned_needle(bones[level], "left", 11, way)).segmental_mm
            for way in APPROACHES
        ]
        assert free[0] > free[1] + 1 > 1
    bone = bones["L1"]
    low = needle.planned_needle(bone, "left", 11, "parapedicular")
    x, y, z = low.entry_mm
    hit = needle.margins(bone, replace(low, entry_mm=(x - 1.0, y, z - 7.0), caudal_deg=0.0))
    assert hit.segmental_mm < 0
    assert hit.breached_structure == "segmental artery"
    assert distance_to_segmental_artery_mm(bones["L5"], np.zeros((1, 3))) == FAR_MM
