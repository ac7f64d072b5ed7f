"""Programs the tests use that pip can't bring: found on the machine or, on Debian as root, installed."""

import os
import shutil
import subprocess
from functools import cache

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
NODE = ("node", "nodejs")
BUBBLEWRAP = ("bwrap",)
POSTGRESQL = ("initdb", "pg_ctlcluster")


def program(names: tuple[str, ...], package: str) -> str | None:
    """The path of the first of `names` on this machine, after installing Debian's `package` if need be and possible."""
    found = _find(names)
    if found is None and may_install():
        _install(package)
        found = _find(names)
    return found


def may_install() -> bool:
    """Whether this is a Debian-like machine and we are root. Rights are not asked for."""
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _find(names: tuple[str, ...]) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


def _install(package: str) -> None:
    print(f"Installing Debian's {package}", flush=True)
    _update()
    _apt("install", "--yes", "--no-install-recommends", package)


@cache
def _update() -> None:
    _apt("update")


def _apt(*arguments: str) -> None:
    """Run apt-get; what it says is shown only if it fails, and a failure only means that the program stays missing."""
    variables = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", "-q", *arguments], env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"apt-get {' '.join(arguments)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}", flush=True)
