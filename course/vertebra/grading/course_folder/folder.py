"""A teacher's course folder: where things are in it, what its configuration says, and the secrets it keeps.

See decision 0174.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from vertebra import checked_json
from vertebra.errors import CourseError
from vertebra.quiz.question.bank import Bank, beside_shipped
from vertebra.quiz.release.release_file import check_quiz
from vertebra.quiz.storage import owner_only_umask
from vertebra.student_identity import id_fault
from vertebra.texts import _, pgettext

CONFIG = "nbgrader_config.py"
PRIVATE_FILE = 0o600
MARKER = Path(".vertebra") / "course.json"
"""What `vertebra teach` leaves in a course folder, for its owner alone; it is never collected from a student."""
STUDENT_FOLDERS = frozenset(("submitted", "autograded", "feedback", "exchange", "inbound", "outbound"))
"""Names of folders in which students' files lie: no course is in one."""


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
        """The folder of keys and the cohorts' secret, outside everything that nbgrader copies."""
        return self.root / "keys"

    @property
    def bank(self) -> Bank:
        """The questions and quizzes that the course ships, and the teacher's own in this folder."""
        return beside_shipped(self.root)

    def key_file(self, quiz: str) -> Path:
        """The key of the release of `quiz` that is handed out."""
        return self.keys / f"{quiz}.json"

    def release(self, quiz: str) -> Path:
        """The released assignment, which students fetch."""
        return self.root / "release" / quiz

    def submitted(self, student: str, quiz: str) -> Path:
        """The folder that nbgrader collected from a student."""
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

    def assignments(self) -> list[str]:
        """The quizzes, and whatever else lies in `source`: assignments of the teacher's own."""
        own = {path.name for path in (self.root / "source").glob("*") if any(path.glob("*.ipynb"))}
        return sorted({*self.quizzes(), *own})

    def students(self, quiz: str) -> list[str]:
        """The ids of those who have handed in `quiz`.

        A link in place of a folder is nobody, and neither is what can't be an id (see `refusals.list_refusals`).
        """
        students = []
        for folder in sorted((self.root / "submitted").glob("*")):
            if not id_fault(folder.name) and _is_folder(folder) and _is_folder(folder / quiz):
                students.append(folder.name)
        return students

    def key(self, quiz: str) -> dict[str, Any]:
        """The key of `quiz`.

        Raises
        ------
        CourseError
            Where it has not been built or can't be read.
        """
        path = self.key_file(quiz)
        if not path.exists():
            built = ", ".join(self.quizzes()) or "none"
            raise CourseError(
                pgettext(
                    "quiz-not-built",
                    "The quiz {quiz} has not been built in {root} (built: {built}). Build it with 'vertebra quiz build "
                    "{quiz_name} --course {root}'.",
                ).format(quiz=repr(quiz), root=self.root, built=built, quiz_name=quiz)
            )
        return _with_present_folders(read_quiz_file(path), self.root)

    def released(self, quiz: str) -> dict[str, Any]:
        """The quiz.json that students were given."""
        return read_quiz_file(require_built(self.release(quiz) / "quiz.json", quiz))

    def cohort_salt(self, cohort: str) -> str:
        """The secret that draws the variants of `cohort`: another cohort, another draw."""
        secret = require_built(self.keys / "cohort_secret", "").read_text(encoding="ascii").strip()
        return hashlib.sha256(f"{secret}\x1f{cohort}".encode()).hexdigest()

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other command of the course out meanwhile.

        Raises
        ------
        CourseError
            Where one is at work.
        """
        lock = FileLock(self.root / ".vertebra" / "course.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise CourseError(
                pgettext(
                    "course-busy",
                    "Another command is at work on {root}. Wait for it to end, then try again.",
                ).format(root=self.root)
            ) from None
        try:
            with owner_only_umask():
                yield
        finally:
            lock.release()


def _is_folder(path: Path) -> bool:
    """Whether `path` is a folder and no link to one; what can't be looked at is none."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def require_built(path: Path, quiz: str) -> Path:
    """`path` if it exists; otherwise say how it comes about."""
    if not path.exists():
        way = (
            _("Build the quiz with 'vertebra quiz build {quiz}'.").format(quiz=quiz)
            if quiz
            else _("Run 'vertebra teach' on the folder.")
        )
        raise CourseError(pgettext("not-built", "{path} is missing. {way}").format(path=path, way=way))
    return path


def find(folder: Path | None = None) -> Course:
    """Find the course at `folder`, or at the working directory or the nearest folder above it.

    Its configuration is a program: only a folder that `vertebra teach` made and marked, that belongs to this account
    and that nobody else can change is one.

    Raises
    ------
    CourseError
        Where there is none, with the reason.
    """
    start = (folder or Path.cwd()).expanduser().resolve()
    reasons = []
    for candidate in (start, *start.parents) if folder is None else (start,):
        if (candidate / CONFIG).exists() and (candidate / "keys").is_dir():
            fault = course_fault(candidate)
            if not fault:
                return Course(candidate)
            reasons.append(fault)
    if reasons:
        raise CourseError(reasons[0])
    raise CourseError(
        pgettext(
            "not-a-course",
            "{start} is not a course folder. Make one with 'vertebra teach {start}', or name yours.",
        ).format(start=start)
    )


def course_fault(folder: Path) -> str:
    """Why the configuration in `folder` is not read; empty where it may be."""
    fault = foreign_fault(folder)
    marker = folder / MARKER
    if fault:
        return fault
    if not marker.exists() and not marker.is_symlink():
        return pgettext(
            "course-not-marked",
            "{folder} is not marked as a course. If you made it with an earlier version, run 'vertebra teach "
            "{folder}' once; if it came from somebody else, don't: its configuration is a program.",
        ).format(folder=folder)
    return _owner_fault(marker, 0o077)


def foreign_fault(folder: Path) -> str:
    """Why `folder` may hold what somebody else wrote; empty where it can't, as far as the system can tell."""
    below = sorted(STUDENT_FOLDERS.intersection(parent.name for parent in folder.parents))
    if below:
        return pgettext(
            "course-among-students-files",
            "{folder} lies in a folder called {below}, where students' files are: it is never taken for a "
            "course. Name your course with --course, or move it.",
        ).format(folder=folder, below=repr(below[0]))
    places = (folder, folder / CONFIG, folder / "keys", folder / MARKER)
    return next((fault for place in places if place.exists() and (fault := _owner_fault(place, 0o022))), "")


def _owner_fault(path: Path, others: int) -> str:
    """Why `path` is not this account's alone; `others` are the modes that nobody else may have."""
    state = path.lstat()
    if stat.S_ISLNK(state.st_mode):
        return _("{path} is a link; a course folder holds its own files.").format(path=path)
    if not hasattr(os, "geteuid"):
        return ""
    if state.st_uid != os.geteuid():
        return _(
            "{path} belongs to another account: its configuration is not run. Work under that account, or use chown."
        ).format(path=path)
    if stat.S_IMODE(state.st_mode) & others:
        return _(
            "Others can {others_text} {path}: its configuration is not run. Correct its modes (chmod "
            "go-{others_modes}); where the disk keeps no modes, move the course to one that does."
        ).format(
            others_text=_("write to") if others == 0o022 else _("read"),
            path=path,
            others_modes="w" if others == 0o022 else _("rwx"),
        )
    return ""


def exchange_folder(course: Course) -> Path:
    """The exchange, as the course's configuration says."""
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
def env_bin_on_path() -> Iterator[None]:
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


def _with_present_folders(key: dict[str, Any], root: Path) -> dict[str, Any]:
    """The key, with the folders of the teacher's own questions where the course folder is now."""
    for item in key.get("items", ()):
        own = root / "questions" / str(item.get("id"))
        for variant in item.get("variants", ()):
            if "folder" in variant and own.is_dir():
                variant["folder"] = str(own)
    return key


def read_quiz_file(path: Path) -> dict[str, Any]:
    """A quiz.json or key.json of the course folder.

    Raises
    ------
    CourseError
        Where it is damaged.
    """
    try:
        content = checked_json.read(path, dict[str, Any])
        check_quiz(content)
    except (OSError, checked_json.ShapeError) as error:
        raise CourseError(
            pgettext("quiz-file-unreadable", "{path} can't be read ({error}). Build the quiz again.").format(
                path=path, error=error
            )
        ) from error
    return content
