"""The notebook around a quiz: a cell an item, as nbgrader wants them. See decision 0063."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vertebra.quiz.question.kinds import kind_of
from vertebra.texts import _

if TYPE_CHECKING:
    from nbformat import NotebookNode


def build(released: Mapping[str, Any]) -> NotebookNode:
    """Return the quiz's notebook: nbgrader source and release alike, since it holds no key.

    One read-only graded code cell an item, whose `grade_id` is the item's id. An item graded by hand has its widget in
    a read-only cell `<id>-question` and below it nbgrader's manually graded cell `<id>`, in Markdown, into which the
    grader puts the answer; its words stand between solution marks, so that nbgrader's `ClearSolutions.text_stub` takes
    their place in the release.

    Parameters
    ----------
    released : mapping of str to Any
        The content of quiz.json.
    """
    import nbformat

    quiz = released["quiz"]
    minutes = _("{minutes} minutes").format(minutes=released["minutes"]) if released.get("minutes") else ""
    intro = released.get("intro") or (
        _(
            "Answer each item below. Every answer is saved as you give it, and you can change it until you "
            "submit. If the items do not show, choose **Run › Run All Cells**."
        )
    )
    cells = [
        _markdown(f"# {released['title']}\n\n{len(released['items'])} items, {minutes}. {intro}", "title"),
        _code(f'from vertebra.quiz.component import Quiz\nquiz = Quiz.open("{quiz}")\nquiz', "open", None),
    ]
    for item in released["items"]:
        cells += _item_cells(item)
    cells.append(_code("quiz.review()", "review", None))
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.update(
        kernelspec={"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"},
        language_info={"name": "python"},
        vertebra={"quiz": quiz, "release": released["release"]},
    )
    for at, cell in enumerate(notebook.cells):
        # Ids from place and content, so that building again gives the same bytes.
        cell["id"] = hashlib.sha256(f"{quiz}\x1f{at}\x1f{cell.source}".encode()).hexdigest()[:12]
    nbformat.validate(notebook)
    return notebook


def _item_cells(item: Mapping[str, Any]) -> list[NotebookNode]:
    call = f'quiz.item("{item["id"]}")'
    if "room" in item["variants"][0]:
        room = f'quiz.room("{item["id"]}")'
        above = [_code(room, f"{item['id']}-room", None), _code(f"{room}.table()", f"{item['id']}-table", None)]
        return [*above, _code(call, item["id"], item["points"])]
    if not kind_of(item["kind"]).manually_graded:
        return [_code(call, item["id"], item["points"])]
    words = (
        "### BEGIN SOLUTION\n*The answer above is saved as you type and graded by your teacher; "
        "nothing needs to be written here.*\n### END SOLUTION"
    )
    return [_code(call, f"{item['id']}-question", None), _markdown(words, item["id"], item["points"])]


def _nbgrader(grade_id: str, cell_type: str, points: float | None, by_hand: bool) -> dict[str, Any]:
    graded = {"points": points} if points is not None else {}
    return {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": points is not None,
        "solution": by_hand,
        "locked": not by_hand,
        "task": False,
        "cell_type": cell_type,
        **graded,
    }


def _code(source: str, grade_id: str, points: float | None) -> NotebookNode:
    from nbformat.v4 import new_code_cell

    metadata = {
        "nbgrader": _nbgrader(grade_id, "code", points, False),
        "jupyter": {"source_hidden": True},
        "editable": False,
        "deletable": False,
    }
    return new_code_cell(source, metadata=metadata)


def _markdown(source: str, grade_id: str, points: float | None = None) -> NotebookNode:
    from nbformat.v4 import new_markdown_cell

    metadata = {"nbgrader": _nbgrader(grade_id, "markdown", points, points is not None)}
    return new_markdown_cell(source, metadata=metadata)
