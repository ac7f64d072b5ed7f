"""A tiny project to install, and a stand-in for uv that is quick, can be held up at a package and can be made to
fail."""

import os
import sys
import textwrap
from pathlib import Path

import pytest

from frontdoor import bootstrap
from frontdoor.bootstrap import Environment

FAKE_UV = """\
#!{python}
import re, subprocess, sys, time
from pathlib import Path

if sys.argv[1:] == ["--version"]:
    sys.exit(print("uv 0.9.1"))
root = Path({root!r})
with (root / "calls.txt").open("a", encoding="utf-8") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
failures = root / "failures.txt"
if failures.exists():
    texts = failures.read_text(encoding="utf-8").split("---\\n")
    failures.write_text("---\\n".join(texts[1:]), encoding="utf-8") if texts[1:] else failures.unlink()
    sys.exit(texts[0])
if sys.argv[1] == "venv":
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", sys.argv[-1]], check=True)
else:
    prefix = Path(sys.argv[sys.argv.index("--python") + 1]).parents[1]
    packages = next(prefix.glob("lib/python3.*/site-packages"))
    extras = re.findall(r"[a-z]+", sys.argv[-1])
    for name in ["alpha", "beta", "gamma", *extras]:
        print("Downloading", name, file=sys.stderr, flush=True)
        if (packages / (name + ".whole")).exists():
            continue
        (packages / (name + ".begun")).touch()
        while (root / ("hold." + name)).exists():
            time.sleep(0.01)
        (packages / (name + ".py")).touch()
        (packages / (name + ".whole")).touch()
        with (root / "installed.txt").open("a", encoding="utf-8") as installed:
            installed.write(name + "\\n")
    print(" + alpha==1.0", file=sys.stderr)
"""
PROOF = "import alpha, beta, gamma"
PYPROJECT = '[project]\nname = "tiny"\nversion = "1"\n\n[tool.ruff]\nline-length = 99\n'


class Tiny:
    """The project, its environment, and what the stand-in for uv was called with."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environment = Environment(root, root / ".venv")

    def lines(self, name: str) -> list[str]:
        path = self.root / name
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    @property
    def calls(self) -> list[str]:
        return self.lines("calls.txt")

    @property
    def installed(self) -> list[str]:
        return self.lines("installed.txt")

    @property
    def packages(self) -> Path:
        return next(self.environment.folder.glob("lib/python3.*/site-packages"), self.environment.folder)

    def hold(self, name: str) -> None:
        """Make the stand-in wait before it finishes a package, until `go_on`."""
        (self.root / f"hold.{name}").touch()

    def go_on(self, *_: object) -> None:
        """Let a stand-in that waits go on."""
        for path in self.root.glob("hold.*"):
            path.unlink()

    def fail(self, *outputs: str) -> None:
        """Make the next calls of uv say these and fail."""
        (self.root / "failures.txt").write_text("---\n".join(outputs), encoding="utf-8")

    def program(self) -> list[str]:
        """A command that makes the environment in a process of its own."""
        code = f"""
            import sys
            sys.path.insert(0, {str(bootstrap.ROOT / "course")!r})
            from pathlib import Path
            from frontdoor import bootstrap
            bootstrap.ROOM_GB, bootstrap._PROOF, bootstrap._PIP_FOR_PEOPLE = 0, {PROOF!r}, ("-c", "")
            root = Path({str(self.root)!r})
            bootstrap.make(bootstrap.Environment(root, root / ".venv"))
        """
        return [sys.executable, "-c", textwrap.dedent(code)]


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tiny:
    if os.name == "nt":
        pytest.skip("the stand-in for uv is a script with a shebang")
    monkeypatch.setattr("frontdoor.lock.PAUSE_S", 0.01)
    monkeypatch.setattr(bootstrap, "ROOM_GB", 0)
    monkeypatch.setattr(bootstrap, "_PROOF", PROOF)
    monkeypatch.setattr(bootstrap, "_PIP_FOR_PEOPLE", ("-c", ""))
    monkeypatch.setattr("frontdoor.uv_settings.from_pip", dict)
    command = tmp_path / "bin" / "uv"
    command.parent.mkdir()
    command.write_text(FAKE_UV.format(python=sys.executable, root=str(tmp_path)), encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(command.parent), prepend=os.pathsep)
    (tmp_path / "constraints.txt").write_text("alpha==1.0\nuv==0.9.1\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    return Tiny(tmp_path)
