"""Words and pictures of lesson 04: what is told is what was measured."""

import re

import pytest
from sentences import said

from vertebra.lab import mrs_a
from vertebra.models.experiments import before_after
from vertebra.models.experiments.exam_slices import exam_slices
from vertebra.models.experiments.mri_slices import PATIENT
from vertebra.models.imaging import densitometry, exam_images, oedema
from vertebra.views import before_after as same_vertebra
from vertebra.views import exam_images as slides
from vertebra.views import oedema as course


@pytest.mark.slow
def test_a_collapse_raises_what_ct_and_dxa_read_and_the_words_say_by_how_much():
    before, after = (densitometry.dxa_scan(one) for one in before_after.before_and_after(mrs_a()))
    words = same_vertebra.describe_sections(before_after.body_scans(mrs_a()))
    assert after.hounsfield_hu > before.hounsfield_hu + 10
    assert after.t_score > before.t_score
    assert [int(hu) for hu in re.findall(r"(\d+) HU", words)] == [round(one.hounsfield_hu) for one in (before, after)]


@pytest.mark.slow
def test_radiographs_name_five_levels_in_both_pictures():
    figure = same_vertebra.radiographs_figure(before_after.follow_up_radiographs(mrs_a()))
    for axes in figure.axes:
        named = {text.get_text() for text in axes.texts}
        assert {"T11", "T12", "L1", "L2", "L3"} <= named


def test_the_course_for_a_question_has_no_marks_that_would_answer_it():
    told, asked = course.oedema_figure(), course.oedema_figure(marked=False)
    assert len(told.axes[0].lines) == 4
    assert len(asked.axes[0].lines) == 2
    at_a_year = {"percent": f"{100 * oedema.visible_fraction(52.0, False):.0f}", "week": "52"}
    assert at_a_year in said(course.describe(), "oedema-seen")


def test_words_for_pointing_give_the_place_of_the_body_that_stands_out():
    slide = exam_images.two_fracture_image(1)
    words = slides.body_positions_text(exam_slices(slide))
    at = exam_images.body_roi(slide, slide.level)
    assert slide.level in [one["level"] for key in ("body-bright", "body-dark") for one in said(words, key)]
    place = {"level": slide.level, "x": f"{100 * at['x']:.0f}", "y": f"{100 * at['y']:.0f}"}
    assert place in said(words, "body-position")


@pytest.mark.slow
def test_words_of_a_look_alike_describe_and_do_not_name():
    for number in range(1, 9):
        slide, name = exam_images.look_alike_image(number)
        words = slides.appearance_text(exam_slices(slide, PATIENT)).lower()
        assert name not in words.split()
        assert "fracture" not in words
