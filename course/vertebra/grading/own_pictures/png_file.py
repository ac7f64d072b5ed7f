"""What a PNG carries besides its picture."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from vertebra.errors import InputError
from vertebra.texts import _, pgettext

BEGINS = b"\x89PNG\r\n\x1a\n"
OF_THE_PICTURE = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"hIST", b"pHYs")
)
"""Chunks that hold numbers of the picture; every other one may hold text, a second picture or anything."""
TEXTS = (b"tEXt", b"zTXt", b"iTXt")
MAX_CHUNKS = 100_000


def identifiers(content: bytes) -> list[str]:
    """What may say whose picture it is: texts by their keyword, other chunks by their name, and what follows the end.

    Raises
    ------
    InputError
        Where its chunks can't be followed.
    """
    carried: dict[str, None] = {}
    end = 0
    for name, start, stop in _chunks(content):
        end = stop
        if name in TEXTS:
            keyword = content[start : min(stop - 4, start + 79)].split(b"\0", 1)[0].decode("latin-1")
            carried[_("{chunk} {keyword}").format(chunk=name.decode("latin-1"), keyword=ascii(keyword))] = None
        elif name not in OF_THE_PICTURE:
            carried[ascii(name.decode("latin-1")).strip("'")] = None
    if end != len(content):
        carried[_("{n} bytes after the picture's end").format(n=len(content) - end)] = None
    return list(carried)


def _chunks(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Name of each chunk, where its data begin, and where the chunk ends."""
    at = len(BEGINS)
    for _number in range(MAX_CHUNKS):
        if at + 12 > len(content):
            break
        (length,) = struct.unpack(">I", content[at : at + 4])
        name, stop = content[at + 4 : at + 8], at + 12 + length
        if stop > len(content):
            break
        yield name, at + 8, stop
        if name == b"IEND":
            return
        at = stop
    raise InputError(pgettext("picture-damaged-file", "it is cut off or damaged; export it again"))
