"""Q1 from the assignment list to the feedback: two students, one by mouse and one by keyboard, and their teacher."""

import contextlib
import json
import os
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest

from vertebra.grading import assignments
from vertebra.grading.autograde.score_items import assigned_variant
from vertebra.grading.course_folder.build_quiz import build
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.course_folder.folder import exchange_folder, find

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows")

PATIENCE_S = 120
WORDS = "Osteoporosis, whatever the T-score: start a drug.\n<b>Not</b> bold, at $5 or $6."
SHOTS = os.environ.get("VERTEBRA_SCREENSHOTS")
"""A folder to put screenshots into, for a person to look at."""


@pytest.fixture
def course(tmp_path):
    made = create(tmp_path / "course", secret="0" * 64)
    build(made, "Q1", "2027")
    return made


@pytest.fixture
def sit_down(course, tmp_path, running, new_lab):
    """`sit_down(student)`: a JupyterLab of the student's own, whose nbgrader knows the course and who it is."""
    with contextlib.ExitStack() as open_labs:

        def open_lab(student):
            home = tmp_path / student
            folder = home / "work"
            folder.mkdir(parents=True)
            (home / "config").mkdir()
            (home / "config" / "nbgrader_config.py").write_text(
                "c = get_config()\n"
                'c.CourseDirectory.course_id = "vertebra"\n'
                f'c.CourseDirectory.student_id = "{student}"\n'
                f"c.Exchange.root = {str(exchange_folder(course))!r}\n",
                encoding="utf-8",
            )
            server = open_labs.enter_context(running(folder, home, "--LabApp.expose_app_in_browser=True"))
            return new_lab(server, folder)

        yield open_lab


def shot(page, name):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def fetch_from_the_list(lab):
    """Fetch Q1 in nbgrader's assignment list, as a student finds it under the menu."""
    lab.page.goto(f"{lab.server.url}/lab/workspaces/{lab.workspace}?token=for-tests-only")
    lab.page.locator("#jp-main-dock-panel").wait_for()
    lab.command("nbgrader:open-assignment-list")
    lab.page.get_by_role("button", name="Fetch", exact=True).first.click()
    lab.page.get_by_role("button", name="Submit", exact=True).first.wait_for()
    assert (lab.folder / "Q1" / "quiz.json").exists()


def open_quiz(lab):
    page = lab.open_notebook("Q1/Q1.ipynb")
    lab.run_quiz()
    return page


def item(page, name):
    return page.locator(f"[data-vertebra-item='{name}']")


def answers_for(course, student):
    """For each item what to answer: positions of options, or text; half of the items wrong on purpose."""
    key, wanted = course.key("Q1"), {}
    for at, entry in enumerate(key["items"]):
        secret = entry["variants"][assigned_variant(key, entry, student)]
        wrong = at % 2 == 1
        if entry["kind"] == "numeric":
            value = secret["value"] + (10 * secret["tolerance"] + 1 if wrong else 0)
            unit = f" {secret['unit']}" if secret["unit"] else ""
            wanted[entry["id"]] = ("numeric", f"{value:.{secret['decimals']}f}{unit}", 0 if wrong else entry["points"])
        elif entry["kind"] == "text":
            wanted[entry["id"]] = ("text", WORDS, None)
        else:
            right = [n for n, option in enumerate(secret["options"]) if option["right"]]
            others = [n for n in range(len(secret["options"])) if n not in right]
            chosen = others[:1] if wrong else right
            wanted[entry["id"]] = (entry["kind"], chosen, 0 if wrong else entry["points"])
    return wanted


def answer_by_mouse(page, wanted):
    for name, (kind, value, _) in wanted.items():
        item(page, name).scroll_into_view_if_needed()
        if kind in ("single", "multiple"):
            for at in value:
                item(page, name).locator(".vq-option").nth(at).click()
        else:
            item(page, name).locator("input, textarea").first.click()
            item(page, name).locator("input, textarea").first.fill(value)
        item(page, name).locator(".vq-saved").wait_for()


def answer_by_keyboard(page, wanted):
    """Only keys: Tab and Shift+Tab into a field, arrows among radios, space for boxes, typing for the rest."""
    for name, (kind, value, _) in wanted.items():
        first = item(page, name).locator("input, textarea").first
        first.focus()
        if kind == "single":
            page.keyboard.press("Space")
            for _ in range(value[0]):
                page.keyboard.press("ArrowDown")
        elif kind == "multiple":
            for at in range(max(value) + 1):
                if at in value:
                    page.keyboard.press("Space")
                page.keyboard.press("Tab")
        else:
            page.keyboard.type(value)
        item(page, name).locator(".vq-saved").wait_for()


def await_answers(folder, wanted):
    """Wait until every item stands in answers.json."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        saved = json.loads((folder / "answers.json").read_text(encoding="utf-8"))["answers"]
        if all(name in saved and saved[name]["value"] not in ("", []) for name in wanted):
            return
        time.sleep(0.2)
    pytest.fail(f"Not saved: {set(wanted) - set(saved)}")


def await_inbound(course, student):
    """Wait until the exchange holds what `student` handed in."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if list((exchange_folder(course) / "vertebra" / "inbound").glob(f"{student}+Q1+*/submission_secret.txt")):
            return
        time.sleep(0.2)
    pytest.fail(f"{student} could not hand in.")


def points_of(course, student):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.database}") as gradebook:
        notebook = gradebook.find_submission_notebook("Q1", "Q1", student)
        return {grade.name: (grade.auto_score, grade.score) for grade in notebook.grades}


def test_two_students_and_their_teacher(course, sit_down, new_lab, tmp_path, browser, running):
    # A student by mouse; fetched and handed in through nbgrader's assignment list.
    mouse = sit_down("mouse")
    fetch_from_the_list(mouse)
    wanted = {"mouse": answers_for(course, "mouse"), "keys": answers_for(course, "keys")}
    page = open_quiz(mouse)
    answer_by_mouse(page, wanted["mouse"])
    await_answers(mouse.folder / "Q1", wanted["mouse"])
    shot(page, "quiz")
    mouse.page.goto(f"{mouse.server.url}/lab/workspaces/{mouse.workspace}?token=for-tests-only")
    mouse.page.locator("#jp-main-dock-panel").wait_for()
    mouse.command("nbgrader:open-assignment-list")
    mouse.page.get_by_role("button", name="Submit", exact=True).first.click()
    await_inbound(course, "mouse")
    shot(mouse.page, "assignment_list")

    # A student by keyboard alone; fetched and handed in by nbgrader's command in a terminal.
    keys = sit_down("keys")
    nbgrader(keys, "fetch_assignment", "Q1")
    page = open_quiz(keys)
    answer_by_keyboard(page, wanted["keys"])
    await_answers(keys.folder / "Q1", wanted["keys"])
    nbgrader(keys, "submit", "Q1")

    # The teacher grades; the free text by hand, in formgrader.
    outcomes = {one.student: one for one in assignments.grade(course, "Q1")}
    assert {name: one.status for name, one in outcomes.items()} == {"mouse": "graded", "keys": "graded"}
    for student in ("mouse", "keys"):
        got = points_of(course, student)
        assert {name: auto for name, (auto, _) in got.items()} == {
            n: points for n, (_, _, points) in wanted[student].items()
        }
    (tmp_path / "teacher").mkdir()
    with running(course.root, tmp_path / "teacher") as server:
        teacher = new_lab(server, course.root)
        grade_by_hand(teacher, server)
        before = points_of(course, "keys")
        press_autograde(teacher.page, server, "keys")
        assert points_of(course, "keys") == before
    got = points_of(course, "mouse")
    assert got["01-plan"] == (None, 3.0)

    # The feedback, as the student fetches it and opens it without a network.
    assignments.grade(course, "Q1", release_feedback=True)
    nbgrader(mouse, "fetch_feedback", "Q1")
    (page_file,) = (mouse.folder / "Q1" / "feedback").glob("*/*.html")
    context = browser.new_context(offline=True, viewport={"width": 900, "height": 1200})
    feedback = context.new_page()
    complaints: list[str] = []
    feedback.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    feedback.goto(page_file.as_uri())
    total = sum(score for _, score in got.values())
    assert f"{total:.4g} of" in feedback.locator(".total").inner_text()
    plan = feedback.locator("section.item").last
    assert "Good on the drug" in plan.inner_text()
    assert "<b>Not</b> bold, at $5 or $6." in plan.inner_text()
    assert "3 of 4" in plan.inner_text()
    assert "To read again" in feedback.locator("main").inner_text()
    assert complaints == []
    shot(feedback, "feedback")
    context.close()


def grade_by_hand(lab, server):
    """Open formgrader, find the submission that waits, give points and a comment."""
    page = lab.page
    page.goto(f"{server.url}/lab?token=for-tests-only")
    page.locator("#jp-main-dock-panel").wait_for()
    page.goto(f"{server.url}/formgrader/gradebook/Q1/Q1")
    page.get_by_text("Submission #1", exact=True).wait_for()
    shot(page, "formgrader_list")
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{find(server.folder).database}") as gradebook:
        submission = gradebook.find_submission_notebook("Q1", "Q1", "mouse").id
    page.goto(f"{server.url}/formgrader/submissions/{submission}/")
    score = page.locator("input[id='01-plan']")
    score.wait_for()
    # Points typed before formgrader has read the gradebook are not taken; MathJax moves the focus when it has ended.
    lab.await_true("formgrader.loaded && formgrader.grades.loaded && formgrader.comments.loaded && MathJax.loaded")
    body = page.locator("#notebook-container").first.inner_text()
    assert "<b>Not</b> bold, at $5 or $6." in body
    assert "Rubric" in body
    assert page.locator("#notebook-container img").count() > 0
    assert page.locator("#notebook-container img:not([alt])").count() == 0
    assert page.locator("#notebook-container").first.locator("b", has_text="Not").count() == 0
    with page.expect_response(lambda answer: saved(answer, "grade")):
        score.fill("3")
        score.blur()
    comment = page.locator("textarea[id='01-plan-comment']")
    with page.expect_response(lambda answer: saved(answer, "comment")):
        comment.fill("Good on the drug; say more on falls.")
        comment.blur()
    page.locator(".comment-saved").last.wait_for(state="attached")
    shot(page, "formgrader")


def saved(answer, what):
    """Whether formgrader's server has taken a grade or a comment."""
    return f"/formgrader/api/{what}/" in answer.url and answer.request.method == "PUT" and answer.ok


def press_autograde(page, server, student):
    """Press formgrader's own button, which grades again."""
    page.goto(f"{server.url}/formgrader/manage_submissions/Q1")
    row = page.locator("tr", has=page.get_by_text(student, exact=True))
    row.locator(".autograde a, td.autograde").last.click()
    page.get_by_text("Success", exact=True).first.wait_for()
    shot(page, "formgrader_autograde")


def nbgrader(lab, *arguments):
    """nbgrader as from a terminal of the student's JupyterLab."""
    scripts = sysconfig.get_path("scripts")
    environment = {**lab.server.environment, "PATH": os.pathsep.join((scripts, os.environ["PATH"]))}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=lab.folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
