"""Text from outside, made fit to be printed: to a terminal, into a log, a note or a table.

Whatever a file's name, an id or an answer holds, it can't move the cursor, colour, hide or overwrite what else is
printed.
"""

from __future__ import annotations

import sys
import unicodedata
from typing import IO

_INVISIBLE = frozenset("\u200b\u200e\u200f\u2028\u2029\u2060\ufeff\u061c\u180e")
_HARMLESS = frozenset("\u200c\u200d\u00ad")
"""Joiners that Persian, Hindi and pictures need, and the soft hyphen."""


def printable(text: object, longest: int = 0) -> str:
    r"""Return `text` on one line, every control or invisible character replaced by its number (`\x1b`).

    Replaced are C0 and C1 controls, marks of writing direction, other invisible marks, surrogates and unassigned code
    points.

    Parameters
    ----------
    text : object
        Anything; its `str` is used.
    longest : int
        Most characters; longer text is cut and ends with an ellipsis. 0 cuts nothing.
    """
    shown = "".join(character if _shows(character) else _number(character) for character in str(text))
    return shown if not longest or len(shown) <= longest else f"{shown[: longest - 1]}…"


def printable_lines(text: object) -> str:
    """As `printable`, but line breaks and tabs stay: for text of several lines that is our own but for names in it."""
    return "\n".join("    ".join(map(printable, line.split("\t"))) for line in str(text).split("\n"))


def say(text: object = "", file: IO[str] | None = None) -> None:
    """Print `text`: the one way in which the course's commands write to a terminal.

    What the terminal's own encoding has no character for is written as its number rather than raised.
    """
    file = sys.stdout if file is None else file
    line = printable_lines(text)
    try:
        print(line, file=file, flush=True)
    except UnicodeEncodeError:
        encoding = getattr(file, "encoding", None) or "ascii"
        print(line.encode(encoding, "backslashreplace").decode(encoding), file=file, flush=True)


def _shows(character: str) -> bool:
    if character == " " or character.isprintable() or character in _HARMLESS:
        return character not in _INVISIBLE
    # Spaces of other widths and what stands for a character of a private font show as something.
    return unicodedata.category(character) in ("Zs", "Co")


def _number(character: str) -> str:
    value = ord(character)
    return f"\\x{value:02x}" if value < 0x100 else f"\\u{value:04x}" if value < 0x10000 else f"\\U{value:08x}"
