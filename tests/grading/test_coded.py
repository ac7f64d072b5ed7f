"""An instructor's assignment in which students write code, graded through nbgrader with the code in the sandbox."""

import shutil
import sqlite3
from contextlib import closing

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from vertebra.grading import coded, sandbox, stock

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(sandbox.refusal()), reason=f"no sandbox: {sandbox.refusal()}"),
]
SOLVED = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
TESTS = "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double(5) == 10\n### END HIDDEN TESTS"


def source():
    """A notebook with a function to write and a test worth two points."""
    mark = {"schema_version": 3, "solution": False, "locked": False, "grade": False, "task": False}
    solution = new_code_cell(SOLVED, metadata={"nbgrader": {**mark, "solution": True, "grade_id": "double"}})
    graded = {**mark, "grade": True, "locked": True, "points": 2, "grade_id": "test-double"}
    notebook = new_notebook(cells=[solution, new_code_cell(TESTS, metadata={"nbgrader": graded})])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return notebook


@pytest.fixture
def code_course(course):
    """The course with the assignment A1 released beside its quiz."""
    folder = course.root / "source" / "A1"
    folder.mkdir(parents=True)
    nbformat.write(source(), folder / "A1.ipynb")
    stock.step(course, "generate_assignment", "A1")
    return course


def hand_in(course, student, body):
    """Put an answer to A1 where nbgrader collects to."""
    folder = course.submitted(student, "A1")
    shutil.copytree(course.release("A1"), folder)
    notebook = nbformat.read(folder / "A1.ipynb", as_version=4)
    notebook.cells[0].source = body
    nbformat.write(notebook, folder / "A1.ipynb")


def points(course):
    """The points that the gradebook holds, by student."""
    query = """SELECT a.student_id, g.auto_score FROM grade g JOIN submitted_notebook n ON n.id = g.notebook_id
        JOIN submitted_assignment a ON a.id = n.assignment_id JOIN assignment t ON t.id = a.assignment_id
        WHERE t.name = 'A1'"""
    with closing(sqlite3.connect(course.database)) as database:
        return dict(database.execute(query).fetchall())


def test_right_wrong_endless_and_hostile_code_get_what_they_earn_and_harm_nothing(code_course):
    course = code_course
    course_files = {path: path.read_bytes() for path in course.keys.iterdir()}
    hostile = f"""
import glob, os, shutil, sqlite3
found = [p for p in {[str(course.root), str(course.database), str(course.keys)]!r} if os.path.exists(p)]
shutil.rmtree({str(course.root)!r}, ignore_errors=True)
def double(x):
    return len(found)
"""
    answers = {
        "right": "def double(x):\n    return x + x",
        "wrong": "def double(x):\n    return x ** 2",
        "endless": "while True:\n    pass",
        "hostile": hostile,
    }
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("\nc.Sandbox.wall_s = 15\n")
    for student, body in answers.items():
        hand_in(course, student, body)
        stock.step(course, "autograde", "A1", student)
    assert points(course) == {"right": 2, "wrong": 0, "endless": 0, "hostile": 0}
    assert {path: path.read_bytes() for path in course.keys.iterdir()} == course_files
    graded = nbformat.read(course.autograded("endless", "A1") / "A1.ipynb", as_version=4)
    assert graded.cells[1].outputs[0].ename == coded.STOPPED
    hostile_run = nbformat.read(course.autograded("hostile", "A1") / "A1.ipynb", as_version=4)
    assert hostile_run.cells[1].outputs[0].ename == "AssertionError"
    stock.step(course, "generate_feedback", "A1", "wrong", force=True)
    page = (course.feedback("wrong", "A1") / "A1.html").read_text(encoding="utf-8")
    assert "0 of 2 points" in page
    assert "http" not in page.replace("http-equiv", "")


def test_a_quiz_is_not_taken_for_code(code_course):
    assert coded.is_coded(code_course, "A1")
    assert not coded.is_coded(code_course, "T1")
    assert not coded.is_coded(code_course, "T9")
