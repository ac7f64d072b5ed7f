"""A formula in a question, in a student's own words and in a teacher's comment: in the quiz, in formgrader, on the
feedback page."""

import json
import os
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from question_files import write_question

from vertebra.grading import assignments
from vertebra.grading.code_assignments import sandbox
from vertebra.grading.course_folder import nbgrader_api
from vertebra.grading.course_folder.build_quiz import build
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.demo.student_client import StudentClient
from vertebra.quiz.session import answers as answers_file
from vertebra.quiz.session.answers import Answer, Answers

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows")
SHOTS = os.environ.get("VERTEBRA_SCREENSHOTS")

CHOICE = r"""+++
kind = "single"
title = "A law"
objective = "L01.1"
lesson_section = "What the scan measures"
points = 1
+++
The stress in a strut of area $A$ under the force $F$ is

$$\sigma = \frac{F}{A}$$

A strut of 50 mm² for $5 bears $F = 100\,\mathrm{N}$. How large is $\sigma$?

## Options

- [x] {#two} $2\,\mathrm{N/mm^2}$
  > Force over area: $\sigma = F/A$.
- [ ] {#half} $\frac{1}{2}\,\mathrm{N/mm^2}$
  > That is area over force.
- [ ] {#much} $5000\,\mathrm{N/mm^2}$
  > That is force times area.
"""
TYPED = "a needle or $6"
TEXT = r"""+++
kind = "text"
title = "In words"
objective = "L01.1"
lesson_section = "What the scan measures"
points = 3
+++
Why does $\Delta p$ grow with $r^{-4}$?

## Rubric

- 2: names $\Delta p = \frac{8 \eta L Q}{\pi r^4}$
- 1: says it clearly

## Model answer

By Poiseuille's law, $\Delta p \propto r^{-4}$.
"""
WORDS = (
    r"By $\Delta p = \frac{8 \eta L Q}{\pi r^4}$, at $5 a needle or $6."
    "\n\n"
    r"<img src=x onerror=alert(1)> \href{javascript:alert(1)}{x} $\text{<b>no</b>}$ \(x_1\)"
)
MATH_IN = "(node) => [...node.querySelectorAll('math')].map((m) => m.getBoundingClientRect().height > 5)"


@pytest.fixture
def course(tmp_path):
    """One student has answered a quiz with formulas."""
    root = tmp_path / "questions"
    for name, text in (("t-law", CHOICE), ("t-words", TEXT)):
        write_question(root / name, text)
    (root / "quizzes").mkdir()
    (root / "quizzes" / "F1.toml").write_text('title = "Formulas"\nminutes = 5\nitems = ["t-law", "t-words"]\n')
    made = create(tmp_path / "course", secret="0" * 64)
    build(made, "F1", "2027", questions=root)
    seat = StudentClient(made, "ann", tmp_path / "ann")
    folder = seat.fetch("F1")
    released = json.loads((folder / "quiz.json").read_text(encoding="utf-8"))
    right = next(one["id"] for one in made.key("F1")["items"][0]["variants"][0]["options"] if one["right"])
    given = {"t-law": Answer(right, "2026-11-23T09:00:00+00:00"), "t-words": Answer(WORDS, "2026-11-23T09:00:00+00:00")}
    head = {"quiz": "F1", "release": released["release"], "student": "ann", "student_from": "exchange"}
    answers_file.write(folder / answers_file.FILE, Answers(**head, variants={"t-law": 0, "t-words": 0}, answers=given))
    seat.submit("F1")
    return made


def shot(page, name):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def look_at_the_quiz(folder, running, new_lab):
    """As the student has it open."""
    home = folder / ".home"
    (home / "config").mkdir(parents=True)
    (home / "config" / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "vertebra"\nc.CourseDirectory.student_id = "ann"\n',
        encoding="utf-8",
    )
    with running(folder, home, "--LabApp.expose_app_in_browser=True") as server:
        lab = new_lab(server, folder)
        page = lab.open_notebook("F1/F1.ipynb")
        lab.wait_for_kernel()
        if not page.locator(".vertebra-lesson").count():
            lab.command("notebook:run-all-cells")
        stem = page.locator("[data-vertebra-item='t-law'] .vq-stem")
        stem.wait_for()
        assert stem.evaluate(MATH_IN) == [True] * 5
        assert "for $5 bears" in stem.inner_text()
        assert page.locator("[data-vertebra-item='t-law'] .vq-option math").count() == 3
        shot(page, "formulas_quiz")


def test_formulas_are_typeset_wherever_they_are_read(course, tmp_path, running, new_lab, browser):
    from nbgrader.api import Gradebook

    look_at_the_quiz(tmp_path / "ann", running, new_lab)
    assignments.grade(course, "F1")
    (tmp_path / "teacher").mkdir()
    with running(course.root, tmp_path / "teacher", "--LabApp.expose_app_in_browser=True") as server:
        lab = new_lab(server, course.root)
        page = lab.page
        page.goto(f"{server.url}/lab?token=for-tests-only")
        page.locator("#jp-main-dock-panel").wait_for()
        with Gradebook(f"sqlite:///{course.database}") as gradebook:
            submission = gradebook.find_submission_notebook("F1", "F1", "ann").id
        lab.mishaps.clear()
        page.goto(f"{server.url}/formgrader/submissions/{submission}/")
        lab.await_true("window.MathJax && MathJax.loaded")
        page.locator("#notebook-container .MathJax").first.wait_for()
        read = page.locator("#notebook-container").first
        assert "by $Δp" not in read.inner_text()
        assert page.evaluate("MathJax.Hub.getAllJax().length") >= 14
        assert page.locator(".MathJax_Error, .merror").count() == 0
        words = page.locator("#notebook-container pre").filter(has_text=TYPED)
        assert words.locator(".MathJax").count() == 3
        assert "<img src=x onerror=alert(1)>" in words.inner_text()
        assert page.locator("#notebook-container a[href^=javascript]").count() == 0
        comment = page.locator("textarea[id='t-words-comment']")
        with page.expect_response(lambda a: "/formgrader/api/comment/" in a.url and a.request.method == "PUT"):
            comment.fill("Say that $r$ is the radius.")
            comment.blur()
        shot(page, "formulas_formgrader")
        assert lab.mishaps == []
    assignments.grade(course, "F1")
    context = browser.new_context(offline=True, viewport={"width": 900, "height": 1200})
    feedback = context.new_page()
    feedback.goto((course.feedback("ann", "F1") / "F1.html").as_uri())
    assert all(feedback.locator("main").evaluate(MATH_IN))
    assert feedback.locator("pre.words math").count() == 3
    assert "<img src=x onerror=alert(1)>" in feedback.locator("pre.words").inner_text()
    assert feedback.locator(".comment math").count() == 1
    shot(feedback, "formulas_feedback")
    context.close()


@pytest.mark.skipif(bool(sandbox.unavailable_reason()), reason=f"no sandbox: {sandbox.unavailable_reason()}")
def test_formulas_of_a_teachers_own_notebook_and_of_the_students_words_in_it(tmp_path, running, new_lab):
    course = create(tmp_path / "course")
    folder = course.root / "source" / "A1"
    folder.mkdir(parents=True)
    mark = {"schema_version": 3, "solution": False, "locked": True, "grade": True, "task": False}
    test = new_code_cell("assert double(2) == 4", metadata={"nbgrader": {**mark, "grade_id": "test", "points": 2}})
    stub = {**mark, "locked": False, "grade": False, "solution": True, "grade_id": "double"}
    solution = new_code_cell("### BEGIN SOLUTION\ndef double(x):\n    return 2 * x\n### END SOLUTION")
    solution.metadata["nbgrader"] = stub
    words = new_markdown_cell(
        "Why?", metadata={"nbgrader": {**mark, "locked": False, "solution": True, "grade_id": "why", "points": 3}}
    )
    task = new_markdown_cell("Write $f(x) = 2x$:\n\n$$\\int_0^1 2x\\,dx$$")
    notebook = new_notebook(cells=[task, solution, test, words])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "A1.ipynb")
    nbgrader_api.run_step(course, "generate_assignment", "A1")
    handed = course.submitted("ann", "A1")
    handed.mkdir(parents=True)
    mine = nbformat.read(course.release("A1") / "A1.ipynb", as_version=4)
    mine.cells[1].source = "def double(x):\n    return x + x"
    mine.cells[3].source = "**Since** $x + x = 2x$, [so](javascript:alert(1)) <img src=x onerror=alert(1)>"
    nbformat.write(mine, handed / "A1.ipynb")
    assignments.grade(course, "A1", collect=False)
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.database}") as gradebook:
        submission = gradebook.find_submission_notebook("A1", "A1", "ann").id
    (tmp_path / "teacher").mkdir()
    with running(course.root, tmp_path / "teacher", "--LabApp.expose_app_in_browser=True") as server:
        lab = new_lab(server, course.root)
        lab.page.goto(f"{server.url}/lab?token=for-tests-only")
        lab.page.locator("#jp-main-dock-panel").wait_for()
        lab.mishaps.clear()
        lab.page.goto(f"{server.url}/formgrader/submissions/{submission}/")
        lab.await_true("window.MathJax && MathJax.loaded")
        assert lab.page.evaluate("MathJax.Hub.getAllJax().length") == 3
        body = lab.page.locator("#notebook-container").first
        assert body.locator(".MathJax_Display").count() == 1
        assert body.get_by_text("**Since**").count() == 1
        assert "<img src=x onerror=alert(1)>" in body.inner_text()
        assert body.locator("a[href^=javascript]").count() == 0
        shot(lab.page, "formgrader_code")
        assert lab.mishaps == []
    page = (course.feedback("ann", "A1") / "A1.html").read_text(encoding="utf-8")
    assert "2 of 2 points" in page
