"""`python3 course pin [--upgrade]`: choose versions that fit every machine the course runs on, and write constraints.txt.

For whoever keeps the course up to date. The choice itself is made by uv, which can resolve for all systems at once.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from frontdoor.environment import ROOT
from frontdoor.installing import TESTS_FROM
from frontdoor.problems import SetupError
from frontdoor.pythons import MINORS

_HEADER = """\
# Exact versions of all that the course installs, for Linux, macOS and Windows and every Python it runs on.
# Made by `python3 course pin` from pyproject.toml; not to be edited by hand.
# The course
"""
_INTEL = "sys_platform == 'darwin' and platform_machine == 'x86_64'"
_OTHERS = "sys_platform != 'darwin' or platform_machine != 'x86_64'"
_BESIDES = f"""\
hatchling
editables
numba>=0.68; {_OTHERS}
numpy<2.4; {_INTEL}
numpy>=2.4; {_OTHERS}
argon2-cffi-bindings<26
"""
"""What builds the course, and what uv has to be told to keep ready-made packages for Intel Macs in the choice."""


def pin(root: Path = ROOT, upgrade: bool = False) -> Path:
    """Write `constraints.txt`; return its path. Versions chosen before are kept where they still fit, unless `upgrade`.

    Raises SetupError where uv is missing or finds no solution.
    """
    if shutil.which("uv") is None:
        raise SetupError(
            "Choosing versions needs uv. Install it (python3 -m pip install uv), then call the command again."
        )
    target = root / "constraints.txt"
    known = "" if upgrade or not target.exists() else target.read_text(encoding="utf-8")
    everything = _resolve(root, known, "--extra", "test", "--extra", "book")
    course = {_name(line) for line in _resolve(root, "\n".join(everything))}
    learners = [line for line in everything if _name(line) in course]
    developers = [line for line in everything if _name(line) not in course]
    target.write_text("\n".join([_HEADER + "\n".join(learners), TESTS_FROM, *developers]) + "\n", encoding="utf-8")
    return target


def _resolve(root: Path, known: str, *extras: str) -> list[str]:
    """One version of every package that all machines can share; where they can't, a line each with its marker.

    `known` is an earlier answer, whose versions are preferred.
    """
    options = ["--universal", "--fork-strategy", "fewest", "--python-version", f"3.{MINORS[0]}"]
    plain = ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.txt"
        answer.write_text(known, encoding="utf-8")
        resolved = subprocess.run(
            ["uv", "pip", "compile", "pyproject.toml", "-", *extras, *options, *plain, "--output-file", str(answer)],
            input=_BESIDES,
            cwd=root,
            env={name: value for name, value in os.environ.items() if name != "PIP_FIND_LINKS"},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if resolved.returncode:
            raise SetupError(f"uv found no set of versions that fits all machines:\n{resolved.stderr.strip()}")
        lines = answer.read_text(encoding="utf-8").splitlines()
    return [line.replace(" ;", ";") for line in lines if "==" in line]


def _name(line: str) -> str:
    return re.split(r"[=\s;]", line, maxsplit=1)[0]
