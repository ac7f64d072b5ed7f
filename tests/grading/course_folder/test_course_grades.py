"""What the teacher is told of a quiz: marks by hand, lateness, what waits, who is missing, what was rejected."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from refusals import refused
from rows import each_row
from sentences import shown
from typer.testing import CliRunner

from vertebra.cli import app
from vertebra.errors import CourseError
from vertebra.grading import assignments, commands
from vertebra.grading.autograde import regrade
from vertebra.grading.course_folder import grades_csv, overrides
from vertebra.grading.course_folder.course_grades import missing_rule, student_grades
from vertebra.grading.course_folder.due_dates import read_due, set_due
from vertebra.grading.course_folder.roster import add_students
from vertebra.grading.formats import status_text, two_decimals

RIGHT = {"t-single": "right", "t-multi": "right", "t-number": "right", "t-text": "Because of the reason."}


def give(course, student: str, points: float | None, item: str = "t-text") -> None:
    """Points by hand, as formgrader enters them; None takes them away."""
    from vertebra.grading.course_folder.gradebook import open_gradebook

    with open_gradebook(course) as book:
        grade = book.find_grade(item, "T1", "T1", student)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()


def late_rule(course, percent: float, missing: str = "empty") -> None:
    path = course.root / "nbgrader_config.py"
    settings = f"\nc.PercentPerDay.percent_per_day = {percent}\nc.MissingWork.counts = {missing!r}\n"
    path.write_text(path.read_text(encoding="utf-8") + settings, encoding="utf-8")


def table(course, *options: str) -> dict[str, list[str]]:
    """The rows of `vertebra grade`, by student: state, points, late, score, waiting, notes."""
    said = CliRunner().invoke(
        app, ["grade", "T1", "--course", str(course.root), *options], env={"COLUMNS": "200", "TERM": "dumb"}
    )
    assert said.exit_code == 0, (said.output, said.exception)
    rows = [
        [cell.strip() for cell in line.strip()[1:-1].split("│")] for line in said.stdout.splitlines() if "│" in line
    ]
    return {row[0]: row[1:] for row in rows if row[0]}


def test_the_table_is_the_gradebooks(course, hand_in):
    add_students(course, [{"id": "ann"}, {"id": "bob"}, {"id": "han", "first_name": "Han", "last_name": "Hill"}])
    set_due(course, "T1", datetime.now(UTC) - timedelta(days=1.5))
    late_rule(course, 10.0)
    hand_in("ann", RIGHT)
    hand_in("bob", RIGHT)
    first = table(course)
    assert first["ann"][:5] == [status_text("graded"), "5 / 8", "1 d 12 h, −1", "4", "1"]
    assert first["han"][:5] == [status_text("missing"), "–", "", "–", ""]
    give(course, "ann", 2.5)
    second = table(course, "--no-collect")
    assert second["ann"][:5] == [status_text("graded"), "7.5 / 8", "1 d 12 h, −1.5", "6", ""]
    assert second["bob"][4] == "1"
    grades = {grade.student: grade for grade in student_grades(course, "T1")}
    assert (grades["ann"].waiting, grades["bob"].waiting, grades["han"].submitted) == (0, 1, False)
    found = grades_csv.grade_table(course)
    assert {row[0].student: found.cell(row[0]) for row in found.rows} == {
        "ann": "6",
        "bob": f"4{grades_csv.WAITING_MARK}",
        "han": "",
    }


def test_what_is_missing_counts_by_a_stated_rule_and_only_when_it_is_due(course, hand_in, tmp_path):
    add_students(course, [{"id": "ann"}, {"id": "han"}, {"id": "ian"}])
    hand_in("ann", RIGHT)
    assignments.grade(course, "T1")
    assert missing_rule(course) == "empty"

    def cells(rule: str = "") -> dict[str, str]:
        found = grades_csv.grade_table(course, rule)
        return {row[0].student: found.final(row[0]) for row in found.rows}

    assert cells() == {"ann": "", "han": "", "ian": ""}
    assert cells("zero") == {"ann": "", "han": "0", "ian": "0"}
    set_due(course, "T1", datetime.now(UTC) + timedelta(days=1))
    assert cells("zero")["han"] == ""
    set_due(course, "T1", datetime.now(UTC) - timedelta(days=1))
    set_due(course, "T1", datetime.now(UTC) + timedelta(days=2), student="ian")
    assert cells("zero") == {"ann": "", "han": "0", "ian": ""}
    late_rule(course, 0.0, "zero")
    assert missing_rule(course) == "zero"
    assert cells() == {"ann": "", "han": "0", "ian": ""}
    assert table(course)["han"][3] == "0"
    with refused(CourseError, "missing-rule", "none"):
        grades_csv.write_grades(course, tmp_path / "x.csv", missing="none")
    assert grades_csv.write_grades(course, tmp_path / "y.csv").missing == {"T1": ("han", "ian")}


@pytest.mark.slow
def test_rejecting_finishes_a_submission_and_credit_passes_it_by(course, hand_in, questions):
    hand_in("gil", RIGHT, student="boester")
    hand_in("ann", {"t-text": "Because of the reason."})
    assert table(course)["gil"][:5] == [status_text("needs_review"), "0 / 8", "", "0", "4"]
    give(course, "gil", 3)
    rejected = table(course, "--reject", "gil")["gil"]
    assert rejected[:5] == [status_text("rejected"), "0 / 8", "", "0", ""]
    assert "boester" in rejected[5]
    page = (course.feedback("gil", "T1") / "T1.html").read_text(encoding="utf-8")
    assert page.count('class="verdict rejected"') == 4
    assert 'class="verdict held"' not in page
    found = grades_csv.grade_table(course)
    assert {row[0].student: found.cell(row[0]) for row in found.rows}["gil"] == "0"
    # Points given by hand after that stay, whatever is graded again.
    give(course, "gil", 1)
    assert table(course, "--force")["gil"][1] == "1 / 8"
    give(course, "gil", None)
    plan = regrade.plan_regrade(course, "T1", ("t-single",), questions=questions)
    assert {change.student for change in plan.changes} == {"ann"}
    commands.regrade("T1", course=course.root, credit=("t-single",), yes=True, questions=questions)
    assert {grade.student: grade.points for grade in student_grades(course, "T1")} == {"ann": 1, "gil": 0}
    # Taken back, the answers count as they were given, and the words wait for a person.
    overrides.accept_or_reject(course, "T1", "gil", "accept")
    assert table(course)["gil"][:5] == [status_text("graded"), "5 / 8", "", "5", "1"]


def test_rejecting_where_nothing_is_held_says_that_it_changed_nothing(course, hand_in):
    hand_in("ann", RIGHT)
    assignments.grade(course, "T1")
    said = CliRunner().invoke(app, ["grade", "T1", "--course", str(course.root), "--reject", "ann"])
    assert shown(said.stdout, "nothing-was-held") == [{"idle": "ann"}]
    assert {grade.points for grade in student_grades(course, "T1")} == {5}


def test_stock_autograde_agrees_on_what_was_rejected(course, hand_in):
    from vertebra.grading.course_folder import nbgrader_api

    hand_in("gil", RIGHT, student="boester")
    assignments.grade(course, "T1")
    table(course, "--reject", "gil")
    nbgrader_api.run_step(course, "autograde", "T1", "gil", force=True)
    (grade,) = student_grades(course, "T1")
    assert (grade.points, grade.waiting) == (0, 0)


def test_formgraders_flag_follows_what_is_held_and_leaves_the_teachers_own(course, hand_in):
    from vertebra.grading.course_folder.gradebook import open_gradebook

    def flags() -> dict[str, bool]:
        with open_gradebook(course) as book:
            return {one.student.id: bool(one.flagged) for one in book.notebook_submissions("T1", "T1")}

    hand_in("ann", RIGHT)
    hand_in("gil", RIGHT, student="boester")
    assignments.grade(course, "T1")
    assert flags() == {"ann": False, "gil": True}
    with open_gradebook(course) as book:
        book.find_submission_notebook("T1", "T1", "ann").flagged = True
        book.db.commit()
    assignments.grade(course, "T1", force=True)
    assert flags() == {"ann": True, "gil": True}
    table(course, "--accept", "gil")
    assert flags() == {"ann": True, "gil": False}


def test_a_regrade_reckons_with_points_by_hand_and_lateness(course, hand_in, questions, tmp_path):
    set_due(course, "T1", datetime.now(UTC) - timedelta(days=0.5))
    late_rule(course, 10.0)
    hand_in("ann", {"t-multi": "right", "t-text": "Because of the reason."})
    assignments.grade(course, "T1")
    give(course, "ann", 3)
    plan = regrade.plan_regrade(course, "T1", ("t-number",), questions=questions)
    assert [(c.student, round(c.before, 6), round(c.after, 6)) for c in plan.changes] == [("ann", 4.5, 6.3)]
    commands.regrade("T1", course=course.root, credit=("t-number",), yes=True, questions=questions)
    (grade,) = student_grades(course, "T1")
    assert grade.score("empty") == pytest.approx(6.3)


@each_row(
    ("points", "text"),
    [
        (5, "5"),
        (4.80009, "4.8"),
        (4.805, "4.81"),
        (2.675, "2.68"),
        (11.3999, "11.4"),
        (1 / 3, "0.33"),
        (0.0, "0"),
        (-0.001, "0"),
        (1234567.891, "1234567.89"),
        (100, "100"),
    ],
)
def test_the_result_is_rounded_to_two_decimals(points, text):
    assert two_decimals(points) == text


def test_a_penalty_is_not_rounded_before_it_is_taken_off(course, hand_in):
    set_due(course, "T1", datetime.now(UTC) - timedelta(days=0.5))
    late_rule(course, 33.33333)
    hand_in("ann", RIGHT)
    assignments.grade(course, "T1")
    give(course, "ann", 1.005)
    found = grades_csv.grade_table(course)
    assert found.cell(found.rows[0][0]) == two_decimals(6.005 * (1 - 0.3333333))


@each_row(
    ("text", "expected"),
    [
        ("2027-03-05T18:00", datetime(2027, 3, 5, 18)),
        ("2027-03-05 18:00", datetime(2027, 3, 5, 18)),
        ("2027-03-05", datetime(2027, 3, 5, 23, 59)),
        ("2027-03-05T18:00+00:00", datetime(2027, 3, 5, 18, tzinfo=UTC)),
    ],
)
def test_a_due_date_is_read(text, expected):
    assert read_due(text) == expected


@each_row("text", ["tomorrow", "", "5.3.2027", "2027-02-30", "0001-01-01", "18:00"])
def test_a_due_date_that_can_not_be_read_is_explained_with_an_example(text):
    with refused(CourseError, "no-due-date", repr(text)) as caught:
        read_due(text)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", caught.value.text.values["tomorrow"])


@pytest.mark.slow
def test_commands_write_nothing_but_faults_to_the_error_stream(course, hand_in, tmp_path):
    add_students(course, [{"id": "ann"}, {"id": "emu"}])
    hand_in("ann", RIGHT)
    where = ["--course", str(course.root)]
    for command in (
        ["due", "T1", "2027-03-05", "18:00"],
        ["due", "T1", "2027-03-07T18:00", "--student", "emu"],
        ["grade", "T1"],
        ["export", "--to", str(tmp_path / "grades.csv")],
        ["report", "T1"],
        ["restore"],
    ):
        done = CliRunner().invoke(app, [*command, *where])
        assert (done.exit_code, done.stderr) == (0, ""), (command, done.output, done.exception)
    progress = [line for line in CliRunner().invoke(app, ["grade", "T1", *where]).stdout.splitlines() if "0:00" in line]
    assert all("1/1" in line for line in progress[-1:])


def test_a_folder_that_does_not_exist_is_asked_for_and_not_made_silently(course, hand_in, tmp_path):
    hand_in("ann", RIGHT)
    assignments.grade(course, "T1")
    file = tmp_path / "none" / "x.csv"
    with refused(CourseError, "folder-missing", str(tmp_path / "none")):
        commands.export(file, course=course.root)
    with refused(CourseError, "folder-missing", str(tmp_path / "none")):
        commands.preview("01-t-score", to=tmp_path / "none" / "x.html")
    with refused(CourseError, "folder-missing", str(tmp_path / "none")):
        commands.export_questions("01-t-score", "qti", to=tmp_path / "none" / "x.zip", course=course.root)
    assert not file.parent.exists()
    commands.export(file, course=course.root, confirm=lambda question: True)
    assert file.exists()


@pytest.mark.slow
def test_the_report_has_the_same_rows_as_the_table(course, hand_in):
    from bs4 import BeautifulSoup

    from vertebra.grading.item_analysis import report

    add_students(course, [{"id": "ann"}, {"id": "han", "first_name": "Han", "last_name": "Hill"}])
    set_due(course, "T1", datetime.now(UTC) - timedelta(days=1.5))
    late_rule(course, 10.0)
    hand_in("ann", RIGHT)
    hand_in("gil", RIGHT, student="boester")
    assignments.grade(course, "T1")
    give(course, "ann", 2.5)
    shown = table(course, "--no-collect", "--reject", "gil")
    page = BeautifulSoup(report.write_report(course, "T1").read_bytes(), "html.parser")
    heads = {h2.get_text(): h2 for h2 in page.find_all("h2")}
    rows = [
        [cell.get_text() for cell in row.find_all("td")]
        for row in heads["Students"].find_next("table").select("tbody tr")
    ]
    assert rows == [
        ["ann", "", "graded", "7.5 of 8", "1 d 12 h, −1.5", "6", ""],
        ["gil", "", "rejected", "0 of 8", "1 d 12 h", "0", ""],
        ["han", "Han Hill", "missing", "–", "", "–", ""],
    ]
    for student, _, state, points, late, score, waiting in rows:
        assert shown[student][:5] == [state, points.replace(" of ", " / "), late, score, waiting]
    # What is not there takes no room: no remark, no reliability of two students, no key's name for a mistake.
    assert "Remark" not in page.get_text()
    assert "alpha:" not in page.get_text()
    assert "mistake:" not in page.get_text()
