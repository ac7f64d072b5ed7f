"""nbgrader's formgrader with pages of our own, which escape everything and ask no other host.

nbgrader's own templates print ids and names as they are, and its server sends no policy that would stop a script in
one. They are replaced in the process that serves them, as soon as the course's configuration is read there and before
a page is. No script but formgrader's own runs. See decision 0171.
"""

from __future__ import annotations

import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vertebra import cache
from vertebra.grading.autograde.page_templates import escaping_environment
from vertebra.grading.course_folder import student_guard
from vertebra.texts import _

if TYPE_CHECKING:
    from jinja2 import Environment

    from vertebra.grading.nbgrader_plugins.marking_queue import WaitingQuestion

TEMPLATES = Path(__file__).with_name("templates") / "formgrader"
HANDLERS = "nbgrader.server_extensions.formgrader.handlers"
DENY_ALL = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"
"""The policy for what is no page of formgrader's: answers of its interface, and the files beside a submission."""
_NONCE = "_vertebra_nonce"


@dataclass(frozen=True)
class ListPage:
    """A page that lists something.

    Where it stands in the menu, what its columns are, which of nbgrader's scripts fills it. `values` are the
    template's values that the script wants as variables, `trail` the way back to `home`, `modal` what `new` opens.
    """

    section: str
    title: str
    columns: tuple[str, ...]
    script: str
    values: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    new: str = ""
    modal: str = ""
    reveal: bool = False
    help: str = ""
    home: str = ""


SCORES = (_("Overall score"), _("Code score"), _("Written score"), _("Task score"))
MARKS = (_("Needs manual grade?"), _("Below full marks?"), _("Flagged?"))
MEANS = (_("Avg. score"), _("Avg. code score"), _("Avg. written score"), _("Avg. task score"))
BUTTONS = (_("Edit"), _("Generate"), _("Preview"), _("Release"), _("Collect"))
FEEDBACK = (_("Generate feedback"), _("Release feedback"))
PAGES = {
    "manage_assignments.tpl": ListPage(
        section="manage_assignments",
        title=_("Manage assignments"),
        columns=(_("Name"), _("Due date"), _("Status"), *BUTTONS, _("Submissions"), *FEEDBACK),
        plain=(*BUTTONS, *FEEDBACK),
        script="manage_assignments.js",
        values=("url_prefix", "default_timezone"),
        new=_("Add an assignment"),
        modal="createAssignmentModal",
        help="assignments",
    ),
    "manage_submissions.tpl": ListPage(
        section="manage_assignments",
        title=_("Manage submissions"),
        home=_("Manage assignments"),
        columns=(_("Student"), _("Student id"), _("Handed in"), _("State"), _("Score"), _("Autograde"), *FEEDBACK),
        plain=(_("Autograde"), *FEEDBACK),
        script="manage_submissions.js",
        values=("assignment_id",),
        trail=("assignment_id",),
        help="submissions",
    ),
    "gradebook_assignments.tpl": ListPage(
        section="gradebook",
        title=_("Manual grading"),
        columns=(_("Assignment"), _("Due date"), _("Submissions"), _("Score")),
        script="gradebook_assignments.js",
    ),
    "gradebook_notebooks.tpl": ListPage(
        section="gradebook",
        title=_("Manual grading"),
        columns=(_("Notebook"), *MEANS, MARKS[0]),
        script="gradebook_notebooks.js",
        values=("assignment_id",),
        trail=("assignment_id",),
    ),
    "gradebook_notebook_submissions.tpl": ListPage(
        section="gradebook",
        title=_("Manual grading"),
        columns=("", _("Submission"), *SCORES, *MARKS),
        script="gradebook_notebook_submissions.js",
        values=("assignment_id", "notebook_id"),
        trail=("assignment_id", "notebook_id"),
        reveal=True,
    ),
    "manage_students.tpl": ListPage(
        section="manage_students",
        title=_("Manage students"),
        columns=(_("Name"), _("Student id"), _("E-mail"), _("Overall score"), _("Edit")),
        plain=(_("Edit"),),
        script="manage_students.js",
        new=_("Add a student"),
        modal="createStudentModal",
    ),
    "manage_students_assignments.tpl": ListPage(
        section="manage_students",
        title=_("Manage students"),
        columns=(_("Assignment"), *SCORES, MARKS[0]),
        script="manage_students_assignments.js",
        values=("student_id",),
        trail=("student_id",),
    ),
    "manage_students_notebook_submissions.tpl": ListPage(
        section="manage_students",
        title=_("Manage students"),
        columns=(_("Notebook"), *SCORES, *MARKS),
        script="manage_students_notebook_submissions.js",
        values=("student_id", "assignment_id"),
        trail=("student_id", "assignment_id"),
    ),
}
"""By the names under which nbgrader's server asks for them."""


def template_paths() -> list[str]:
    """Put our pages in place where formgrader is being served; the course's configuration calls it."""
    install()
    return [str(TEMPLATES)]


def install() -> None:
    """Let this process serve our pages, each with a policy, where it serves formgrader.

    Its gradebook is guarded as well (see `student_guard`).
    """
    if "nbgrader.api" in sys.modules:
        student_guard.install()
    if HANDLERS not in sys.modules:
        return
    from nbgrader.server_extensions.formgrader import base, handlers

    base.BaseHandler.render = render
    base.BaseHandler.exporter = property(_Exporter)
    base.BaseHandler.set_default_headers = _set_headers
    base.BaseApiHandler.set_default_headers = _set_headers_of_data
    handlers.SubmissionFilesHandler.set_default_headers = _set_headers_of_files


def policy(nonce: str) -> str:
    """The content security policy of a page of formgrader's.

    It loads its own scripts by their nonce and what these load; pictures only from the page.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}' 'strict-dynamic'",
            "style-src 'self' 'unsafe-inline'",
            "font-src 'self'",
            "img-src data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
        )
    )


def render(handler: Any, name: str, **values: Any) -> str:
    """The page that nbgrader's server asks for under the name of its own template."""
    shared = {"base_url": handler.base_url, "nonce": _nonce(handler), **values}
    if name in PAGES:
        shared["questions"] = _questions(handler, **values) if PAGES[name].reveal else []
        return str(environment().get_template("table.html").render(page=PAGES[name], **shared))
    if name == "formgrade_404.tpl":
        shared |= {"error_code": 404, "missing": values["resources"]["filename"]}
    return str(environment().get_template("error.html").render(**{"error_code": 500, "missing": "", **shared}))


@cache.CONSTANTS.memoize
def environment() -> Environment:
    """The templates of formgrader's pages; every value is escaped."""
    return escaping_environment(TEMPLATES)


def _questions(handler: Any, assignment_id: str, notebook_id: str, **_: Any) -> list[WaitingQuestion]:
    from nbgrader.api import MissingEntry

    from vertebra.grading.nbgrader_plugins.marking_queue import course_of_handler, waiting_questions

    try:
        return waiting_questions(course_of_handler(handler), handler.gradebook, assignment_id, notebook_id)
    except MissingEntry:
        return []


class _Exporter:
    """Stands where nbgrader's server has nbconvert's exporter, for one request."""

    def __init__(self, handler: Any) -> None:
        self._handler, self._nonce = handler, _nonce(handler)

    def from_filename(self, filename: str, resources: Any) -> tuple[str, Any]:
        """The page of one submitted notebook."""
        from vertebra.grading.nbgrader_plugins import marking_queue
        from vertebra.grading.nbgrader_plugins.submission_page import notebook_cells

        cells, own = notebook_cells(Path(filename)), resources["submission_id"]
        waits = marking_queue.waiting_submissions(
            self._handler.gradebook, resources["assignment_id"], resources["notebook_id"]
        )
        page = (
            environment()
            .get_template("submission.html")
            .render(
                cells=cells,
                links=marking_queue.next_links(cells, waits, own),
                first_waiting=marking_queue.first_waiting(cells, waits, own),
                nonce=self._nonce,
                **resources,
            )
        )
        return page, resources


def _nonce(handler: Any) -> str:
    """One random word for each request: what a page's scripts are known by."""
    known = handler.__dict__.setdefault(_NONCE, secrets.token_urlsafe(18))
    return str(known)


def _set_headers(handler: Any) -> None:
    from jupyter_server.base.handlers import JupyterHandler

    JupyterHandler.set_default_headers(handler)
    handler.set_header("Content-Security-Policy", policy(_nonce(handler)))
    handler.set_header("Referrer-Policy", "same-origin")


def _set_headers_of_files(handler: Any) -> None:
    from jupyter_server.base.handlers import JupyterHandler

    JupyterHandler.set_default_headers(handler)
    handler.set_header("Content-Security-Policy", DENY_ALL)


def _set_headers_of_data(handler: Any) -> None:
    """nbgrader sends lists as HTML, which a browser that opens their address would show as a page."""
    _set_headers_of_files(handler)
    handler.set_header("Content-Type", "text/plain; charset=UTF-8")
