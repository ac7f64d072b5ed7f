"""One question graded through all submissions: which wait for it, and where its points stand on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vertebra.errors import CourseError
from vertebra.grading.course_folder.folder import Course

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

    from vertebra.grading.nbgrader_plugins.submission_page import PageCell


@dataclass(frozen=True)
class WaitingQuestion:
    """A question that some submissions wait for.

    Parameters
    ----------
    name, title : str
    waiting : int
        How many.
    address : str
        Of the first of them, with its field for points chosen.
    """

    name: str
    title: str
    waiting: int
    address: str


def waiting_questions(course: Course, book: Gradebook, assignment: str, notebook: str) -> list[WaitingQuestion]:
    """The questions of a notebook that wait for a person, the one that most wait for first.

    None where nothing was released.
    """
    from vertebra.grading.nbgrader_plugins.submission_page import notebook_cells

    released = course.release(assignment) / f"{notebook}.ipynb"
    waits = waiting_submissions(book, assignment, notebook)
    if not waits or not released.exists():
        return []
    places, titles = points_field_indices(notebook_cells(released)), _titles(course, assignment)
    waiting = [
        WaitingQuestion(name, titles.get(name, name), len(waits[name]), address(waits[name][0], place))
        for name, place in places.items()
        if name in waits
    ]
    return sorted(waiting, key=lambda question: -question.waiting)


def waiting_submissions(book: Gradebook, assignment: str, notebook: str) -> dict[str, list[str]]:
    """The ids of the submitted notebooks that wait for a person, by question and in formgrader's order."""
    from nbgrader.api import Assignment, BaseCell, Grade, Notebook, SubmittedNotebook

    rows = (
        book.db.query(BaseCell.name, SubmittedNotebook.id)
        .join(Grade, Grade.cell_id == BaseCell.id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Assignment, Assignment.id == Notebook.assignment_id)
        .filter(Assignment.name == assignment, Notebook.name == notebook, Grade.needs_manual_grade)
    )
    handed_in = {
        submission.id
        for submission in book.notebook_submissions(notebook, assignment)
        if submission.assignment.timestamp
    }
    waiting: dict[str, list[str]] = {}
    for name, submission in sorted(rows, key=lambda row: str(row[1])):
        # An extension makes an entry of someone who has handed in nothing.
        if submission in handed_in:
            waiting.setdefault(name, []).append(submission)
    return waiting


def points_field_indices(cells: Sequence[PageCell]) -> dict[str, int]:
    """The index of each question's field for points among all fields of the page.

    nbgrader's scripts go by it.
    """
    places, at = {}, 1  # The link to the next submission is the first.
    for cell in cells:
        if cell.is_graded:
            places[cell.name] = at
            at += 2
        at += cell.is_commented
    return places


def next_links(
    cells: Sequence[PageCell], waits: Mapping[str, Sequence[str]], submission: str
) -> dict[str, dict[str, Any]]:
    """Return for each question that waits elsewhere how many do, and the next after a submission.

    Parameters
    ----------
    cells : sequence of PageCell
    waits : mapping of str to sequence of str
        Submissions by question, in formgrader's order.
    submission : str
        After the last comes the first.
    """
    links = {}
    for name, place in points_field_indices(cells).items():
        others = [other for other in waits.get(name, ()) if other != submission]
        if others:
            following = next((other for other in others if other > submission), others[0])
            links[name] = {"waiting": len(others), "address": address(following, place)}
    return links


def first_waiting(cells: Sequence[PageCell], waits: Mapping[str, Sequence[str]], submission: str) -> int:
    """The field for points of the first question that waits in `submission`; 0 where none does."""
    places = points_field_indices(cells)
    return next((place for name, place in places.items() if submission in waits.get(name, ())), 0)


def address(submission: str, place: int) -> str:
    """Below formgrader's own address."""
    return f"submissions/{submission}/?index={place}"


def _titles(course: Course, assignment: str) -> dict[str, str]:
    if not course.key_file(assignment).exists():
        return {}
    try:
        return {item["id"]: item["title"] for item in course.key(assignment)["items"]}
    except (CourseError, KeyError):
        return {}


def course_of_handler(handler: Any) -> Course:
    """The course that a handler of formgrader serves."""
    return Course(Path(handler.coursedir.root))
