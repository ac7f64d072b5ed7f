"""`python3 course pin [--upgrade]`: choose versions that fit every machine the course runs on, and write
constraints.txt.

See decision 0011.
"""

import os
import subprocess
import tempfile
from pathlib import Path

from frontdoor import bootstrap, problems
from frontdoor.problems import SetupError

EXTRAS = ("test", "book")
_HEADER = """\
# Exact versions of all that the course installs, for Linux, macOS and Windows and every Python it runs on.
# Made by `python3 course pin` from pyproject.toml; not to be edited by hand.
"""
_INTEL = "sys_platform == 'darwin' and platform_machine == 'x86_64'"
_OTHERS = "sys_platform != 'darwin' or platform_machine != 'x86_64'"
_BESIDES = f"""\
uv
hatchling
editables
numba>=0.68; {_OTHERS}
numpy<2.4; {_INTEL}
numpy>=2.4; {_OTHERS}
argon2-cffi-bindings<26
jsonschema<4.25
"""
"""uv itself, what builds the course, what uv has to be told to keep ready-made packages for Intel Macs in the choice,
and the last
jsonschema that does not bring a grammar of addresses which each process that imports it builds anew. See decision
0331."""


def pin(root: Path = bootstrap.ROOT, upgrade: bool = False) -> Path:
    """Write `constraints.txt`; return its path. Versions chosen before are kept where they still fit, unless `upgrade`.

    Raises SetupError where uv finds no solution.
    """
    target = root / "constraints.txt"
    known = "" if upgrade or not target.exists() else target.read_text(encoding="utf-8")
    target.write_text(_HEADER + "\n".join(_resolve(root, known)) + "\n", encoding="utf-8")
    return target


def _resolve(root: Path, known: str) -> "list[str]":
    """One version of every package that all machines can share; where they can't, a line each with its marker.

    `known` is an earlier answer, whose versions are preferred.
    """
    options = ["--universal", "--fork-strategy", "fewest", "--python-version", f"3.{problems.PYTHONS[0]}"]
    plain = ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
    extras = [part for extra in EXTRAS for part in ("--extra", extra)]
    uv = bootstrap.find_uv(bootstrap.of_this_checkout())
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.txt"
        answer.write_text(known, encoding="utf-8")
        resolved = subprocess.run(
            [uv, "pip", "compile", "pyproject.toml", "-", *extras, *options, *plain, "--output-file", str(answer)],
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
