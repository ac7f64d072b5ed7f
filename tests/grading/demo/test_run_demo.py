"""The demonstration: the scores in the gradebook are those of a count by hand, and the same on every run.

The count here reads the key and the answers by itself; nothing of the course's own scoring is used.
"""

import json
import sqlite3
import sys
from contextlib import closing

import pytest
from refusals import refused
from rows import each_row

from vertebra.errors import CourseError
from vertebra.grading.demo import run_demo
from vertebra.grading.demo.simulated_students import FAULTS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows"),
]


@pytest.fixture(scope="module")
def played(tmp_path_factory, questions):
    return run_demo.run_demo(tmp_path_factory.mktemp("demo") / "class", quiz="T1", students=30, questions=questions)


@pytest.fixture(scope="module")
def played_q1(tmp_path_factory):
    return run_demo.run_demo(tmp_path_factory.mktemp("demo") / "class", students=16)


def root_of(played):
    return played.places["course"].parent


def gradebook(played, quiz="T1") -> dict[str, dict[str, float | None]]:
    query = """
        SELECT a.student_id, b.name, g.auto_score FROM grade g JOIN base_cell b ON b.id = g.cell_id
        JOIN submitted_notebook n ON n.id = g.notebook_id JOIN submitted_assignment a ON a.id = n.assignment_id
        JOIN assignment t ON t.id = a.assignment_id WHERE t.name = ?
    """
    found: dict[str, dict[str, float | None]] = {}
    with closing(sqlite3.connect(played.places["gradebook"])) as database:
        for student, item, points in database.execute(query, (quiz,)):
            found.setdefault(student, {})[item] = points
    return found


def counted_by_hand(item: dict, variant: int, value) -> float:
    """The points of an answer, worked out from the key alone."""
    secret, points = item["variants"][variant], item["points"]
    if value in (None, "", []):
        return 0.0
    if item["kind"] == "single":
        return points if [o["right"] for o in secret["options"] if o["id"] == value] == [True] else 0.0
    if item["kind"] == "multiple":
        right = {o["id"] for o in secret["options"] if o["right"]}
        return max(0.0, points * (len(set(value) & right) - len(set(value) - right)) / len(right))
    number, _, unit = value.replace("−", "-").replace(",", ".").partition(" ")
    factor = 1.0 if not unit else secret["units"].get(unit)
    if factor is None or abs(float(number) * factor - secret["value"]) > secret["tolerance"] * (1 + 1e-9) + 1e-12:
        return 0.0
    return points / 2 if secret["give_unit"] and not unit else points


def test_every_score_is_that_of_a_count_by_hand(played):
    assert compared_with_a_count_by_hand(played) == 29 * 3


@pytest.mark.slow
def test_every_score_of_q1_is_that_of_a_count_by_hand(played_q1):
    assert compared_with_a_count_by_hand(played_q1, 16) == 15 * 9


def compared_with_a_count_by_hand(played, students: int = 30) -> int:
    """How many scores are those of a count by hand; it fails where one is not."""
    root, quiz = root_of(played), played.quiz
    key = json.loads((root / "course" / "keys" / f"{quiz}.json").read_text(encoding="utf-8"))
    got = gradebook(played, quiz)
    assert len(got) == students
    compared = 0
    for student, points in got.items():
        if student == f"s{11 + 1:02d}":
            continue  # Its file is cut short; the test below counts what is left of it.
        saved = json.loads((root / "students" / student / quiz / "answers.json").read_text(encoding="utf-8"))
        for item in key["items"]:
            answer = saved["answers"].get(item["id"], {}).get("value")
            if item["kind"] == "text":
                assert points[item["id"]] == (None if answer else 0)
            else:
                expected = counted_by_hand(item, saved["variants"][item["id"]], answer)
                assert points[item["id"]] == pytest.approx(expected, abs=1e-3), (student, item["id"], answer)
                compared += 1
    totals = [sum(p or 0 for p in points.values()) for points in got.values()]
    assert len(set(totals)) >= 5
    return compared


@pytest.mark.slow
def test_a_second_run_ends_with_the_same_scores(played, tmp_path, questions):
    again = run_demo.run_demo(tmp_path / "class", quiz="T1", students=30, questions=questions)
    assert gradebook(again) == gradebook(played)
    assert [one.points for one in again.outcomes] == [one.points for one in played.outcomes]
    once_more = run_demo.run_demo(tmp_path / "class", quiz="T1", students=30, questions=questions)
    assert gradebook(once_more) == gradebook(played)


def test_what_some_students_broke_costs_only_what_is_lost(played):
    by_student = {one.student: one for one in played.outcomes}
    deleted, cut, lost = (by_student[f"s{at + 1:02d}"] for at in FAULTS)
    assert deleted.status == "graded"
    assert cut.status == "needs_review"
    assert lost.status == "recovered"
    assert all(one.status == "graded" for one in played.outcomes if one not in (deleted, cut, lost))


def test_everything_is_where_it_says(played):
    assert all(path.exists() for path in played.places.values())
    page = played.places["feedback"].read_text(encoding="utf-8")
    assert "s01" in page
    assert "What the scan measures" in page
    report = played.places["report"].read_text(encoding="utf-8")
    assert report.count("<svg") == 4


@each_row("name", ["feedback", "report"])
def test_pages_need_nothing_from_elsewhere(played, name):
    import re

    page = played.places[name].read_text(encoding="utf-8")
    assert "<script" not in page
    wanted = re.findall(r"""(?:src|href)\s*=\s*["']?([^"'\s>]+)|url\(\s*["']?([^"')]+)""", page)
    assert [a or b for a, b in wanted if not (a or b).startswith(("#", "data:"))] == []


def test_only_a_demonstration_is_overwritten(tmp_path, questions):
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with refused(CourseError, "not-a-demo", str(tmp_path)):
        run_demo.run_demo(tmp_path, quiz="T1", questions=questions)
    assert (tmp_path / "thesis.txt").exists()


@pytest.mark.slow
def test_without_an_exchange_the_class_can_still_be_played(tmp_path, questions, monkeypatch, played):
    from vertebra.grading.course_folder import nbgrader_api

    monkeypatch.setattr(nbgrader_api, "has_exchange", lambda: False)
    without = run_demo.run_demo(tmp_path / "class", quiz="T1", students=30, questions=questions)
    assert gradebook(without) == gradebook(played)
    assert all(path.exists() for path in without.places.values())
