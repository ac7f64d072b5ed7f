"""The teacher's commands as they are typed."""

import json

import pytest
from typer.testing import CliRunner

from vertebra.cli import app
from vertebra.errors import CourseError
from vertebra.grading import commands

RIGHT = {"t-single": "right", "t-multi": "right", "t-number": "right", "t-text": "Because of the reason."}


def typed(*arguments: object) -> str:
    """What a command prints; it must succeed."""
    result = CliRunner().invoke(app, [str(one) for one in arguments], env={"COLUMNS": "160"})
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def test_teach_says_what_comes_next(tmp_path):
    said = typed("teach", tmp_path / "course")
    for words in ("vertebra quiz build Q1", "for_students", "vertebra grade Q1", "vertebra report Q1"):
        assert words in said
    assert typed("teach", tmp_path / "course").startswith("The course folder is")


def test_grade_shows_a_row_a_student_and_what_waits(course, hand_in):
    hand_in("ann", RIGHT)
    hand_in("b[red]ob", {}, student="somebody else")
    said = typed("grade", "T1", "--course", course.root)
    assert "ann" in said
    assert "b[red]ob" in said
    assert "5 / 8" in said
    assert "1 answer waits for you in formgrader" in said
    assert "--release-feedback" in said


def test_a_held_submission_is_accepted_by_name(course, hand_in):
    hand_in("ann", RIGHT, student="anne")
    assert "--accept STUDENT" in typed("grade", "T1", "--course", course.root)
    assert "5 / 8" in typed("grade", "T1", "--course", course.root, "--accept", "ann")
    with pytest.raises(CourseError, match="'nobody' has handed in nothing"):
        commands.grade("T1", course=course.root, accept=("nobody",))


def test_nothing_handed_in_is_said(course):
    assert "Nobody has handed in T1 yet" in typed("grade", "T1", "--course", course.root)


def test_an_unknown_quiz_and_a_folder_that_is_no_course_say_what_to_do(course, tmp_path):
    with pytest.raises(CourseError, match=r"built: T1.*vertebra quiz build Q7"):
        commands.grade("Q7", course=course.root)
    with pytest.raises(CourseError, match="vertebra teach"):
        commands.grade("T1", course=tmp_path / "nothing")


@pytest.mark.slow
def test_a_report_needs_something_graded(course, hand_in):
    with pytest.raises(CourseError, match="vertebra grade T1"):
        commands.report("T1", course=course.root)
    hand_in("ann", RIGHT)
    typed("grade", "T1", "--course", course.root)
    assert "T1.html" in typed("report", "T1", "--course", course.root)
    page = (course.root / "reports" / "T1.html").read_text(encoding="utf-8")
    assert "nothing can be said" in page
    assert "nan" not in page.split("<svg")[0]


@pytest.mark.slow
def test_q1_is_built_for_a_cohort(tmp_path):
    typed("teach", tmp_path / "course")
    said = typed("quiz", "build", "Q1", "--cohort", "2027", "--course", tmp_path / "course")
    assert "10 items" in said
    released = json.loads((tmp_path / "course" / "release" / "Q1" / "quiz.json").read_text(encoding="utf-8"))
    assert len(released["items"]) == 10
