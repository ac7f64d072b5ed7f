"""A name stands for a quiz or for students' code, and both are graded through the same protocol."""

import pickle
from inspect import signature

import pytest

from vertebra.errors import CourseError
from vertebra.grading.assignments import assignment_of
from vertebra.grading.autograde.assignment import Assignment, QuizAssignment
from vertebra.grading.code_assignments.assignment import CodeAssignment
from vertebra.grading.course_folder.create_course import create

METHODS = sorted(name for name, own in vars(Assignment).items() if callable(own) and name[0] != "_")


@pytest.fixture
def empty(tmp_path):
    return create(tmp_path / "course", secret="0" * 64)


def test_a_key_makes_a_quiz_and_a_source_without_one_makes_code(empty):
    for name in ("both", "code"):
        (empty.root / "source" / name).mkdir()
        (empty.root / "source" / name / "work.ipynb").touch()
    empty.key_file("both").write_text("{}", encoding="utf-8")
    kinds = {name: type(assignment_of(empty, name)) for name in ("both", "code", "neither")}
    assert kinds == {"both": QuizAssignment, "code": CodeAssignment, "neither": QuizAssignment}


def test_what_is_not_there_is_said_when_it_is_graded(empty):
    with pytest.raises(CourseError):
        assignment_of(empty, "neither").max_points()


@pytest.mark.parametrize("kind", [QuizAssignment, CodeAssignment])
def test_both_have_the_whole_protocol_and_can_be_given_to_another_process(kind, empty):
    assert METHODS == ["autograde", "keep_record", "max_points", "released_notebooks", "sanitize", "score"]
    for name in METHODS:
        assert list(signature(getattr(kind, name)).parameters) == list(signature(getattr(Assignment, name)).parameters)
    assert kind.has_key is (kind is QuizAssignment)
    assert pickle.loads(pickle.dumps(kind(empty, "T1"))) == kind(empty, "T1")  # noqa: S301 (made here)
