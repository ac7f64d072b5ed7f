"""The static book: the lessons as web pages that need neither Python nor a network, with a picture where a widget
lives."""

import io
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from vertebra.book import (
    admonitions,
    api_reference,
    claims_page,
    model_cards,
    notebook,
    progress_page,
    sheets,
    source,
    validation_page,
)
from vertebra.errors import CourseError
from vertebra.paths import ROOT
from vertebra.printing import say
from vertebra.texts import _, pgettext

STYLE = ROOT / "course" / "labextension" / "static" / "lesson.css"

SETTINGS = {
    "project": "Vertebra",
    "author": "The Vertebra authors",
    "extensions": ["myst_nb", *api_reference.EXTENSIONS],
    **api_reference.SETTINGS,
    "html_theme": "sphinx_book_theme",
    "html_title": "Vertebra",
    "html_static_path": ["_static"],
    "html_css_files": ["book.css"],
    "html_theme_options": {
        "use_download_button": False,
        "use_fullscreen_button": False,
        "show_toc_level": 2,
        "navbar_persistent": [],
    },
    "html_show_sourcelink": False,
    "html_copy_source": False,
    "nb_execution_mode": "off",
    "nb_mime_priority_overrides": [("html", "application/vnd.jupyter.widget-view+json", None)],
    "suppress_warnings": [
        "mystnb.unknown_mime_type",
        "myst.xref_missing",
        "myst.header",
        api_reference.AMBIGUOUS_NAMES,
    ],
    "exclude_patterns": ["_build"],
}

_SECONDS_PER_CELL = 120
_ASKS = re.compile(r"from vertebra\.lab import (?:predict|self_check)\n\n(?:predict|self_check)\((.*)\)")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_NAMES = re.compile(r'"([^"]+)"')


def build(folder: Path, documented: Sequence[str] = api_reference.PARTS) -> Path:
    """Run every lesson and write the book and the API reference into a folder.

    Parameters
    ----------
    folder : Path
    documented : sequence of str
        Packages and modules of the API reference.

    Returns
    -------
    Path
        The first page.

    Raises
    ------
    CourseError
        Where the extra `book` is not installed, a lesson or Sphinx fails, or a docstring is broken.
    """
    try:
        from sphinx.application import Sphinx
    except ImportError:
        raise CourseError(_("The book needs Sphinx. Install it with: pip install -e '.[book]'")) from None
    lessons = [source.read(path) for path in source.paths()]
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for lesson in lessons:
            made = run(with_questions_in_print(notebook.build(lesson)), lesson.stem)
            (work / f"{lesson.stem}.ipynb").write_bytes(notebook.to_bytes(made))
        (work / f"{claims_page.STEM}.ipynb").write_bytes(notebook.to_bytes(claims_page.build()))
        (work / f"{validation_page.STEM}.ipynb").write_bytes(notebook.to_bytes(validation_page.build()))
        (work / f"{progress_page.STEM}.ipynb").write_bytes(notebook.to_bytes(progress_page.build()))
        cards = _write_cards(work, lessons)
        sheets.write(work / sheets.FOLDER)
        _write_frame(work, lessons, [cards, api_reference.write(work, documented)])
        said = io.StringIO()
        app = Sphinx(
            str(work),
            None,
            str(folder),
            str(work / "_build"),
            "html",
            SETTINGS,
            status=None,
            warning=said,
            freshenv=True,
        )
        app.build()
        _check_docstrings(said.getvalue())
        if app.statuscode:
            raise CourseError(
                _("Sphinx could not build the book (status {statuscode}); see its messages above.").format(
                    statuscode=app.statuscode
                )
            )
    shutil.rmtree(folder / ".doctrees", ignore_errors=True)
    return folder / "index.html"


def _check_docstrings(said: str) -> None:
    """Raise CourseError for warnings about docstrings and pages of the reference; pass the others on."""
    lines = [line for line in _COLOUR.sub("", said).splitlines() if line.strip()]
    faults = [line for line in lines if "docstring of " in line or f"/{api_reference.FOLDER}/" in line]
    for line in lines:
        if line not in faults:
            say(line, file=sys.stderr)
    if faults:
        raise CourseError(_("The API reference has faults: {faults}").format(faults="\n".join(faults)))


def with_questions_in_print(made: NotebookNode) -> NotebookNode:
    """The notebook with each cell that asks questions replaced by the questions as text, their explanations folded."""
    cells: list[NotebookNode] = []
    for cell in made.cells:
        request = _ASKS.fullmatch(cell.source) if cell.cell_type == "code" else None
        names = _NAMES.findall(request[1]) if request else []
        cells += [admonitions.text_cell(admonitions.question(name)) for name in names] if request else [cell]
    made.cells = cells
    return made


def run(made: NotebookNode, name: str) -> NotebookNode:
    """The notebook with its outputs; a cell that fails raises CourseError with the cell's number and error."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    client = NotebookClient(made, timeout=_SECONDS_PER_CELL, kernel_name="python3", store_widget_state=False)
    try:
        return client.execute()
    except CellExecutionError as error:
        raise CourseError(
            pgettext("lesson-does-not-run", "Lesson {name} does not run: {ename}: {evalue}").format(
                name=name, ename=error.ename, evalue=error.evalue
            )
        ) from error


FRONT = (
    "# Vertebra\n\nA course on vertebral fracture, vertebroplasty and kyphoplasty. These pages show a picture where "
    "the course itself "
    "has something to move."
)
"""The lessons' language: the book is content."""


def _write_cards(work: Path, lessons: list[source.Lesson]) -> str:
    """A page for each model card and one that lists them; return the list's page."""
    (work / model_cards.FOLDER).mkdir()
    names = model_cards.names()
    for name in names:
        made = notebook.to_bytes(model_cards.page(name, lessons))
        (work / model_cards.FOLDER / f"{name}.ipynb").write_bytes(made)
    listed = "\n".join(names)
    text = f"# Model cards\n\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n"
    (work / model_cards.FOLDER / "index.md").write_text(text, encoding="utf-8")
    return f"{model_cards.FOLDER}/index"


def _write_frame(work: Path, lessons: list[source.Lesson], references: list[str]) -> None:
    """The front page with the table of contents, and the style."""
    pages = "\n".join(
        [*(lesson.stem for lesson in lessons), claims_page.STEM, validation_page.STEM, progress_page.STEM, *references]
    )
    listed = "\n".join(f"- [{lesson.title}]({lesson.stem}.ipynb), about {lesson.minutes} minutes" for lesson in lessons)
    claims = f"- [What the text said, and what is known]({claims_page.STEM}.ipynb)"
    validation = f"- [How far the models agree with what was measured]({validation_page.STEM}.ipynb)"
    cards, reference = references
    printed = ", ".join(f"[{name.replace('-', ' ')}]({sheets.FOLDER}/{name}.pdf)" for name in sheets.SHEETS)
    further = f"- [Model cards]({cards})\n{validation}\n- [API reference]({reference})"
    links = f"{claims}\n- To print, one page each: {printed}\n{further}"
    front = f"{FRONT}\n\n{listed}\n{links}\n\n```{{toctree}}\n:hidden:\n\n{pages}\n```\n"
    (work / "index.md").write_text(front, encoding="utf-8")
    (work / "_static").mkdir()
    style = STYLE.read_text(encoding="utf-8") + _HIDE_CODE
    (work / "_static" / "book.css").write_text(style, encoding="utf-8")


_HIDE_CODE = """
div.cell.tag_hide-input details.hide.above-input { display: none; }
"""
