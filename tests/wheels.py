"""The check `wheel`: the built packages in an empty environment away from the checkout, as a learner and a teacher
install them.

It builds both wheels, installs them with uv (which fetches what it has not kept), and calls each command: a lesson is
served and its cells run, quizzes are built, a class is graded. `python tests/wheels.py [--python 3.13]` tries another
Python. See decisions 0282 and 0395.
"""

import argparse
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "course"))

from frontdoor import bootstrap, uv_settings  # noqa: E402

TOKEN = "wheel"
LESSON = "00_start_here.ipynb"
NOT_FOR_LEARNERS = {"nbgrader", "nibabel", "xraydb", "scikit-image", "statsmodels", "pandas", "pytest"}
RUN_CELLS = """
import json, sys, time
from jupyter_client import BlockingKernelClient

client = BlockingKernelClient(connection_file=sys.argv[1])
client.load_connection_file()
client.start_channels()
for attempt in range(120):
    try:
        client.wait_for_ready(timeout=600)
        break
    except RuntimeError:  # the heart of a kernel that starts on a busy machine beats late
        time.sleep(1)
else:
    raise SystemExit("no kernel answers")
cells = json.load(open(sys.argv[2], encoding="utf-8"))["cells"]
shown = set()
for cell in cells:
    if cell["cell_type"] == "code":
        hook = lambda message: shown.update(message["content"].get("data", ()))
        reply = client.execute_interactive("".join(cell["source"]), timeout=600, output_hook=hook)
        assert reply["content"]["status"] == "ok", reply["content"]
assert "application/vnd.jupyter.widget-view+json" in shown, shown
"""


class Away:
    """An empty environment, a home folder and a working folder, all outside the checkout."""

    def __init__(self, folder: Path, python: str) -> None:
        self.folder, self.dist = folder, folder / "dist"
        self.uv = bootstrap.find_uv(bootstrap.of_this_checkout())
        self.python = folder / "environment" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self.work = folder / "work"
        for path in (self.work, folder / "home", folder / "runtime"):
            path.mkdir()
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "JUPYTER", "VIRTUAL_ENV"))
        }
        kept.setdefault("UV_CACHE_DIR", self._said(self.uv, "cache", "dir"))
        self.variables = (
            kept
            | uv_settings.from_pip()
            | {
                "HOME": str(folder / "home"),
                "USERPROFILE": str(folder / "home"),
                "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
                "JUPYTER_TOKEN": TOKEN,
            }
        )
        self.run(self.uv, "venv", "--quiet", "--python", python, str(folder / "environment"))

    def _said(self, *command: str) -> str:
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=600).stdout.strip()

    def run(self, *command: str, timeout: float = 120, code: int = 0, folder: Path | None = None) -> str:
        """Run a command to its end and return what it said; another exit code than `code` is a failure."""
        start = time.monotonic()
        done = subprocess.run(
            command,
            cwd=folder or self.work,
            env=self.variables,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        said = done.stdout + done.stderr
        if done.returncode != code:
            raise SystemExit(f"{' '.join(command)}\nended with {done.returncode}, not {code}:\n{said}")
        print(f"{time.monotonic() - start:6.1f} s  {' '.join(Path(part).name or part for part in command)}", flush=True)
        return said

    def install(self, *wheels: str) -> None:
        """Install built wheels and what they depend on, in the pinned versions."""
        constraints = ["--constraints", str(ROOT / "constraints.txt"), "--find-links", str(self.dist)]
        self.run(self.uv, "pip", "install", "--quiet", "--python", str(self.python), *constraints, *wheels, timeout=600)

    def vertebra(self, *arguments: str, timeout: float = 120, code: int = 0, folder: Path | None = None) -> str:
        """Run the installed command."""
        command = self.python.with_name("vertebra.exe" if os.name == "nt" else "vertebra")
        return self.run(str(command), *arguments, timeout=timeout, code=code, folder=folder)

    def wheel(self, name: str) -> str:
        """The built wheel of a project."""
        return str(next(self.dist.glob(f"{name}-[0-9]*.whl")))


def main() -> None:
    """Try everything; the first failure ends it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="which Python to install into, as uv understands it")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vertebra-wheel-", ignore_cleanup_errors=True) as folder:
        away = Away(Path(folder), chosen.python)
        _build(away.dist)
        _learner(away)
        _without_installing(away)
        _teacher(away)
    print("A learner and a teacher can install and use the wheels.")


def _build(dist: Path) -> None:
    for project in (ROOT, ROOT / "course" / "teaching"):
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(dist)]
        subprocess.run(command, cwd=project, check=True, capture_output=True, timeout=600)


def _learner(away: Away) -> None:
    away.install(away.wheel("vertebra"))
    where = away.run(str(away.python), "-c", "import vertebra; print(vertebra.__file__)")
    assert Path(where.strip()).is_relative_to(away.folder.resolve()), where
    packages = {
        line.split()[0] for line in away.run(away.uv, "pip", "list", "--python", str(away.python)).splitlines()[2:]
    }
    assert packages.isdisjoint(NOT_FOR_LEARNERS), packages & NOT_FOR_LEARNERS
    size_mb = sum(path.stat().st_size for path in away.python.parents[1].rglob("*") if path.is_file()) / 1e6
    print(f"{len(packages)} packages, {size_mb:.0f} MB")
    away.vertebra("check")
    away.vertebra("print", str(away.folder / "sheets"), "red-flags")
    assert (away.folder / "sheets" / "red-flags.pdf").read_bytes().startswith(b"%PDF")
    away.vertebra("teach", "course", code=1)
    vertebra = str(away.python.with_name("vertebra"))
    with _serving(away, [vertebra, "learn"]) as (address, home):
        kernel = json.loads(_answer(f"{address}/api/kernels", method="POST"))["id"]
        connection = away.folder / "runtime" / f"kernel-{kernel}.json"
        away.run(str(away.python), "-c", RUN_CELLS, str(connection), str(home / LESSON), timeout=600)


def _without_installing(away: Away) -> None:
    """`uvx --from WHEEL vertebra learn`."""
    constraints = ["--constraints", str(ROOT / "constraints.txt"), "--python", str(away.python)]
    with _serving(away, [away.uv, "tool", "run", *constraints, "--from", away.wheel("vertebra"), "vertebra", "learn"]):
        pass


def _teacher(away: Away) -> None:
    away.install(f"{away.wheel('vertebra')}[teach]")
    course = away.work / "course"
    away.vertebra("teach", str(course))
    with ThreadPoolExecutor(1) as beside:
        checked = beside.submit(away.vertebra, "check", "--sample", "1", timeout=600)
        _teach(away, course)
        checked.result()


def _teach(away: Away, course: Path) -> None:
    away.vertebra("quiz", "build", "Q1", folder=course)
    assert not json.loads((course / "release" / "Q1" / "quiz.json").read_text(encoding="utf-8")).get("key")
    away.vertebra("demo", str(away.work / "demo"), "--students", "3", timeout=600)


@contextlib.contextmanager
def _serving(away: Away, command: list[str]) -> Iterator[tuple[str, Path]]:
    """JupyterLab as `command` opens it, once it serves the first lesson and the course's extension: its address and
    folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home, start = away.work / f"lessons-{port}", time.monotonic()
    with (away.folder / f"lab-{port}.log").open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*command, "--dir", str(home), "--port", str(port), "--no-browser"],
            cwd=away.work,
            env=away.variables,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            while not _answer(f"{address}/api/contents/{LESSON}?content=0"):
                if process.poll() is not None or time.monotonic() - start > 600:
                    log.seek(0)
                    raise SystemExit(f"{' '.join(command)} served nothing:\n{log.read()}")
                time.sleep(0.3)
            assert LESSON in _answer(f"{address}/lab/tree/{LESSON}")
            assert "@vertebra/lab" in _answer(f"{address}/lab/extensions/@vertebra/lab/static/remoteEntry.js")
            print(
                f"{time.monotonic() - start:6.1f} s  until {Path(command[0]).name} {command[-2]} {command[-1]} served",
                flush=True,
            )
            yield address, home
        finally:
            _answer(f"{address}/api/shutdown", method="POST")
            try:
                process.wait(120)
            except subprocess.TimeoutExpired:
                process.kill()


def _answer(address: str, method: str = "GET") -> str:
    """What a server answers; "" if it does not."""
    request = urllib.request.Request(address, method=method, headers={"Authorization": f"token {TOKEN}"})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as reply:
            return str(reply.read().decode("utf-8", "replace")) or "-"
    except OSError:
        return ""


if __name__ == "__main__":
    main()
