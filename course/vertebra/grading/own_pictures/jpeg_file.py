"""What a JPEG carries besides its picture."""

from __future__ import annotations

import struct

from vertebra.errors import InputError
from vertebra.texts import _, pgettext

BEGINS = b"\xff\xd8\xff"
END = 0xD9
SCAN = 0xDA
COMMENT = 0xFE
RESTARTS = range(0xD0, 0xD8)
APPLICATION = range(0xE0, 0xF0)
KNOWN = {
    b"Exif\0": "Exif",
    b"http://ns.adobe.com/": "XMP",
    b"Photoshop 3.0\0": "IPTC",
    b"JFXX\0": "JFXX (a small copy of the picture)",
    b"MPF\0": "MPF (further pictures)",
    b"ICC_PROFILE\0": "ICC",
}
"""What an application's segment begins with, and what it is called."""
HARMLESS = (b"JFIF\0", b"Adobe\0")
MAX_HARMLESS_BYTES = 32
"""JFIF without a small copy has 14 bytes, Adobe's colours 12."""


def identifiers(content: bytes) -> list[str]:
    """What may say whose picture it is: Exif, XMP, IPTC, comments, and what follows the picture's end.

    Raises
    ------
    InputError
        Where its segments can't be followed.
    """
    carried: dict[str, None] = {}
    at = 2
    while at + 2 <= len(content):
        if content[at] != 0xFF:
            break
        marker = content[at + 1]
        if marker == 0xFF:  # A byte that fills.
            at += 1
            continue
        if marker == END:
            if at + 2 != len(content):
                carried[_("{n} bytes after the picture's end").format(n=len(content) - at - 2)] = None
            return list(carried)
        if marker in RESTARTS or at + 4 > len(content):
            break
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        data = content[at + 4 : at + 2 + length]
        if length < 2 or at + 2 + length > len(content):
            break
        if name := _name(marker, data):
            carried[name] = None
        at += 2 + length
        if marker == SCAN:
            at = _after_scan(content, at)
    raise InputError(pgettext("picture-damaged-file", "it is cut off or damaged; export it again"))


def _name(marker: int, data: bytes) -> str:
    """What a segment is called that says more than the picture; empty for one that does not."""
    if marker == COMMENT:
        return _("a comment")
    if marker not in APPLICATION:
        return ""
    if data.startswith(HARMLESS) and len(data) <= MAX_HARMLESS_BYTES:
        return ""
    called = next((name for begins, name in KNOWN.items() if data.startswith(begins)), _("unknown data"))
    return f"APP{marker - APPLICATION.start} {called}"


def _after_scan(content: bytes, at: int) -> int:
    """Where the next marker after compressed data stands."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        following = content[at + 1]
        if following != 0 and following not in RESTARTS:
            return at
        at += 2
    return len(content)
