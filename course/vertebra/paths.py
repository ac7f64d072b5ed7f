"""Where the project's own files lie: in a checkout beside the package, in an installed copy inside it, under `data`.

See decision 0192.
"""

from pathlib import Path

from vertebra.errors import CourseError
from vertebra.texts import _

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE / "data" if (PACKAGE / "data").is_dir() else PACKAGE.parents[1]
ASSETS = ROOT / "assets"
TABLES = ASSETS / "tables"
SHEETS = ASSETS / "sheets"
BIBLIOGRAPHY = ASSETS / "references.bib"
FIGURES = ASSETS / "figures"
LESSONS = ROOT / "course" / "lessons"
SELF_CHECKS = ROOT / "course" / "self_checks"
QUESTIONS = ROOT / "course" / "questions"
QUIZZES = QUESTIONS / "quizzes"
TEACHING = ROOT / "course" / "teaching"
NOTEBOOKS = ROOT / "notebooks"
CHECKOUT = PACKAGE.parents[1] == ROOT
STUDENTS_COPY = not CHECKOUT and not QUESTIONS.is_dir()
"""Whether this is an installed copy without the teaching part, which brings the graded questions."""


def require(path: Path) -> Path:
    """Return `path` if it exists.

    Raises
    ------
    CourseError
        Names the missing course file.
    """
    if not path.exists():
        raise CourseError(
            _("The course file {path} is missing. Get a complete copy of the course and install it again.").format(
                path=path
            )
        )
    return path
