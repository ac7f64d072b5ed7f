"""How long a learner waits: for the package, for a first answer of the solver in a fresh process, for a lesson to run.

python tests/benchmarks/start.py
"""

import subprocess
import sys
import time
from pathlib import Path

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
TURNS = 5
SOLVE = """
from vertebra.models import anatomy, mechanics
from vertebra.patient import Patient
mechanics.compress(anatomy.build(Patient(74, "female", t_score=-2.8), "L1", 1.0), load_n=1000).strength_n
"""
CODE = (
    ("import vertebra", "import vertebra", 0.3),
    ("import of the commands", "import vertebra.cli", 0.5),
    ("build and load L1 at 1 mm", SOLVE, 2.0),
)
LESSON_LIMIT_S = 15.0


def in_a_fresh_process(code: str) -> float:
    """The shortest of some runs, in seconds, without the start of Python itself."""
    empty, full = (min(_run(one) for _ in range(TURNS)) for one in ("", code))
    return full - empty


def _run(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def lesson_seconds(path: Path) -> float:
    """A notebook from top to bottom, its kernel's start included."""
    import nbclient
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    start = time.perf_counter()
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    return time.perf_counter() - start


def line(name: str, seconds: float, limit: float) -> None:
    """Print one row: time, limit, and the share of the limit that is used."""
    print(f"{name:44} {seconds:8.3f} s {limit:8.1f} s {100 * seconds / limit:6.0f} %")


def main() -> None:
    """Print the table."""
    print(f"{'':44} {'measured':>10} {'limit':>10} {'used':>8}")
    for name, code, limit in CODE:
        line(name, in_a_fresh_process(code), limit)
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        line(path.name, lesson_seconds(path), LESSON_LIMIT_S)


if __name__ == "__main__":
    main()
