"""Slices for questions: a number gives the same case everywhere, and the picture shows what the key says."""

from collections import Counter

import numpy as np
import pytest
from rows import each_row

from vertebra.models.imaging import exam_images, mri


def brightness(slide, sequence):
    what = exam_images.exam_scene(slide)
    image = mri.acquire(what, mri.preset(sequence))
    return {level: mri.roi_mean(image, what.body(level)) for level in what.levels}


@pytest.mark.slow
@each_row("number", [1, 2])
def test_the_body_to_point_at_is_the_brightest_by_stir_and_darkest_by_t1(number):
    slide = exam_images.two_fracture_image(number)
    stir, t1 = brightness(slide, "STIR"), brightness(slide, "T1")
    assert max(stir, key=stir.get) == slide.level == min(t1, key=t1.get)
    usual = np.median(list(stir.values()))
    assert stir[slide.level] > 2 * usual
    assert stir[slide.findings[1].level] < 1.25 * usual, "The old fracture must not shine."


def test_the_place_in_the_picture_lies_on_that_body_and_on_no_other():
    slide = exam_images.two_fracture_image(1)
    what = exam_images.exam_scene(slide)
    tall, wide = what.grid.shape
    for level in what.levels[1:-1]:
        at = exam_images.body_roi(slide, level)
        assert what.body_of[int(at["y"] * tall), int(at["x"] * wide)] == what.levels.index(level)
        rows, columns = np.indices(what.grid.shape)
        inside = (((columns + 0.5) / wide - at["x"]) / at["rx"]) ** 2 + (
            ((rows + 0.5) / tall - at["y"]) / at["ry"]
        ) ** 2 <= 1
        held = Counter(what.body_of[inside].tolist())
        assert held[what.levels.index(level)] > 0.6 * inside.sum()
        assert sum(count for index, count in held.items() if index not in (-1, what.levels.index(level))) == 0


def test_numbers_give_every_sequence_and_every_diagnosis_and_always_the_same():
    assert {exam_images.unnamed_sequence_image(number).sequence for number in range(60)} == set(exam_images.UNNAMED)
    assert {exam_images.look_alike_image(number)[1] for number in range(60)} == set(exam_images.DIAGNOSES)
    assert exam_images.look_alike_image(7) == exam_images.look_alike_image(7)
    assert exam_images.two_fracture_image(7) == exam_images.two_fracture_image(7) != exam_images.two_fracture_image(8)


def test_a_fractured_body_and_a_look_alike_are_never_at_one_level():
    for number in range(40):
        levels = [one.level for one in exam_images.two_fracture_image(number).findings]
        assert len(set(levels)) == 3
