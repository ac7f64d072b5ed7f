"""The environment `.venv`: where it is, and the stamp that says it is ready. The stamp is written last."""

import hashlib
import json
import os
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_UNWANTED = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "__PYVENV_LAUNCHER__", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")


@dataclass(frozen=True)
class Environment:
    """Where the course's packages are installed. `proof` is what must be importable in the end; `pip`, the command to use."""

    root: Path
    folder: Path
    proof: str = "vertebra.cli, jupyterlab, numba, scipy.linalg"
    pip: tuple[str, ...] = ()

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def stamp(self) -> Path:
        """What says that the environment is whole, and of which versions."""
        return self.folder / "vertebra-stamp.json"

    @property
    def packages(self) -> Path:
        """The folder that pip installs into."""
        if os.name == "nt":
            return self.folder / "Lib" / "site-packages"
        return next(iter(sorted(self.folder.glob("lib/python3.*/site-packages"))), self.folder / "lib")

    def variables(self) -> dict[str, str]:
        """The variables for a process in this environment: its programs first, nothing of another Python's."""
        kept = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
        kept["PATH"] = os.pathsep.join([str(self.python.parent), kept.get("PATH", "")])
        return kept | {"VIRTUAL_ENV": str(self.folder), "PYTHONNOUSERSITE": "1", "PIP_USER": "0", "PYTHONUTF8": "1"}


def of_this_checkout() -> Environment:
    """`.venv` beside the course, or the folder that VERTEBRA_ENVIRONMENT names."""
    chosen = os.environ.get("VERTEBRA_ENVIRONMENT")
    return Environment(ROOT, Path(chosen).expanduser().absolute() if chosen else ROOT / ".venv")


def ready(environment: Environment, tests: bool = False) -> bool:
    """Whether all is installed, in the versions that this state of the checkout asks for."""
    try:
        stamp = json.loads(environment.stamp.read_text(encoding="utf-8"))
        return bool(
            stamp["key"] == key(environment.root)
            and (stamp["tests"] or not tests)
            and stamp["python"] == version(environment.python)
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def key(root: Path) -> str:
    """A hash of all that decides what is installed: the project's data, the pinned versions and where the checkout lies."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    parts = [project.get("project"), project.get("build-system"), project.get("tool", {}).get("hatch"), str(root)]
    pinned = (root / "constraints.txt").read_text(encoding="utf-8")
    return hashlib.sha256((json.dumps(parts) + pinned).encode("utf-8")).hexdigest()


def version(python: Path) -> str | None:
    """Major and minor version of an environment's interpreter as it is now; None if it can't be started."""
    try:
        question = [str(python), "-I", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        answer = subprocess.run(question, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip() or None


def write_stamp(environment: Environment, tests: bool) -> None:
    """Say that the environment is whole."""
    content = {"key": key(environment.root), "python": version(environment.python), "tests": tests}
    draft = environment.stamp.with_suffix(".draft")
    draft.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    draft.replace(environment.stamp)
