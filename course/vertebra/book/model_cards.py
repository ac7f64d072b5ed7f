"""Model cards: five lines for students in the lesson, and the full card on a page of its own, both from one source.

See decision 0360.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import nbformat
import yaml
from nbformat.notebooknode import NotebookNode

from vertebra import references
from vertebra.book import admonitions, roles
from vertebra.book.source import Lesson
from vertebra.errors import CourseError
from vertebra.paths import LESSONS, require
from vertebra.texts import _

CARDS = LESSONS / "cards"
FOLDER = "model_cards"
"""Where the pages lie, beside the lessons."""

LABELS = {
    "shows": "What it shows",
    "cannot_show": "What it can't show",
    "how_far_off": "How far off it is",
    "comes_from": "Where it comes from",
}
"""The lines of a card's head, in order, with their labels; content, in the lessons' language."""
MAX_LINE_CHARACTERS = 170
"""Of one line as it is read, without its sources."""
MIN_LINE_CHARACTERS = 30

_SOURCE = re.compile(r"(\A---\n.*?\n)---\n# (?:Model card: )?(.+?)\n(.*)\Z", re.DOTALL)
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
_CITATION = re.compile(r"\s*\{cite\}`[^`]+`")


@dataclass(frozen=True)
class ModelCard:
    """A card as written: its title, its lines by the keys of `LABELS`, and the full text as Markdown with roles."""

    name: str
    title: str
    lines: dict[str, str]
    body: str


def names() -> list[str]:
    """Return the names of all cards."""
    return sorted(path.stem for path in CARDS.glob("*.md"))


def read(name: str) -> ModelCard:
    """Return a card.

    Raises
    ------
    CourseError
        If there is no such card, or its head can't be read.
    """
    path = require(CARDS / f"{name}.md")
    text = path.read_text(encoding="utf-8")
    match = _SOURCE.match(text)
    try:
        head: Any = yaml.safe_load(match[1]) if match else None
        lines = {str(key): str(value) for key, value in head.items()}
    except (yaml.YAMLError, AttributeError):
        raise CourseError(
            _(
                "{name}: a model card starts with {labels} between two lines of three dashes, and then its heading."
            ).format(name=path.name, labels=", ".join(LABELS))
        ) from None
    assert match
    return ModelCard(name, match[2].strip(), lines, match[3].strip())


def faults(name: str) -> Iterator[str]:
    """Yield what is wrong with the lines of a card.

    A label is missing or not known, a line is too short or too long, or it tells a number that the full card lacks.
    """
    card = read(name)
    for key in [*LABELS.keys() - card.lines.keys()]:
        yield _("the model card has no line {key}").format(key=key)
    for key in [*card.lines.keys() - LABELS.keys()]:
        yield _("the model card has the line {key}; known are {labels}").format(key=key, labels=", ".join(LABELS))
    numbers = set(_NUMBER.findall(card.body))
    for key, line in card.lines.items():
        length = len(_CITATION.sub("", line))
        if not MIN_LINE_CHARACTERS <= length <= MAX_LINE_CHARACTERS:
            yield _("line {key} of the model card has {n} characters; it should have {least} to {most}").format(
                key=key, n=length, least=MIN_LINE_CHARACTERS, most=MAX_LINE_CHARACTERS
            )
        for number in _NUMBER.findall(_CITATION.sub("", line)) if key == "how_far_off" else ():
            if number not in numbers:
                yield _("line {key} of the model card says {number}, which the full card does not").format(
                    key=key, number=number
                )


def summary(name: str) -> str:
    """Return a lesson's box of a card: its four lines and, as the fifth, the way to the full card."""
    card = read(name)
    lines = [f"- **{label}.** {roles.render(card.lines[key])}" for key, label in LABELS.items() if key in card.lines]
    way = f"- [The full model card: how it was built, and what it was compared with]({FOLDER}/{name}.ipynb)"
    return admonitions.aside("card", "\n".join([f"**Model card: {card.title}**", "", *lines, way]))


def page(name: str, lessons: list[Lesson]) -> NotebookNode:
    """Return the full card as a notebook without code, the same bytes from the same source."""
    card = read(name)
    shown = [lesson for lesson in lessons if any(name in block.arguments for block in lesson.of_kind("model-card"))]
    back = ", ".join(f"[lesson {lesson.number}: {lesson.title}](../{lesson.stem}.ipynb)" for lesson in shown)
    lines = "\n".join(f"- **{label}.** {roles.render(card.lines[key])}" for key, label in LABELS.items())
    texts = [
        f"# Model card: {card.title}\n\nUsed in {back}.\n\n## In short\n\n{lines}",
        f"## In full\n\n{roles.render(card.body)}",
        _cases(name),
        _references(card),
    ]
    notebook = nbformat.v4.new_notebook()
    notebook.metadata = NotebookNode(
        kernelspec={"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        language_info={"name": "python"},
        vertebra={"lesson": f"{FOLDER}/{name}", "source": f"cards/{name}.md"},
    )
    notebook.cells = [admonitions.text_cell(text) for text in texts if text]
    for cell in notebook.cells:
        cell.id = hashlib.sha256(f"{FOLDER}/{name}\n{cell.source}".encode()).hexdigest()[:16]
    nbformat.validate(notebook)
    return notebook


_SPREAD = """## What the results depend on

Each input was drawn evenly from its range many times (`vertebra validate --spread`). A share says in how much of the
result's variance the input takes part, alone or with others; ranges are those of the course's tables, and where these
are assumptions, so is the spread."""


def _cases(name: str) -> str:
    from vertebra.book import validation_page

    table, spreads = validation_page.table_of(name), validation_page.spreads_of(name)
    every = f"[The same for all models](../{validation_page.STEM}.ipynb)"
    cases = f"## Every published case, as last computed\n\n{table}\n\n{every}" if table else ""
    return f"{cases}\n\n{_SPREAD}\n\n{spreads}" if spreads else cases


def text(card: ModelCard) -> str:
    """Return all that a card says, lines and full text, with its roles."""
    return "\n".join([*card.lines.values(), card.body])


def _references(card: ModelCard) -> str:
    keys = roles.sources(text(card))
    if not keys:
        return ""
    entries = [f"- {references.full(key)}" for key in sorted(keys, key=lambda key: (references.short(key), key))]
    return '## References\n\n<div class="vertebra-references">\n\n' + "\n".join(entries) + "\n\n</div>"
