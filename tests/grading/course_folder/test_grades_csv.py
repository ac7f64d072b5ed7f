"""Grades leave the gradebook as they stand in it."""

import csv

import pytest
from refusals import refused
from rows import each_row

from vertebra.errors import CourseError
from vertebra.grading.course_folder import grades_csv
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.course_folder.folder import find
from vertebra.grading.course_folder.roster_file import read_roster
from vertebra.grading.demo import run_demo

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def course(tmp_path_factory, questions):
    """A small class that has been graded."""
    played = run_demo.run_demo(tmp_path_factory.mktemp("demo") / "class", quiz="T1", students=4, questions=questions)
    return find(next(path for path in played.places.values() if (path / "gradebook.db").exists()))


def test_every_student_has_a_row_and_the_points_of_the_gradebook(course, tmp_path):
    from nbgrader.api import Gradebook

    from vertebra.grading.course_folder.folder import database_url

    assert grades_csv.write_grades(course, tmp_path / "grades.csv").students == 4
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    column = next(name for name in rows[0] if name.startswith("T1"))
    with Gradebook(database_url(course)) as book:
        handed_in = book.assignment_submissions("T1")
        expected = {s.student_id: s.score for s in handed_in}
        waiting = {s.student_id for s in handed_in if s.needs_manual_grade}
    assert {row["id"]: float(row[column].split()[0]) for row in rows} == expected
    assert waiting
    assert {row["id"] for row in rows if row[column].endswith(grades_csv.WAITING_MARK)} == waiting


def test_a_name_that_looks_like_a_formula_is_written_as_text():
    assert grades_csv._safe_cell("=1+1") == "'=1+1"
    assert grades_csv._safe_cell("O'Hara") == "O'Hara"
    assert grades_csv._safe_cell(None) == ""


def test_an_empty_gradebook_is_said_and_writes_nothing(tmp_path):
    empty = create(tmp_path / "empty")
    with refused(CourseError, "no-students"):
        grades_csv.write_grades(empty, tmp_path / "none.csv")
    assert not (tmp_path / "none.csv").exists()


@each_row(
    ("text", "expected"),
    [
        ("id,first_name\nann,Ann\n", {"id": "ann", "first_name": "Ann", "last_name": "", "email": ""}),
        (
            "First name;Last name;Username;Email address\nAnn;Ash;ann;a@b.c\n",
            {"id": "ann", "first_name": "Ann", "last_name": "Ash", "email": "a@b.c"},
        ),
        (
            'Student,ID,SIS Login ID,Section\n    Points Possible,,,\n"Ash, Ann",4711,ann,1\n',
            {"id": "ann", "first_name": "Ann", "last_name": "Ash", "email": ""},
        ),
    ],
)
def test_rosters_of_other_platforms_are_read(text, expected, tmp_path):
    (tmp_path / "r.csv").write_text(text, encoding="utf-8-sig")
    assert read_roster(tmp_path / "r.csv").students == [expected]


@each_row("text", ["name\nann\n", "id\nann\nANN\n", "id\n../x\n", "id\n"])
def test_a_roster_that_can_not_be_used_is_refused(text, tmp_path):
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError):
        read_roster(tmp_path / "r.csv")


def test_platforms_get_no_points_that_are_not_final(course, tmp_path):
    written = grades_csv.write_grades(course, tmp_path / "m.csv", "moodle")
    grades_csv.write_grades(course, tmp_path / "c.csv", "canvas")
    with (tmp_path / "m.csv").open(encoding="utf-8", newline="") as file:
        moodle = list(csv.DictReader(file))
    with (tmp_path / "c.csv").open(encoding="utf-8", newline="") as file:
        points, *canvas = csv.DictReader(file)
    assert written.waiting == sum(row["T1"] == "" for row in moodle) > 0
    assert [row["T1"] for row in moodle] == [row["T1"] for row in canvas]
    assert [row["username"] for row in moodle] == [row["SIS Login ID"] for row in canvas]
    assert points["Student"].strip() == "Points Possible"
    assert float(points["T1"]) == 8
    with refused(CourseError, "no-such-form", "'blackboard'", "moodle"):
        grades_csv.write_grades(course, tmp_path / "x.csv", "blackboard")


FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "  @x",
    "\u00a0=1",
    "\u3000=1",
    "＝1+1",
    "＋1",
    "－1+1",
    "＠x",
    "﹦1",
    '"=1',
    "=cmd|' /C calc'!A0",
    "Ash;=1+1",
    "Ash; =1+1",
    "Ash\t=1",
    "Ash\n=1",
    "Ash\r\n@x",
    "a;b;=c",
    ';"=1',
    "\x00=1",
    "−1+1",
]


@each_row("text", FORMULAS)
@each_row("split", [",", ";", "\t", "|"])
def test_no_cell_begins_a_formula_wherever_a_spreadsheet_splits(text, split):
    import io

    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerow(
        [grades_csv._safe_cell(cell) for cell in ("ann", text, "3.5", "-1.5")]
    )
    for row in csv.reader(io.StringIO(lines.getvalue()), delimiter=split):
        for cell in row:
            begins = cell.strip(' "\u00a0\u3000')[:1]
            assert not begins or begins not in "=+@＝＋－＠﹦\t\r" or cell.startswith("'")
    assert not set(grades_csv._safe_cell(text)) & set("\t\r\n;\0")


@each_row(
    "text",
    [
        "-1.5",
        "-3",
        "+2",
        "3.50",
        "1e3",
        "-2,5",
        "O'Hara",
        "Ash-Oak",
        "a+b@x.org",
        "-",
        "",
        "Müller, Ann",
        "5.00 (to grade)",
    ],
)
def test_what_is_no_formula_stays_as_it_is(text):
    assert grades_csv._safe_cell(text) == text
