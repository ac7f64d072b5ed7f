"""Pages of the book about the package's modules, from their docstrings. See decision 0312."""

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

PARTS = (
    "vertebra.patient",
    "vertebra.tables",
    "vertebra.models",
    "vertebra.views",
    "vertebra.widgets",
    "vertebra.quiz",
    "vertebra.lab",
    "vertebra.grading",
)
"""What is documented; an entry that is a package brings all its modules. See decision 0352."""
FOLDER = "api"
SETTINGS = {
    "autodoc_typehints": "signature",
    "autodoc_typehints_format": "short",
    "autodoc_member_order": "bysource",
    "napoleon_google_docstring": False,
    "napoleon_custom_sections": ["Source"],
    "napoleon_use_rtype": False,
}
EXTENSIONS = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "vertebra.book.api_reference"]
AMBIGUOUS_NAMES = "ref.python"
"""A short name in a signature, such as Point, that two modules have: shown, and linked to the first."""


def modules(parts: Sequence[str] = PARTS) -> Iterator[str]:
    """Return the names of modules below `parts`, each package before what is in it."""
    for name in parts:
        module = importlib.import_module(name)
        yield name
        if hasattr(module, "__path__"):
            inner = sorted(info.name for info in pkgutil.iter_modules(module.__path__) if not info.name.startswith("_"))
            yield from modules([f"{name}.{child}" for child in inner])


def write(work: Path, parts: Sequence[str] = PARTS) -> str:
    """Write a page for each module and one that lists them all.

    Parameters
    ----------
    work : Path
        The folder of the book's sources.
    parts : sequence of str
        Packages and modules.

    Returns
    -------
    str
        The list's page, as the book's table of contents names it.
    """
    folder = work / FOLDER
    folder.mkdir()
    names = list(modules(parts))
    for name in names:
        (folder / f"{name}.rst").write_text(_page(name), encoding="utf-8")
    listed = "".join(f"   {name}\n" for name in names)
    text = f"API reference\n=============\n\n.. toctree::\n   :maxdepth: 1\n\n{listed}"
    (folder / "index.rst").write_text(text, encoding="utf-8")
    return f"{FOLDER}/index"


def _page(name: str) -> str:
    """A module by its docstrings; what a package only hands on stands on the page of the module where it is."""
    title = f"{name}\n{'=' * len(name)}\n\n"
    return f"{title}.. automodule:: {name}\n   :members:\n   :ignore-module-all:\n"


def setup(app: Any) -> dict[str, bool]:
    """Keep constants' docstrings as they are: napoleon takes what stands before a colon in them for a type."""
    kept: dict[str, list[str]] = {}

    def keep(app: Any, what: str, name: str, value: Any, options: Any, lines: list[str]) -> None:
        if what in ("attribute", "data"):
            kept[name] = list(lines)

    def put_back(app: Any, what: str, name: str, value: Any, options: Any, lines: list[str]) -> None:
        lines[:] = kept.pop(name, lines)

    app.connect("autodoc-process-docstring", keep, priority=400)
    app.connect("autodoc-process-docstring", put_back, priority=600)
    return {"parallel_read_safe": True}
