"""What a student's page tells besides the items: who, when, how late, and the class mean where that gives nobody
away."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from pages import data_of

from vertebra import texts
from vertebra.grading import assignments
from vertebra.grading.course_folder.course_grades import MIN_FOR_MEAN, ClassMean, class_mean, student_grades
from vertebra.grading.course_folder.due_dates import set_due
from vertebra.grading.course_folder.folder import find
from vertebra.grading.course_folder.gradebook import open_gradebook
from vertebra.grading.demo import run_demo
from vertebra.grading.formats import MONTHS, duration, local_time

pytestmark = pytest.mark.slow


def facts(course, student: str) -> dict[str, Any]:
    """The facts above the items, by their names, and the line that says who it is."""
    page = BeautifulSoup((course.feedback(student, "T1") / "T1.html").read_bytes(), "html.parser")
    found = {fact["data-fact"]: data_of(fact) for fact in page.select("dl.facts dd")}
    return {**found, "who": page.select_one("p.who").get_text()}


def test_a_class_of_ten_final_scores_has_a_mean_and_one_of_nine_has_none(tmp_path, questions):
    played = run_demo.run_demo(tmp_path / "demo", quiz="T1", students=MIN_FOR_MEAN + 1, questions=questions)
    course = find(played.places["course"])
    first = next(grade for grade in student_grades(course, "T1") if grade.student == "s01")
    assert facts(course, "s01")["who"].startswith(f"{first.first_name} {first.last_name} ")
    assert "class-mean" not in facts(course, "s01")
    with open_gradebook(course) as book:
        waiting = [n for s in book.assignment_submissions("T1") for n in s.notebooks if n.needs_manual_grade]
        final = MIN_FOR_MEAN + 1 - len(waiting)
        for notebook in waiting[: MIN_FOR_MEAN - final - 1]:
            for grade in notebook.grades:
                grade.needs_manual_grade = False
        book.db.commit()
        assert class_mean(book, "T1", 8) is None
        for grade in waiting[MIN_FOR_MEAN - final - 1].grades:
            grade.needs_manual_grade = False
        book.db.commit()
        mean = class_mean(book, "T1", 8)
    scores = [grade.score("empty") / 8 for grade in student_grades(course, "T1") if not grade.waiting]
    assert mean == ClassMean(round(100 * sum(scores) / len(scores)), MIN_FOR_MEAN)
    assignments.grade(course, "T1", collect=False)
    said = facts(course, "s01")["class-mean"]
    assert (said["percent"], said["students"]) == (str(mean.percent), str(MIN_FOR_MEAN))
    # Nothing has changed since: no page is written again.
    page = course.feedback("s01", "T1") / "T1.html"
    before = page.stat().st_mtime_ns
    assignments.grade(course, "T1", collect=False)
    assert page.stat().st_mtime_ns == before


def test_what_an_earlier_version_graded_gets_its_page_anew(course, hand_in):
    hand_in("ann", {"t-single": "right"})
    assignments.grade(course, "T1")
    notebook = course.autograded("ann", "T1") / "T1.ipynb"
    content = json.loads(notebook.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        cell["metadata"].get("vertebra", {}).pop("stages", None)
    notebook.chmod(0o600)
    notebook.write_text(json.dumps(content), encoding="utf-8")
    (course.feedback("ann", "T1") / "page_of.txt").unlink()
    (outcome,) = assignments.grade(course, "T1", collect=False)
    assert not outcome.notes
    assert (course.feedback("ann", "T1") / "page_of.txt").exists()


def test_when_it_came_and_how_late_is_said(course, hand_in):
    set_due(course, "T1", datetime.now(UTC) - timedelta(hours=30))
    hand_in("ann", {"t-single": "right"})
    assignments.grade(course, "T1")
    found = facts(course, "ann")
    assert found["handed-in"]["late"] == duration(30 * 3600)
    assert {"handed-in", "graded"} <= set(found)
    assert found["who"] == "ann"
    assert local_time(datetime(2027, 3, 5, 18, 4, tzinfo=UTC)).split(",")[0].endswith(f"{texts._(MONTHS[2])} 2027")
