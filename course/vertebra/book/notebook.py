"""A lesson's source becomes a notebook: the same bytes from the same source, without outputs."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from vertebra.book import admonitions, bibliography, model_cards, roles
from vertebra.book.source import Block, Lesson
from vertebra.errors import CourseError
from vertebra.quiz.storage import write_atomic
from vertebra.texts import _

MAXIMUM_CODE_LINES = 6


def build(lesson: Lesson) -> NotebookNode:
    """The notebook of one lesson: text cells as rendered Markdown, code cells collapsed, ids from a hash of the
    content."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata = NotebookNode(
        kernelspec={"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        language_info={"name": "python"},
        vertebra={"lesson": lesson.number, "source": lesson.path.name},
    )
    notebook.cells = [admonitions.text_cell(admonitions.title(lesson)), *_cells(lesson)]
    _give_ids(lesson, notebook.cells)
    nbformat.validate(notebook)
    return notebook


def to_bytes(notebook: NotebookNode) -> bytes:
    """The bytes of a notebook file, the same on every system."""
    return (nbformat.writes(notebook).rstrip("\n") + "\n").encode("utf-8")


def write(path: Path, content: bytes) -> bool:
    """Write a built file in one step, and only if it changes; say whether it did."""
    if path.exists() and path.read_bytes() == content:
        return False
    write_atomic(path, content)
    return True


def _cells(lesson: Lesson) -> Iterator[NotebookNode]:
    for block in lesson.blocks:
        try:
            yield from _rendered(lesson, block)
        except CourseError as error:
            raise CourseError(
                _("{name}, line {line}: {error}").format(name=lesson.path.name, line=block.line, error=error)
            ) from error


def _rendered(lesson: Lesson, block: Block) -> Iterator[NotebookNode]:
    if block.kind == "text":
        yield admonitions.text_cell(roles.render(block.text))
    elif block.kind == "code-cell":
        yield code_cell(block.text)
    elif block.kind == "predict":
        yield code_cell(f'from vertebra.lab import predict\n\npredict("{_only(block)}")')
    elif block.kind == "self-check":
        names = ", ".join(f'"{name}"' for name in block.arguments)
        yield code_cell(f"from vertebra.lab import self_check\n\nself_check([{names}])")
    elif block.kind == "explanation":
        yield admonitions.explanation(block.arguments, roles.render(block.text))
    elif block.kind == "model-card":
        yield admonitions.text_cell(model_cards.summary(_only(block)))
    elif block.kind == "evidence":
        yield from (admonitions.text_cell(admonitions.evidence(claim)) for claim in block.arguments)
    elif block.kind == "references":
        yield admonitions.text_cell(bibliography.reference_list(lesson))
    else:
        yield admonitions.text_cell(admonitions.aside(block.kind, roles.render(block.text)))


def _only(block: Block) -> str:
    if len(block.arguments) != 1:
        raise CourseError(
            _("{{{kind}}} takes one name; it has {n_arguments}.").format(
                kind=block.kind, n_arguments=len(block.arguments)
            )
        )
    return block.arguments[0]


def code_cell(code: str) -> NotebookNode:
    """Return a code cell of a lesson, folded and not to be edited; CourseError for one that is too long."""
    lines = code.count("\n") + 1
    if lines > MAXIMUM_CODE_LINES:
        raise CourseError(
            _("The code cell has {lines} lines; a lesson's code has at most {maximum_code_lines}.").format(
                lines=lines, maximum_code_lines=MAXIMUM_CODE_LINES
            )
        )
    metadata = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"], "editable": False, "deletable": False}
    return nbformat.v4.new_code_cell(code, metadata=metadata)


def _give_ids(lesson: Lesson, cells: list[NotebookNode]) -> None:
    seen: dict[str, int] = {}
    for cell in cells:
        content = f"{lesson.number}\n{cell.cell_type}\n{cell.source}"
        seen[content] = seen.get(content, 0) + 1
        cell.id = hashlib.sha256(f"{seen[content]}\n{content}".encode()).hexdigest()[:16]
