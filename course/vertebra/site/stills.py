"""Start pictures: what a lesson's code cell shows before anything runs in the page."""

from __future__ import annotations

import ast
import hashlib
from dataclasses import dataclass
from typing import Any

from vertebra.errors import CourseError
from vertebra.texts import pgettext

_SHOWN = "_shown"


@dataclass(frozen=True)
class Still:
    """What a code cell shows: a picture with its words, or HTML that is complete in itself.

    `live` says that the cell has something to move, which the laboratory can put in the picture's place.
    """

    png: bytes = b""
    words: str = ""
    html: str = ""
    title: str = ""
    live: bool = False

    @property
    def file_name(self) -> str:
        """A name that changes with the picture, so that a browser may keep it for ever."""
        return f"{hashlib.sha256(self.png).hexdigest()[:16]}.png"


def draw(code: str, names: dict[str, Any]) -> Still:
    """Run a lesson's code cell and return what it shows.

    Parameters
    ----------
    code : str
        As the lesson has it; its last line is what it shows.
    names : dict
        What the cells before it have named; it is changed.

    Raises
    ------
    CourseError
        Where the cell can't be run.
    """
    from vertebra.views.style import matplotlib_style

    names[_SHOWN] = None
    try:
        with matplotlib_style():
            exec(compile(_keeping_the_last(code), "<lesson>", "exec"), names)
            return _still(names.pop(_SHOWN))
    except CourseError:
        raise
    except Exception as error:
        sentence = pgettext("cell-does-not-run", "The code cell {code} does not run: {error}")
        raise CourseError(sentence.format(code=repr(code.splitlines()[-1]), error=repr(error))) from error


def _keeping_the_last(code: str) -> ast.Module:
    """The code, whose last line, if it is an expression, is kept under a name, as a notebook shows it."""
    tree = ast.parse(code)
    last = tree.body[-1]
    if isinstance(last, ast.Expr):
        kept = ast.Assign([ast.Name(_SHOWN, ast.Store())], last.value)
        tree.body[-1] = ast.fix_missing_locations(ast.copy_location(kept, last))
    return tree


def _still(shown: Any) -> Still:
    """What an object shows where nothing runs."""
    if hasattr(shown, "static_png"):
        words = f"{shown.current_alt_text} {shown.caution}".strip()
        return Still(shown.static_png(shown.state) or b"", words, title=str(shown.title), live=True)
    if hasattr(shown, "_repr_html_") and (html := shown._repr_html_()):
        return Still(html=str(html))
    return Still(words="" if shown is None else repr(shown), live=shown is not None)
