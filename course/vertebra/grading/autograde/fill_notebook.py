"""The released notebook with a student's answers and scores in it, as nbgrader and a grader read it.

Whatever a student wrote is shown as text: it is escaped here, since formgrader puts HTML and Markdown on its page as
it is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vertebra.errors import CourseError
from vertebra.grading.autograde.render_html import item_html
from vertebra.grading.autograde.score_items import ItemScore
from vertebra.grading.course_folder.grading_record import REJECTED
from vertebra.grading.course_folder.item_figures import FigureSource, with_point_and_target
from vertebra.printing import printable
from vertebra.quiz.question import formulas
from vertebra.texts import _

if TYPE_CHECKING:
    from nbformat import NotebookNode


def released_notebook(path: Path, key: dict[str, Any]) -> NotebookNode:
    """The released notebook at `path`.

    Raises
    ------
    CourseError
        Where its graded cells are not the items of `key`.
    """
    import nbformat
    from nbgrader.utils import compute_checksum

    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    except (OSError, ValueError) as error:
        raise CourseError(
            _("The released notebook {path} can't be read ({error}). Build the quiz again.").format(
                path=path, error=error
            )
        ) from error
    graded = [c.metadata.nbgrader.grade_id for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade")]
    expected = [item["id"] for item in key["items"]]
    if graded != expected:
        raise CourseError(
            _("The cells of {path} are {graded}, those of the key {expected}. Build the quiz again.").format(
                path=path, graded=graded, expected=expected
            )
        )
    for cell in manually_graded_cells(notebook):
        # By it nbgrader knows an answer that was not given.
        cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    return notebook


def manually_graded_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """The cells that stand for written answers, which a person grades."""
    own = [(cell, cell.metadata.get("nbgrader", {})) for cell in notebook.cells]
    return [cell for cell, nbgrader in own if nbgrader.get("grade") and nbgrader.get("solution")]


def insert_scores(notebook: NotebookNode, marks: Sequence[ItemScore], picture: FigureSource) -> NotebookNode:
    """Put question, answer and score of each item into its cell; `notebook` is changed in place.

    Parameters
    ----------
    notebook
        The released notebook.
    marks
        The scores of its items.
    picture
        Gives an item's figure.

    Returns
    -------
    NotebookNode
        The same notebook. The first result of a cell is the number that nbgrader reads as its points.
    """
    from nbformat.v4 import new_output

    by_id = {mark.item: mark for mark in marks}
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name in by_id:
            cell.metadata["vertebra"] = by_id[name].as_json()
            if cell.cell_type == "markdown":
                _insert_text(cell, by_id[name])
            else:
                # nbgrader takes the first result of a cell as the points; without one it would give all of them.
                points = new_output("execute_result", {"text/plain": f"{by_id[name].points:g}"}, execution_count=1)
                cell.outputs = [*_outputs(by_id[name], picture), points]
                cell.execution_count = 1
        elif name.endswith("-question") and name.removesuffix("-question") in by_id:
            cell.outputs = _outputs(by_id[name.removesuffix("-question")], picture)
            cell.execution_count = 1
    return notebook


def as_text(notebook: NotebookNode) -> str:
    """The notebook as it is written: sorted keys, so that grading again gives the same bytes."""
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _insert_text(cell: NotebookNode, mark: ItemScore) -> None:
    """The student's text in place of the stub.

    An empty answer leaves the cell alone: nbgrader then writes 'No response'.
    """
    word, reason = (
        (_("Held"), mark.review_reason)
        if mark.review_reason
        else (_("Rejected"), mark.note if mark.verdict == REJECTED else "")
    )
    said = f"<strong>{word}:</strong> {formulas.escaped(printable(reason))}"
    hold_note = f'<p class="{formulas.NO_MATHJAX}">{said}</p>\n\n' if reason else ""
    if mark.answer.strip() or hold_note:
        cell.source = hold_note + formulas.words(mark.answer)


def _outputs(mark: ItemScore, picture: FigureSource) -> list[Any]:
    """The outputs that show a mark: its picture, if it has one, and its words."""
    from nbformat.v4 import new_output

    words = new_output("display_data", {"text/html": item_html(mark), "text/plain": plain_text(mark)})
    if mark.figure is None:
        return [words]
    drawn = picture(mark.figure)
    data = {
        "image/png": with_point_and_target(drawn, mark.place) if mark.place else drawn,
        "text/plain": mark.figure["alt"],
    }
    return [new_output("display_data", data, metadata={"image/png": {"alt": mark.figure["alt"]}}), words]


def plain_text(mark: ItemScore) -> str:
    """Question, answer and score as plain text."""
    lines = [mark.stem, "", _("Answer: {answer}").format(answer=mark.answer or "(none)")]
    if not mark.manually_graded:
        lines.append(
            _("Points: {points} of {max_points} ({verdict})").format(
                points=f"{mark.points:g}", max_points=f"{mark.max_points:g}", verdict=mark.verdict
            )
        )
    if mark.review_reason:
        lines.append(_("Held: {held}").format(held=mark.review_reason))
    if mark.verdict == REJECTED:
        lines.append(_("Rejected: {note}").format(note=mark.note))
    return "\n".join([*lines, *mark.feedback])
