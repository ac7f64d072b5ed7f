"""Where the project's own files lie. The package runs from a checkout (an editable install)."""

from pathlib import Path

from vertebra.errors import CourseError
from vertebra.texts import _

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "assets"
TABLES = ASSETS / "tables"
BIBLIOGRAPHY = ASSETS / "references.bib"
FIGURES = ASSETS / "figures"
LESSONS = ROOT / "course" / "lessons"
SELF_CHECKS = ROOT / "course" / "self_checks"
QUESTIONS = ROOT / "course" / "questions"
QUIZZES = QUESTIONS / "quizzes"
TEACHING = ROOT / "course" / "teaching"
NOTEBOOKS = ROOT / "notebooks"


def require(path: Path) -> Path:
    """Return `path` if it exists; otherwise say which file of the course is missing."""
    if not path.exists():
        raise CourseError(
            _("The course file {path} is missing. Get a complete copy of the course and install it again.").format(
                path=path
            )
        )
    return path
