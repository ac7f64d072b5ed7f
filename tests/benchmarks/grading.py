"""How fast thirty submissions of Q1 are graded: by `vertebra grade`, and by stock `nbgrader autograde`.

    python tests/benchmarks/grading.py [folder]

The stock course has the same thirty answers.json and a notebook whose test cells execute and give the same points. Both
commands are run as from a terminal, one after the other; the scores in the two gradebooks are compared item by item.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
import tempfile
import time
from contextlib import closing
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from rich.console import Console
from rich.table import Table

from vertebra.grading.course_folder.folder import Course
from vertebra.grading.demo import run_demo

QUIZ, STUDENTS = "Q1", 30
FIRST_CELL = """import json
from pathlib import Path
from vertebra.quiz.session.answers import read
from vertebra.quiz.question.score import score
key = {item["id"]: item for item in json.loads(Path("key.json").read_text(encoding="utf-8"))["items"]}
given, problems = read(Path("answers.json"))
def points(name):
    answer = given.answers.get(name)
    return float(score(key[name], given.variants.get(name, 0), answer.value if answer else None).points)"""


def main() -> None:
    """Make both courses, grade both, compare, print."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()).resolve()
    ours = run_demo.run_demo(root / "ours", quiz=QUIZ, students=STUDENTS).places["course"]
    for folder in ("autograded", "feedback"):
        shutil.rmtree(ours / folder)
    stock = stock_course(ours, root / "stock")
    vertebra = [sys.executable, "-c", "from vertebra.cli import main; main()"]
    nbgrader = [sys.executable, "-m", "nbgrader"]

    times = {
        "nbgrader autograde": timed([*nbgrader, "autograde", QUIZ], stock),
        "vertebra grade (with feedback)": timed([*vertebra, "grade", QUIZ, "--no-collect"], ours),
    }
    idle = {
        "nbgrader autograde": timed([*nbgrader, "autograde", QUIZ], stock),
        "vertebra grade (with feedback)": timed([*vertebra, "grade", QUIZ, "--no-collect"], ours),
    }
    show(times, idle)
    compared = compare(scores(ours / "gradebook.db"), scores(stock / "gradebook.db"))
    print(f"{compared} scores in the two gradebooks are the same.")


def stock_course(ours: Path, folder: Path) -> Path:
    """A course folder of stock nbgrader with the same answers."""
    shutil.rmtree(folder, ignore_errors=True)
    source = folder / "source" / QUIZ
    source.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'stock'\n", encoding="utf-8"
    )
    key = Course(ours).key(QUIZ)
    cells = [new_code_cell(FIRST_CELL)]
    for item in key["items"]:
        mark = {"schema_version": 3, "grade_id": item["id"], "grade": True, "solution": False, "locked": True}
        mark |= {"task": False, "cell_type": "code", "points": item["points"]}
        cells.append(new_code_cell(f'points("{item["id"]}")', metadata={"nbgrader": mark}))
    notebook = new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, source / f"{QUIZ}.ipynb")
    shutil.copy(ours / "keys" / f"{QUIZ}.json", source / "key.json")
    timed([sys.executable, "-m", "nbgrader", "generate_assignment", QUIZ], folder)
    for student in sorted((ours / "submitted").iterdir()):
        target = folder / "submitted" / student.name / QUIZ
        shutil.copytree(folder / "release" / QUIZ, target)
        for name in ("answers.json", "timestamp.txt"):
            shutil.copy(student / QUIZ / name, target / name)
    return folder


def timed(command: list[str], folder: Path) -> float:
    """Seconds that a command takes. Exits with what it said where it fails."""
    environment = os.environ | {"PATH": os.pathsep.join((sysconfig.get_path("scripts"), os.environ["PATH"]))}
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return time.perf_counter() - start


def scores(database: Path) -> dict[tuple[str, str], float | None]:
    """The automatic score of every student and item."""
    query = """
        SELECT a.student_id, b.name, g.auto_score FROM grade g JOIN base_cell b ON b.id = g.cell_id
        JOIN submitted_notebook n ON n.id = g.notebook_id JOIN submitted_assignment a ON a.id = n.assignment_id
    """
    with closing(sqlite3.connect(database)) as connection:
        return {(student, item): points for student, item, points in connection.execute(query)}


def compare(ours: dict[tuple[str, str], float | None], stock: dict[tuple[str, str], float | None]) -> int:
    """How many scores are the same; exits where any is not. What a person grades has no score in ours."""
    automatic = {place: points for place, points in ours.items() if points is not None}
    wrong = {place: (points, stock[place]) for place, points in automatic.items() if abs(points - stock[place]) > 1e-6}
    if wrong or len(ours) != len(stock):
        sys.exit(f"The scores differ: {wrong}")
    return len(automatic)


def show(times: dict[str, float], idle: dict[str, float]) -> None:
    """Print seconds by command, with and without the start of the command, and the ratios."""
    table = Table(title=f"{STUDENTS} submissions of {QUIZ}")
    for heading in ("", "command, s", "start alone, s", "per submission, s", "of that without start, s"):
        table.add_column(heading, justify="right" if heading else "left")
    rows = {
        name: (total, idle[name], total / STUDENTS, (total - idle[name]) / STUDENTS) for name, total in times.items()
    }
    for name, row in rows.items():
        table.add_row(name, *(f"{value:.3f}" for value in row))
    stock, ours = rows.values()
    table.add_row("stock / ours", *(f"{a / b:.1f}" for a, b in zip(stock, ours, strict=True)))
    Console().print(table)


if __name__ == "__main__":
    main()
