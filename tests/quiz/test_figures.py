"""Pictures of items: drawn from their values, the same every time, and nothing else is drawn."""

import pytest

from vertebra.errors import CourseError
from vertebra.quiz import check, figures
from vertebra.quiz.items import load
from vertebra.quiz.variants import items

VALUES = {"age_years": 70, "sex": "female", "t_score": -2.5, "texture": 7}


def test_a_picture_is_a_png_and_the_same_every_time():
    first = figures.draw("axial_roi", VALUES)
    assert first.startswith(b"\x89PNG")
    assert figures.draw("axial_roi", VALUES) == first
    assert figures.draw("axial_roi", {**VALUES, "texture": 8}) != first


@pytest.mark.parametrize(
    ("view", "values", "said"),
    [
        ("os.system", {}, "There is no picture 'os.system'"),
        ("axial_roi", {}, "can't be drawn"),
        ("axial_roi", {**VALUES, "age_years": "old"}, "can't be drawn"),
        ("axial_roi", {**VALUES, "t_score": -60}, "T-score"),
    ],
)
def test_a_picture_that_can_not_be_drawn_is_named(view, values, said):
    with pytest.raises(CourseError, match=said):
        figures.draw(view, values)


@pytest.mark.slow
def test_every_picture_of_every_question_is_known_and_described():
    from vertebra.quiz.items import question_ids

    drawn = [question for question in map(load, question_ids()) if question.figure]
    shown = [item.figure for question in drawn for item in items(question, check.SALT) if item.figure]
    assert shown
    assert {figure.view for figure in shown} <= set(figures.VIEWS)
    assert all(len(figure.alt) > 20 for figure in shown)
    assert check.quiz_faults("Q1") == []
