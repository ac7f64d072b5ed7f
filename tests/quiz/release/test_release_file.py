"""A quiz.json that lacks something, or asks what is not known, is refused when it is opened, not at an answer."""

import json
from copy import deepcopy

import pytest
from refusals import refused

from vertebra.errors import CourseError
from vertebra.quiz.release.release import release
from vertebra.quiz.release.release_file import check_quiz, read_release


@pytest.fixture
def quiz(kinds_root):
    """A released quiz and its key."""
    return release("K1", "salt", kinds_root)


def test_what_is_released_and_its_key_are_of_the_shape(quiz, tmp_path):
    released, key = quiz
    check_quiz(released)
    check_quiz(key)
    (tmp_path / "quiz.json").write_text(json.dumps(released), encoding="utf-8")
    assert read_release(tmp_path / "quiz.json", "K1") == released


SPOILT = {
    "no salt": lambda quiz: quiz.pop("draw_salt"),
    "no release": lambda quiz: quiz.pop("release"),
    "items of another kind": lambda quiz: quiz.update(items={"a": 1}),
    "an item without a name": lambda quiz: quiz["items"][0].pop("id"),
    "a kind that is not known": lambda quiz: quiz["items"][0].update(kind="oracle"),
    "no variant": lambda quiz: quiz["items"][0].update(variants=[]),
    "a variant that is none": lambda quiz: quiz["items"][0].update(variants=["x"]),
    "points below zero": lambda quiz: quiz["items"][0].update(points=-1),
    "points in words": lambda quiz: quiz["items"][0].update(points="three"),
    "too many items": lambda quiz: quiz.update(items=quiz["items"] * 100),
    "a picture that is no text": lambda quiz: quiz.update(pictures={"a": 3}),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_damaged_is_refused_with_a_way_out(quiz, tmp_path, name):
    spoilt = deepcopy(quiz[0])
    SPOILT[name](spoilt)
    (tmp_path / "quiz.json").write_text(json.dumps(spoilt), encoding="utf-8")
    with refused(CourseError, "quiz-file-damaged"):
        read_release(tmp_path / "quiz.json", "K1")
