"""How the environment is made, mended or made anew.

Without a stamp that fits, an environment is taken for half made: what is whole in it stays, the rest is installed again; if
that fails for no reason a person could know of, it is made from scratch once.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from frontdoor import installing, pythons
from frontdoor.environment import Environment, ready, version, write_stamp
from frontdoor.locking import locked
from frontdoor.problems import NO_SPACE, DamagedError, SetupError, from_os, from_pip

ROOM_GB = 2.0
"""What a new environment, the packages on their way to it and the compiled models take, with some to spare."""

MEND_GB = 0.5

FITTING = tuple(f"3.{minor}" for minor in pythons.MINORS)

_NO_VENV = (
    "Python {version} at {python} comes without what makes an environment. On Debian and Ubuntu: "
    "sudo apt install python3-venv; elsewhere take the Python from python.org. Then call the command again."
)
_NOT_OURS = (
    "{folder} holds files but is no Python environment, so it is left alone. "
    "Name an empty or a new folder in VERTEBRA_ENVIRONMENT, then call the command again."
)


def make(environment: Environment, tests: bool = False, fresh: bool = False) -> None:
    """See to it that the environment is ready, with what the tests need if `tests`; from scratch if `fresh`.

    Several processes may call this at once: one works, the others wait. Raises SetupError with a sentence for the person.
    """
    if not fresh and ready(environment, tests):
        return
    with locked(environment.folder.with_name(environment.folder.name + ".lock"), _say_waiting) as held:
        if not fresh and ready(environment, tests):
            return
        try:
            _make(environment, tests, fresh, held)
        except OSError as error:
            raise from_os(error, environment.folder) from error


def _make(environment: Environment, tests: bool, fresh: bool, held: int) -> None:
    environment.stamp.unlink(missing_ok=True)
    mended = not fresh and version(environment.python) in FITTING
    _check_room(environment.folder, MEND_GB if mended else ROOM_GB)
    if not mended:
        _create(environment)
    try:
        _fill(environment, tests, held)
    except DamagedError:
        if not mended:
            raise
        print("The environment is damaged; making it anew.")
        _create(environment)
        _fill(environment, tests, held)
    write_stamp(environment, tests)


def _fill(environment: Environment, tests: bool, held: int) -> None:
    """Install everything, then prove it."""
    installing.mend(environment.packages)
    installing.install(environment, tests, held)
    proof = [str(environment.python), "-I", "-c", f"import {environment.proof}"]
    done = subprocess.run(proof, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        raise DamagedError(
            f"The environment in {environment.folder} does not work: {last}. The option --fresh makes it anew."
        )


def _create(environment: Environment) -> None:
    """Make an empty environment; where this Python lacks ensurepip (Debian without python3-venv), its own pip brings pip in."""
    _remove(environment)
    print(f"Making a Python environment in {environment.folder}", flush=True)
    bundled = not environment.pip and importlib.util.find_spec("ensurepip") is not None
    options = [] if bundled else ["--without-pip"]
    _call([sys.executable, "-I", "-m", "venv", *options, str(environment.folder)], environment)
    if not bundled and not environment.pip:
        _call(
            [sys.executable, "-m", "pip", "--python", str(environment.python), "install", "--quiet", "pip"], environment
        )


def _call(command: list[str], environment: Environment) -> None:
    """Run a step of making the environment; what goes wrong is told as a SetupError."""
    variables = environment.variables() | {"PATH": os.environ.get("PATH", "")}
    done = subprocess.run(
        command, env=variables, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        problem = from_pip(done.stdout + done.stderr, environment.folder, environment.folder)
        if isinstance(problem, DamagedError):
            version = ".".join(map(str, sys.version_info[:3]))
            raise SetupError(_NO_VENV.format(version=version, python=sys.executable))
        raise problem


def _remove(environment: Environment) -> None:
    """Take away a damaged environment, and never anything else."""
    folder = environment.folder
    if not folder.exists():
        return
    if folder != environment.root / ".venv" and not (folder / "pyvenv.cfg").exists() and any(folder.iterdir()):
        raise SetupError(_NOT_OURS.format(folder=folder))
    shutil.rmtree(folder)


def _check_room(folder: Path, needed_gb: float) -> None:
    place = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free_gb = shutil.disk_usage(place).free / 1e9
    if free_gb < needed_gb:
        sentence = NO_SPACE.format(where=folder)
        raise SetupError(f"{sentence} It needs {needed_gb:g} GB; {free_gb:.1f} GB are free.")


def _say_waiting() -> None:
    print("Another call is making the environment; waiting for it (Ctrl+C to stop).", flush=True)
