"""Every model, the start and the memory of a lesson, side by side in two checkouts.

    python tests/benchmarks/compare.py OTHER [--rounds 5] [--only WORD] [--lesson 08_vertebroplasty] [--save FILE]

OTHER is the folder of another checkout, or a commit of this one (`2c7ef1a`), which is unpacked beside it for as long as
this runs. Model by model the two take turns, each turn in a fresh process, so that a machine that is busy for a while
slows both. A row gives the shortest of all turns by the clock and by the processor's time in all threads. Exit status 1
where a model takes more than a tenth longer by the processor's time, which other programs hardly touch.
`models_since_2c7ef1a.md` is such a table.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
MAX_RATIO = 1.10
TASKS = Path("tests", "benchmarks", "model_tasks.py")
OLDEST_TASKS = "4151401^"
"""Its list knows the names of every earlier commit; a checkout without a list is given this one."""
DROPPED = b'.get("maxsize")'
ALSO_LATTICES = DROPPED + b' or getattr(kept, "__name__", "") == "_lattice"'
"""That list drops what is kept within a limit. Lattices of texture had none; today they are dropped, so there too."""
STARTS = {
    "import vertebra": "import vertebra",
    "import of the commands": "import vertebra.cli",
    "first build and solve, 1 mm": (
        "from vertebra.models import anatomy, mechanics\n"
        "from vertebra.patient import Patient\n"
        "mechanics.compress(anatomy.build(Patient(74, 'female', t_score=-2.8), 'L1', 1.0), load_n=1000).strength_n"
    ),
}
TIMED = (
    "import time; t, p = time.perf_counter(), time.process_time()\n{code}\nprint(time.perf_counter() - t, "
    "time.process_time() - p)"
)
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
        if not (tasks := Path(folder) / TASKS).exists():
            show = ["git", "show", f"{OLDEST_TASKS}:{TASKS.as_posix()}"]
            listed = subprocess.run(show, cwd=ROOT, capture_output=True, check=True).stdout
            assert DROPPED in listed
            tasks.write_bytes(listed.replace(DROPPED, ALSO_LATTICES))
        yield Path(folder)


def run(root: Path, *arguments: str) -> str:
    """What a fresh Python prints that imports the course from `root`."""
    environment = os.environ | {"PYTHONPATH": str(root / "course"), "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, cwd=root, stdout=subprocess.PIPE, text=True, check=True).stdout


Row = dict[str, tuple[float, float] | None]
"""By name: seconds on the clock and of the processor."""


def models(root: Path, only: str) -> Row:
    """Each task, as the checkout's own list spells it."""
    timings: Row = json.loads(run(root, str(root / TASKS), "--only", only))
    return timings


def model_names(only: str) -> list[str]:
    """The tasks of this checkout's list whose name fits a regular expression."""
    listed = run(ROOT, str(ROOT / TASKS), "--list", "--only", only)
    return listed.splitlines()


def model_rounds(sides: tuple[Path, Path], only: str, rounds: int) -> list[tuple[Row, Row]]:
    """One row a round and side; the sides take turns at each model before the next one is timed."""
    timings: list[tuple[Row, Row]] = [({}, {}) for _ in range(rounds)]
    for name in model_names(only):
        exactly = f"^{re.escape(name)}$"
        for row in timings:
            for root, timed in zip(sides, row, strict=True):
                timed.update(models(root, exactly))
        print(
            table([({name: one.get(name)}, {name: other.get(name)}) for one, other in timings])[0][-1],
            file=sys.stderr,
            flush=True,
        )
    return timings


def starts(root: Path) -> Row:
    """The first things that a fresh process does."""
    found = {name: run(root, "-c", TIMED.format(code=code)).split() for name, code in STARTS.items()}
    return {name: (float(clock), float(processor)) for name, (clock, processor) in found.items()}


def lesson(root: Path, name: str) -> tuple[float, float]:
    """Seconds and memory (MB) of a whole lesson, its background work included."""
    seconds, megabytes = run(root, "-c", LESSON, str(root / "notebooks" / f"{name}.ipynb")).split()
    return float(seconds), float(megabytes)


def table(
    rounds: list[tuple[Row, Row]], columns: tuple[str, str] = ("clock", "processor")
) -> tuple[list[str], list[str]]:
    """Lay out the least of all rounds for each task.

    Returns
    -------
    lines : list of str
        The table in Markdown; a star marks what became slower.
    slower : list of str
        Names of the tasks whose second measure grew by more than a tenth.
    """
    lines, slower = (
        [_row("", *(head for one in columns for head in (f"{one}, before", "now", "ratio"))), "|---" * 7 + "|"],
        [],
    )
    for name in rounds[0][1]:
        sides = [[one[side].get(name) for one in rounds] for side in (0, 1)]
        if any(None in side for side in sides):
            lines.append(_row(name, "not in both", *[""] * 5))
            continue
        before, now = ([min(values) for values in zip(*side, strict=True)] for side in sides)  # type: ignore[arg-type]
        ratios = [after / earlier for earlier, after in zip(before, now, strict=True)]
        cells = zip(before, now, ratios, strict=True)
        is_slower = ratios[1] > MAX_RATIO
        numbers = [text for was, is_, ratio in cells for text in (f"{was:.4f}", f"{is_:.4f}", f"{ratio:.2f}")]
        lines.append(_row(name + " *" * is_slower, *numbers))
        slower += [name] if is_slower else []
    return lines, slower


def _row(name: str, *cells: str) -> str:
    return f"| {name:34} | " + " | ".join(f"{one:>11}" for one in cells) + " |"


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", help="folder of another checkout, or a commit")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="models whose name fits this regular expression")
    parser.add_argument("--lesson", action="append", default=[], help="also time this notebook (stem); may be repeated")
    parser.add_argument("--save", type=Path, help="also write the tables to this file")
    chosen = parser.parse_args()
    with checkout(chosen.other) as other:
        sides = (other, ROOT)
        lines, slower = table(model_rounds(sides, chosen.only, chosen.rounds))
        lines += ["", *table([tuple(starts(one) for one in sides) for _ in range(chosen.rounds)])[0]]  # type: ignore[misc]
        if chosen.lesson:
            turns = range(max(1, chosen.rounds // 2))
            rows = [tuple({name: lesson(one, name) for name in chosen.lesson} for one in sides) for _ in turns]
            lines += ["", *table(rows, ("seconds", "peak MB"))[0]]  # type: ignore[arg-type]
    print("\n".join(lines))
    if chosen.save:
        chosen.save.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if slower:
        print(f"\nSlower by more than {100 * (MAX_RATIO - 1):.0f} %: {', '.join(slower)}.")
    return 1 if slower else 0


if __name__ == "__main__":
    sys.exit(main())
