"""Which Python the course runs on, and where on the machine a fitting one is. Kept readable by Python 3.6."""

import glob
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from typing import Iterator, List, Optional

MINORS = (11, 12, 13)
"""The minor versions of Python 3 that the course is tested on; pyproject.toml says the same."""

_PLACES = (
    "/usr/bin",
    "/usr/local/bin",
    "/opt/homebrew/bin",
    "/opt/local/bin",
    "/Library/Frameworks/Python.framework/Versions/3.{minor}/bin",
    "~/.local/bin",
    "~/.pyenv/versions/3.{minor}.*/bin",
    "~/.local/share/uv/python/cpython-3.{minor}.*/bin",
)


def fits() -> bool:
    """Whether the running Python can carry the course: the version, and the ready-made packages there are for it."""
    return (
        sys.version_info[0] == 3
        and sys.version_info[1] in MINORS
        and platform.python_implementation() == "CPython"
        and sys.maxsize > 2**32
        and not sysconfig.get_config_var("Py_GIL_DISABLED")
        and sys.platform != "cygwin"
    )


def running() -> str:
    """The running Python in words: `3.9.1`, `3.12.1, 32 bit`."""
    text = platform.python_version()
    if platform.python_implementation() != "CPython":
        text += ", " + platform.python_implementation()
    if sys.maxsize <= 2**32:
        text += ", 32 bit"
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        text += ", free-threaded"
    return text


def advice() -> str:
    """What to say where no Python on the machine fits."""
    return (
        f"The course needs Python 3.{MINORS[0]} to 3.{MINORS[-1]} (the ordinary 64-bit one); "
        f"this is Python {running()}, and no fitting one was found.\n"
        "Get one from python.org or your system's packages, then call it by its name: python3.12 course learn"
    )


def find() -> Optional[str]:
    """A fitting Python on this machine, the newest first; None if there is none."""
    for command in candidates():
        found = _probe(command)
        if found:
            return found
    return None


def candidates() -> Iterator[List[str]]:
    """Commands that may start a fitting Python."""
    for minor in sorted(MINORS, reverse=True):
        launcher = shutil.which("py")
        if os.name == "nt" and launcher:
            yield [launcher, f"-3.{minor}"]
        name = f"python3.{minor}"
        named = shutil.which(name)
        if named:
            yield [named]
        for place in _PLACES:
            for path in sorted(glob.glob(os.path.join(os.path.expanduser(place.format(minor=minor)), name))):
                yield [path]


def _probe(command: List[str]) -> Optional[str]:
    """The interpreter that `command` really starts, if it fits. A launcher or shim may exist and still start nothing."""
    try:
        probed = subprocess.run(
            [*command, os.path.abspath(__file__)],
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=20,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return probed.stdout.decode("utf-8", "replace").strip() or None


if __name__ == "__main__" and fits():
    print(sys.executable)
