"""Every docstring of the API reference is sound markup, without the book being built."""

import ast
import importlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from vertebra.book import api_reference

DOCUMENTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def docstrings(path: Path) -> Iterator[str]:
    """The docstrings in a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (*DOCUMENTED, ast.Module)) and (text := ast.get_docstring(node)):
            yield text


def faults(*texts: str) -> str:
    """What docutils complains of in docstrings, read as one page, after their NumPy sections became fields."""
    from docutils.core import publish_doctree
    from sphinx.ext.napoleon import Config, NumpyDocstring

    said = io.StringIO()
    config = Config(**{name: value for name, value in api_reference.SETTINGS.items() if name.startswith("napoleon_")})
    settings = {"warning_stream": said, "report_level": 2, "halt_level": 5}
    lines = [line for text in texts for line in (*NumpyDocstring(text, config).lines(), "")]
    publish_doctree("\n".join(lines), settings_overrides=settings)
    return said.getvalue()


def test_a_broken_docstring_is_a_fault():
    pytest.importorskip("sphinx")
    assert faults("`alpha`.") == ""
    assert faults("  - alpha, beta,\n  gamma\n- delta") != ""


@pytest.mark.slow
def test_docstrings_are_sound_markup():
    pytest.importorskip("sphinx")
    paths = {importlib.import_module(name).__file__ for name in api_reference.modules()}
    broken = {path: faults(*docstrings(Path(path))) for path in sorted(filter(None, paths))}
    assert {path: fault for path, fault in broken.items() if fault} == {}
