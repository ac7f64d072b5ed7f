"""nbgrader's own commands, run as a teacher runs them, do the same as `vertebra grade`."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig

import nbformat
import pytest

from vertebra.grading import assignments
from vertebra.grading.course_folder import grading_record, nbgrader_api
from vertebra.grading.course_folder.folder import find

RIGHT = {"t-single": "right", "t-multi": "right", "t-number": "right", "t-text": "Because of the reason."}
GRADED_AT = re.compile('<dd data-fact="graded">.*?</dd>')
"""When a page was written; in all else two ways of grading write the same."""
MIXED = {"t-single": "wrong", "t-multi": "right", "t-number": "12"}


def nbgrader(course, *arguments: str) -> str:
    """Run nbgrader in the course folder as from a terminal; returns what it printed."""
    scripts = sysconfig.get_path("scripts")
    environment = os.environ | {"PATH": os.pathsep.join((scripts, os.environ["PATH"]))}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course.root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def outputs(course, student: str) -> list:
    notebook = nbformat.read(course.autograded(student, "T1") / "T1.ipynb", as_version=4)
    return [(cell.source, [dict(output) for output in cell.get("outputs", [])]) for cell in notebook.cells]


@pytest.mark.slow
def test_stock_autograde_gives_the_same_scores_notebooks_and_records(course, hand_in, scores, tmp_path):
    hand_in("ann", RIGHT)
    hand_in("bob", MIXED)
    hand_in("cut", MIXED, submit=False)
    (tmp_path / "home" / "cut" / "T1" / "answers.json").write_text('{"schema": 1, "answers": {"t-si', encoding="utf-8")
    (tmp_path / "home" / "cut" / "T1" / "T1.ipynb").write_text("no notebook", encoding="utf-8")
    from vertebra.grading.demo.student_client import StudentClient

    StudentClient(course, "cut", tmp_path / "home" / "cut").submit("T1")
    shutil.copytree(course.root, tmp_path / "other")
    other = find(tmp_path / "other")

    assignments.grade(course, "T1")
    nbgrader(other, "collect", "T1")
    nbgrader(other, "autograde", "T1")
    nbgrader(other, "generate_feedback", "T1")

    ours = scores()
    from_stock = {student: dict(items) for student, items in _scores_of(other).items()}
    assert from_stock == ours
    assert ours["ann"]["t-number"] == (2, False)
    for student in ("ann", "bob", "cut"):
        assert outputs(other, student) == outputs(course, student)
        assert grading_record.read_record(other.autograded(student, "T1")) == grading_record.read_record(
            course.autograded(student, "T1")
        )
        pages = [place.feedback(student, "T1") / "T1.html" for place in (course, other)]
        first, second = (GRADED_AT.sub("", page.read_text(encoding="utf-8")) for page in pages)
        assert first == second


def _scores_of(course):
    from nbgrader.api import Gradebook

    found: dict = {}
    with Gradebook(f"sqlite:///{course.database}") as gradebook:
        for submission in gradebook.assignment_submissions("T1"):
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    entry = (grade.auto_score, bool(grade.needs_manual_grade))
                    found.setdefault(submission.student.id, {})[grade.cell.name] = entry
    return found


def test_formgraders_autograde_button_does_the_same(course, hand_in, scores):
    hand_in("ann", RIGHT)
    nbgrader_api.run_step(course, "collect", "T1")
    nbgrader_api.run_step(course, "autograde", "T1", "ann")
    before = scores()
    assert before["ann"] == {
        "t-single": (1, False),
        "t-multi": (2, False),
        "t-number": (2, False),
        "t-text": (None, True),
    }
    (outcome,) = assignments.grade(course, "T1")
    assert outcome.status == "graded"
    assert not outcome.again
    assert scores() == before


def test_an_assignment_that_is_no_quiz_is_refused_and_not_run(course, tmp_path):
    canary = tmp_path / "canary"
    folder = course.root / "submitted" / "eve" / "other"
    folder.mkdir(parents=True)
    cell = nbformat.v4.new_code_cell(f"open({str(canary)!r}, 'w').write('run')")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / "other.ipynb")
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.database}") as gradebook:
        gradebook.add_assignment("other")
        gradebook.add_notebook("other", "other")
    (course.root / "source" / "other").mkdir()
    with pytest.raises(Exception, match="other"):
        nbgrader_api.run_step(course, "autograde", "other", "eve")
    assert not canary.exists()
