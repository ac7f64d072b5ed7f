"""One call at a time makes the environment; the others wait. The system frees the lock when its holder dies."""

import contextlib
import os
import sys
import time
from pathlib import Path
from typing import Iterator

from frontdoor.problems import raise_from_os
from frontdoor.texts import N_, _

PAUSE_S = 0.2
WAITING = N_("Another call is making the environment; waiting for it (Ctrl+C to stop).")


@contextlib.contextmanager
def locked(path: Path) -> Iterator[int]:
    """Hold the lock file `path`, after waiting for another process if need be; yields its descriptor.

    A process that inherits the descriptor (on POSIX) holds the lock with us, and keeps it should we be killed.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(str(path), os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise_from_os(error, path.parent)
    try:
        if not _taken(descriptor):
            print(_(WAITING), flush=True)
            while not _taken(descriptor):
                time.sleep(PAUSE_S)
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
