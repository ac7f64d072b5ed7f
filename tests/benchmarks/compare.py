"""Every model, the start and the memory of a lesson, side by side in two checkouts.

    python tests/benchmarks/compare.py OTHER [--rounds 5] [--only WORD] [--lesson 06_vertebroplasty]

OTHER is the folder of another checkout, or a commit of this one (`2c7ef1a`), which is unpacked beside it for as long as this
runs. The two take turns, each turn in a fresh process, so that a machine that is busy for a while slows both. A row gives the
shortest of all turns and the median of the rounds; the ratio is of the shortest. Exit status 1 where a model is slower by more
than a tenth in both.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
MAX_RATIO = 1.10
STARTS = {
    "import vertebra": "import vertebra",
    "import of the commands": "import vertebra.cli",
    "first build and solve, 1 mm": (
        "from vertebra.models import anatomy, mechanics\n"
        "from vertebra.patient import Patient\n"
        "mechanics.compress(anatomy.build(Patient(74, 'female', t_score=-2.8), 'L1', 1.0), load_n=1000).strength_n"
    ),
}
TIMED = "import time; t = time.perf_counter()\n{code}\nprint(time.perf_counter() - t)"
LESSON = """
import ast, gc, resource, sys, threading, time
import nbformat
book = nbformat.read(sys.argv[1], as_version=4)
names, start, shown = {}, time.perf_counter(), []
for cell in book.cells:
    if cell.cell_type != "code":
        continue
    tree = ast.parse(cell.source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if last is not None:
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
        shown.append(value)  # as a page keeps it
        for way in ("_repr_mimebundle_", "_repr_html_"):
            if hasattr(value, way):
                getattr(value, way)()
                break
for thread in threading.enumerate():
    if thread is not threading.current_thread():
        thread.join(300)
scale = 1 if sys.platform == "darwin" else 1024
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e6)
"""


@contextlib.contextmanager
def checkout(other: str) -> Iterator[Path]:
    """The folder of the other checkout."""
    if (Path(other) / "course" / "vertebra").is_dir():
        yield Path(other).resolve()
        return
    packed = subprocess.run(["git", "archive", other], cwd=ROOT, capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)


def run(root: Path, *arguments: str) -> str:
    """What a fresh Python prints that imports the course from `root`."""
    environment = os.environ | {"PYTHONPATH": str(root / "course"), "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, cwd=root, stdout=subprocess.PIPE, text=True, check=True).stdout


def models(root: Path, only: str) -> dict[str, float | None]:
    """Seconds by task."""
    found: dict[str, float | None] = json.loads(run(root, str(HERE.with_name("model_tasks.py")), "--only", only))
    return found


def starts(root: Path) -> dict[str, float | None]:
    """Seconds of the first things that a fresh process does."""
    return {name: float(run(root, "-c", TIMED.format(code=code))) for name, code in STARTS.items()}


def lesson(root: Path, name: str) -> dict[str, float | None]:
    """Seconds and memory (MB) of a whole lesson, its background work included."""
    seconds, megabytes = run(root, "-c", LESSON, str(root / "notebooks" / f"{name}.ipynb")).split()
    return {f"{name}, s": float(seconds), f"{name}, peak MB": float(megabytes)}


def table(rounds: list[tuple[dict[str, float | None], dict[str, float | None]]]) -> list[str]:
    """Print a row for each task; return the names of those that became slower."""
    slower = []
    print(f"{'':36}{'before':>10}{'now':>10}{'ratio':>8}   {'medians':>20}")
    for name in rounds[0][1]:
        before, now = ([one[side].get(name) for one in rounds] for side in (0, 1))
        if None in before or None in now:
            print(f"{name:36}{'not in both':>28}")
            continue
        least, middle = [min(before), min(now)], [statistics.median(before), statistics.median(now)]  # type: ignore[type-var]
        ratio, usual = least[1] / least[0], middle[1] / middle[0]
        mark = " *" if min(ratio, usual) > MAX_RATIO else ""
        print(f"{name:36}{least[0]:10.4f}{least[1]:10.4f}{ratio:8.2f}   {middle[0]:10.4f}{middle[1]:10.4f}{mark}")
        slower += [name] if mark else []
    return slower


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", help="folder of another checkout, or a commit")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="models whose name fits this regular expression")
    parser.add_argument("--compiled", action="store_true", help="both ran before: no round that only compiles")
    parser.add_argument("--lesson", action="append", default=[], help="also time this notebook (stem); may be repeated")
    chosen = parser.parse_args()
    with checkout(chosen.other) as other:
        sides = (other, ROOT)
        if not chosen.compiled:
            models(other, chosen.only), models(ROOT, chosen.only)
        slower = table([tuple(models(one, chosen.only) for one in sides) for _ in range(chosen.rounds)])  # type: ignore[misc]
        print()
        table([tuple(starts(one) for one in sides) for _ in range(chosen.rounds)])  # type: ignore[misc]
        for name in chosen.lesson:
            print()
            table([tuple(lesson(one, name) for one in sides) for _ in range(max(1, chosen.rounds // 2))])  # type: ignore[misc]
    if slower:
        print(f"\nSlower by more than {100 * (MAX_RATIO - 1):.0f} %: {', '.join(slower)}.")
    return 1 if slower else 0


if __name__ == "__main__":
    sys.exit(main())
