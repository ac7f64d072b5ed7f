"""The pinned packages, brought into an environment by pip, with a line that says how far it is."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from frontdoor.environment import Environment
from frontdoor.problems import DamagedError, from_pip
from frontdoor.progress import Progress

TESTS_FROM = "# The tests and the static book"
"""The line of constraints.txt from which on the packages are only for developers."""

_PAUSE_S = 0.2
_FETCHED = r"^(?:Collecting|Processing|Requirement already satisfied:) (\S+).*\(line (\d+)\)\)"


def pins(root: Path, tests: bool) -> list[str]:
    """The lines `name==version` to install: all of constraints.txt with `tests`, otherwise what learners need."""
    text = (root / "constraints.txt").read_text(encoding="utf-8")
    if not tests:
        text = text.split(TESTS_FROM, 1)[0]
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def mend(packages: Path) -> None:
    """Take away what an interrupted pip left: records that claim a package is whole, and packages that were being replaced."""
    for record in packages.glob("*.dist-info"):
        if not (record / "RECORD").exists():
            shutil.rmtree(record)
    for leftover in packages.glob("~*"):
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()


def install(environment: Environment, tests: bool, held: int) -> None:
    """Install the pinned packages, then the course itself from its checkout. `held` is the lock, which pip inherits."""
    lines = pins(environment.root, tests)
    pinned = environment.folder / "pins.txt"
    pinned.write_text("\n".join(lines) + "\n", encoding="utf-8")
    progress = Progress("Installing the course")
    try:
        _pip(environment, ["--no-deps", "-r", str(pinned)], held, _Follower(environment.packages, len(lines), progress))
        progress.show(1.0, f"{len(lines)} packages are in place")
    finally:
        progress.close()
    _pip(environment, ["--no-deps", "--no-build-isolation", "-e", str(environment.root)], held, None)


class _Follower:
    """Reads in pip's output and in its folder how far it is."""

    def __init__(self, packages: Path, total: int, progress: Progress) -> None:
        self.packages, self.total, self.progress = packages, total, progress
        self.before = 0
        self.coming = 0

    def follow(self, output: str) -> None:
        """Show the state that pip's `output` so far, or its folder, tells of."""
        installing = re.search(r"^Installing collected packages: (.+)$", output, re.MULTILINE)
        if not installing:
            found = re.findall(_FETCHED, output, re.MULTILINE)
            if found:
                name, line = found[-1]
                self.progress.show(
                    int(line) / self.total / 2, f"fetching {line} of {self.total} packages: {_plain(name)}"
                )
            return
        if not self.coming:
            self.coming, self.before = installing[1].count(",") + 1, self._whole()
        done = min(max(self._whole() - self.before, 0), self.coming)
        self.progress.show(0.5 + done / self.coming / 2, f"installing {done} of {self.coming} packages")

    def _whole(self) -> int:
        return sum(1 for _ in self.packages.glob("*.dist-info/RECORD"))


def _plain(name: str) -> str:
    """`scipy` from what pip calls it: `scipy==1.17.1` or the path of a file."""
    file = name.replace("\\", "/").rsplit("/", 1)[-1]
    return re.split("-" if file.endswith((".whl", ".gz")) else r"[=<>;]", file)[0]


def _pip(environment: Environment, arguments: list[str], held: int, follower: _Follower | None) -> None:
    """Run `pip install` to its end. It writes to a file, so that it goes on should this process be killed."""
    command = environment.pip or (str(environment.python), "-I", "-u", "-m", "pip")
    options = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--retries", "3"]
    log = environment.folder / "install.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*command, "install", *options, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            env=environment.variables(),
            cwd=environment.root,
            pass_fds=(held,) if os.name != "nt" else (),
        )
        try:
            while process.poll() is None:
                time.sleep(_PAUSE_S)
                if follower:
                    follower.follow(_read(log))
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise
    if process.returncode:
        output = _read(log)
        if process.returncode < 0 and not re.search(r"^ERROR", output, re.MULTILINE):
            raise DamagedError(
                f"pip was ended by signal {-process.returncode}; call the command again. Its report is in {log}."
            )
        raise from_pip(output, environment.folder, log)


def _read(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")
