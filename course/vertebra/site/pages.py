"""Notebooks as they are built become pages: the same texts, questions and pictures."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nbformat.notebooknode import NotebookNode

from vertebra import cache
from vertebra.book import admonitions
from vertebra.quiz.question import formulas
from vertebra.site import stills
from vertebra.site.stills import Still

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_ASKS = re.compile(r"from vertebra\.\w+(?:\.\w+)? import (?:predict|self_check|SelfCheck)\n\n\w+\((.*)\)", re.DOTALL)
_PROGRESS = "from vertebra.quiz.component import Progress\n\nProgress()"
_NAMES = re.compile(r'"([^"]+)"')
_NOTEBOOK = re.compile(r'(href="[^":]+)\.ipynb(?=["#])')
_HEADING = re.compile(r"<h([1-4])>(.*?)</h\1>", re.DOTALL)
_DATA = re.compile(r'src="data:image/png;base64,([^"]+)"')
_TAG = re.compile(r"<[^>]+>")


@dataclass
class Section:
    """A part of a page under one heading, for the search."""

    heading: str
    anchor: str
    texts: list[str] = field(default_factory=list)


@dataclass
class WebPage:
    """A page: where it lies below the folder of its language, its title, its body, and what it is made of."""

    name: str
    title: str
    body: str = ""
    questions: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """The way from the page to the folder of its language."""
        return "../" * self.name.count("/")

    @property
    def is_live(self) -> bool:
        """Whether the page has something for the laboratory."""
        return 'class="vx-live"' in self.body


Draw = Callable[[str, dict[str, Any]], Still]


def from_notebook(name: str, made: NotebookNode, draw: Draw = stills.draw) -> WebPage:
    """Return a notebook as a page.

    Parameters
    ----------
    name : str
        Of the page below the folder of its language, with slashes and without `.html`.
    made : NotebookNode
    draw : callable
        Gives the start picture of a code cell.
    """
    page = WebPage(name, _title(made))
    names: dict[str, Any] = {}
    parts = []
    for cell in made.cells:
        if cell.cell_type == "markdown":
            parts.append(_text(page, cell.source, cell.metadata.get("vertebra", {}).get("after", ())))
        elif cell.source == _PROGRESS:
            parts.append('<div id="vs-my-page" class="vs-questions"></div>')
        elif names_asked := _questions_of(cell.source):
            parts.append(_questions(page, names_asked))
        else:
            parts.append(_picture(page, cell, draw(cell.source, names)))
    page.body = "\n".join(parts)
    return page


def _title(made: NotebookNode) -> str:
    first = made.cells[0].source.splitlines()[0].lstrip("# ").strip()
    return plain(_markdown().renderInline(first))


def _questions_of(code: str) -> list[str]:
    """The questions that a code cell asks; none where it does something else."""
    request = _ASKS.fullmatch(code.strip())
    return _NAMES.findall(request[1]) if request else []


@cache.CONSTANTS.memoize
def _markdown() -> MarkdownIt:
    """What reads the lessons' own Markdown: they may hold HTML, questions may not."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    def formula(tex: str, options: Mapping[str, Any]) -> str:
        return formulas.shown(tex, bool(options["display_mode"]))

    made = MarkdownIt("commonmark", {"html": True}).enable("table")
    return made.use(dollarmath_plugin, allow_space=False, allow_digits=False, renderer=formula)


def plain(markup: str) -> str:
    """The text of HTML, each run of spaces as one."""
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


def _text(page: WebPage, source: str, after: Iterable[str]) -> str:
    markup = _NOTEBOOK.sub(r"\1.html", _markdown().render(source))
    markup = _HEADING.sub(lambda match: _heading(page, int(match[1]), match[2]), markup)
    markup = markup.replace("<table>", '<div class="vs-table" tabindex="0"><table>').replace(
        "</table>", "</table></div>"
    )
    _section(page).texts.append(plain(_HEADING.sub("", markup)))
    waits = " ".join(after)
    return f'<div data-after="{html.escape(waits)}">{markup}</div>' if waits else markup


def _heading(page: WebPage, level: int, words: str) -> str:
    """A heading with the anchor to which the search and the page's own list lead."""
    if level == 1:
        return f"<h1>{words}</h1>"
    taken = {section.anchor for section in page.sections}
    stem = plain(words).replace(" ", "-")  # As JupyterLab names it, so that links lead there in both.
    anchor = next(name for at in range(len(taken) + 1) if (name := f"{stem}-{at}" if at else stem) not in taken)
    if level == 2:
        page.sections.append(Section(plain(words), anchor))
    return f'<h{level} id="{html.escape(anchor)}">{words}</h{level}>'


def _section(page: WebPage) -> Section:
    if not page.sections:
        page.sections.append(Section("", ""))
    return page.sections[-1]


def _questions(page: WebPage, names: list[str]) -> str:
    """Questions for the component; where no script runs they stand as text, what is said about each folded."""
    page.questions += names
    listed = html.escape(json.dumps(names))
    printed = "\n".join(_markdown().render(admonitions.question(name)) for name in names)
    _section(page).texts.append(plain(re.sub(r"<details.*?</details>", " ", printed, flags=re.DOTALL)))
    return f'<div class="vs-questions" data-questions="{listed}"><noscript>{printed}</noscript></div>'


def _picture(page: WebPage, cell: NotebookNode, still: Still) -> str:
    """What a code cell shows: at once its picture; the laboratory puts in its place what can be moved."""
    shown = _DATA.sub(lambda match: _as_file(page, match[1]), still.html) or _still(page, still)
    _section(page).texts.append(plain(still.words))
    if not still.live:
        return shown
    spec = html.escape(json.dumps({"code": cell.source, "cell": cell.id}, ensure_ascii=False))
    return f'<div class="vx-live" data-widget="{spec}">{shown}</div>'


def _as_file(page: WebPage, data: str) -> str:
    """A picture that stands in HTML, as a file beside the page."""
    still = Still(base64.b64decode(data))
    page.pictures[still.file_name] = still.png
    return _source(page, still)


def _source(page: WebPage, still: Still) -> str:
    """Where a picture lies, and its size, so that the page does not jump when it comes."""
    width, height = (int.from_bytes(still.png[at : at + 4], "big") for at in (16, 20))  # Of the PNG's head.
    return f'src="{page.root}../pictures/{still.file_name}" width="{width}" height="{height}" decoding="async"'


def _still(page: WebPage, still: Still) -> str:
    words = html.escape(still.words)
    if not still.png:
        return f'<p class="vs-still-words">{words}</p>'
    page.pictures[still.file_name] = still.png
    image = f'<img {_source(page, still)} alt="Described below.">'
    return f'<figure class="vertebra-picture">{image}<figcaption>{words}</figcaption></figure>'
