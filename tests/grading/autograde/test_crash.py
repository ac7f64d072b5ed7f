"""Crash safety: killed at random instants, out of disk, locked out, two at once: a rerun ends as an undisturbed run
does.

See decision 0302.
"""

import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from grading_process import REFUSED, GradingProcess
from refusals import refused

from vertebra import texts
from vertebra.grading import assignments
from vertebra.grading.course_folder import gradebook
from vertebra.grading.course_folder.fatal_errors import GradingStoppedError
from vertebra.grading.course_folder.folder import Course, find

RIGHT = {"t-single": "right", "t-multi": "right", "t-number": "right", "t-text": "Because of the reason."}
WRONG = {"t-single": "wrong", "t-multi": "wrong", "t-number": "wrong"}
KILLS, TRIES = 6, 60
SEED = 20270101


def state(course: Course) -> dict[str, object]:
    """All that a run leaves for teacher and students: points and comments, graded folders, feedback, what is handed
    back."""
    query = """
        SELECT a.student_id, b.name, g.auto_score, g.manual_score, g.needs_manual_grade, n.late_submission_penalty
        FROM grade g JOIN base_cell b ON b.id = g.cell_id JOIN submitted_notebook n ON n.id = g.notebook_id
        JOIN submitted_assignment a ON a.id = n.assignment_id ORDER BY 1, 2
    """
    with closing(sqlite3.connect(course.database)) as database:
        found: dict[str, object] = {"points": database.execute(query).fetchall()}
    for name in ("submitted", "autograded", "feedback", "exchange/vertebra/feedback"):
        folder = course.root / name
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                # A page says to the minute when it was written.
                content = re.sub(rb'(?<=<dd data-fact="graded">)[^<]*', b"", path.read_bytes())
                found[path.relative_to(course.root).as_posix()] = content
    return found


@pytest.fixture
def handed_in(course, hand_in) -> Course:
    """Three have handed in, and nobody has been collected yet."""
    for student in ("ann", "cy"):
        hand_in(student, RIGHT)
    hand_in("bob", WRONG)
    return course


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is not a signal of Windows")
def test_killed_at_random_instants(handed_in, tmp_path):
    shutil.copytree(handed_in.root, tmp_path / "fresh")
    undisturbed, before = GradingProcess(handed_in, "T1", release_feedback=True), time.perf_counter()
    undisturbed.go()
    assert undisturbed.result() == ["graded"] * 3
    whole = time.perf_counter() - before
    expected = state(handed_in)
    instants = random.Random(SEED)
    killed = 0
    for number in range(TRIES):
        shutil.copytree(tmp_path / "fresh", tmp_path / f"run{number}" / "course")
        course = find(tmp_path / f"run{number}" / "course")
        process = GradingProcess(course, "T1", release_feedback=True)
        process.go()
        instant = instants.uniform(0, whole)
        time.sleep(instant)
        process.kill()
        if process.exit_code() == -signal.SIGKILL and process.result() is None:
            killed += 1
        else:
            whole = instant  # It had ended by then: the first run was slower than this machine is now.
            shutil.rmtree(course.root)
            continue
        assignments.grade(course, "T1", release_feedback=True)
        after = state(course)
        assert after.keys() == expected.keys(), number
        assert [name for name in after if after[name] != expected[name]] == [], number
        assert not list((course.root / "backups").glob("*.part"))
        shutil.rmtree(course.root)
        if killed == KILLS:
            break
    assert killed == KILLS


@pytest.mark.slow
def test_two_graders_at_once(handed_in, tmp_path):
    shutil.copytree(handed_in.root, tmp_path / "other")
    other = find(tmp_path / "other")
    assignments.grade(handed_in, "T1", release_feedback=True)
    both = [GradingProcess(other, "T1", release_feedback=True) for _ in range(2)]
    for process in both:
        process.go()
    said = [process.result() for process in both]
    graded = ["graded"] * 3
    assert graded in said
    assert all(one in (graded, REFUSED) for one in said)
    assert state(other) == state(handed_in)


def test_a_gradebook_that_stays_locked_stops_the_run_and_says_why(course, hand_in, scores, monkeypatch):
    hand_in("ann", RIGHT)
    monkeypatch.setattr(gradebook, "BUSY_TIMEOUT_S", 0.1)
    with closing(sqlite3.connect(course.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        with refused(GradingStoppedError, "gradebook-locked"):
            assignments.grade(course, "T1")
        other.rollback()
    assignments.grade(course, "T1")
    assert scores()["ann"]["t-multi"] == (2, False)


def test_a_gradebook_locked_midway_stops_the_run_and_the_next_does_the_rest(course, hand_in, scores, monkeypatch):
    for student in ("ann", "bob", "cy"):
        hand_in(student, RIGHT)
    monkeypatch.setattr(gradebook, "BUSY_TIMEOUT_S", 0.1)
    with closing(sqlite3.connect(course.database)) as other:

        def lock_at_the_second(what: str, done: int, total: int) -> None:
            if (texts.keys(what), done) == ({"progress-grading"}, 1):
                other.execute("BEGIN IMMEDIATE")

        with refused(GradingStoppedError, "grading-stopped-at", "gradebook-locked", "'bob'"):
            assignments.grade(course, "T1", progress=lock_at_the_second)
        other.rollback()
    assert set(scores()) == {"ann"}
    assert [one.status for one in assignments.grade(course, "T1")] == ["graded"] * 3
    assert scores()["ann"] == scores()["bob"] == scores()["cy"]


@pytest.mark.slow
def test_a_short_lock_is_waited_for(course, hand_in, scores):
    import threading

    hand_in("ann", RIGHT)
    other = sqlite3.connect(course.database, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.5, other.rollback)
    timer.start()
    assignments.grade(course, "T1")
    timer.join()
    other.close()
    assert scores()["ann"]["t-multi"] == (2, False)


FULL_DISK = """
import shutil, sys
from pathlib import Path
from vertebra import texts
from vertebra.errors import CourseError
from vertebra.grading import assignments
from vertebra.grading.course_folder.folder import find

source, disk, result = (Path(argument) for argument in sys.argv[1:])
shutil.copytree(source, disk / "course")
course, filler, stopped = find(disk / "course"), disk / "filler", []
for room in (0, 8, 20, 60, 120, 200, 300, 400, 500, 600):
    with filler.open("wb") as file:
        file.write(b"x" * max(0, shutil.disk_usage(disk).free - 1024 * room))
    try:
        assignments.grade(course, "T1", release_feedback=True)
    except CourseError as error:
        stopped.append(texts.keys(error.text))
    filler.unlink()
assignments.grade(course, "T1", release_feedback=True)
shutil.copytree(course.root, result)
assert len(stopped) >= 3, stopped
assert all("disk-full" in keys for keys in stopped), stopped
"""


@pytest.mark.slow
def test_a_full_disk_at_any_stage(handed_in, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    script = tmp_path / "full.py"
    script.write_text(FULL_DISK, encoding="utf-8")
    mount = f'mount -t tmpfs -o size=6m tmpfs "{disk}"'
    alone = ["unshare", "-Urm", "sh", "-c"]
    if not shutil.which("unshare") or subprocess.run([*alone, mount], capture_output=True, check=False).returncode:
        pytest.skip("this system lets no user mount a small disk")
    command = f'{mount} && "{sys.executable}" "{script}" "{handed_in.root}" "{disk}" "{tmp_path / "result"}"'
    done = subprocess.run([*alone, command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assignments.grade(handed_in, "T1", release_feedback=True)
    assert state(find(tmp_path / "result")) == state(handed_in)
