"""One question marked through all submissions in formgrader; and what *Validate* tells a student in JupyterLab."""

import json
import os
import re
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from question_files import write_question

from vertebra.grading import assignments
from vertebra.grading.course_folder.build_quiz import build
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.demo.student_client import StudentClient
from vertebra.quiz.session import answers as answers_file
from vertebra.quiz.session.answers import Answer, Answers

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows")
SHOTS = os.environ.get("VERTEBRA_SCREENSHOTS")
TOKEN = "for-tests-only"
READY = "formgrader.loaded && formgrader.grades.loaded && formgrader.comments.loaded && window.MathJax.loaded"
WHY = "says why."
HEAD = (
    '+++\nkind = "{}"\ntitle = "{}"\nobjective = "L01.1"\nlesson_section = "What the scan measures"\npoints = {}\n+++\n'
)
CHOICE = (
    "Which is the first?\n\n## Options\n\n- [x] {#a} The first\n  > It stands first.\n- [ ] {#b} The "
    "second\n  > It stands second.\n"
)
TEXT = "Say why.\n\n## Rubric\n\n- 3: gives the reason\n\n## Model answer\n\nBecause of it.\n"
QUESTIONS = {
    "t-one": HEAD.format("single", "Which one", 1) + CHOICE,
    "t-why": HEAD.format("text", "Why", 3) + TEXT,
    "t-how": HEAD.format("text", "How", 3) + TEXT,
}


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "questions"
    for name, text in QUESTIONS.items():
        write_question(root / name, text)
    (root / "quizzes").mkdir()
    (root / "quizzes" / "M1.toml").write_text(
        f'title = "Marking"\nminutes = 5\nitems = {json.dumps(list(QUESTIONS))}\n'
    )
    made = create(tmp_path / "course", secret="0" * 64)
    build(made, "M1", "2027", questions=root)
    return made


def answer(course, folder: Path, student: str, left_out: tuple[str, ...] = (), owner: str = "") -> StudentClient:
    seat = StudentClient(course, student, folder)
    quiz = seat.fetch("M1")
    released = json.loads((quiz / "quiz.json").read_text(encoding="utf-8"))
    option = released["items"][0]["variants"][0]["options"][0]["id"]
    values = {"t-one": option, "t-why": f"{student} {WHY}", "t-how": f"{student} says how."}
    given = {name: Answer(text, "2026-11-23T09:00:00+00:00") for name, text in values.items() if name not in left_out}
    head = {"quiz": "M1", "release": released["release"], "student": owner or student, "student_from": "exchange"}
    answers_file.write(quiz / answers_file.FILE, Answers(**head, variants=dict.fromkeys(values, 0), answers=given))
    return seat


def marks(course) -> list[tuple[str, str, float]]:
    """Student, question and points of all that was given by hand."""
    with closing(sqlite3.connect(course.database)) as database:
        return sorted(
            database.execute(
                "SELECT a.student_id, b.name, g.manual_score FROM grade g JOIN base_cell b ON b.id = g.cell_id "
                "JOIN submitted_notebook n ON n.id = g.notebook_id JOIN submitted_assignment a ON a.id = "
                "n.assignment_id "
                "WHERE g.manual_score IS NOT NULL"
            )
        )


def test_one_question_is_marked_through_all_who_wait_for_it(course, tmp_path, running, new_lab):
    for student in ("ann", "bob", "cy", "dee"):
        answer(course, tmp_path / student, student, left_out=("t-why",) if student == "dee" else ()).submit("M1")
    answer(course, tmp_path / "gil", "gil", owner="ann").submit("M1")
    assignments.grade(course, "M1")
    (tmp_path / "teacher").mkdir()
    with running(course.root, tmp_path / "teacher") as server:
        lab = new_lab(server, course.root)
        page = lab.page
        page.goto(f"{server.url}/api/status?token={TOKEN}")
        page.goto(f"{server.url}/formgrader/gradebook/M1/M1")
        page.locator("#main-table td.name").nth(4).wait_for()
        assert page.locator(".flagged .glyphicon-flag").count() == 1
        waits = {
            link.get_attribute("data-question"): link.inner_text().split()
            for link in page.locator("a[data-question]").all()
        }
        assert {name: words[-1] for name, words in waits.items()} == {"t-how": "5", "t-why": "4", "t-one": "1"}
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / "marking-list.png", full_page=True)
        page.locator("a[data-question='t-why']").click()
        for left in (3, 2, 1, 0):
            lab.await_true(READY)
            lab.await_true("document.activeElement.id === 't-why'")
            assert page.locator("#t-why").input_value() == ""
            assert page.locator("#notebook-container pre").filter(has_text=WHY).count() == 1
            links = page.locator("section:has(#t-why) a.next-waiting")
            assert links.count() == (left > 0)
            if left:
                assert links.inner_text().startswith(f"{left} more")
            page.keyboard.type("2")
            if left:
                before = page.url
                # By the key once, by the link after that: what was typed is saved before the page is left.
                page.keyboard.press("Control+Enter") if left == 3 else links.click()
                page.wait_for_url(lambda url, before=before: url != before)
        with page.expect_response(lambda a: "/formgrader/api/grade/" in a.url and a.request.method == "PUT" and a.ok):
            page.keyboard.press("Escape")
        assert marks(course) == [(student, "t-why", 2.0) for student in ("ann", "bob", "cy", "gil")]
        # The next submission opens at the question that was being marked, the first visit at the first that waits.
        at = page.url.split("index=")[1]
        page.locator("li.previous a").click()
        page.wait_for_url(f"**/submissions/*/?index={at}")
        assert lab.mishaps == []


def test_validate_in_jupyterlab_says_what_is_true(course, tmp_path, running, new_lab):
    folder = tmp_path / "ann"
    answer(course, folder, "ann", left_out=("t-how",))
    config = folder / "config"
    config.mkdir()
    shutil.copy(course.root / "for_students" / "nbgrader_config.py", config)
    with running(folder, folder, "--LabApp.expose_app_in_browser=True") as server:
        lab = new_lab(server, folder)
        page = lab.open_notebook("M1/M1.ipynb", simple=False)
        # The button saves first: not while the quiz, which has begun to run by itself, is being saved.
        lab.run_quiz()

        def validate() -> str:
            page.get_by_role("button", name="Validate").click()
            dialog = page.locator("#validation-message")
            dialog.wait_for()
            words = dialog.inner_text()
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"validate-{'Success' in words}.png")
            page.locator(".jp-Dialog button", has_text="Ok").click()
            dialog.wait_for(state="detached")
            return words

        said = validate()
        assert re.search(r"(?<!\d)2\D+3(?!\d)", said), "two of three"
        assert "3. How" in said
        answer(course, folder, "ann")
        assert "Success" in validate()
