"""Rosters as platforms and spreadsheets write them, and back to Canvas."""

import csv

import pytest
from refusals import refused
from rows import each_row
from sentences import shown
from typer.testing import CliRunner

from vertebra import texts
from vertebra.cli import app
from vertebra.errors import CourseError
from vertebra.grading import commands
from vertebra.grading.course_folder import grades_csv
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.course_folder.folder import find
from vertebra.grading.course_folder.roster import RosterResult, add_students, enter_roster
from vertebra.grading.course_folder.roster_file import read_roster

GERMAN = ("Müller", "Groß", "Øster", "Åse", "Peña")
TURKISH = ("Yıldız", "Şahin", "Doğan", "İnce", "Çağlar")
ICELANDIC = ("Sigurður", "Þórdís", "Ýmir", "Guðrún")
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Homework (11)\n"
    ",,,,,Manual Posting\n"
    "    Points Possible,,,,,10\n"
    '"Ash, Ann",4711,U-1,ann,Group A,8\n'
    '"Berg, Bo",4712,U-2,bo,Group B,\n'
    '"Student, Test",4799,,0123abc,Group A,\n'
)


def listed(folder, text: str, encoding: str = "utf-8", mark: bytes = b""):
    path = folder / "roster.csv"
    path.write_bytes(mark + text.encode(encoding))
    return path


@each_row(
    ("names", "encoding", "mark"),
    [
        (GERMAN, "utf-8", b""),
        (GERMAN, "utf-8", b"\xef\xbb\xbf"),
        (GERMAN, "cp1252", b""),
        (ICELANDIC, "cp1252", b""),
        (TURKISH, "cp1254", b""),
        (TURKISH, "utf-16", b""),
        (TURKISH, "utf-16-le", b""),
        (GERMAN, "utf-16-be", b"\xfe\xff"),
    ],
)
def test_what_excel_saves_is_read(names, encoding, mark, tmp_path):
    text = "id;last_name\r\n" + "".join(f"s{at};{name}\r\n" for at, name in enumerate(names))
    found = read_roster(listed(tmp_path, text, encoding, mark))
    assert tuple(student["last_name"] for student in found.students) == names
    assert [student["id"] for student in found.students] == [f"s{at}" for at in range(len(names))]


def test_an_encoding_may_be_named_and_one_that_does_not_fit_is_said(tmp_path):
    path = listed(tmp_path, "id,last_name\ns1,Łukasz\n", "cp1250")
    assert read_roster(path, "cp1250").students[0]["last_name"] == "Łukasz"
    for wrong in ("utf-8", "no such encoding"):
        with refused(CourseError, "roster-encoding", wrong):
            read_roster(path, wrong)
    with refused(CourseError, "roster-encoding-unknown"):
        read_roster(listed(tmp_path, "id,last_name\ns1,\x81\n", "latin-1"))


def test_excels_first_line_names_the_delimiter(tmp_path):
    assert read_roster(listed(tmp_path, "sep=;\nid;last_name\nann;Ash, A.\n")).students[0]["last_name"] == "Ash, A."


@each_row(
    ("text", "named"),
    [
        (
            "First name,Surname\nAnn,Ash\n",
            ("roster-without-ids", "First name, Surname", "sis login id", "email address"),
        ),
        ("Surname,Email address\nAsh,a@b.org\nBerg,a@b.org\n", ("roster-without-ids", "Surname, Email address")),
        ("Surname,Email address\nAsh,a@b.org\nBerg,\n", ("roster-without-ids", "Surname, Email address")),
        ("id,first_name\nann,Ann\n,Bo\n", ("roster-row-without-id", "3", "Bo")),
        ("", ("roster-without-ids", "none")),
    ],
)
def test_a_list_without_ids_names_the_columns_found_and_accepted(text, named, tmp_path):
    with refused(CourseError, *named):
        read_roster(listed(tmp_path, text))


def test_moodles_list_without_accounts_goes_by_email(tmp_path):
    found = read_roster(listed(tmp_path, "First name,Surname,Email address\nAnn,Ash,ann@b.org\nBo,Berg,bo@b.org\n"))
    assert [student["id"] for student in found.students] == ["ann@b.org", "bo@b.org"]
    assert found.notes


def test_who_is_new_and_who_is_known_is_counted(tmp_path):
    course = create(tmp_path / "course")
    assert add_students(course, [{"id": "ann"}, {"id": "bo", "last_name": "Berg"}]) == RosterResult(2, 0, 0)
    assert add_students(course, [{"id": "bo", "last_name": "Birk"}, {"id": "cy"}]) == RosterResult(1, 1, 1)


def test_canvas_test_student_is_passed_over_and_its_ids_go_back(tmp_path, course, hand_in):
    for name in ("ann", "dee"):
        hand_in(name, {"t-single": "right"})
    said = CliRunner().invoke(app, ["teach", str(course.root), "--roster", str(listed(tmp_path, CANVAS))])
    assert said.exit_code == 0, said.output
    (entered,) = shown(said.output, "roster-entered")
    assert (entered["count"].split()[0], entered["known"]) == ("2", "0")
    assert shown(said.output, "roster-row-skipped") == [{"name": "'Student, Test'"}]
    commands.grade("T1", course=course.root)
    grades_csv.write_grades(course, tmp_path / "canvas.csv", "canvas")
    with (tmp_path / "canvas.csv").open(encoding="utf-8", newline="") as file:
        points, *rows = csv.DictReader(file)
    kept = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
    assert tuple(points)[:5] == kept
    by_login = {row["SIS Login ID"]: row for row in rows}
    assert tuple(by_login["ann"][name] for name in kept) == ("Ash, Ann", "4711", "U-1", "ann", "Group A")
    assert (by_login["bo"]["ID"], by_login["bo"]["T1"]) == ("4712", "")
    assert by_login["ann"]["T1"] == "1"
    assert (by_login["dee"]["Student"], by_login["dee"]["ID"]) == ("dee", "")
    # What went out comes in again, and knows everybody.
    again = enter_roster(course, read_roster(tmp_path / "canvas.csv"))
    assert again == RosterResult(0, 3, 0)


def test_a_row_that_can_not_be_taken_is_named_and_the_others_are_entered(tmp_path):
    text = "id,last_name\nann,Ash\n<img src=x>,Mark\nbo,<b>Berg</b>\n*,Star\ncy,Øster\n"
    found = read_roster(listed(tmp_path, text))
    assert [student["id"] for student in found.students] == ["ann", "cy"]
    assert [texts.values(fault)["place"] for fault in found.refused] == ["3", "4", "5"]


def test_a_roster_with_a_fault_makes_no_course(tmp_path):
    with pytest.raises(CourseError):
        commands.teach(tmp_path / "course", roster=listed(tmp_path, "id\nann\nann\n"))
    assert not (tmp_path / "course").exists()
    with refused(CourseError, "not-a-course"):
        find(tmp_path / "course")
