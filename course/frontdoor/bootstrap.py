"""The environment `.venv`, made by uv: from nothing, after an interruption, or when the course asks for other packages.

A stamp, written last, says of what state of the checkout the environment is, and with which extras. Without one it is
taken for half
made and made anew: uv keeps what it has fetched, so that takes seconds. uv itself is the machine's, or is fetched
beside the environment.
See decision 0280.
"""

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import IO, Dict, Iterable, Iterator, NamedTuple, Optional, Sequence

from frontdoor import problems, uv_settings
from frontdoor.lock import locked
from frontdoor.problems import SetupError, raise_from_os, raise_from_report
from frontdoor.texts import _

ROOT = Path(__file__).resolve().parents[2]
OLDEST_UV = (0, 5)
ROOM_GB = 2.0
"""What a new environment, the packages on their way to it and the compiled models take, with some to spare."""

_PAUSE_S = 0.1
_UNWANTED = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONSTARTUP",
    "PYTHONDONTWRITEBYTECODE",
    "__PYVENV_LAUNCHER__",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
)
"""What belongs to another Python; and without bytecode every kernel and server takes twice as long to start."""
_PROOF = "import vertebra.cli, jupyterlab, numba, scipy.linalg"
_PIP_FOR_PEOPLE = ("-m", "ensurepip")
"""Brings pip into the environment, where this Python has it at hand; uv needs none."""
_CHATTER = re.compile(r"^ [+~-] |^warning: |^Using C?Python|^Creating virtual|^Activate with|^ *hint:")


class Environment(NamedTuple):
    """Where the course's packages are installed."""

    root: Path
    folder: Path

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def stamp(self) -> Path:
        """What says that the environment is whole, and of which state of the checkout."""
        return self.folder / "vertebra-stamp.json"

    @property
    def log(self) -> Path:
        """What the last installer said."""
        return self.folder.with_name(self.folder.name + ".log")

    def variables(self) -> Dict[str, str]:
        """The variables for a process in this environment: its programs first, nothing of another Python's."""
        kept = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
        kept["PATH"] = os.pathsep.join([str(self.python.parent), kept.get("PATH", "")])
        return {**kept, "VIRTUAL_ENV": str(self.folder), "PYTHONNOUSERSITE": "1", "PIP_USER": "0", "PYTHONUTF8": "1"}


def of_this_checkout() -> Environment:
    """`.venv` beside the course, or the folder that VERTEBRA_ENVIRONMENT names."""
    chosen = os.environ.get("VERTEBRA_ENVIRONMENT")
    return Environment(ROOT, Path(chosen).expanduser().absolute() if chosen else ROOT / ".venv")


def make(environment: Environment, extras: Iterable[str] = (), fresh: bool = False) -> None:
    """See to it that the environment is ready with these extras of pyproject.toml; from scratch if `fresh`.

    Several processes may call this at once: one works, the others wait. Raises SetupError with a sentence for the
    person.
    """
    if not fresh and ready(environment, extras):
        return
    with locked(environment.folder.with_name(environment.folder.name + ".lock")) as held:
        if not fresh and ready(environment, extras):
            return
        try:
            _make(environment, set(extras), fresh, held)
        except OSError as error:
            raise_from_os(error, environment.folder)


def ready(environment: Environment, extras: Iterable[str] = ()) -> bool:
    """Whether everything is installed, in the versions that this state of the checkout asks for."""
    stamp = _read(environment.stamp)
    whole = stamp.get("key") == key(environment.root) and set(extras) <= _extras(stamp)
    return whole and works(environment)


def works(environment: Environment) -> bool:
    """Whether the environment's interpreter starts and is of the version that its packages were installed for."""
    installed_for = _read(environment.stamp).get("python")
    return installed_for is not None and installed_for == version(environment)


def version(environment: Environment) -> Optional[str]:
    """Major and minor version of the environment's interpreter as it is now; None if it can't be started."""
    try:
        command = [str(environment.python), "-I", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.decode().strip() or None


def key(root: Path) -> str:
    """A hash of everything that decides what is installed: dependencies, pinned versions, and where the checkout
    lies."""
    project = (root / "pyproject.toml").read_text(encoding="utf-8").partition("\n[tool.ruff]")[0]
    pinned = (root / "constraints.txt").read_text(encoding="utf-8")
    return hashlib.sha256((project + str(root) + pinned).encode("utf-8")).hexdigest()


def find_uv(environment: Environment) -> str:
    """The machine's uv, or else the one beside the environment, which is fetched first if need be."""
    beside = environment.folder.with_name(environment.folder.name + ".uv")
    own = [str(path) for path in sorted(beside.glob("*/uv*")) if path.stem == "uv"]
    for command in [*filter(None, [shutil.which("uv")]), *own]:
        if _uv_version(command) >= OLDEST_UV:
            return command
    print(_("Fetching uv, which installs the packages"), flush=True)
    shutil.rmtree(beside, ignore_errors=True)
    pinned = re.findall(r"^uv==\S+", (environment.root / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    install = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet", *pinned[:1]]
    for steps in (
        [[sys.executable, *install, "--target", str(beside)]],
        [[sys.executable, "-m", "venv", str(beside)], [str(_python_in(beside)), *install]],
    ):
        reports = [_report(step, environment) for step in steps]
        own = [str(path) for path in sorted(beside.glob("*/uv*")) if path.stem == "uv"]
        if own:
            return own[0]
        if not re.search(r"No module named '?(?:pip|ensurepip)|ensurepip is not available|python3-venv", reports[0]):
            raise_from_report(reports[-1], environment.folder, environment.log)
    raise SetupError(_(problems.NO_UV).format(python=sys.executable))


def fits() -> bool:
    """Whether the running Python can carry the course: the version, and the ready-made packages there are for it."""
    return (
        problems.PYTHONS[0] <= sys.version_info[1] <= newest_minor()
        and platform.python_implementation() == "CPython"
        and sys.maxsize > 2**32
        and not sysconfig.get_config_var("Py_GIL_DISABLED")
        and sys.platform != "cygwin"
    )


def newest_minor() -> int:
    """The newest minor version of Python 3 for this machine: no package compiles the models on Intel Macs from 3.14
    on."""
    return 13 if (sys.platform, platform.machine()) == ("darwin", "x86_64") else problems.PYTHONS[1]


def _make(environment: Environment, extras: "set[str]", fresh: bool, held: int) -> None:
    """Bring a working environment up to date, or make a new one; prove it; stamp it."""
    uv = find_uv(environment)
    stamp = _read(environment.stamp)
    kept = not fresh and works(environment)
    if kept:
        extras |= _extras(stamp)
        environment.stamp.unlink()
    else:
        _create(environment, uv, held)
    wanted = ".[{}]".format(",".join(sorted(extras))) if extras else "."
    options = ["--constraints", "constraints.txt", "--build-constraints", "constraints.txt"]
    options += ["--no-index"] if "UV_NO_INDEX" in {*os.environ, *uv_settings.from_pip()} else []
    print(_("Installing the course"), flush=True)
    _run([uv, "pip", "install", "--python", str(environment.python), *options, "--editable", wanted], environment, held)
    proof = _report([str(environment.python), "-I", "-c", _PROOF], environment)
    if proof and kept:
        print(_("The environment is damaged; making it anew."), flush=True)
        return _make(environment, extras, True, held)
    if proof:
        raise SetupError(_(problems.UNKNOWN).format(last=proof.splitlines()[-1], log=environment.log))
    content = {"key": key(environment.root), "python": version(environment), "extras": sorted(extras)}
    draft = environment.stamp.with_suffix(".draft")
    draft.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    draft.replace(environment.stamp)


def _create(environment: Environment, uv: str, held: int) -> None:
    """Make an empty environment, in place of a damaged one and never of anything else."""
    folder = environment.folder
    ours = folder == environment.root / ".venv" or (folder / "pyvenv.cfg").exists()
    if folder.exists() and not ours and any(folder.iterdir()):
        raise SetupError(_(problems.NOT_OURS).format(where=folder))
    place = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free_gb = shutil.disk_usage(place).free / 1e9
    if free_gb < ROOM_GB:
        told = _("It needs {needed} GB; {free} GB are free.").format(needed=f"{ROOM_GB:g}", free=f"{free_gb:.1f}")
        raise SetupError(_(problems.NO_SPACE).format(where=folder) + " " + told)
    if folder.exists():
        shutil.rmtree(folder)
    wanted = sys.executable if fits() else f"cpython>=3.{problems.PYTHONS[0]},<3.{newest_minor() + 1}"
    print(_("Making a Python environment in {folder}").format(folder=folder), flush=True)
    _run([uv, "venv", "--python", wanted, str(folder)], environment, held)
    _report([str(environment.python), "-I", *_PIP_FOR_PEOPLE], environment)


def _run(command: Sequence[str], environment: Environment, held: int) -> None:
    """Run uv to its end, passing on what it says of its progress.

    It writes to a file and inherits the lock: should this process be killed, it goes on, and the next call waits for
    it.
    """
    with environment.log.open("wb") as said, environment.log.open("rb") as heard:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env={**environment.variables(), **uv_settings.from_pip()},
            cwd=str(environment.root),
            pass_fds=(held,) if os.name != "nt" else (),
        )
        try:
            lines = list(_followed(process, heard))
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise
    if process.returncode:
        if process.returncode < 0 and not _is_error(lines):
            raise SetupError(_(problems.KILLED).format(program="uv", number=-process.returncode))
        raise_from_report("\n".join(lines), environment.folder, environment.log)


def _followed(process: "subprocess.Popen[bytes]", heard: IO[bytes]) -> Iterator[str]:
    """The lines that a process writes until it ends; those that tell of progress are printed."""
    rest, failed = b"", False
    while True:
        ended = process.poll() is not None
        *lines, rest = (rest + heard.read()).split(b"\n")
        for line in (raw.decode("utf-8", "replace").rstrip() for raw in lines):
            failed = failed or _is_error([line])
            if not failed and not _CHATTER.match(line):
                print("  " + line, flush=True)
            yield line
        if ended:
            return
        time.sleep(_PAUSE_S)


def _is_error(lines: Sequence[str]) -> bool:
    """Whether uv has begun to explain what went wrong."""
    return any(re.match(r"error: | +[×x] ", line) for line in lines)


def _report(command: Sequence[str], environment: Environment) -> str:
    """What a command says in failing; "" if it ends well."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment.variables(), check=False
    )
    return (done.stdout.decode("utf-8", "replace").strip() or "-") if done.returncode else ""


def _uv_version(command: str) -> "tuple[int, ...]":
    try:
        said = subprocess.run(
            [command, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    match = re.match(rb"uv (\d+)\.(\d+)", said.stdout)
    return tuple(map(int, match.groups())) if match else ()


def _python_in(folder: Path) -> Path:
    return Environment(folder, folder).python


def _extras(stamp: "dict[str, object]") -> "set[str]":
    named = stamp.get("extras")
    return set(named) if isinstance(named, list) else set()


def _read(path: Path) -> "dict[str, object]":
    """A JSON object; empty if it is missing or damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
