"""Pages and parts of pages from templates, as HTML that needs nothing from elsewhere.

An item with answer, score and feedback for formgrader; feedback pages, previews and reports. See decision 0183.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from vertebra import cache
from vertebra.errors import CourseError
from vertebra.grading.autograde.page_templates import escaping_environment
from vertebra.grading.autograde.score_items import ItemScore
from vertebra.grading.formats import status_text, two_decimals
from vertebra.quiz.question.formulas import escape_and_typeset
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.storage import write_atomic
from vertebra.texts import _

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")
VERDICTS = {
    "right": _("Right"),
    "partly": _("Partly right"),
    "wrong": _("Not right"),
    "blank": _("Not answered"),
    "unreadable": _("Could not be read"),
    "by hand": _("Graded by your teacher"),
    "held": _("Waiting for your teacher"),
    "rejected": _("Does not count"),
    "noted": _("Noted"),
    "credited": _("Counted in full for everybody"),
}


def item_html(mark: ItemScore) -> str:
    """One item for the graded notebook: what formgrader shows to the person who grades."""
    return render("item.html", mark=mark.as_json(), for_grader=True)


def render(template: str, **values: Any) -> str:
    """A page or a part of one. Every value is escaped; only Markdown from the course's own questions is not."""
    return str(_environment().get_template(template).render(**values))


def write_page(path: Path, page: str) -> None:
    """Write a page that somebody asked for.

    Raises
    ------
    CourseError
        Where it can't be written.
    """
    try:
        write_atomic(path, page.encode("utf-8"))
    except OSError as error:
        raise CourseError(
            _("The page can't be written to {path}: {strerror}. Give another file.").format(
                path=path, strerror=error.strerror
            )
        ) from error


@cache.CONSTANTS.memoize
def _environment() -> Environment:
    environment = escaping_environment(TEMPLATES)
    environment.filters["markdown"] = markdown
    environment.filters["markdown_line"] = markdown_line
    environment.filters["sentence"] = sentence
    environment.filters["words"] = student_text
    environment.filters["points"] = two_decimals
    environment.filters["status"] = status_text
    environment.globals["verdicts"] = VERDICTS
    environment.globals["kind_of"] = kind_of
    environment.filters["deed"] = objective_text
    return environment


def markdown(text: str) -> Any:
    """The course's own Markdown as HTML, as the student saw it; raw HTML in it is escaped."""
    from markupsafe import Markup

    from vertebra.quiz.question.render_item import html

    return Markup(html(text))


def markdown_line(text: str) -> Any:
    """A line of Markdown, such as an option, without a paragraph around it."""
    from markupsafe import Markup

    from vertebra.quiz.question.render_item import inline_html

    return Markup(inline_html(text))


def sentence(said: object) -> Any:
    """A sentence of feedback; the words of a student in it are text."""
    from markupsafe import Markup

    from vertebra.quiz.question.render_item import sentence_html

    return Markup(sentence_html(said))


def student_text(text: str) -> Any:
    """Text that a student or a teacher typed, with its formulas typeset; no mark-up in it works."""
    from markupsafe import Markup

    return Markup(escape_and_typeset(text))


def objective_text(objective: str) -> str:
    """An objective with what it says, such as "L01.1: Calculate T-scores"; its id alone where no lesson has it."""
    from vertebra.quiz.question.objectives import objectives

    said = objectives().get(objective, "")
    return f"{objective}: {said}" if said else objective
