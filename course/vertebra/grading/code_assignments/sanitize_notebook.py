"""A submitted notebook with code, restored to the frame that was released.

Which cells are tests, what they earn and what stands in them comes from the teacher's notebook and gradebook; from
the student come the answers and the cells beside them. What a teacher reads of it can do nothing but be read.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from vertebra.grading.course_folder.grading_record import REVIEW_REASON
from vertebra.quiz.question.formulas import words
from vertebra.quiz.session.answers import Problem
from vertebra.texts import _, pgettext

PICTURES = ("image/png", "image/jpeg", "image/gif")
MAX_PICTURES = 20
NOT_RUN = "StoppedByTheSandbox"


def restore_locked_cells(
    handed_in: Any, pristine: Any, sources: Mapping[str, str]
) -> tuple[NotebookNode, list[Problem]]:
    """Put the student's answers into the released frame.

    Of a cell that stands there several times the last counts. A test that was deleted is put back; a manually graded
    answer that was deleted is held for review.

    Parameters
    ----------
    handed_in
        The submitted notebook.
    pristine
        The released notebook: names and points come from it.
    sources
        The text of each locked cell by its name, hidden tests included.

    Returns
    -------
    (NotebookNode, list of Problem)
        A new notebook, and what was wrong with the cells.
    """
    frame = {name: cell for cell in pristine.cells if (name := _name(cell))}
    problems: list[Problem] = []
    own = [(_name(cell) if _name(cell) in frame else "", cell) for cell in handed_in.cells]
    last = {name: at for at, (name, _unused) in enumerate(own) if name}
    for name in frame:
        several = sum(own_name == name for own_name, _unused in own)
        if several > 1:
            problems.append(
                Problem(
                    "duplicated",
                    pgettext("cell-several-times", "It stands {several} times; the last counts.").format(
                        several=several
                    ),
                    name,
                )
            )
    cells = [
        _restored_cell(frame[name], cell, sources, problems) if name and last[name] == at else _extra_cell(cell)
        for at, (name, cell) in enumerate(own)
    ]
    _restore_deleted(cells, frame, sources, problems)
    return new_notebook(cells=cells, metadata=pristine.metadata, nbformat_minor=5), problems


def placeholder_notebook(pristine: Any, reason: str) -> NotebookNode:
    """The released notebook in place of one that did not come in: each graded cell held, without points."""
    cells = []
    for cell in pristine.cells:
        placeholder = _copy(cell, cell.source)
        if is_graded(cell):
            placeholder.metadata[REVIEW_REASON] = reason
            if placeholder.cell_type == "code":
                placeholder.outputs = [not_run_output(reason)]
        cells.append(placeholder)
    return new_notebook(cells=cells, metadata=pristine.metadata, nbformat_minor=5)


def render_safe(notebook: NotebookNode, pristine: Any) -> NotebookNode:
    """Make a notebook safe to show, in place.

    A student's text becomes safe HTML with its formulas typeset, outputs become text and pictures.
    """
    given = {_name(cell): cell.source for cell in pristine.cells if _name(cell)}
    plain = {cell.source for cell in pristine.cells}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [safe_output(output) for output in cell.outputs]
        elif cell.source != given.get(_name(cell)) and cell.source not in plain:
            cell.source = _as_html(cell)
        cell.pop("attachments", None)
    return notebook


def safe_output(output: Any) -> NotebookNode:
    """An output without mark-up, scripts, or anything else that a page would run."""
    if output.output_type not in ("display_data", "execute_result"):
        return NotebookNode(output)
    data = {kind: _text(output.data[kind]) for kind in ("text/plain", *PICTURES) if kind in output.data}
    data = {kind: value for kind, value in data.items() if kind == "text/plain" or _is_base64(value)}
    count = {"execution_count": output.get("execution_count")} if output.output_type == "execute_result" else {}
    alt = {"alt": data.get("text/plain", "")[:200] or _("A picture that the code made")}
    pictures = {kind: alt for kind in data if kind in PICTURES}
    return new_output(output.output_type, data or {"text/plain": _("(not shown)")}, metadata=pictures, **count)


def not_run_output(reason: str) -> NotebookNode:
    """The output of a cell that was not run, which is an error: no test may count as passed."""
    said = _("The cell was not run to its end: {reason}.").format(reason=reason or _("the notebook could not be run"))
    return new_output("error", ename=NOT_RUN, evalue=said, traceback=[said])


def hold_for_review(notebook: NotebookNode, reason: str) -> None:
    """Let a person decide on every graded cell, if there is a `reason`."""
    for cell in notebook.cells:
        if reason and is_graded(cell):
            cell.metadata.setdefault(REVIEW_REASON, reason)


def is_graded(cell: Any) -> bool:
    """Whether a cell earns points."""
    names = cell.metadata.get("nbgrader", {})
    return bool(names.get("grade") or names.get("task"))


def _name(cell: Any) -> str:
    names = cell.metadata.get("nbgrader")
    name = names.get("grade_id") if isinstance(names, Mapping) else ""
    return name if isinstance(name, str) else ""


def _copy(cell: Any, source: str, attachments: Any = None) -> NotebookNode:
    """A cell like the teacher's `cell` with the text `source`."""
    metadata = {name: value for name, value in cell.metadata.items() if name in ("nbgrader", "deletable", "editable")}
    if cell.cell_type == "code":
        return new_code_cell(source, metadata=metadata)
    made = new_markdown_cell(source, metadata=metadata)
    if isinstance(attachments, Mapping):
        made["attachments"] = attachments
    return made


def _restored_cell(given: Any, cell: Any, sources: Mapping[str, str], problems: list[Problem]) -> NotebookNode:
    """The student's cell under the teacher's name; a locked one with the teacher's text."""
    name, names = _name(given), given.metadata["nbgrader"]
    if not names.get("locked"):
        return _copy(given, cell.source, cell.get("attachments"))
    if cell.source != given.source or cell.cell_type != given.cell_type:
        problems.append(
            Problem(
                "edited",
                pgettext("cell-edited", "It was edited; the teacher's own was taken."),
                name,
            )
        )
    return _copy(given, sources.get(name, given.source))


def _extra_cell(cell: Any) -> NotebookNode:
    """A cell of the student's own, without what nbgrader reads of it."""
    if cell.cell_type == "code":
        return new_code_cell(cell.source)
    made = new_markdown_cell(cell.source)
    if isinstance(cell.get("attachments"), Mapping):
        made["attachments"] = cell["attachments"]
    return made


def _restore_deleted(
    cells: list[NotebookNode], frame: Mapping[str, Any], sources: Mapping[str, str], problems: list[Problem]
) -> None:
    """Put what earns points and was deleted after the cell that it followed."""
    before = ""
    for name, given in frame.items():
        there = {_name(cell): at for at, cell in enumerate(cells) if _name(cell)}
        if name not in there and is_graded(given):
            again = _copy(given, sources.get(name, given.source))
            if given.metadata["nbgrader"].get("locked") and not given.metadata["nbgrader"].get("task"):
                problems.append(
                    Problem(
                        "deleted",
                        pgettext("cell-deleted", "It was deleted; the teacher's own was put back."),
                        name,
                    )
                )
            else:
                again.metadata[REVIEW_REASON] = _(
                    "The cell for the answer was deleted; what it held may stand elsewhere."
                )
                problems.append(Problem("no-answer", again.metadata[REVIEW_REASON], name))
            # A test comes after everything that the student wrote where nothing of the frame is left before it.
            cells.insert(there[before] + 1 if before in there else len(cells), again)
            before = name
        elif name in there:
            before = name


def _as_html(cell: Any) -> str:
    """A text cell as it was typed, formulas typeset, its pictures below it: no mark-up in it works."""
    pictures = []
    for kinds in list((cell.get("attachments") or {}).values())[:MAX_PICTURES]:
        shown = [
            (kind, kinds[kind]) for kind in PICTURES if isinstance(kinds, Mapping) and isinstance(kinds.get(kind), str)
        ]
        pictures += [f'<img src="data:{kind};base64,{data}" alt="">' for kind, data in shown[:1] if _is_base64(data)]
    # A blank line would end the block of HTML.
    return re.sub(r"\n\s*\n", "\n&#10;", "".join((words(cell.source), *pictures)))


def _text(value: Any) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value)


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text.replace("\n", ""), validate=True)
    except (ValueError, binascii.Error):
        return False
    return True
