"""A disk that fills up, at whatever step: one sentence and an exit code, and the same command finishes when there is
room."""

import contextlib
import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from grading.conftest import read_scores

from vertebra import cli
from vertebra.errors import CourseError, is_disk_full
from vertebra.grading import assignments
from vertebra.grading.course_folder import fatal_errors
from vertebra.grading.course_folder.folder import find
from vertebra.quiz import storage

RIGHT = {"t-single": "right", "t-multi": "right", "t-number": "right"}
FULL = {"t-single": (1, False), "t-multi": (2, False), "t-number": (2, False), "t-text": (0, False)}
KB = 1024


@pytest.fixture
def disk(tmp_path):
    """A small disk of its own, in memory."""
    place = tmp_path / "disk"
    place.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can make a small disk")
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", place], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no small disk can be made here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def leave(disk: Path, free: int) -> None:
    """Fill the disk until `free` bytes are left."""
    (disk / "filler").unlink(missing_ok=True)
    state = os.statvfs(disk)
    with (disk / "filler").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, state.f_bavail * state.f_bsize - free))


def command(capfd, *arguments: object) -> int:
    """The exit code of a command; what it says on a failure is one sentence."""
    capfd.readouterr()
    before, sys.argv = sys.argv, ["vertebra", *map(str, arguments)]
    try:
        cli.main()
        return 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        sys.argv = before
    said = capfd.readouterr().err.strip()
    if code:
        assert "Traceback" not in said
        assert said.splitlines()[-1].startswith("vertebra: ")
    return code


@pytest.mark.slow
def test_every_step_ends_in_a_sentence_and_is_finished_by_the_same_command(course, hand_in, disk, capfd):
    for student in ("ann", "bob", "cid"):
        hand_in(student, RIGHT)
    shutil.copytree(course.root, disk / "course")
    here = find(disk / "course")
    failed = {}
    steps = {
        "grade": ("grade", "T1", "--course", here.root),
        "force": ("grade", "T1", "--force", "--release-feedback", "--course", here.root),
        "report": ("report", "T1", "--course", here.root),
        "export": ("export", "--to", disk / "grades.csv", "--course", here.root),
        "due": ("due", "T1", "2026-12-24T18:00", "--course", here.root),
    }
    for name, arguments in steps.items():
        codes = []
        for free in (0, 4 * KB, 24 * KB, 64 * KB, 160 * KB, 400 * KB, 800 * KB):
            leave(disk, free)
            codes.append(command(capfd, *arguments))
        (disk / "filler").unlink()
        failed[name] = sum(map(bool, codes))
        assert command(capfd, *arguments) == 0, name
    assert failed["grade"] >= 2
    assert failed["force"] >= 2
    assert failed["report"] >= 1
    assert failed["export"] >= 1
    assert read_scores(here.database) == dict.fromkeys(("ann", "bob", "cid"), FULL)
    assert {one.status for one in assignments.grade(here, "T1")} == {"graded"}
    for student in ("ann", "bob", "cid"):
        assert (here.feedback(student, "T1") / "T1.html").stat().st_size > 1000
    assert not list(here.root.rglob("*.part")) + list(here.root.rglob("*.tmp"))


@pytest.mark.parametrize("number", sorted({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}))
@pytest.mark.parametrize("nth", [1, 2, 3, 5, 8])
def test_a_file_that_can_not_be_written_stops_and_loses_nothing(course, hand_in, scores, monkeypatch, number, nth):
    for student in ("ann", "bob"):
        hand_in(student, RIGHT)
    real, count = os.fsync, []

    def full(descriptor):
        count.append(1)
        if len(count) >= nth:
            raise OSError(number, os.strerror(number))
        return real(descriptor)

    monkeypatch.setattr(storage.os, "fsync", full)
    with contextlib.suppress(fatal_errors.GradingStoppedError):
        assignments.grade(course, "T1")
    monkeypatch.setattr(storage.os, "fsync", real)
    assert {one.status for one in assignments.grade(course, "T1")} == {"graded"}
    assert scores() == {"ann": FULL, "bob": FULL}


def test_what_says_that_a_disk_is_full_is_known_by_its_kind_and_not_by_a_students_words(course):
    from sqlite3 import OperationalError

    full = OSError(errno.ENOSPC, "x")
    wrapped = ValueError("it failed")
    wrapped.__cause__ = full
    for error in (full, wrapped, OperationalError("database or disk is full")):
        assert is_disk_full(error)
        assert fatal_errors.fatal_reason(error, course)
    for error in (
        ValueError("no space left on device"),
        CourseError("database is locked"),
        OSError(errno.ENOENT, "disk full"),
    ):
        assert not is_disk_full(error)
        assert not fatal_errors.fatal_reason(error, course)
    log = "Traceback\nOSError: [Errno 28] No space left on device: 'x'\n"
    assert fatal_errors.fatal_reason(log, course)
    assert not fatal_errors.fatal_reason("Copying no space left on device.txt\nValueError: database is locked", course)
