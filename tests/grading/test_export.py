"""Grades leave the gradebook as they stand in it."""

import csv

import pytest

from vertebra.errors import CourseError
from vertebra.grading import demo, export
from vertebra.grading.course import create, find


@pytest.fixture(scope="module")
def course(tmp_path_factory, questions):
    """A small class that has been graded."""
    played = demo.play(tmp_path_factory.mktemp("demo") / "class", quiz="T1", students=4, questions=questions)
    return find(next(path for path in played.places.values() if (path / "gradebook.db").exists()))


def test_every_student_has_a_row_and_the_points_of_the_gradebook(course, tmp_path):
    from nbgrader.api import Gradebook

    from vertebra.grading.course import database_url

    assert export.write(course, tmp_path / "grades.csv") == 4
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    column = next(name for name in rows[0] if name.startswith("T1"))
    with Gradebook(database_url(course)) as book:
        handed_in = book.assignment_submissions("T1")
        expected = {s.student_id: s.score for s in handed_in}
        waiting = {s.student_id for s in handed_in if s.needs_manual_grade}
    assert {row["id"]: float(row[column].split()[0]) for row in rows} == expected
    assert waiting
    assert {row["id"] for row in rows if "(to grade)" in row[column]} == waiting


def test_a_name_that_looks_like_a_formula_is_written_as_text():
    assert export._plain("=1+1") == "'=1+1"
    assert export._plain("O'Hara") == "O'Hara"
    assert export._plain(None) == ""


def test_an_empty_gradebook_is_said_and_writes_nothing(tmp_path):
    empty = create(tmp_path / "empty")
    with pytest.raises(CourseError, match="no students"):
        export.write(empty, tmp_path / "none.csv")
    assert not (tmp_path / "none.csv").exists()
