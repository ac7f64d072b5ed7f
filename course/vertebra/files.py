"""Files written in one step."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path


def write_atomic(path: Path, content: bytes) -> None:
    """Put `content` at `path` in one step: written beside it, flushed to the disk, then renamed over it.

    Raises
    ------
    OSError
        If the folder can't be made or written; the file is then as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        for patience in (0.02, 0.05, 0.1, 0.2, 0.4, None):
            try:
                os.replace(beside, path)
                break
            except PermissionError:
                # On Windows a virus scanner or an indexer may hold the old file open for a moment.
                if patience is None:
                    raise
                time.sleep(patience)
    finally:
        beside.unlink(missing_ok=True)
