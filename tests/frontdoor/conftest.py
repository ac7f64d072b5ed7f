"""A tiny project to install, and a stand-in for pip that is quick, can be slowed down and can be made to fail."""

import sys
import textwrap
from pathlib import Path

import pytest

from frontdoor.environment import Environment

FAKE_PIP = """
import os, sys, time
from pathlib import Path

root = Path(os.environ["FAKE_PIP"])
with (root / "calls.txt").open("a", encoding="utf-8") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
failures = root / "failures.txt"
if failures.exists():
    texts = failures.read_text(encoding="utf-8").split("---\\n")
    failures.write_text("---\\n".join(texts[1:]), encoding="utf-8") if texts[1:] else failures.unlink()
    print(texts[0])
    sys.exit(1)
if "-r" in sys.argv:
    prefix = Path(os.environ["VIRTUAL_ENV"])
    packages = next(iter([*prefix.glob("lib/python3.*/site-packages"), prefix / "Lib" / "site-packages"]))
    lines = Path(sys.argv[sys.argv.index("-r") + 1]).read_text(encoding="utf-8").split()
    for number, line in enumerate(lines, 1):
        print(f"Collecting {line} (from -r pins.txt (line {number}))", flush=True)
    names = [line.split("==")[0] for line in lines]
    print("Installing collected packages:", ", ".join(names), flush=True)
    for name in names:
        record = packages / f"{name}-1.0.dist-info"
        if (record / "RECORD").exists():
            continue
        if record.exists():
            sys.exit("ERROR: a half-installed package was taken for whole: " + name)
        record.mkdir()
        (record / "METADATA").write_text("", encoding="utf-8")
        time.sleep(float(os.environ.get("FAKE_PIP_S", "0")))
        (packages / f"{name}.py").write_text("", encoding="utf-8")
        (record / "RECORD").write_text("", encoding="utf-8")
        with (root / "installed.txt").open("a", encoding="utf-8") as installed:
            installed.write(name + "\\n")
"""

CONSTRAINTS = """\
# The course
alpha==1.0
beta==1.0
gamma==1.0
# The tests and the static book
delta==1.0
"""

PYPROJECT = '[project]\nname = "tiny"\nversion = "1"\n\n[tool.ruff]\nline-length = 99\n'


class Tiny:
    """The project, its environment and what the stand-in for pip was called with."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.script = root / "fake_pip.py"
        self.environment = Environment(
            root, root / ".venv", proof="alpha, beta, gamma", pip=(sys.executable, "-I", str(self.script))
        )

    def lines(self, name: str) -> list[str]:
        path = self.root / name
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    @property
    def calls(self) -> list[str]:
        return self.lines("calls.txt")

    @property
    def installed(self) -> list[str]:
        return self.lines("installed.txt")

    def fail(self, *outputs: str) -> None:
        """Make the next calls of pip print these and fail."""
        (self.root / "failures.txt").write_text("---\n".join(outputs), encoding="utf-8")

    def program(self) -> list[str]:
        """A command that makes the environment in a process of its own."""
        course = Path(__file__).resolve().parents[2] / "course"
        code = f"""
            import sys
            sys.path.insert(0, {str(course)!r})
            from pathlib import Path
            from frontdoor import making
            from frontdoor.environment import Environment
            root = Path({str(self.root)!r})
            making.ROOM_GB = making.MEND_GB = 0
            making.make(Environment(root, root / ".venv", {self.environment.proof!r}, {self.environment.pip!r}))
        """
        return [sys.executable, "-c", textwrap.dedent(code)]


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tiny:
    monkeypatch.setattr("frontdoor.installing._PAUSE_S", 0.01)
    monkeypatch.setattr("frontdoor.making.ROOM_GB", 0)
    monkeypatch.setattr("frontdoor.making.MEND_GB", 0)
    monkeypatch.setenv("FAKE_PIP", str(tmp_path))
    made = Tiny(tmp_path)
    made.script.write_text(FAKE_PIP, encoding="utf-8")
    (tmp_path / "constraints.txt").write_text(CONSTRAINTS, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    return made
