"""Rescue at intake: one class in which everybody's folder is wrong in another way; each is graded or reported, with the
reason."""

import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from grading.hostile_class import FULL, HELD, LOST, RIGHT, assert_as_expected, assert_neighbours_are_graded
from refusals import refused
from rows import each_row
from sentences import shown

from vertebra.errors import CourseError
from vertebra.grading import assignments
from vertebra.grading.course_folder.build_quiz import build
from vertebra.quiz.session.answers import FILE

BEFORE_SUBMITTING = True


def notebook(change: Callable[[nbformat.NotebookNode], None]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        found = nbformat.read(folder / "T1.ipynb", as_version=4)
        change(found)
        (folder / "T1.ipynb").write_text(json.dumps(found), encoding="utf-8")

    return damage


def document(**changes: object) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
        (folder / FILE).write_text(json.dumps({**found, **changes}), encoding="utf-8")

    return damage


def split_cells(found: nbformat.NotebookNode) -> None:
    half = len(found.cells) // 2
    extra = nbformat.from_dict(dict(found.cells[half]))
    extra.source = extra.source[:5]
    found.cells.insert(half, extra)


def edit_cells(found: nbformat.NotebookNode) -> None:
    for cell in found.cells:
        cell.source = "15"
        cell.metadata.get("nbgrader", {}).update(points=1000, grade_id="t-single", schema_version=99)


def bomb(folder: Path) -> None:
    """A megabyte that would be a gigabyte, were it opened."""
    with zipfile.ZipFile(folder / "homework.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("T1/answers.json", b"0" * 30_000_000)
        archive.writestr("../../../keys/T1.json", "{}")


def many_files(folder: Path) -> None:
    for number in range(700):
        (folder / f"photo{number}.txt").write_text("x" * 20, encoding="utf-8")


def odd_names(folder: Path) -> None:
    for name in ("new\nline.txt", "-rf", "~", "$(reboot)", "CON", "a" * 200, "..hidden"):
        (folder / name).write_text("x", encoding="utf-8")


def deep_folders(folder: Path) -> None:
    where = folder
    for _ in range(60):
        where = where / "deeper"
        where.mkdir()
    (where / FILE).write_text("{}", encoding="utf-8")


def cut_in_a_character(folder: Path) -> None:
    content = (folder / FILE).read_bytes().replace(b'"t-text"', '"t-täxt"'.encode())
    (folder / FILE).write_bytes(content + b"\xc3")


Reason = tuple[str, dict[str, str]]
"""The key of a sentence and values in it."""
CASES: dict[str, tuple[Callable[[Path], None], str, dict, Reason | None]] = {
    "deleted": (notebook(lambda n: n.cells.clear()), "graded", FULL, None),
    "duplicated": (notebook(lambda n: n.cells.extend(n.cells[:])), "graded", FULL, None),
    "split": (notebook(split_cells), "graded", FULL, None),
    "edited": (notebook(edit_cells), "graded", FULL, None),
    "no notebook": (lambda folder: (folder / "T1.ipynb").unlink(), "graded", FULL, None),
    "huge notebook": (lambda f: (f / "T1.ipynb").write_bytes(b" " * 11_000_000), "graded", FULL, None),
    "bomb": (bomb, "graded", FULL, None),
    "many files": (many_files, "graded", FULL, None),
    "odd names": (odd_names, "graded", FULL, None),
    "deep folders": (deep_folders, "graded", FULL, None),
    "huge answers": (
        lambda f: (f / FILE).write_bytes(b"[" * 1_500_000),
        "needs_review",
        LOST,
        ("too-large", {"size": "1.5 MB"}),
    ),
    "empty answers": (lambda f: (f / FILE).write_bytes(b""), "needs_review", LOST, ("answers-damaged", {})),
    "binary answers": (
        lambda f: (f / FILE).write_bytes(bytes(range(256))),
        "needs_review",
        LOST,
        ("answers-not-text", {}),
    ),
    "utf-16": (
        lambda f: (f / FILE).write_text((f / FILE).read_text("utf-8"), "utf-16"),
        "recovered",
        FULL,
        ("answers-utf-16", {}),
    ),
    "newer schema": (document(schema=2), "needs_review", LOST, ("answers-schema", {"short": "2"})),
    "no schema": (document(schema=None), "needs_review", LOST, ("answers-schema", {})),
    "another quiz": (document(quiz="T9"), "needs_review", LOST, ("answers-for-another", {"short": "'T9'"})),
    "another course": (
        document(course="anatomy"),
        "needs_review",
        LOST,
        ("answers-for-another", {"short": "'anatomy'"}),
    ),
    "newer quiz": (document(release="f" * 16), "needs_review", HELD, ("answers-other-release", {})),
    "another name": (
        document(student="someone"),
        "needs_review",
        HELD,
        ("answers-of-another-student", {"student": "'someone'"}),
    ),
    "a list": (lambda f: (f / FILE).write_text("[1, 2]", "utf-8"), "needs_review", LOST, ("answers-no-object", {})),
    "list of answers": (document(answers=[1, 2]), "needs_review", LOST, ("answers-no-list", {})),
    "unknown item": (
        document(answers={"t-other": {"value": "x"}}),
        "recovered",
        {**dict.fromkeys(FULL, (0, False))},
        ("answer-no-such-item", {"name": "'t-other'"}),
    ),
    "a folder": (lambda f: ((f / FILE).unlink(), (f / FILE).mkdir()), "ungraded", LOST, ("not-file", {})),
    "cut character": (cut_in_a_character, "needs_review", {**FULL, "t-text": (None, True)}, ("answers-not-text", {})),
}


@pytest.mark.slow
@each_row("case", CASES)
def test_it_is_graded_or_reported_with_the_reason(whole_class, case):
    _, status, expected, reason = CASES[case]
    assert_as_expected(whole_class, case, status, expected)
    if reason:
        key, values = reason
        found = shown(" ".join(whole_class.outcomes[case].notes), key)
        assert any(values.items() <= one.items() for one in found), whole_class.outcomes[case].notes


def test_the_rest_is_untouched(whole_class):
    assert_neighbours_are_graded(whole_class)
    for path in (whole_class.course.root / "submitted").rglob("*"):
        assert path.lstat().st_size < 11_000_000
    assert not list((whole_class.course.root / "submitted").rglob("*.part"))


def test_answers_to_an_older_quiz_are_scored_by_its_own_key(course, hand_in, scores, questions, tmp_path):
    import shutil

    hand_in("old", RIGHT)
    mine = tmp_path / "questions"
    shutil.copytree(questions, mine)
    path = mine / "t-single" / "question.md"
    text = path.read_text(encoding="utf-8").replace("- [x] {#a}", "- [ ] {#a}").replace("- [ ] {#b}", "- [x] {#b}")
    path.write_text(text.replace("is the first?", "is the second?"), encoding="utf-8")
    with refused(CourseError, "release-would-change"):
        build(course, "T1", "2027", questions=mine)
    build(course, "T1", "2027", questions=mine, replace_release=True)
    hand_in("new", {**RIGHT, "t-text": "x"})
    outcomes = {one.student: one for one in assignments.grade(course, "T1")}
    assert outcomes["old"].status == outcomes["new"].status == "graded"
    assert scores()["old"] == FULL
    assert scores()["new"] == {**FULL, "t-text": (None, True)}


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps such names out by itself")
def test_a_name_of_bytes_that_are_no_text_stops_nobody(course, hand_in, scores):
    hand_in("ann", RIGHT)
    hand_in("byt", RIGHT)
    (inbound,) = (course.root / "exchange" / "vertebra" / "inbound").glob("byt+*")
    os.close(os.open(os.fsencode(inbound) + b"/caf\xe9.txt", os.O_CREAT | os.O_WRONLY))
    outcomes = assignments.grade(course, "T1")
    assert {replace(one, student="") for one in outcomes} == {replace(outcomes[0], student="")}
    assert scores() == {"ann": FULL, "byt": FULL}
