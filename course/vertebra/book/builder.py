"""Building all notebooks, the list of code cells that JupyterLab may run by itself with its extension's copy of
`texts.js`, and the types of the widgets' frames.

See decision 0050.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from vertebra.book import claims, claims_page, model_cards, notebook, own_case, progress_page, source, validation_page
from vertebra.paths import NOTEBOOKS, ROOT
from vertebra.widgets import bundle
from vertebra.widgets.frame_types import typescript

MANIFEST = ROOT / "course" / "labextension" / "static" / "lessons.json"


def build(notebooks: Path = NOTEBOOKS, manifest: Path = MANIFEST) -> list[Path]:
    """Write every notebook and the manifest; return the files that changed."""
    files = dict(expected_files(notebooks, manifest))
    return [path for path, content in files.items() if notebook.write(path, content)]


def expected_files(notebooks: Path = NOTEBOOKS, manifest: Path = MANIFEST) -> Iterator[tuple[Path, bytes]]:
    """Every built file and what it has to contain."""
    shipped: dict[str, list[str]] = {}
    lessons = [source.read(path) for path in source.paths()]
    for lesson in lessons:
        made = notebook.build(lesson)
        shipped[lesson.number] = code(made)
        yield notebooks / f"{lesson.stem}.ipynb", notebook.to_bytes(made)
    for name in model_cards.names():
        yield notebooks / model_cards.FOLDER / f"{name}.ipynb", notebook.to_bytes(model_cards.page(name, lessons))
    if claims.claims():
        page = claims_page.build()
        shipped[claims_page.STEM] = code(page)
        yield notebooks / f"{claims_page.STEM}.ipynb", notebook.to_bytes(page)
    validated = validation_page.build()
    shipped[validation_page.STEM] = code(validated)
    yield notebooks / f"{validation_page.STEM}.ipynb", notebook.to_bytes(validated)
    progress = progress_page.build()
    shipped[progress_page.STEM] = code(progress)
    yield notebooks / f"{progress_page.STEM}.ipynb", notebook.to_bytes(progress)
    shipped[own_case.STEM] = code(own_case.build())
    yield MANIFEST.with_name(bundle.TEXTS), (bundle.SCRIPTS / bundle.TEXTS).read_bytes()
    yield typescript.FILE, typescript.source().encode("utf-8")
    text = json.dumps({"schema": 1, "lessons": shipped}, indent=1, sort_keys=True) + "\n"
    yield manifest, text.encode("utf-8")


def code(made: NotebookNode) -> list[str]:
    """The sources of a notebook's code cells, in order."""
    return [cell.source for cell in made.cells if cell.cell_type == "code"]
