"""The teacher's commands as they are typed."""

import json

import pytest
from refusals import refused
from sentences import shown
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
    (next_steps,) = shown(typed("teach", tmp_path / "course"), "what-comes-next")
    assert next_steps["root"] == str(tmp_path / "course")
    assert "for_students" in next_steps["student_config"]
    assert shown(typed("teach", tmp_path / "course"), "course-made") == [{"root": str(tmp_path / "course")}]


def test_grade_shows_a_row_a_student_and_what_waits(course, hand_in):
    hand_in("ann", RIGHT)
    hand_in("b[red]ob", {}, student="somebody else")
    said = typed("grade", "T1", "--course", course.root)
    assert "ann" in said
    assert "b[red]ob" in said
    assert "5 / 8" in said
    assert [one["n"].strip() for one in shown(said, "answers-waiting")] == ["1"]
    assert shown(said, "feedback-not-handed-out")


def test_a_held_submission_is_accepted_by_name(course, hand_in):
    hand_in("ann", RIGHT, student="anne")
    assert shown(typed("grade", "T1", "--course", course.root), "how-to-decide")
    assert "5 / 8" in typed("grade", "T1", "--course", course.root, "--accept", "ann")
    with refused(CourseError, "nothing-handed-in", "'nobody'"):
        commands.grade("T1", course=course.root, accept=("nobody",))


def test_nothing_handed_in_is_said(course):
    assert shown(typed("grade", "T1", "--course", course.root), "nobody-handed-in") == [{"quiz": "T1"}]


def test_an_unknown_quiz_and_a_folder_that_is_no_course_say_what_to_do(course, tmp_path):
    with refused(CourseError, "quiz-not-built", "T1", "'Q7'"):
        commands.grade("Q7", course=course.root)
    with refused(CourseError, "not-a-course", str(tmp_path / "nothing")):
        commands.grade("T1", course=tmp_path / "nothing")


@pytest.mark.slow
def test_a_report_needs_something_graded(course, hand_in):
    with refused(CourseError, "nothing-graded", "T1"):
        commands.report("T1", course=course.root)
    hand_in("ann", RIGHT)
    typed("grade", "T1", "--course", course.root)
    assert "T1.html" in typed("report", "T1", "--course", course.root)
    page = (course.root / "reports" / "T1.html").read_text(encoding="utf-8")
    assert shown(page, "too-few-to-judge") == [{"n": "1"}]
    assert "nan" not in page.split("<svg")[0]


@pytest.mark.slow
def test_q1_is_built_for_a_cohort(tmp_path):
    typed("teach", tmp_path / "course")
    said = typed("quiz", "build", "Q1", "--cohort", "2027", "--course", tmp_path / "course")
    (built,) = shown(said, "quiz-built")
    assert (built["quiz"], built["items"].split()[0]) == ("Q1", "10")
    released = json.loads((tmp_path / "course" / "release" / "Q1" / "quiz.json").read_text(encoding="utf-8"))
    assert len(released["items"]) == 10
