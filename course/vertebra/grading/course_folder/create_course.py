"""A teacher's course folder made, or brought up to date: folders, secret, gradebook, nbgrader's configuration."""

from __future__ import annotations

import ast
import re
import secrets
from pathlib import Path

from vertebra.errors import CourseError
from vertebra.grading.course_folder.folder import (
    CONFIG,
    MARKER,
    PRIVATE_FILE,
    Course,
    database_url,
    exchange_folder,
    foreign_fault,
)
from vertebra.grading.former_names import renewed
from vertebra.paths import ROOT, TEACHING, require
from vertebra.quiz.storage import owner_only_umask, write_atomic
from vertebra.texts import _, pgettext

PRIVATE_FOLDER = 0o700
COURSE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
FOLDERS = (
    "questions",
    "quizzes",
    "keys",
    "source",
    "release",
    "submitted",
    "autograded",
    "feedback",
    "reports",
    "backups",
    ".vertebra",
)


def create(
    folder: Path,
    *,
    exchange: Path | None = None,
    course_id: str = "vertebra",
    secret: str | None = None,
    allow_in_repository: bool = False,
    database: str = "",
) -> Course:
    """Make a course folder, or bring one up to date; nothing that is already in it is lost.

    Parameters
    ----------
    folder
        Where.
    exchange
        Where students fetch and hand in; inside the folder if None.
    course_id
        nbgrader's name for the course.
    secret
        Fixes the draw of variants, for demonstrations only.
    allow_in_repository
        Allow a folder inside a git checkout.
    database
        The address of a gradebook on a server, as SQLAlchemy writes it; a file in the folder if empty.

    Raises
    ------
    CourseError
        Where the folder lies inside a git checkout or among students' files, is not empty and no course, is another
        account's, or can't be written.
    """
    folder = folder.expanduser().resolve()
    if not COURSE_ID.fullmatch(course_id):
        raise CourseError(
            pgettext("course-id", "The course id is {course_id}; it may hold letters, digits, '_' and '-'.").format(
                course_id=repr(course_id)
            )
        )
    if not allow_in_repository:
        _refuse_repository(folder)
    if folder.is_dir() and any(folder.iterdir()) and not (folder / CONFIG).exists():
        raise CourseError(
            pgettext(
                "folder-not-empty",
                "{folder} is not empty and is no course folder. Give a new or an empty folder.",
            ).format(folder=folder)
        )
    if database and not (folder / CONFIG).exists():
        from vertebra.grading.course_folder.gradebook_tables import check_connection

        check_connection(database)
    if fault := foreign_fault(folder):
        raise CourseError(fault)
    course = Course(folder)
    try:
        with owner_only_umask():
            _lay_out(course, exchange, course_id, secret, database)
            _mark(course)
    except OSError as error:
        raise CourseError(
            _("The course folder {folder} can't be made: {strerror}.").format(
                folder=folder, strerror=error.strerror or error
            )
        ) from error
    return course


def _refuse_repository(folder: Path) -> None:
    for parent in (folder, *folder.parents):
        if parent == ROOT or (parent / ".git").exists():
            raise CourseError(
                pgettext(
                    "course-in-repository",
                    "{folder} lies inside the repository {parent}; keys and grades could be published by accident. "
                    "Give a folder outside it, or add --anyway.",
                ).format(folder=folder, parent=parent)
            )


def _lay_out(course: Course, exchange: Path | None, course_id: str, secret: str | None, database: str) -> None:
    course.root.mkdir(parents=True, exist_ok=True)
    for path in (course.root, *(course.root / name for name in FOLDERS)):
        path.mkdir(exist_ok=True)
        path.chmod(PRIVATE_FOLDER)
    cohort_secret = course.keys / "cohort_secret"
    if not cohort_secret.exists():
        write_atomic(cohort_secret, (secret or secrets.token_hex(32)).encode("ascii"))
    cohort_secret.chmod(PRIVATE_FILE)
    if not (course.root / CONFIG).exists():
        _write_configs(course, exchange, course_id, database)
    else:
        _renew_config(course)
    if database and database != database_url(course):
        from vertebra.grading.course_folder.gradebook_tables import address_without_password

        here = address_without_password(database_url(course))
        raise CourseError(
            pgettext(
                "gradebook-not-moved",
                "{root} has its gradebook at {here}; grades are not moved. Give a new folder for another gradebook.",
            ).format(root=course.root, here=here)
        )
    shared = exchange_folder(course)
    if not shared.exists():
        shared.mkdir(parents=True)
        # nbgrader asks for an exchange that everybody may write to; inside a private folder nobody else gets there.
        shared.chmod(0o777)
    from vertebra.grading.course_folder.gradebook_tables import make_gradebook

    make_gradebook(database_url(course), course_id)
    if course.database.exists():
        course.database.chmod(PRIVATE_FILE)


def _mark(course: Course) -> None:
    """Leave the mark by which commands know the folder again (see `course.find`)."""
    marker = course.root / MARKER
    if not marker.exists():
        write_atomic(marker, b'{"schema": 1}\n')
    marker.chmod(PRIVATE_FILE)


def _renew_config(course: Course) -> None:
    """Bring the configuration of an older course up to date; what it sets stays as it is.

    Names of modules and classes that were called otherwise get today's; what is not set yet is added.
    """
    file, today = course.root / CONFIG, _template()
    before = file.read_text(encoding="utf-8")
    kept = renewed(before)
    here = _settings(kept)
    missing = [text for name, text in _settings(today).items() if name not in here and "{{" not in text]
    if missing:
        imports = [line for line in today.splitlines() if line.startswith(("from ", "import ")) and line not in kept]
        added = "\n".join(["", "# Added when the course was brought up to date.", *imports, *missing, ""])
        kept = f"{kept.rstrip()}\n{added}"
    if kept != before:
        write_atomic(file, kept.encode())


def _settings(config: str) -> dict[str, str]:
    """The settings of a configuration by name (`c.Autograde.pre_convert_hook`), with the line that sets each."""
    try:
        lines = ast.parse(config).body
    except SyntaxError as error:
        raise CourseError(
            pgettext(
                "configuration-unreadable",
                "Line {lineno} of the course's {config} can't be read; mend it: {msg}.",
            ).format(lineno=error.lineno, config=CONFIG, msg=error.msg)
        ) from None
    settings = {}
    for line in lines:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Attribute):
            settings[ast.unparse(line.targets[0])] = str(ast.get_source_segment(config, line))
    return settings


def _template() -> str:
    return require(TEACHING / CONFIG).read_text(encoding="utf-8")


def _write_configs(course: Course, exchange: Path | None, course_id: str, database: str) -> None:
    if set(database) & set('"\\\n'):
        raise CourseError(_("The gradebook's address has a quotation mark, a backslash or a line break in it."))
    where = str(exchange.expanduser().resolve()) if exchange else "exchange"
    if '"' in where:
        raise CourseError(
            _("The exchange folder {where} has a quotation mark in its name. Give another folder.").format(
                where=repr(where)
            )
        )
    text = _template().replace("{{ course_id }}", course_id).replace("{{ exchange }}", where)
    if database:
        text += f'\n# The gradebook is on a server.\nc.CourseDirectory.db_url = "{database}"\n'
    write_atomic(course.root / CONFIG, text.encode("utf-8"))
    students = (
        "# Students put this file into ~/.jupyter, so that nbgrader finds the course.\n"
        "import os\n\nc = get_config()  # noqa: F821\n"
        f'c.CourseDirectory.course_id = "{course_id}"\n'
        f'c.Exchange.root = r"{exchange_folder(course)}"\n'
        "# On a hub whose users share one account of the system, each hands in under the hub's name.\n"
        'if os.environ.get("JUPYTERHUB_USER"):\n'
        '    c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]\n'
    )
    write_atomic(course.root / "for_students" / CONFIG, students.encode("utf-8"))
