"""A teacher who stands among students' files: nothing there is run, read as configuration, or taken for a course."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path, PurePosixPath

import pytest
from refusals import refused
from rows import each_row
from sentences import shown

from vertebra.errors import CourseError
from vertebra.grading import assignments
from vertebra.grading.autograde import quarantine
from vertebra.grading.autograde.executable_files import is_executable_file
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.course_folder.folder import CONFIG, MARKER, course_fault, find

RIGHT = {"t-single": "right", "t-multi": "right", "t-number": "right"}
COMMANDS = (
    ["grade", "Q1"],
    ["report", "Q1"],
    ["export"],
    ["due", "Q1", "2027-01-01T10:00"],
    ["restore"],
    ["quiz", "build", "Q1"],
    ["quiz", "preview", "01-annual-risk"],
    ["--help"],
)
SHADOWS = (
    "json",
    "typer",
    "re",
    "sqlite3",
    "random",
    "secrets",
    "sitecustomize",
    "usercustomize",
    "nbgrader",
    "jupyter_core",
    "rich",
    "click",
    "filelock",
    "numpy",
    "matplotlib",
    "sqlalchemy",
    "nbformat",
    "IPython",
    "ipykernel_launcher",
    "multiprocessing",
    "pickle",
    "csv",
)


@pytest.fixture
def trap(tmp_path):
    """A folder that looks like a course and is full of files that leave a trace when they are run."""
    folder, canary = tmp_path / "eve", tmp_path / "canary"
    (folder / "keys").mkdir(parents=True)
    code = (
        f"from pathlib import Path\nwith Path({str(canary)!r}).open('a') as file:\n    file.write(__file__ + '\\n')\n"
    )
    for name in SHADOWS:
        (folder / f"{name}.py").write_text(code, encoding="utf-8")
    for name in (CONFIG, "jupyter_server_config.py", "ipython_config.py", "jupyter_config.py", "conftest.py"):
        (folder / name).write_text(code, encoding="utf-8")
    (folder / "matplotlibrc").write_text("backend: module://evil\n")
    return folder


def call(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=600, check=False, env=os.environ | environment
    )


def ran(folder: Path) -> list[str]:
    canary = folder.parent / "canary"
    return canary.read_text().split() if canary.exists() else []


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("way", ["script", "module"])
def test_no_command_runs_what_lies_where_it_is_called(trap, command, way):
    script = [str(Path(sysconfig.get_path("scripts")) / "vertebra")]
    done = call([*(script if way == "script" else [sys.executable, "-m", "vertebra"]), *command], trap)
    assert ran(trap) == []
    assert "Traceback" not in done.stderr
    if command[0] in ("grade", "report", "export", "due", "restore") or command[:2] == ["quiz", "build"]:
        assert done.returncode == 1
        assert "course" in done.stderr


@pytest.mark.slow
def test_helpers_that_grade_import_nothing_from_there(trap, course, hand_in):
    hand_in("ann", RIGHT)
    script = str(Path(sysconfig.get_path("scripts")) / "vertebra")
    done = call([script, "grade", "T1", "--course", str(course.root), "--workers", "2"], trap)
    assert ran(trap) == []
    assert "ann" in done.stdout
    assert done.returncode == 0, done.stderr


@each_row("way", [["-P", "-m", "vertebra"], ["-I", "-m", "vertebra"]], ids=" ".join)
def test_a_package_of_the_same_name_is_not_taken_for_the_course(tmp_path, way):
    folder = tmp_path / "eve"
    (folder / "vertebra").mkdir(parents=True)
    (folder / "vertebra" / "__init__.py").write_text(f"open({str(tmp_path / 'canary')!r}, 'w')")
    done = call(
        [sys.executable, *way, "--version"], folder, PYTHONPATH="" if "-I" in way else os.environ.get("PYTHONPATH", "")
    )
    assert done.returncode == 0, done.stderr
    assert ran(folder) == []


def test_a_course_made_by_teach_is_one_and_so_is_a_copy_of_it(tmp_path):
    made = create(tmp_path / "course")
    assert find(made.root) == made
    shutil.copytree(made.root, tmp_path / "moved")
    assert find(tmp_path / "moved").root == tmp_path / "moved"
    assert (made.root / MARKER).stat().st_mode & 0o077 == 0 or os.name == "nt"


def test_an_older_course_says_what_to_do_and_does_it(tmp_path):
    made = create(tmp_path / "course")
    (made.root / MARKER).unlink()
    with refused(CourseError, "course-not-marked", str(made.root)):
        find(made.root)
    create(made.root)
    assert find(made.root) == made


def _unmarked(root: Path) -> None:
    (root / MARKER).unlink()


def _open_marker(root: Path) -> None:
    (root / MARKER).chmod(0o644)


def _open_config(root: Path) -> None:
    (root / CONFIG).chmod(0o666)


def _open_root(root: Path) -> None:
    root.chmod(0o777)


def _open_group(root: Path) -> None:
    root.chmod(0o770)


def _open_keys(root: Path) -> None:
    (root / "keys").chmod(0o777)


def _linked_marker(root: Path) -> None:
    (root / MARKER).rename(root / "other")
    (root / MARKER).symlink_to(root / "other")


def _linked_config(root: Path) -> None:
    (root / CONFIG).rename(root / "other")
    (root / CONFIG).symlink_to(root / "other")


def _given_away(root: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(root / CONFIG, 12345, -1)


def _given_away_marker(root: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(root / MARKER, 12345, -1)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no modes")
@each_row(
    "change",
    [
        _unmarked,
        _open_marker,
        _open_config,
        _open_root,
        _open_group,
        _open_keys,
        _linked_marker,
        _linked_config,
        _given_away,
        _given_away_marker,
    ],
)
def test_a_folder_that_somebody_else_could_have_written_is_none(tmp_path, change):
    made = create(tmp_path / "course")
    (made.root / CONFIG).write_text(f"open({str(tmp_path / 'canary')!r}, 'w')")
    change(made.root)
    for folder in (made.root, None):
        with pytest.MonkeyPatch.context() as there:
            there.chdir(made.root)
            with pytest.raises(CourseError):
                find(folder)
    assert not (tmp_path / "canary").exists()


@each_row(
    "below", ["submitted/eve/Q1", "autograded/eve/Q1", "feedback/eve/Q1", "exchange/x/inbound/eve+Q1+t", "inbound/x"]
)
def test_a_whole_course_among_students_files_is_none(tmp_path, below):
    folder = tmp_path / below
    shutil.copytree(create(tmp_path / "course").root, folder)
    (folder / CONFIG).write_text(f"open({str(tmp_path / 'canary')!r}, 'w')")
    assert course_fault(folder)
    for call_it in (lambda: find(folder), lambda: create(folder)):
        with refused(CourseError, "course-among-students-files"):
            call_it()
    assert not (tmp_path / "canary").exists()


def test_from_a_students_folder_the_teachers_course_is_found(tmp_path, monkeypatch):
    made = create(tmp_path / "course")
    folder = made.root / "submitted" / "eve" / "Q1"
    shutil.copytree(create(tmp_path / "other").root, folder)
    (folder / CONFIG).write_text(f"open({str(tmp_path / 'canary')!r}, 'w')")
    monkeypatch.chdir(folder)
    assert find() == made
    assert not (tmp_path / "canary").exists()


RUN = (
    "nbgrader_config.py",
    "a.py",
    "x/b.PY",
    "a.pyc",
    "a.pth",
    "x.so",
    "evil.dll",
    "run.sh",
    "a.bat",
    "a.ps1",
    "sitecustomize.cfg",
    "ipython_config.json",
    "jupyter_server_config.json",
    "jupyter_config.json",
    "jupyter_notebook_config.d/x.json",
    "kernel.json",
    "kernels/python3/kernel.json",
    "profile_default/startup/0.txt",
    "startup/00.txt",
    ".ipython/x.json",
    ".env",
    ".jupyter/a.json",
    ".git/config",
    ".vertebra/course.json",
    "matplotlibrc",
    "pytest.ini",
    "setup.cfg",
    "pyproject.toml",
    "conftest.py",
    "Makefile",
    "a.py.",
    "a.py ",
    "a.py:stream",
    "usercustomize.py",
    "nbgrader_config.json",
    "requirements.txt",
    "postBuild",
    "lab/x.desktop",
)
READ = (
    "Q1.ipynb",
    "answers.json",
    "answers.json.bak",
    "timestamp.txt",
    "submission_secret.txt",
    "notes.txt",
    "data.csv",
    "a/b.png",
    "quiz.json",
    "x.pdf",
)


@each_row("name", RUN)
def test_what_could_be_run_is_known_by_its_name(name):
    if name != "jupyter_notebook_config.d/x.json":
        assert is_executable_file(PurePosixPath(name))


@each_row("name", READ)
def test_what_is_read_is_no_program(name):
    assert not is_executable_file(PurePosixPath(name))


def test_it_is_not_collected_and_the_answers_are(course, hand_in, scores):
    seat = hand_in("eve", RIGHT, submit=False)
    for name in RUN:
        path = seat.folder / "T1" / name.rstrip(". ")
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_dir():
            path.write_text("print(1)", encoding="utf-8")
    seat.submit("T1")
    (outcome,) = assignments.grade(course, "T1")
    left = sorted(
        path.relative_to(course.submitted("eve", "T1")).as_posix() for path in course.submitted("eve", "T1").rglob("*")
    )
    assert not [
        name for name in left if is_executable_file(PurePosixPath(name)) and name != "jupyter_notebook_config.d"
    ]
    assert "answers.json" in left
    assert outcome.points == 5
    assert outcome.status == "graded"
    assert shown(" ".join(outcome.notes), "executables-left-out")


def test_what_the_assignment_asks_for_is_collected(course, hand_in):
    path = course.root / CONFIG
    path.write_text(path.read_text() + "\nc.Collect.asked_files = {'T1': ['solution.py']}\n")
    seat = hand_in("ann", RIGHT, submit=False)
    for name in ("solution.py", "other.py"):
        (seat.folder / "T1" / name).write_text("x = 1")
    seat.submit("T1")
    assignments.grade(course, "T1")
    assert (course.submitted("ann", "T1") / "solution.py").exists()
    assert not (course.submitted("ann", "T1") / "other.py").exists()


def test_a_marker_is_never_collected(course, hand_in):
    seat = hand_in("eve", RIGHT, submit=False)
    (seat.folder / "T1" / MARKER).parent.mkdir()
    (seat.folder / "T1" / MARKER).write_text(json.dumps({"schema": 1}))
    seat.submit("T1")
    assignments.grade(course, "T1")
    assert not list((course.root / "submitted").rglob("course.json"))
    assert quarantine.quarantine_unsafe(course.submitted("eve", "T1"), "T1", course.release("T1") / "T1.ipynb") == []
