"""Building a quiz: what is handed out holds no answer, and building again changes nothing."""

import json

import nbformat
import pytest
from refusals import refused

from vertebra.errors import CourseError
from vertebra.grading import assignments
from vertebra.grading.course_folder import build_quiz as building
from vertebra.grading.course_folder.build_quiz import build, exchange_path


def files(folder) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_students_fetch_holds_two_files_and_no_key(course, hand_in):
    folder = exchange_path(course, "T1")
    assert set(files(folder)) == {"quiz.json", "T1.ipynb"}
    everything = b"".join(files(folder).values()).decode("utf-8")
    for words in (
        "It is the first one",
        "Two is twice one",
        "add up to the whole",
        "gives the reason",
        "Because the reason",
    ):
        assert words not in everything
        assert words in course.key_file("T1").read_text(encoding="utf-8")
    seat = hand_in("ann", {}, submit=False)
    assert set(files(seat.folder / "T1")) == {"quiz.json", "T1.ipynb", "answers.json"}
    assert "1f" not in json.loads((folder / "quiz.json").read_text(encoding="utf-8"))["items"][0]["variants"][0]


def test_the_cohorts_secret_is_nowhere_in_the_release(course):
    secret = (course.keys / "cohort_secret").read_text(encoding="ascii").strip()
    salt = course.cohort_salt("2027")
    for content in files(exchange_path(course, "T1")).values():
        assert secret.encode() not in content
        assert salt.encode() not in content


def test_building_again_changes_nothing(course, questions):
    before = files(course.release("T1")) | files(course.root / "source")
    built = build(course, "T1", "2027", questions=questions)
    assert not built.changed
    assert files(course.release("T1")) | files(course.root / "source") == before


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"release": "x"}', b"[" * 100_000, b"\xff"])
def test_a_damaged_release_is_handed_out_anew(course, questions, content):
    before = files(course.release("T1"))
    (course.release("T1") / "quiz.json").write_bytes(content)
    assert not build(course, "T1", "2027", questions=questions).changed
    assert files(course.release("T1")) == before


def test_another_build_is_refused_until_it_is_asked_for(course, questions, hand_in):
    hand_in("old", {"t-single": "right", "t-number": "right", "t-multi": "right"})
    with refused(CourseError, "release-would-change", "T1"):
        build(course, "T1", "2028", questions=questions)
    before = course.key("T1")["release"]
    built = build(course, "T1", "2028", replace_release=True, questions=questions)
    assert built.release != before
    hand_in("new", {"t-single": "right", "t-number": "right", "t-multi": "right"})
    outcomes = {one.student: one for one in assignments.grade(course, "T1")}
    # Answers to the earlier release are scored by its own key.
    assert outcomes["old"].points == outcomes["new"].points == 5
    assert outcomes["old"].status == outcomes["new"].status == "graded"


def test_a_release_with_an_answer_in_it_is_refused(course, questions, monkeypatch):
    whole = building.quiz_notebook.build

    def careless(released):
        notebook = whole(released)
        notebook.cells.append(nbformat.v4.new_markdown_cell("Solution: Two is twice one."))
        return notebook

    monkeypatch.setattr(building.quiz_notebook, "build", careless)
    before = files(exchange_path(course, "T1"))
    with refused(CourseError, "quiz-not-released", "leak-words", "Two is twice one"):
        build(course, "T1", "2028", replace_release=True, questions=questions)
    assert files(exchange_path(course, "T1")) == before
    assert files(course.release("T1")) == before


def test_a_stray_file_in_the_source_is_not_released(course, questions):
    (course.root / "source" / "T1" / "key.json").write_text("{}", encoding="utf-8")
    with refused(CourseError, "quiz-not-released", "leak-file", "key.json"):
        build(course, "T1", "2028", replace_release=True, questions=questions)
    assert not course.release("T1").exists()


def test_a_quiz_that_does_not_exist_is_named(course, questions):
    with refused(CourseError, "no-such-quiz", "'Q99'", "T1"):
        build(course, "Q99", "2027", questions=questions)


def test_todays_quiz_is_not_built_over_one_with_questions_of_before(course, questions, hand_in):
    """What was handed in before the lessons' order changed goes on being graded by its own key."""
    hand_in("old", {"t-single": "right", "t-number": "right", "t-multi": "right"})
    kept = course.key("T1")
    kept["items"][0]["id"] = "08-burn"
    building.write_json(course.key_file("T1"), kept)
    with refused(CourseError, "former-quiz"):
        build(course, "T1", "2028", replace_release=True, questions=questions)
    assert course.key("T1") == kept
