"""Strict JSON, and what can be recovered from JSON that is cut short or damaged in the middle. See decision 0062."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from vertebra.texts import _

MAX_DEPTH = 12
MAX_TRIES = 500
MAX_ENTRY = 120_000
_ESCAPE = 6  # An escape such as \\u2212 may itself be cut.
_NAMED_OBJECT = re.compile(r'(?<!\\)"([a-z0-9][a-z0-9-]{0,63})"\s{0,20}:\s{0,20}(?=\{)')
_NAMED_VALUE = re.compile(r'(?<!\\)"(schema|course|quiz|release|student|student_from)"\s{0,20}:\s{0,20}')


class StrictJsonError(ValueError):
    """Text that is not the JSON this course writes. `cut_short`: the text ends too early."""

    def __init__(self, message: str, cut_short: bool = False) -> None:
        super().__init__(message)
        self.cut_short = cut_short


def parse_strict(text: str) -> Any:
    """The value of `text`.

    Raises
    ------
    StrictJsonError
        On a syntax error, a key given twice, NaN or infinity, a number of hundreds of digits, or values nested more
        than `MAX_DEPTH` deep.
    """
    value, _unused = _decode(text, 0, len(text), complete=True)
    return value


def recover(text: str) -> dict[str, Any]:
    """The document with every part of damaged `text` that is whole by itself: head fields, variants and answers.

    Of an answer found twice with different content neither is kept, since nothing says which is the right one.
    """
    document: dict[str, Any] = {"answers": {}}
    for match in list(_NAMED_VALUE.finditer(text))[:MAX_TRIES]:
        decoded = _try(text, match.end())
        if decoded is not None and match[1] not in document and isinstance(decoded[0], str | int):
            document[match[1]] = decoded[0]
    twice: set[str] = set()
    at = 0
    for _unused in range(MAX_TRIES):
        named = _NAMED_OBJECT.search(text, at)
        if named is None:
            break
        decoded = _try(text, named.end())
        at = named.end() if decoded is None else decoded[1]
        if decoded is None:
            continue
        name, value = named[1], decoded[0]
        if name == "variants":
            document.setdefault("variants", value)
        elif name == "answers":
            at = named.end()
        elif isinstance(value, dict) and "value" in value:
            if document["answers"].get(name, value) != value:
                twice.add(name)
            document["answers"][name] = value
    for name in twice:
        document["answers"][name] = {"damaged": "given twice"}
    return document


def recover_named(text: str) -> dict[str, Any]:
    """Return every object of damaged `text` that is whole by itself, by the name before it.

    Of a name given twice with different content neither is kept.
    """
    by_name: dict[str, Any] = {}
    twice: set[str] = set()
    at = 0
    for _unused in range(MAX_TRIES):
        named = _NAMED_OBJECT.search(text, at)
        if named is None:
            break
        decoded = _try(text, named.end())
        at = named.end() if decoded is None else decoded[1]
        if decoded is not None and by_name.setdefault(named[1], decoded[0]) != decoded[0]:
            twice.add(named[1])
    return {name: value for name, value in by_name.items() if name not in twice}


def _try(text: str, at: int) -> tuple[Any, int] | None:
    try:
        return _decode(text, at, at + MAX_ENTRY)
    except StrictJsonError:
        return None


def _decode(text: str, start: int, stop: int, complete: bool = False) -> tuple[Any, int]:
    piece = text[start:stop]
    decoder = json.JSONDecoder(object_pairs_hook=_once_each, parse_constant=_no_constant)
    try:
        value, end = decoder.raw_decode(piece, len(piece) - len(piece.lstrip()))
    except json.JSONDecodeError as error:
        cut = error.pos + _ESCAPE >= len(piece.rstrip()) or error.msg.startswith("Unterminated string")
        raise StrictJsonError(
            _("{removesuffix} at character {pos}").format(removesuffix=error.msg.removesuffix(" at"), pos=error.pos),
            cut,
        ) from None
    except RecursionError:
        raise StrictJsonError(_("its values are nested too deep")) from None
    except StrictJsonError:
        raise
    except ValueError as error:
        raise StrictJsonError(str(error)[:80]) from None
    if _depth(value) > MAX_DEPTH:
        raise StrictJsonError(_("its values are nested too deep"))
    if complete and piece[end:].strip():
        raise StrictJsonError(_("text after the end, at character {end}").format(end=end))
    return value, start + end


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique: dict[str, Any] = {}
    for name, value in pairs:
        if name in unique:
            raise StrictJsonError(_("the key {name} is given twice").format(name=repr(name[:40])))
        unique[name] = value
    return unique


def _no_constant(name: str) -> NoReturn:
    raise StrictJsonError(_("{name} is no number").format(name=name))


def _depth(value: Any) -> int:
    """How deep `value` is nested, counted layer by layer so that depth can't exhaust the stack."""
    layer, depth = [value], 0
    while layer and depth <= MAX_DEPTH:
        below: list[Any] = []
        for container in layer:
            if isinstance(container, dict):
                below += container.values()
            elif isinstance(container, list):
                below += container
        layer, depth = below, depth + 1
    return depth
