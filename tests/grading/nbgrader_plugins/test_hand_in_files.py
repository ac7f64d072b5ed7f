"""Files of answers that students uploaded to a learning platform: taken whatever is among them, and graded as from the
exchange."""

import json
import os
import zipfile

import pytest
from grading.conftest import answered
from refusals import refused
from rows import each_row

from vertebra.errors import CourseError
from vertebra.grading import assignments, commands
from vertebra.grading.autograde import refusals, run
from vertebra.grading.course_folder import gradebook
from vertebra.grading.nbgrader_plugins import hand_in_files
from vertebra.quiz.session import answers as answers_file
from vertebra.quiz.session.answer_file import MARK, checksum, is_damaged

RIGHT = {"t-single": "right", "t-multi": "right", "t-number": "right", "t-text": "Because of the reason."}
POINTS = {"t-single": 1.0, "t-multi": 2.0, "t-number": 2.0}


@pytest.fixture
def upload(course, tmp_path):
    """`upload(student, values)`: the bytes of a file as the page writes it."""

    def write(student, values=None, /, saved_at="2026-11-23T09:00:00+00:00", **changes):
        path = tmp_path / "written.json"
        answers = answered(
            course, course.released("T1"), student, RIGHT if values is None else values, saved_at=saved_at
        )
        answers_file.write(path, answers)
        document = {**json.loads(path.read_text(encoding="utf-8")), "format": "vertebra-answers", **changes}
        return json.dumps({**document, MARK: checksum(document)}).encode()

    return write


def packed(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def refusal_keys(course):
    return {refusal.given: refusal.reason for refusal in refusals.list_refusals(course, "T1")}


def enrol(course, student, first, last):
    with gradebook.open_gradebook(course) as book:
        book.update_or_create_student(student, first_name=first, last_name=last)


def test_a_mark_stands_for_all_else_in_the_file_and_for_nothing_else():
    document = {"student": "ä", "answers": {"b": 1.5, "a": [1, "x"]}}
    marked = {MARK: checksum(document), **dict(reversed(document.items()))}
    assert not is_damaged(marked)
    assert not is_damaged(document)
    assert is_damaged({**marked, "student": "b"})


def test_uploads_of_moodle_and_canvas_are_graded_as_from_the_exchange(course, upload, tmp_path, scores):
    enrol(course, "ann", "Ann", "Berg")
    files = {
        "Ann Berg_4711_assignsubmission_file_/T1-ann.answers.json": upload("ann"),
        "Bo Ek_4712_assignsubmission_file_/T1-bo.answers.json": upload("bo", {"t-single": "wrong"}),
        "ekcy_LATE_55_901_T1-cy.answers.json": upload("cy", {"t-multi": "right"}),
        "Bo Ek_4712_assignsubmission_onlinetext_/onlinetext.html": b"<p>hello</p>",
    }
    archive = packed(tmp_path / "class.zip", files)
    commands.grade("T1", course=course.root, handed_in=archive)
    found = scores()
    assert {name: found["ann"][name][0] for name in POINTS} == POINTS
    assert (found["bo"]["t-single"][0], found["cy"]["t-multi"][0]) == (0.0, 2.0)
    assert list(refusal_keys(course)) == ["Bo Ek_4712_assignsubmission_onlinetext_/onlinetext.html"]
    assert any(course.feedback("ann", "T1").glob("*.html"))
    assert hand_in_files.take(course, "T1", archive) == [], "what is there already is not taken again"


def test_a_later_file_takes_the_place_of_an_earlier_one_and_never_the_other_way_round(course, upload, tmp_path):
    early, late = upload("ann", {}, "2026-11-23T09:00:00+00:00"), upload("ann", None, "2026-11-24T09:00:00+00:00")
    one = packed(tmp_path / "one.zip", {"Ann_1_assignsubmission_file_/a.json": early})
    both = packed(
        tmp_path / "both.zip", {f"Ann_1_assignsubmission_file_/{at}.json": c for at, c in enumerate((late, early))}
    )
    for source, expected in ((one, early), (both, late), (one, late)):
        hand_in_files.take(course, "T1", source)
        assert (course.submitted("ann", "T1") / answers_file.FILE).read_bytes() == expected
    assert len(refusal_keys(course)) == 1


def test_what_is_no_file_of_answers_to_this_quiz_costs_no_other(course, upload, tmp_path):
    bad = {
        "a.json": b"[" * 100_000,
        "b.json": b"\xff\xfe\x00",
        "c.json": b'{"answers": 1}',
        "d.json": upload("dan", quiz="T2"),
        "e.json": upload("eve", schema=2),
        "f.json": upload("../../etc"),
        "g.json": upload("con"),
        "h.json": b"{" + b" " * 1_100_000 + b"}",
        "../../out.json": upload("../out"),
        "i.json": upload("ANN"),
        "j.zip": b"PK\x03\x04nonsense",
    }
    archive = packed(tmp_path / "class.zip", {**bad, "good.json": upload("ann")})
    assert hand_in_files.take(course, "T1", archive) == ["ann"]
    assert set(refusal_keys(course)) == set(bad)
    assert [path.name for path in (course.root / "submitted").iterdir()] == ["ann"]
    assert not (tmp_path / "out.json").exists()


def test_a_bomb_ends_at_the_limit(course, upload, tmp_path, monkeypatch):
    monkeypatch.setattr(hand_in_files, "MAX_READ_BYTES", 3_000_000)
    bombs = {f"{at}.json": b" " * 50_000_000 for at in range(3)}
    archive = packed(tmp_path / "class.zip", {**bombs, "good.json": upload("ann")})
    assert hand_in_files.take(course, "T1", archive) == ["ann"]
    assert set(refusal_keys(course)) == set(bombs)


def test_two_people_under_one_id_are_told_and_neither_is_taken(course, upload, tmp_path):
    files = {f"{person}_1_assignsubmission_file_/a.json": upload("ann") for person in ("Ann Berg", "Bo Ek")}
    assert hand_in_files.take(course, "T1", packed(tmp_path / "class.zip", files)) == []
    reasons = refusal_keys(course)
    assert all(person in reason for reason in reasons.values() for person in ("Ann Berg", "Bo Ek"))
    assert len(reasons) == 2


def graded(course, archive):
    hand_in_files.take(course, "T1", archive)
    return {row.student: row for row in run.grade(assignments.assignment_of(course, "T1"), collect=False)}


def test_a_file_of_somebody_else_and_a_changed_one_wait_for_the_teacher(course, upload, tmp_path):
    enrol(course, "ann", "Ann", "Berg")
    changed = upload("bo").replace(b'"seconds": 20.0', b'"seconds": 21.0')
    cut = upload("cy")[:-150]
    files = {
        "Dee Dahl_1_assignsubmission_file_/a.json": upload("ann"),
        "Bo Ek_2_assignsubmission_file_/a.json": changed,
        "Cy Ek_3_assignsubmission_file_/a.json": cut,
        "Di Ek_4_assignsubmission_file_/a.json": upload("di"),
    }
    rows = graded(course, packed(tmp_path / "class.zip", files))
    assert {name: row.status for name, row in rows.items()} == {
        "ann": "needs_review",
        "bo": "needs_review",
        "cy": "needs_review",
        "di": "graded",
    }


def test_a_page_of_an_earlier_release_is_told(course, upload, tmp_path):
    rows = graded(course, packed(tmp_path / "class.zip", {"a.json": upload("ann", release="0" * 16)}))
    assert rows["ann"].status != "graded"
    assert rows["ann"].notes


def test_after_a_kill_at_any_step_the_next_call_takes_the_same(course, upload, tmp_path, monkeypatch):
    archive = packed(tmp_path / "class.zip", {f"{name}.json": upload(name) for name in ("ann", "bo")})
    real, calls = os.rename, []

    def killed(source, target):
        calls.append(target)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr(os, "rename", killed)
    with pytest.raises(KeyboardInterrupt):
        hand_in_files.take(course, "T1", archive)
    monkeypatch.setattr(os, "rename", real)
    hand_in_files.take(course, "T1", archive)
    assert sorted(course.students("T1")) == ["ann", "bo"]
    assert all(row.status == "graded" for row in graded(course, archive).values())


def test_a_folder_and_a_single_file_are_taken_too(course, upload, tmp_path):
    (tmp_path / "class" / "ann").mkdir(parents=True)
    (tmp_path / "class" / "ann" / "a.json").write_bytes(upload("ann"))
    packed(tmp_path / "class" / "more.zip", {"b.json": upload("bo")})
    os.symlink(tmp_path / "class" / "ann" / "a.json", tmp_path / "class" / "link.json")
    assert sorted(hand_in_files.take(course, "T1", tmp_path / "class")) == ["ann", "bo"]
    (tmp_path / "c.json").write_bytes(upload("cy"))
    assert hand_in_files.take(course, "T1", tmp_path / "c.json") == ["cy"]
    with refused(CourseError, "no-such-archive"):
        hand_in_files.take(course, "T1", tmp_path / "nothing.zip")


@each_row(
    "name, owner, student, same",
    [
        ("Ann Berg", "Ann Berg", "ab1", True),
        ("Ann Berg", "bergann", "ab1", True),
        ("Ann Berg", "ab1", "ab1", True),
        ("Ann-Sofie Berg", "Berg Ann Sofie", "ab1", True),
        ("Ann Berg", "Bo Ek", "ab1", False),
        ("Ann Berg", "Ann Ek", "ab1", False),
    ],
)
def test_a_person_is_known_by_name_or_id_however_the_platform_writes_it(name, owner, student, same):
    assert hand_in_files.is_same_person(name, owner, student) is same
