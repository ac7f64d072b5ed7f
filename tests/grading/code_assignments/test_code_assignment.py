"""An instructor's assignment in which students write code, graded through nbgrader with the code in the sandbox."""

import base64
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook
from pages import page_facts
from refusals import refused
from rows import each_row
from sentences import shown

from vertebra.errors import CourseError
from vertebra.grading import assignments, commands
from vertebra.grading.autograde.assignment import QuizAssignment
from vertebra.grading.code_assignments import code_assignment, sandbox
from vertebra.grading.code_assignments.assignment import CodeAssignment
from vertebra.grading.course_folder import nbgrader_api

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(sandbox.unavailable_reason()), reason=f"no sandbox: {sandbox.unavailable_reason()}"),
]
SOLVED = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
WALL_S, ENDLESS_S = 600, 4
ENDLESS = "while True"
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
def endless_ends_soon(monkeypatch):
    """Code that never ends is stopped after `ENDLESS_S`; all other code has the seconds that the course gives it."""
    real = sandbox.run_sandboxed

    def run(notebook, files=None, limits=None):
        assert limits.wall_s == WALL_S
        return real(notebook, files, replace(limits, wall_s=ENDLESS_S) if ENDLESS in notebook else limits)

    monkeypatch.setattr(sandbox, "run_sandboxed", run)


@pytest.fixture
def code_course(course):
    """The course with the assignment A1 released beside its quiz."""
    return release(course)


def release(course):
    """Write A1 and hand it out."""
    folder = course.root / "source" / "A1"
    folder.mkdir(parents=True)
    nbformat.write(source(), folder / "A1.ipynb")
    nbgrader_api.run_step(course, "generate_assignment", "A1")
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


def test_right_wrong_endless_and_hostile_code_get_what_they_earn_and_harm_nothing(code_course, endless_ends_soon):
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
        "endless": f"{ENDLESS}:\n    pass",
        "hostile": hostile,
    }
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"\nc.Sandbox.wall_s = {WALL_S}\n")
    for student, body in answers.items():
        hand_in(course, student, body)
        nbgrader_api.run_step(course, "autograde", "A1", student)
    assert points(course) == {"right": 2, "wrong": 0, "endless": 0, "hostile": 0}
    assert {path: path.read_bytes() for path in course.keys.iterdir()} == course_files
    graded = nbformat.read(course.autograded("endless", "A1") / "A1.ipynb", as_version=4)
    assert graded.cells[1].outputs[0].ename == code_assignment.STOPPED
    hostile_run = nbformat.read(course.autograded("hostile", "A1") / "A1.ipynb", as_version=4)
    assert hostile_run.cells[1].outputs[0].ename == "AssertionError"
    nbgrader_api.run_step(course, "generate_feedback", "A1", "wrong", force=True)
    file = course.feedback("wrong", "A1") / "A1.html"
    assert (page_facts(file)["score"], page_facts(file)["max-score"]) == ("0", "2")
    page = file.read_text(encoding="utf-8")
    assert "http" not in page.replace("http-equiv", "")


def test_a_quiz_is_not_taken_for_code(code_course):
    kinds = {name: type(assignments.assignment_of(code_course, name)) for name in ("A1", "T1", "T9")}
    assert kinds == {"A1": CodeAssignment, "T1": QuizAssignment, "T9": QuizAssignment}


def grade(course, **options):
    """`vertebra grade A1` on what lies in `submitted`, as outcomes by student."""
    return {one.student: one for one in assignments.grade(course, "A1", collect=False, **options)}


def change(course, student, edit):
    """Change the notebook that a student has handed in."""
    path = course.submitted(student, "A1") / "A1.ipynb"
    notebook = nbformat.read(path, as_version=4)
    edit(notebook)
    nbformat.write(notebook, path)


GOOD = "def double(x):\n    return x + x"
BAD = "def double(x):\n    return 4"


def _without_test(notebook):
    del notebook.cells[1]


def _test_edited(notebook):
    notebook.cells[1].source = "assert True"


def _test_worth_more(notebook):
    notebook.cells[1].metadata.nbgrader.points = 200


def _not_a_test(notebook):
    notebook.cells[1].metadata.nbgrader.update(grade=False, locked=False, solution=True)


def _test_as_text(notebook):
    notebook.cells[1] = nbformat.v4.new_markdown_cell("", metadata=notebook.cells[1].metadata)


def _test_twice(notebook):
    notebook.cells.insert(0, nbformat.v4.new_code_cell("pass", metadata=notebook.cells[1].metadata))


def _split(notebook):
    notebook.cells.insert(1, nbformat.v4.new_code_cell("def unused():\n    pass"))


def _no_frame(notebook):
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)


def _nonsense(notebook):
    notebook.cells[0].metadata.nbgrader["grade_id"] = 17


EDITS = {
    "deleted": (_without_test, "recovered", "cell-deleted"),
    "edited": (_test_edited, "recovered", "cell-edited"),
    "dearer": (_test_worth_more, "graded", ""),
    "disguised": (_not_a_test, "graded", ""),
    "retyped": (_test_as_text, "recovered", "cell-edited"),
    "twice": (_test_twice, "recovered", "cell-several-times"),
    "split": (_split, "graded", ""),
    "bare": (_no_frame, "recovered", "cell-deleted"),
    "odd": (_nonsense, "graded", ""),
}


@pytest.fixture(scope="module")
def edited(tmp_path_factory, built):
    """Good and bad code in notebooks edited in every way, graded in one run: course, outcomes, points."""
    from vertebra.grading.course_folder.folder import find

    root = tmp_path_factory.mktemp("edited") / "course"
    shutil.copytree(built.root, root)
    course = release(find(root))
    for name, (edit, _, _) in EDITS.items():
        for kind, body in (("good", GOOD), ("bad", BAD)):
            hand_in(course, f"{name}-{kind}", body)
            change(course, f"{name}-{kind}", edit)
    hand_in(course, "zz-last", GOOD)
    found = grade(course, workers=2)
    return course, found, points(course)


@each_row("name", EDITS)
def test_whatever_was_done_to_the_notebook_the_teachers_tests_decide(edited, name):
    _, found, given = edited
    _, status, reason = EDITS[name]
    assert given[f"{name}-good"] == 2, found[f"{name}-good"]
    assert given[f"{name}-bad"] == 0
    for kind in ("good", "bad"):
        outcome = found[f"{name}-{kind}"]
        assert (outcome.status, outcome.max_points) == (status, 2)
        assert not reason or shown(" ".join(outcome.notes), reason)
    assert (found["zz-last"].status, found["zz-last"].points, found["zz-last"].again) == ("graded", 2, False)


def test_code_that_is_stopped_or_hostile_and_notebooks_that_did_not_come_are_reported_and_hurt_nobody(
    code_course, endless_ends_soon
):
    course = code_course
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"\nc.Sandbox.wall_s = {WALL_S}\n")
    kept = {path: path.read_bytes() for path in course.keys.iterdir()}
    hand_in(course, "ann", GOOD)
    hand_in(course, "endless", f"{ENDLESS}:\n    pass")
    hand_in(course, "rm", f"import shutil\nshutil.rmtree({str(course.root)!r}, ignore_errors=True)\n{GOOD}")
    for student in ("none", "text", "link"):
        hand_in(course, student, GOOD)
        (course.submitted(student, "A1") / "A1.ipynb").unlink()
    (course.submitted("text", "A1") / "A1.ipynb").write_bytes(b"\xff\xfe no notebook")
    (course.submitted("link", "A1") / "A1.ipynb").symlink_to(course.submitted("ann", "A1") / "A1.ipynb")
    found = grade(course)
    assert {name: one.status for name, one in found.items()} == {
        "ann": "graded",
        "endless": "needs_review",
        "rm": "graded",
        "none": "ungraded",
        "text": "ungraded",
        "link": "ungraded",
    }
    assert points(course) == {"ann": 2, "endless": 0, "rm": 2, "none": 0, "text": 0, "link": 0}
    assert asked(course) == {"endless", "none", "text", "link"}
    assert shown(" ".join(found["endless"].notes), "stopped-too-long") == [{"wall_s": f"{ENDLESS_S:g}"}]
    assert shown(" ".join(found["none"].notes), "file-missing")
    assert shown(" ".join(found["link"].notes), "file-no-file")
    assert {path: path.read_bytes() for path in course.keys.iterdir()} == kept
    page = BeautifulSoup((course.feedback("none", "A1") / "A1.html").read_bytes(), "html.parser")
    assert {cell["data-waiting"] for cell in page.select("section[data-cell]")} == {"true"}
    again = grade(course)
    assert again == {name: replace(one, again=False) for name, one in found.items()}


def asked(course):
    """Whom formgrader asks a person to look at."""
    query = """SELECT a.student_id FROM grade g JOIN submitted_notebook n ON n.id = g.notebook_id
        JOIN submitted_assignment a ON a.id = n.assignment_id JOIN assignment t ON t.id = a.assignment_id
        WHERE t.name = 'A1' AND g.needs_manual_grade"""
    with closing(sqlite3.connect(course.database)) as database:
        return {row[0] for row in database.execute(query)}


def test_only_what_has_changed_is_run_again_and_a_corrected_test_runs_everybody_anew(code_course, monkeypatch):
    course = code_course
    ran = []
    real = sandbox.run_sandboxed
    monkeypatch.setattr(sandbox, "run_sandboxed", lambda *arguments: ran.append(1) or real(*arguments))
    hand_in(course, "ann", GOOD)
    hand_in(course, "bob", "def double(x):\n    return abs(2 * x)")
    assert [one.points for one in grade(course).values()] == [2, 2]
    grade(course)
    assert len(ran) == 2
    change(course, "bob", lambda notebook: notebook.cells[0].update(source=BAD))
    assert {name: (one.points, one.again) for name, one in grade(course).items()} == {
        "ann": (2, False),
        "bob": (0, True),
    }
    assert len(ran) == 3
    path = course.root / "source" / "A1" / "A1.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source = TESTS.replace("double(5) == 10", "double(-5) == 5")
    nbformat.write(notebook, path)
    nbgrader_api.run_step(course, "generate_assignment", "A1", force=True)
    assert [one.points for one in grade(course).values()] == [0, 0]
    assert len(ran) == 5


def test_files_that_came_along_are_read_but_the_teachers_own_come_first(course):
    folder = course.root / "source" / "A1"
    folder.mkdir(parents=True)
    body = "def double(x):\n    return int(open('two.txt').read()) * x"
    nbformat.write(source(), folder / "A1.ipynb")
    (folder / "two.txt").write_text("2", encoding="utf-8")
    nbgrader_api.run_step(course, "generate_assignment", "A1")
    hand_in(course, "ann", body)
    (course.submitted("ann", "A1") / "two.txt").write_text("7", encoding="utf-8")
    hand_in(course, "bob", body.replace("two.txt", "own.txt"))
    (course.submitted("bob", "A1") / "own.txt").write_text("2", encoding="utf-8")
    assert [one.points for one in grade(course).values()] == [2, 2]
    assert (course.submitted("ann", "A1") / "two.txt").read_text(encoding="utf-8") == "7"


EVIL = """# My <b>answer</b>
[look](javascript:alert(1)) <img src=x onerror=alert(1)> and $F/A$

<script>alert(1)</script>

![drawn](attachment:a.png)"""
SHOWS = f"""{GOOD}
from IPython.display import HTML, Javascript, display
display(HTML("<script>alert(2)</script>"), Javascript("alert(3)"))
display({{"image/png": '"><script>alert(4)</script>', "text/plain": "5"}}, raw=True)
print("<b>6</b>")"""


@pytest.mark.parametrize("way", ["ours", "stock"])
def test_what_a_teacher_reads_of_it_can_do_nothing(code_course, way):
    course = code_course
    hand_in(course, "eve", SHOWS)
    png = base64.b64encode(b"\x89PNG").decode()

    def add(notebook):
        own = nbformat.v4.new_markdown_cell(EVIL)
        own["attachments"] = {"a.png": {"image/png": png}}
        notebook.cells.append(own)

    change(course, "eve", add)
    if way == "ours":
        assert grade(course)["eve"].points == 2
    else:
        nbgrader_api.run_step(course, "autograde", "A1", "eve")
        assert points(course) == {"eve": 2}
    written = nbformat.read(course.autograded("eve", "A1") / "A1.ipynb", as_version=4)
    outputs = [output for cell in written.cells if cell.cell_type == "code" for output in cell.outputs]
    kinds = {kind for output in outputs for kind in output.get("data", {})}
    assert kinds == {"text/plain"}
    assert any(output.get("text") == "<b>6</b>\n" for output in outputs)
    text = written.cells[-1].source
    assert "<b>" not in text
    assert "<script" not in text
    assert "javascript:alert(1)&quot;" not in text
    assert 'href="javascript' not in text
    assert "<math" in text
    assert f'src="data:image/png;base64,{png}"' in text
    assert "\n\n" not in text
    assert "# My" in text
    assert "<a" not in text
    assert text.count("<img") == 1


def test_a_written_answer_is_marked_by_hand_and_stays_so_until_it_changes(course):
    notebook = source()
    mark = {"schema_version": 3, "solution": True, "locked": False, "grade": True, "task": False}
    why = nbformat.v4.new_markdown_cell("Your answer.", metadata={"nbgrader": {**mark, "grade_id": "why", "points": 3}})
    notebook.cells.append(why)
    folder = course.root / "source" / "A1"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "A1.ipynb")
    nbgrader_api.run_step(course, "generate_assignment", "A1")
    for student in ("ann", "bob", "cy"):
        hand_in(course, student, GOOD)
    change(course, "ann", lambda nb: nb.cells[2].update(source="Since $2x = x + x$."))
    change(course, "bob", lambda nb: nb.cells.pop(2))
    found = grade(course)
    assert {name: (one.status, one.points, one.max_points, one.pending) for name, one in found.items()} == {
        "ann": ("graded", 2, 5, 1),
        "bob": ("needs_review", 2, 5, 1),
        "cy": ("graded", 2, 5, 0),
    }
    assert asked(course) == {"ann", "bob"}
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.database}") as book:
        for student in ("ann", "bob"):
            one = book.find_grade("why", "A1", "A1", student)
            one.manual_score, one.needs_manual_grade = 2, False
        book.db.commit()
    change(course, "ann", lambda nb: nb.cells[0].update(source=BAD))
    grade(course)
    assert asked(course) == set()
    change(course, "ann", lambda nb: nb.cells[2].update(source="Since so."))
    grade(course)
    assert asked(course) == {"ann"}


GRADE = """
import sys
from pathlib import Path
from vertebra.grading import assignments
from vertebra.grading.course_folder.folder import find
course = find(Path(sys.argv[1]))
print("ready", flush=True)
assignments.grade(course, "A1", collect=False)
"""


def test_a_run_that_is_killed_is_finished_by_the_next(code_course, tmp_path):
    course = code_course
    for student, body in (("ann", GOOD), ("bob", BAD)):
        hand_in(course, student, body)
    shutil.copytree(course.root, tmp_path / "other")
    from vertebra.grading.course_folder.folder import find

    other = find(tmp_path / "other")
    returned = []
    for wait_s in (0.5, 4.0):
        process = subprocess.Popen([sys.executable, "-c", GRADE, other.root], stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"ready\n"
        time.sleep(wait_s)
        process.kill()
        returned.append(process.wait())
        process.stdout.close()
    assert returned[0] == -signal.SIGKILL
    assert set(returned) <= {-signal.SIGKILL, 0}, "a run that was not killed has ended well"
    expected = {name: (one.status, one.points) for name, one in grade(course).items()}
    assert {name: (one.status, one.points) for name, one in grade(other).items()} == expected
    assert points(other) == points(course) == {"ann": 2, "bob": 0}
    assert not list((other.root / ".vertebra" / "running").glob("*/*"))


def test_decisions_for_quizzes_are_refused_with_what_to_do_instead(code_course, monkeypatch):
    with refused(CourseError, "no-key-to-decide-by", "A1"):
        commands.grade("A1", course=code_course.root, accept=("ann",))
    with refused(CourseError, "no-key-to-regrade", "A1"):
        commands.regrade("A1", course=code_course.root)
    with refused(CourseError, "no-items-to-analyse", "A1"):
        commands.report("A1", course=code_course.root)
    commands.due("A1", "2027-03-01T18:00", course=code_course.root)
    monkeypatch.setattr(sandbox, "unavailable_reason", lambda: "there is none")
    with refused(CourseError, "no-sandbox", "there is none"):
        assignments.grade(code_course, "A1")
