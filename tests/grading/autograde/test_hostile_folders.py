"""Folders made to stop whoever walks them: each costs its student at most the file that is wrong, and nobody else
anything."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from grading.hostile_class import FULL, LOST, RIGHT, assert_as_expected, assert_neighbours_are_graded
from rows import each_row
from sentences import shown

from vertebra.grading import assignments
from vertebra.grading.autograde import allowed_files, quarantine, read_submission, tree
from vertebra.quiz.session.answers import FILE

ANSWERS = {**RIGHT, "t-text": ""}
"""A text that was left empty is an answer: damage does not make a person look for one."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows")


def nested(folder: Path, depth: int, name: str = "d") -> None:
    """`depth` folders in one another, deeper than any path may be long."""
    at = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=at)
        below = os.open(name, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(os.open("last.txt", os.O_CREAT | os.O_WRONLY, dir_fd=at))
    os.close(at)


def wide(folder: Path, count: int) -> None:
    for number in range(count):
        (folder / f"f{number:06d}").touch()


def bushy(folder: Path) -> None:
    """As many folders as are looked at, sorted before everything else."""
    for at in range(60):
        (folder / f"!{at}").mkdir()
        for below in range(60):
            (folder / f"!{at}" / f"{below}").mkdir()


def big(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)


def named(*names: bytes) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        for name in names:
            os.close(os.open(os.fsencode(folder) + b"/" + name, os.O_CREAT | os.O_WRONLY))

    return make


def loops(folder: Path) -> None:
    os.symlink(folder, folder / "me")
    os.symlink("other", folder / "one")
    os.symlink("one", folder / "other")
    os.symlink("/", folder / "root")
    os.symlink("/proc/self/mem", folder / "memory.txt")
    os.symlink("/dev/zero", folder / "answers.json.bak.zero")


def devices(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    os.mkfifo(folder / "submission_secret.txt.new")
    (folder / "f").mkdir()
    os.mkfifo(folder / "f" / FILE)


def closed(folder: Path) -> None:
    (folder / "closed").mkdir()
    (folder / "closed" / "x").touch()
    (folder / "closed").chmod(0)


def late_backup(folder: Path) -> None:
    """The answers are 200 MB of nothing; the save before them is whole."""
    (folder / f"{FILE}.bak").write_bytes((folder / FILE).read_bytes())
    big(folder / FILE, 200_000_000)


def swapped(folder: Path) -> None:
    (folder / f"{FILE}.bak").write_bytes((folder / FILE).read_bytes())
    (folder / FILE).unlink()
    (folder / FILE).mkdir()


def linked_answers(folder: Path) -> None:
    (folder / f"{FILE}.bak").write_bytes((folder / FILE).read_bytes())
    (folder / FILE).unlink()
    os.symlink(f"{FILE}.bak", folder / FILE)


CASES: dict[str, tuple[Callable[[Path], None], str, dict]] = {
    "1,500 folders in one another": (lambda f: nested(f, 1500), "graded", FULL),
    "5,000 folders in one another": (lambda f: nested(f, 5000), "graded", FULL),
    "200 folders with long names": (lambda f: nested(f, 200, "n" * 250), "graded", FULL),
    "deep folders called as what is left out": (lambda f: nested(f, 1500, ".ipynb_checkpoints"), "graded", FULL),
    "20,000 files": (lambda f: wide(f, 20_000), "graded", FULL),
    "3,600 folders": (bushy, "graded", FULL),
    "long names": (named(b"n" * 255, "ü".encode() * 127), "graded", FULL),
    "names that are no text": (named(b"\xff\xfe", b"\x80" * 100, b"\xed\xa0\x80.txt"), "graded", FULL),
    "names that control": (named(b"\x1b[2J", b"\x07", b"a\rb", b"\x9b31m", "\u202egpj.txt".encode()), "graded", FULL),
    "names for shells and globs": (named(b"*", b"[a-z]", b"-rf", b"$(x)", b"`x`", b"{a,b}"), "graded", FULL),
    "links in circles": (loops, "graded", FULL),
    "pipes": (devices, "graded", FULL),
    "a folder that is closed": (closed, "graded", FULL),
    "a sparse file of 1 TB": (lambda f: big(f / "sparse.bin", 10**12), "graded", FULL),
    "a time stamp of 1 GB": (lambda f: big(f / "timestamp.txt", 10**9), "graded", FULL),
    "a secret of 1 GB": (lambda f: big(f / "submission_secret.txt", 10**9), "graded", FULL),
    "a notebook of 1 GB": (lambda f: big(f / "T1.ipynb", 10**9), "graded", FULL),
    "a backup of 1 GB": (lambda f: big(f / f"{FILE}.bak", 10**9), "graded", FULL),
    "200 MB of answers, backup whole": (late_backup, "recovered", FULL),
    "200 MB of answers, no backup": (lambda f: big(f / FILE, 200_000_000), "needs_review", LOST),
    "5 MB of answers, no backup": (lambda f: big(f / FILE, 5_000_000), "needs_review", LOST),
    "a folder for answers, backup whole": (swapped, "recovered", FULL),
    "a link for answers, backup whole": (linked_answers, "recovered", FULL),
}


@pytest.mark.slow
@each_row("case", CASES)
def test_a_folder_costs_at_most_what_is_wrong_with_it(whole_class, case):
    _, status, expected = CASES[case]
    assert_as_expected(whole_class, case, status, expected)


def test_the_neighbours_are_graded(whole_class):
    assert_neighbours_are_graded(whole_class)


def test_what_came_in_is_within_the_limits(whole_class):
    submitted = whole_class.course.root / "submitted"
    for student in submitted.iterdir():
        files = [path for path in (student / "T1").rglob("*") if path.is_file()]
        assert len(files) <= allowed_files.MAX_FILES
        assert sum(path.stat().st_size for path in files) <= allowed_files.MAX_FOLDER_BYTES
        assert not [path for path in (student / "T1").rglob("*") if path.is_symlink()]


def test_too_large_answers_are_named_as_what_they_are(whole_class):
    for case in ("200 MB of answers, backup whole", "200 MB of answers, no backup"):
        notes = " ".join(whole_class.outcomes[case].notes)
        assert ("200 MB", "1 MB") in [tuple(one.values()) for one in shown(notes, "too-large")], notes


@pytest.mark.slow
@pytest.mark.parametrize("error", [RecursionError, MemoryError, KeyError, UnicodeError, OSError, ZeroDivisionError])
@pytest.mark.parametrize("seam", ["collecting", "reading", "marking", "filling in"])
def test_an_error_of_any_kind_is_the_row_of_its_student(course, hand_in, scores, monkeypatch, seam, error):
    from vertebra.grading.autograde import fill_notebook, graded_submission

    for student in ("ann", "bad", "zoe"):
        hand_in(student, RIGHT)
    where, name, at = {
        "collecting": (allowed_files, "copy_allowed", lambda arguments: str(arguments[0])),
        "reading": (read_submission, "read", lambda arguments: arguments[1]),
        "marking": (graded_submission, "score_items", lambda arguments: arguments[1].student),
        "filling in": (fill_notebook, "insert_scores", lambda arguments: ""),
    }[seam]
    whole, count = getattr(where, name), []

    def fails(*arguments, **options):
        count.append(1)
        if "bad" in at(arguments) or (seam == "filling in" and len(count) == 2):
            raise error("\x1b[2J no space left on device")
        return whole(*arguments, **options)

    monkeypatch.setattr(where, name, fails)
    outcomes = {one.student: one for one in assignments.grade(course, "T1")}
    assert outcomes["ann"].status == outcomes["zoe"].status == "graded"
    assert outcomes["bad"].status == ("needs_review" if seam == "collecting" else "failed")
    assert error.__name__ in " ".join(outcomes["bad"].notes)
    assert all(note.isprintable() for note in outcomes["bad"].notes)
    monkeypatch.setattr(where, name, whole)
    assert {one.status for one in assignments.grade(course, "T1")} == {"graded"}
    assert scores() == dict.fromkeys(("ann", "bad", "zoe"), FULL)


@pytest.mark.slow
def test_what_lies_by_hand_in_submitted_is_made_safe_for_nbgrader_itself(course, hand_in, scores):
    from vertebra.grading.course_folder import nbgrader_api

    for student in ("ann", "dee"):
        hand_in(student, RIGHT)
    assignments.grade(course, "T1")
    folder = course.submitted("dee", "T1")
    nested(folder, 1500)
    wide(folder, 3000)
    loops(folder)
    (folder / "sub").mkdir()
    devices(folder / "sub")
    nbgrader_api.run_step(course, "autograde", "T1", "dee", force=True)
    assert scores()["dee"] == FULL
    assert sum(1 for _ in folder.rglob("*")) <= allowed_files.MAX_FILES + tree.MAX_DEPTH + 5
    assert {one.status for one in assignments.grade(course, "T1", collect=False)} <= {"graded", "recovered"}
    tree.remove_tree(quarantine.quarantine_folder(folder))


@pytest.mark.slow
def test_a_tree_is_removed_however_deep_and_links_stay(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    place = tmp_path / "place"
    place.mkdir()
    nested(place, 3000, "n" * 200)
    nested(place / ("n" * 200), 50, "o")
    wide(place, 50)
    os.symlink(outside, place / "link")
    os.mkfifo(place / "pipe")
    (place / "closed").mkdir(mode=0)
    (place / ".1").mkdir()
    tree.remove_tree(place)
    assert not place.exists()
    assert (outside / "kept").exists()
    tree.remove_tree(place)


def test_a_file_that_becomes_a_link_after_it_was_looked_at_is_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.json").write_text("{}")
    work = tmp_path / "work"
    work.mkdir()
    os.symlink(secret, work / "folder")
    os.symlink(secret / "key.json", work / "file.json")
    os.mkfifo(work / "pipe")
    for parts in (("folder", "key.json"), ("file.json",), ("pipe",), ("none",)):
        with pytest.raises(OSError):
            tree.open_file(work, parts)
        assert not allowed_files.copy_file(work, Path(*parts), tmp_path / "copied")
    assert not (tmp_path / "copied").exists()


def test_a_file_that_grows_while_it_is_copied_is_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(allowed_files, "MAX_NOTEBOOK_BYTES", 1000)
    big(tmp_path / "grown", 10_000)
    assert allowed_files.copy_file(tmp_path, Path("grown"), tmp_path / "copied")
    assert (tmp_path / "copied").stat().st_size == 1000
