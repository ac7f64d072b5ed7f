"""How long a large class takes: 2,000 submissions of a 12-item quiz, by one process and by two, and how memory goes.

    python tests/benchmarks/grading_scale.py [students] [folder]

The answers are played as the demonstration plays them, and laid where nbgrader's collection would lay them. Both runs
must
leave the same scores in the gradebook.
"""

import json
import shutil
import sqlite3
import sys
import tempfile
import time
import warnings
from contextlib import closing
from pathlib import Path

import numpy as np
import psutil
from rich.console import Console
from rich.table import Table

from vertebra.grading import assignments
from vertebra.grading.autograde.score_items import assigned_variant
from vertebra.grading.course_folder.build_quiz import build
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.course_folder.folder import Course
from vertebra.grading.course_folder.roster import add_students
from vertebra.grading.demo.simulated_students import answer_quiz, simulated_class
from vertebra.paths import QUESTIONS
from vertebra.quiz.release.release import definition
from vertebra.quiz.session import answers as answers_file
from vertebra.quiz.session.answers import Answers

warnings.filterwarnings("ignore", message="Object of type")
QUIZ, COHORT = "Q12", "benchmark"
ITEMS = (*definition("Q1").items, "02-muscle-force", "02-shape-from-load")
WANTED_S = 300.0


def main() -> None:
    """Lay out the class once, grade it twice, compare."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    root = Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp()).resolve()
    course = class_of(count, root)
    table = Table(title=f"{count} submissions, {len(ITEMS)} items (asked: {WANTED_S:.0f} s for 2,000)")
    for column in ("workers", "all", "a submission", "memory at a quarter, half, three quarters, the end"):
        table.add_column(column)
    seen, empty = {}, course.database.read_bytes()
    for workers in (1, 2):
        for folder in ("autograded", "feedback"):
            shutil.rmtree(course.root / folder)
            (course.root / folder).mkdir()
        course.database.write_bytes(empty)
        memory, seconds = graded(course, count, workers)
        table.add_row(
            f"{workers}",
            f"{seconds:.0f} s",
            f"{1000 * seconds / count:.0f} ms",
            ", ".join(f"{mb:.0f} MB" for mb in memory),
        )
        seen[workers] = scores(course)
    Console().print(table)
    print(f"{len(seen[1])} scores, the same by one process and by two: {seen[1] == seen[2]}")


def class_of(count: int, root: Path) -> Course:
    """A course whose students have handed in."""
    questions = root / "questions"
    (questions / "quizzes").mkdir(parents=True)
    for name in ITEMS:
        shutil.copytree(QUESTIONS / name, questions / name)
    text = f'title = "Twelve"\nminutes = 20\nitems = {json.dumps(list(ITEMS))}\n'
    (questions / "quizzes" / f"{QUIZ}.toml").write_text(text, encoding="utf-8")
    course = create(root / "course", secret="a benchmark has no secrets", allow_in_repository=True)
    build(course, QUIZ, COHORT, questions=questions)
    everyone = simulated_class(count, 1)
    add_students(course, [learner.roster() for learner in everyone])
    key, released = course.key(QUIZ), course.released(QUIZ)
    for learner in everyone:
        folder = course.submitted(learner.id, QUIZ)
        shutil.copytree(course.release(QUIZ), folder)
        variants = {item["id"]: assigned_variant(key, item, learner.id) for item in key["items"]}
        given = Answers(
            quiz=QUIZ,
            course=released["course"],
            release=released["release"],
            student=learner.id,
            student_from="exchange",
            variants=variants,
            answers=answer_quiz(key, variants, learner, np.random.default_rng([learner.seed, 2])),
        )
        answers_file.write(folder / answers_file.FILE, given)
        (folder / "timestamp.txt").write_text("2026-11-02 09:00:00.000000 UTC", encoding="utf-8")
    return course


def graded(course: Course, count: int, workers: int) -> tuple[list[float], float]:
    """Memory of all processes along the way (MB), and the time it took."""
    process, memory, start = psutil.Process(), [], time.perf_counter()
    marks = [round(count * quarter / 4) - 1 for quarter in (1, 2, 3, 4)]

    def told(what: str, done: int, total: int) -> None:
        if what == "Grading" and done in marks:
            everyone = [process, *process.children(recursive=True)]
            memory.append(sum(one.memory_info().rss for one in everyone) / 1e6)

    assignments.grade(course, QUIZ, collect=False, progress=told, workers=workers)
    return memory, time.perf_counter() - start


def scores(course: Course) -> list[tuple[str, str, float]]:
    """Every score in the gradebook."""
    asked = (
        "SELECT a.student_id, b.name, g.auto_score FROM grade g JOIN base_cell b ON b.id = g.cell_id "
        "JOIN submitted_notebook n ON n.id = g.notebook_id JOIN submitted_assignment a ON a.id = n.assignment_id"
    )
    with closing(sqlite3.connect(course.database)) as book:
        return sorted(book.execute(asked).fetchall(), key=repr)


if __name__ == "__main__":
    main()
