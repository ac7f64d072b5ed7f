"""One call at a time makes the environment; the others wait. The system frees the lock when its holder dies."""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from frontdoor.problems import from_os


@contextlib.contextmanager
def locked(path: Path, waiting: Callable[[], None], pause_s: float = 0.2) -> Iterator[int]:
    """Hold the lock file `path`; `waiting` is called once if another process holds it. Yields its descriptor.

    A process that inherits the descriptor (on POSIX) holds the lock with us, and keeps it should we be killed.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise from_os(error, path.parent) from error
    try:
        if not _taken(descriptor):
            waiting()
            while not _taken(descriptor):
                time.sleep(pause_s)
        yield descriptor
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _taken(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _taken(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            # A file system without locks: better to go on alone than not at all.
            return True
        return True
