"""One ES module from several: anywidget takes a single text, while node tests each file of `js/` by itself."""

import re
from functools import cache
from pathlib import Path

JS = Path(__file__).parent / "js"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w.-]+)";\n', re.M)
_EXPORT = re.compile(r"^export (?=const |let |function |class |async )", re.M)


@cache
def esm(name: str) -> str:
    """`js/<name>` with what it imports from its neighbours written before it; names must differ between the files."""
    order: list[str] = []
    _collect(name, order)
    pieces = []
    for each in order:
        text = _IMPORT.sub("", (JS / each).read_text(encoding="utf-8"))
        pieces.append(text if each == name else _EXPORT.sub("", text))
    return "\n".join(pieces)


@cache
def css(name: str) -> str:
    """The style sheet `js/<name>`."""
    return (JS / name).read_text(encoding="utf-8")


def _collect(name: str, order: list[str]) -> None:
    for match in _IMPORT.finditer((JS / name).read_text(encoding="utf-8")):
        if match[2] not in order:
            _collect(match[2], order)
    order.append(name)
