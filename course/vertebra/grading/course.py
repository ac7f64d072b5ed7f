"""A teacher's course folder: where things are in it, how it is made, and the secrets it keeps."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from vertebra.errors import CourseError
from vertebra.paths import ROOT, TEACHING, require
from vertebra.quiz.storage import replace_file

CONFIG = "nbgrader_config.py"
PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
COURSE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
FOLDERS = ("keys", "source", "release", "submitted", "autograded", "feedback", "reports", "backups", ".vertebra")


@dataclass(frozen=True)
class Course:
    """A course folder made by `create`. Paths are absolute."""

    root: Path

    @property
    def database(self) -> Path:
        """nbgrader's gradebook."""
        return self.root / "gradebook.db"

    @property
    def keys(self) -> Path:
        """Where keys and the cohorts' secret lie: outside everything that nbgrader copies."""
        return self.root / "keys"

    def key_file(self, quiz: str) -> Path:
        """The key of the release of `quiz` that is handed out."""
        return self.keys / f"{quiz}.json"

    def release(self, quiz: str) -> Path:
        """What students fetch."""
        return self.root / "release" / quiz

    def submitted(self, student: str, quiz: str) -> Path:
        """What nbgrader collected from a student."""
        return self.root / "submitted" / student / quiz

    def autograded(self, student: str, quiz: str) -> Path:
        """The student's graded notebook."""
        return self.root / "autograded" / student / quiz

    def feedback(self, student: str, quiz: str) -> Path:
        """The student's feedback page."""
        return self.root / "feedback" / student / quiz

    def quizzes(self) -> list[str]:
        """The quizzes that have been built here."""
        stems = {path.stem for path in self.keys.glob("*.json")}
        return sorted(stem for stem in stems if "." not in stem and stem != "decisions")

    def students(self, quiz: str) -> list[str]:
        """Who has handed in `quiz`. A link in place of a folder is nobody."""
        found = []
        for folder in sorted((self.root / "submitted").glob("*")):
            inner = folder / quiz
            if not folder.is_symlink() and not inner.is_symlink() and inner.is_dir():
                found.append(folder.name)
        return found

    def key(self, quiz: str) -> dict[str, Any]:
        """The key of `quiz`. Raises CourseError where it has not been built or can't be read."""
        path = self.key_file(quiz)
        if not path.exists():
            built = ", ".join(self.quizzes()) or "none"
            raise CourseError(
                f"The quiz {quiz!r} has not been built in {self.root} (built: {built}). "
                f"Build it with 'vertebra quiz build {quiz} --course {self.root}'."
            )
        return _object(path)

    def released(self, quiz: str) -> dict[str, Any]:
        """The quiz.json that students were given."""
        return _object(require_built(self.release(quiz) / "quiz.json", quiz))

    def cohort_salt(self, cohort: str) -> str:
        """The secret that draws the variants of `cohort`: another cohort, another draw."""
        secret = require_built(self.keys / "cohort_secret", "").read_text(encoding="ascii").strip()
        return hashlib.sha256(f"{secret}\x1f{cohort}".encode()).hexdigest()

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other command of the course out meanwhile. Raises CourseError where one is at work."""
        lock = FileLock(self.root / ".vertebra" / "course.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise CourseError(
                f"Another command is at work on {self.root}. Wait for it to end, then try again."
            ) from None
        try:
            with private():
                yield
        finally:
            lock.release()


def require_built(path: Path, quiz: str) -> Path:
    """`path` if it exists; otherwise say how it comes about."""
    if not path.exists():
        way = f"Build the quiz with 'vertebra quiz build {quiz}'." if quiz else "Run 'vertebra teach' on the folder."
        raise CourseError(f"{path} is missing. {way}")
    return path


def find(folder: Path | None = None) -> Course:
    """The course at `folder`, or at the working directory or the nearest folder above it.

    Raises CourseError where there is none.
    """
    start = (folder or Path.cwd()).expanduser().resolve()
    for candidate in (start, *start.parents) if folder is None else (start,):
        if (candidate / CONFIG).exists() and (candidate / "keys").is_dir():
            return Course(candidate)
    raise CourseError(f"{start} is not a course folder. Make one with 'vertebra teach {start}', or name yours.")


def create(
    folder: Path,
    *,
    exchange: Path | None = None,
    course_id: str = "vertebra",
    roster: Path | None = None,
    secret: str | None = None,
    anyway: bool = False,
    database: str = "",
) -> Course:
    """Make a course folder, or bring one up to date; nothing that is already in it is lost.

    `database` is the address of a gradebook on a server (SQLAlchemy's way of writing it); a file in the folder if empty.
    `exchange` is where students fetch and hand in (inside the folder if not given). `secret` fixes the draw of variants, for
    demonstrations only. Raises CourseError where the folder lies inside a git checkout (unless `anyway`), is not
    empty and no course, or can't be written.
    """
    folder = folder.expanduser().resolve()
    if not COURSE_ID.fullmatch(course_id):
        raise CourseError(f"The course id is {course_id!r}; it may hold letters, digits, '_' and '-'.")
    if not anyway:
        _refuse_repository(folder)
    if folder.is_dir() and any(folder.iterdir()) and not (folder / CONFIG).exists():
        raise CourseError(f"{folder} is not empty and is no course folder. Give a new or an empty folder.")
    if database and not (folder / CONFIG).exists():
        from vertebra.grading.roster import reach

        reach(database)
    course = Course(folder)
    try:
        with private():
            _lay_out(course, exchange, course_id, secret, database)
            if roster is not None:
                from vertebra.grading.roster import add_students, read_roster

                add_students(course, read_roster(roster))
    except OSError as error:
        raise CourseError(f"The course folder {folder} can't be made: {error.strerror or error}.") from error
    return course


def _refuse_repository(folder: Path) -> None:
    for parent in (folder, *folder.parents):
        if parent == ROOT or (parent / ".git").exists():
            raise CourseError(
                f"{folder} lies inside the repository {parent}; keys and grades could be published by accident. "
                "Give a folder outside it, or add --anyway."
            )


def _lay_out(course: Course, exchange: Path | None, course_id: str, secret: str | None, database: str) -> None:
    course.root.mkdir(parents=True, exist_ok=True)
    for path in (course.root, *(course.root / name for name in FOLDERS)):
        path.mkdir(exist_ok=True)
        path.chmod(PRIVATE_FOLDER)
    cohort_secret = course.keys / "cohort_secret"
    if not cohort_secret.exists():
        replace_file(cohort_secret, (secret or secrets.token_hex(32)).encode("ascii"))
    cohort_secret.chmod(PRIVATE_FILE)
    if not (course.root / CONFIG).exists():
        _write_configs(course, exchange, course_id, database)
    elif database and database != database_url(course):
        from vertebra.grading.roster import shown_address

        here = shown_address(database_url(course))
        raise CourseError(
            f"{course.root} has its gradebook at {here}; grades are not moved. Give a new folder for another gradebook."
        )
    shared = exchange_folder(course)
    if not shared.exists():
        shared.mkdir(parents=True)
        # nbgrader asks for an exchange that everybody may write to; inside a private folder nobody else gets there.
        shared.chmod(0o777)
    from vertebra.grading.roster import make_gradebook

    make_gradebook(database_url(course), course_id)
    if course.database.exists():
        course.database.chmod(PRIVATE_FILE)


def _write_configs(course: Course, exchange: Path | None, course_id: str, database: str) -> None:
    if set(database) & set('"\\\n'):
        raise CourseError("The gradebook's address has a quotation mark, a backslash or a line break in it.")
    where = str(exchange.expanduser().resolve()) if exchange else "exchange"
    if '"' in where:
        raise CourseError(f"The exchange folder {where!r} has a quotation mark in its name. Give another folder.")
    template = require(TEACHING / CONFIG).read_text(encoding="utf-8")
    text = template.replace("{{ course_id }}", course_id).replace("{{ exchange }}", where)
    if database:
        text += f'\n# The gradebook is on a server.\nc.CourseDirectory.db_url = "{database}"\n'
    replace_file(course.root / CONFIG, text.encode("utf-8"))
    students = (
        "# Students put this file into ~/.jupyter, so that nbgrader finds the course.\n"
        "import os\n\nc = get_config()  # noqa: F821\n"
        f'c.CourseDirectory.course_id = "{course_id}"\n'
        f'c.Exchange.root = r"{exchange_folder(course)}"\n'
        "# On a hub whose users share one account of the system, each hands in under the hub's name.\n"
        'if os.environ.get("JUPYTERHUB_USER"):\n'
        '    c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]\n'
    )
    replace_file(course.root / "for_students" / CONFIG, students.encode("utf-8"))


def exchange_folder(course: Course) -> Path:
    """Where students fetch and hand in, as the course's configuration says."""
    return Path(load_config(course).Exchange.root)


def load_config(course: Course) -> Any:
    """The course's nbgrader configuration."""
    from traitlets.config.loader import PyFileConfigLoader

    return PyFileConfigLoader(CONFIG, path=str(course.root)).load_config()


def database_url(course: Course) -> str:
    """The gradebook's address for SQLAlchemy: the configuration's own, where it gives one."""
    configured = load_config(course).CourseDirectory
    return str(configured.db_url) if "db_url" in configured else f"sqlite:///{course.database}"


def this_year() -> str:
    """The cohort taken where none is named."""
    return str(date.today().year)


@contextlib.contextmanager
def private() -> Iterator[None]:
    """Files made meanwhile are nobody else's to read."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextlib.contextmanager
def environment_on_path() -> Iterator[None]:
    """Programs of this Python environment are found: nbgrader calls `alembic` by its bare name."""
    import sysconfig

    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join((sysconfig.get_path("scripts"), before))
    try:
        yield
    finally:
        os.environ["PATH"] = before


def is_private(path: Path) -> bool:
    """Whether only its owner can read `path`; always true where the system has no such modes."""
    return os.name == "nt" or not stat.S_IMODE(path.stat().st_mode) & 0o077


def _object(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CourseError(f"{path} can't be read ({error}). Build the quiz again.") from error
    if not isinstance(found, dict):
        raise CourseError(f"{path} does not hold a quiz. Build the quiz again.")
    return found
