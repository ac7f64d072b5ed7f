"""Files written in one step and read with suspicion."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from vertebra.errors import InputError
from vertebra.files import write_atomic
from vertebra.texts import pgettext

__all__ = ["MAX_BYTES", "owner_only_umask", "read_limited", "size", "write_atomic"]

MAX_BYTES = 1_000_000


def size(count: int) -> str:
    """A number of bytes as people say it: `200 MB`, `1.5 MB`, `4 KB`, `12 bytes`."""
    for unit, name in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB")):
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return f"{count} bytes"


def read_limited(path: Path) -> bytes:
    """The bytes of a regular file of allowed size.

    Raises
    ------
    InputError
        With the reason otherwise.
    """
    try:
        state = path.lstat()
    except (OSError, ValueError):
        raise InputError(pgettext("missing", "there is no such file")) from None
    if stat.S_ISLNK(state.st_mode):
        raise InputError(pgettext("link", "it is a link, which is not followed"))
    if not stat.S_ISREG(state.st_mode):
        raise InputError(pgettext("not-file", "it is not a file"))
    if state.st_size > MAX_BYTES:
        raise InputError(
            pgettext("too-large", "it is too large: {size}, at most {most} are read").format(
                size=size(state.st_size), most=size(MAX_BYTES)
            )
        )
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)[:MAX_BYTES]
    except OSError as error:
        raise InputError(
            pgettext("unreadable", "it could not be opened ({reason})").format(
                reason=error.strerror or type(error).__name__
            )
        ) from None


@contextlib.contextmanager
def owner_only_umask() -> Iterator[None]:
    """Files made meanwhile are nobody else's to read."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
