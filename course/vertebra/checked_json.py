"""JSON files that the course reads: decoded, checked against a declared shape with its limits, and refused in the
reader's language.

A shape is anything that msgspec takes: a `Struct`, `dict[str, str]`, a list, with `Annotated[...,
Meta(max_length=...)]` for limits. What people may have damaged and what can still be had of it is
`quiz.json_recovery`'s. See decision 0271.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NoReturn, TypeVar

import msgspec

from vertebra.errors import CourseError
from vertebra.texts import Text, _

T = TypeVar("T")
MAX_BYTES = 64_000_000
"""Of any file that the course writes for itself: a quiz's pictures are the most."""
_EXPECTED = re.compile(r"Expected `(?P<expected>[^`]+)`, got `(?P<got>[^`]+)`")
_MISSING = re.compile(r"Object missing required field `(?P<field>[^`]+)`")
_HALF_PAIR = re.compile(rb"\\u[dD][89a-fA-F]")
"""A name in a student's folder may hold any bytes; Python has them as such halves, which msgspec refuses."""
_PLACE = re.compile(r" - at `(?P<place>[^`]+)`\Z")


class ShapeError(CourseError, ValueError):
    """JSON that is damaged, or not of the shape that was asked for; the message says where and why."""


def read(path: Path, shape: type[T], max_bytes: int = MAX_BYTES) -> T:
    """The content of a file.

    Parameters
    ----------
    path
        The file, in UTF-8.
    shape
        What it must hold.
    max_bytes
        A larger file is not read.

    Raises
    ------
    OSError
        The file is missing or can't be read.
    ShapeError
        It is too large, no JSON, or holds something else.
    """
    size = path.stat().st_size
    if size > max_bytes:
        raise ShapeError(_("it has {size} bytes; {max_bytes} are the most").format(size=size, max_bytes=max_bytes))
    return decode(path.read_bytes(), shape)


def decode(content: bytes, shape: type[T]) -> T:
    """Decode JSON text and check it against a shape.

    Parameters
    ----------
    content : bytes
        JSON in UTF-8.
    shape : type
        The type to return, with its limits.

    Raises
    ------
    ShapeError
        If the text is damaged, nested too deep, or of another shape.
    """
    try:
        return msgspec.json.decode(content, type=shape)
    except msgspec.ValidationError as error:
        raise ShapeError(_reason(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        if _HALF_PAIR.search(content):
            return convert(_decode_half_pairs(content), shape)
        raise ShapeError(_("it is no JSON: {error}").format(error=str(error)[:80])) from None
    except RecursionError:
        raise ShapeError(_("its values are nested too deep")) from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _decode_half_pairs(content: bytes) -> object:
    """The value of JSON with halves of UTF-16 pairs, which stand for the bytes of a file's name that is no UTF-8."""
    try:
        return json.loads(content, parse_constant=_refuse_constant)
    except ValueError as error:
        raise ShapeError(_("it is no JSON: {error}").format(error=str(error)[:80])) from None
    except RecursionError:
        raise ShapeError(_("its values are nested too deep")) from None


def convert(value: object, shape: type[T]) -> T:
    """Check an already decoded value against a shape and return it as that type.

    Raises
    ------
    ShapeError
        If the value is nested too deep or of another shape.
    """
    try:
        return msgspec.convert(value, type=shape)
    except msgspec.ValidationError as error:
        raise ShapeError(_reason(error)) from None
    except RecursionError:
        raise ShapeError(_("its values are nested too deep")) from None


def _reason(error: msgspec.ValidationError) -> Text:
    said = str(error)
    match = _PLACE.search(said)
    place = match["place"].removeprefix("$").removeprefix(".")[:80] if match else ""
    said = _PLACE.sub("", said)
    where = _("in {place}").format(place=place) if place else _("at its top")
    if missing := _MISSING.fullmatch(said):
        text = _("{where}, {field} is missing").format(where=where, field=missing["field"])
    elif expected := _EXPECTED.match(said):
        text = _("{where} it holds {got} in place of {expected}").format(where=where, **expected.groupdict())
    else:
        text = _("{where} it holds what is not allowed ({detail})").format(where=where, detail=said[:100])
    return text if isinstance(text, Text) else Text(text)
