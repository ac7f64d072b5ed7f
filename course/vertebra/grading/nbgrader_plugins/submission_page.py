"""One submitted notebook as formgrader shows it: what to read and where to mark it. Nothing in it can run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from vertebra.grading.code_assignments.sanitize_notebook import PICTURES
from vertebra.grading.course_folder.grading_record import REVIEW_REASON
from vertebra.grading.nbgrader_plugins import safe_html
from vertebra.texts import _

MAX_SHOWN = 100_000
"""Characters of one output that are shown."""


@dataclass(frozen=True)
class PageOutput:
    """An output of a cell.

    `text` as it is, or `html` that has been cleaned, or a `picture` as the address of its data.
    """

    text: str = ""
    html: Markup | None = None
    picture: str = ""
    alt: str = ""
    error: bool = False


@dataclass(frozen=True)
class PageCell:
    """A cell of the page.

    `source` is safe HTML and empty where it is not shown; `name` is the one that points and comments go by.
    """

    name: str
    source: Markup
    outputs: tuple[PageOutput, ...]
    points: float
    label: str
    is_graded: bool
    is_commented: bool
    is_held: bool


def notebook_cells(path: Path) -> list[PageCell]:
    """The cells of the notebook at `path`, in its order."""
    import nbformat

    cells = nbformat.read(path, as_version=4).cells
    is_quiz = any("vertebra" in cell.metadata for cell in cells)
    return [shown for cell in cells if (shown := _shown(cell, is_quiz)) is not None]


def _shown(cell: Any, is_quiz: bool) -> PageCell | None:
    names = cell.metadata.get("nbgrader") or {}
    task, graded, solution = (bool(names.get(role)) for role in ("task", "grade", "solution"))
    mark = cell.metadata.get("vertebra") or {}
    # The code of a quiz draws the question, which is shown as its output: the number of points after it is nbgrader's.
    outputs = [output for output in cell.get("outputs", []) if not (is_quiz and output.output_type == "execute_result")]
    if cell.cell_type == "markdown":
        source = safe_html.from_markdown(cell.source, cell.get("attachments") or {})
    elif cell.cell_type == "code" and not is_quiz:
        source = safe_html.highlighted(cell.source)
    elif cell.cell_type == "code":
        source = Markup("")
    else:
        source = Markup("<pre>{}</pre>").format(cell.source)
    if not (source.strip() or outputs or graded or task):
        return None
    return PageCell(
        name=str(names.get("grade_id", "")),
        source=source,
        outputs=tuple(map(_output, outputs)),
        points=float(names.get("points") or 0),
        label=_("Task") if task else _("Answer") if solution else "" if is_quiz else str(names.get("grade_id", "")),
        is_graded=graded or task,
        is_commented=solution or task,
        is_held=bool(mark.get("held") or cell.metadata.get(REVIEW_REASON)),
    )


def _output(output: Any) -> PageOutput:
    if output.output_type == "stream":
        return PageOutput(text=_plain(output.text))
    if output.output_type == "error":
        return PageOutput(text=_plain("\n".join(output.traceback) or f"{output.ename}: {output.evalue}"), error=True)
    data = output.get("data", {})
    if "text/html" in data:
        return PageOutput(html=safe_html.cleaned(_joined(data["text/html"])))
    for kind in PICTURES:
        if kind in data and safe_html.is_base64(picture := _joined(data[kind])):
            alt = output.metadata.get(kind, {}).get("alt") or _joined(data.get("text/plain", ""))[:200]
            return PageOutput(picture=f"data:{kind};base64,{''.join(picture.split())}", alt=alt or _("A picture"))
    return PageOutput(text=_plain(_joined(data.get("text/plain", _("(not shown)")))))


def _joined(value: Any) -> str:
    return "".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _plain(text: Any) -> str:
    from nbconvert.filters import strip_ansi

    plain = str(strip_ansi(_joined(text)))
    return plain if len(plain) <= MAX_SHOWN else f"{plain[:MAX_SHOWN]}\n… ({len(plain)} characters)"
