"""The template of the catalogue, `locale/vertebra.pot`: every sentence of the package, its templates and its scripts.

Babel finds them; `vertebra texts` writes the file. A translator copies it to `locale/<language>/vertebra.po` (or merges
it with `pybabel update`), writes the other sentences beside the English ones, and that is all.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vertebra import __version__
from vertebra.quiz.storage import write_atomic
from vertebra.texts import TEMPLATE

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

PACKAGE = Path(__file__).parents[1]
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "N_", "t")),
    **dict.fromkeys(("ngettext", "nt"), (1, 2)),
    **dict.fromkeys(("pgettext", "pt"), ((1, "c"), 2)),
    "npgettext": ((1, "c"), 2, 3),
    "count": (2, 3),
}
HELPFUL = ("Option", "Argument", "Typer")
"""What of typer takes a help text."""
METHODS = {".py": "python", ".js": "javascript", ".html": "jinja2", ".j2": "jinja2"}
OPTIONS: dict[str, dict[str, Any]] = {
    "jinja2": {
        "trimmed": "true",
        "silent": "false",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "newstyle_gettext": "true",
    },
    "python": {"encoding": "utf-8"},
    "javascript": {"encoding": "utf-8", "parse_template_string": "true"},
}
NAME_COMMENT = "A name: it is looked up where it is shown."
"""Stands with a message marked with N_, which scripts may look up too."""
UNSTABLE = (b'"POT-Creation', b'"PO-Revision', b'"Generated-By')
"""Lines of the head that differ from day to day or from one Babel to the next."""


def sources() -> list[Path]:
    """Every file of the package, and in a checkout of the front door and of JupyterLab's extension, that may hold
    sentences."""
    beside = (path for name in ("frontdoor", "labextension") for path in (PACKAGE.parent / name).rglob("*"))
    files = (*PACKAGE.rglob("*"), *beside)
    return sorted(path for path in files if path.suffix in METHODS and "__pycache__" not in path.parts)


def extract() -> Catalog:
    """Every sentence of the package, with the files in which it stands."""
    from babel.messages.catalog import Catalog

    fixed = datetime(2026, 1, 1, tzinfo=UTC)
    catalogue = Catalog(
        project="Vertebra",
        version=__version__,
        copyright_holder="The Vertebra authors",
        creation_date=fixed,
        revision_date=fixed,
        header_comment="# The sentences of Vertebra. Written by `vertebra texts`; not to be edited by hand.",
    )
    for path in sources():
        name = path.relative_to(PACKAGE.parent).as_posix()
        for message, context, comments in _messages(path):
            catalogue.add(message, locations=[(name, 1)], auto_comments=comments, context=context)
    for message in catalogue:
        # Babel guesses '% of' to be a place for a value.
        if not any(name.endswith((".html", ".j2")) for name, _line in message.locations):
            message.flags.discard("python-format")
    return catalogue


def _messages(path: Path) -> list[tuple[Any, str | None, list[str]]]:
    from babel.messages.extract import extract as messages_in

    method = METHODS[path.suffix]
    text = path.read_bytes()
    named = set(re.findall(r'\bN_\(\s*"([^"]*)"', text.decode("utf-8"))) if method == "python" else set()
    messages: Iterable[Any] = messages_in(
        "jinja2.ext:babel_extract" if method == "jinja2" else method, io.BytesIO(text), KEYWORDS, (), OPTIONS[method]
    )
    if path.name == "cli.py":
        messages = [*messages, *((0, message, [], None) for message in _help_of_commands(text))]
    return [
        (message, context, [NAME_COMMENT] if message in named else [])
        for _line, message, _comments, context in messages
        if message
    ]


def _help_of_commands(text: bytes) -> Iterator[str]:
    """The docstrings of a module's commands and the help of their options; `vertebra.cli` looks them up when it shows
    them."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and any(
            isinstance(decorator, ast.Call)
            and isinstance(decorator.func, ast.Attribute)
            and decorator.func.attr in ("command", "callback")
            for decorator in node.decorator_list
        ):
            yield ast.get_docstring(node) or ""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in HELPFUL:
            yield from (
                cleandoc(str(keyword.value.value))
                for keyword in node.keywords
                if keyword.arg == "help" and isinstance(keyword.value, ast.Constant)
            )


def template() -> bytes:
    """The text of `vertebra.pot`, the same for the same sources: no dates, no line numbers, sorted."""
    from babel.messages.pofile import write_po

    written = io.BytesIO()
    write_po(written, extract(), width=120, include_lineno=False, sort_output=True)
    kept = [line for line in written.getvalue().splitlines() if not line.startswith(UNSTABLE)]
    return b"\n".join(kept) + b"\n"


def write() -> Path:
    """Write the template anew; returns its file."""
    TEMPLATE.parent.mkdir(exist_ok=True)
    write_atomic(TEMPLATE, template())
    return TEMPLATE


def stale() -> list[str]:
    """What is wrong with the template; nothing if it holds exactly the sentences of the sources."""
    present = TEMPLATE.read_bytes() if TEMPLATE.exists() else b""
    if present.replace(b"\r\n", b"\n") == template():
        return []
    return ["locale/vertebra.pot does not hold the sentences of the sources; run 'vertebra texts'."]
