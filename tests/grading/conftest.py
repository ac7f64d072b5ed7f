"""A small quiz of every kind, a course that has built it, and students who answer it through nbgrader itself."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from grading.hostile_class import HostileClass, grade_class
from small_quiz import write_small_quiz

from vertebra.grading.course_folder.build_quiz import build
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.course_folder.folder import Course, find
from vertebra.grading.demo.student_client import StudentClient
from vertebra.quiz.release.variants import assign_variant
from vertebra.quiz.session import answers as answers_file
from vertebra.quiz.session.answers import Answer, Answers


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A class of dozens of students, each with another fault, is graded in the whole run: it takes seconds to set
    up."""
    for item in items:
        if "whole_class" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_quiz(tmp_path_factory.mktemp("questions"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, questions: Path) -> Course:
    """A course folder that has handed out T1; nobody writes to it."""
    if sys.platform == "win32":
        pytest.skip("nbgrader has no exchange on Windows")
    made = create(tmp_path_factory.mktemp("built") / "course", secret="0" * 64)
    build(made, "T1", "2027", questions=questions)
    return made


@pytest.fixture
def course(tmp_path: Path, built: Course) -> Course:
    """A copy of `built` for one test: a course folder can be moved."""
    shutil.copytree(built.root, tmp_path / "course")
    return find(tmp_path / "course")


Handed = Callable[..., StudentClient]


@pytest.fixture
def hand_in(course: Course, tmp_path: Path) -> Handed:
    """`hand_in(student, values, submit=True)`: fetch T1, answer as `values` say ("right", "wrong" or a value),
    submit."""

    def play(student: str, values: dict[str, Any], /, *, submit: bool = True, **changes: Any) -> StudentClient:
        seat = StudentClient(course, student, tmp_path / "home" / student)
        folder = seat.fetch("T1")
        released = json.loads((folder / "quiz.json").read_text(encoding="utf-8"))
        answers_file.write(folder / answers_file.FILE, answered(course, released, student, values, **changes))
        if submit:
            seat.submit("T1")
        return seat

    return play


def answered(
    course: Course, released: dict[str, Any], student: str, values: dict[str, Any], /, **changes: Any
) -> Answers:
    """Answers as the widget writes them, with the student's own variants."""
    variants, found = {}, {}
    for item in released["items"]:
        count = len(item["variants"])
        variants[item["id"]] = assign_variant(
            released["draw_salt"], released["course"], "T1", item["id"], student, count
        )
        if item["id"] in values:
            value = values[item["id"]]
            if value in ("right", "wrong"):
                value = by_key(course.key("T1"), item["id"], variants[item["id"]], value)
            found[item["id"]] = Answer(value, "2026-11-23T09:00:00+00:00", 1, 20.0)
    head = {"quiz": "T1", "release": released["release"], "student": student, "student_from": "exchange"}
    return Answers(**{**head, "variants": variants, "answers": found, **changes})


def by_key(key: dict[str, Any], item: str, variant: int, which: str) -> Any:
    """A right or a wrong value, read from the key."""
    entry = next(one for one in key["items"] if one["id"] == item)
    secret = entry["variants"][variant]
    if entry["kind"] == "numeric":
        return f"{secret['value'] + (0 if which == 'right' else 50):.0f} mm"
    ids = [option["id"] for option in secret["options"] if option["right"] == (which == "right")]
    return tuple(ids) if entry["kind"] == "multiple" else ids[0]


@pytest.fixture(scope="module")
def graded_classes() -> dict[str, HostileClass]:
    """The class of a module, once it has been graded."""
    return {}


@pytest.fixture
def whole_class(
    request: pytest.FixtureRequest,
    course: Course,
    hand_in: Handed,
    scores: Callable[[], Any],
    graded_classes: dict[str, HostileClass],
) -> HostileClass:
    """The class of the module's CASES, graded once for all its tests (see `hostile_class`)."""
    if not graded_classes:
        options = {"before_submitting": "BEFORE_SUBMITTING", "answers": "ANSWERS"}
        given = {name: vars(request.module)[own] for name, own in options.items() if own in vars(request.module)}
        graded_classes["T1"] = grade_class(course, hand_in, scores, request.module.CASES, **given)
    return graded_classes["T1"]


Scores = dict[str, dict[str, tuple[float | None, bool]]]


@pytest.fixture
def scores(course: Course) -> Callable[[], Scores]:
    """What the gradebook says: by student and item the automatic score, and whether a person is asked for."""
    return lambda: read_scores(course.database)


def read_scores(database_file: Path, quiz: str = "T1") -> Scores:
    query = """
        SELECT a.student_id, b.name, g.auto_score, g.needs_manual_grade FROM grade g
        JOIN base_cell b ON b.id = g.cell_id
        JOIN submitted_notebook n ON n.id = g.notebook_id
        JOIN submitted_assignment a ON a.id = n.assignment_id
        JOIN assignment t ON t.id = a.assignment_id WHERE t.name = ?
    """
    found: Scores = {}
    with closing(sqlite3.connect(database_file)) as database:
        for student, item, points, manual in database.execute(query, (quiz,)):
            found.setdefault(student, {})[item] = (points, bool(manual))
    return found


def _postgres() -> Path | None:
    """Where the server's programs lie; Debian keeps them off the path."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((place for place in reversed(places) if (place / "pg_ctl").exists()), None)


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, reached by a socket in its own folder."""
    pytest.importorskip("psycopg2")
    programs = _postgres()
    if programs is None or os.name != "posix":
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    place = Path(tempfile.mkdtemp(prefix="vxpg"))
    someone: dict[str, Any] = {}
    if os.geteuid() == 0:
        # The server refuses to run as root; Debian's package makes this user.
        shutil.chown(place, "postgres")
        someone = {"user": "postgres"}

    def call(name: str, *arguments: object) -> None:
        subprocess.run(
            [programs / name, *arguments], check=True, capture_output=True, cwd=place, timeout=300, **someone
        )

    call("initdb", "-D", place / "data", "-U", "teacher", "--auth=trust", "-E", "UTF8")
    call("pg_ctl", "-D", place / "data", "-w", "-l", place / "log", "-o", f"-k {place} -c listen_addresses=''", "start")
    try:
        yield f"postgresql+psycopg2://teacher@/postgres?host={place}"
    finally:
        call("pg_ctl", "-D", place / "data", "-m", "immediate", "stop")
        shutil.rmtree(place, ignore_errors=True)
