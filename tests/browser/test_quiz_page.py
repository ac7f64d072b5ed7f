"""A quiz without a server, the whole way: page, answers, file, the platform's archive, grades, feedback."""

import json
import re
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from grading.conftest import by_key, read_scores
from small_quiz import write_small_quiz

from vertebra.grading import commands
from vertebra.grading.course_folder.build_quiz import build
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.course_folder.folder import Course
from vertebra.quiz.release.variants import assign_variant
from vertebra.site import builder, server

ITEMS = ("t-single", "t-multi", "t-number", "t-text")


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    made = create(tmp_path_factory.mktemp("class") / "course", secret="0" * 64)
    build(made, "T1", "2027", questions=write_small_quiz(tmp_path_factory.mktemp("questions")))
    return made


@pytest.fixture(scope="module")
def site(course, tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("pages") / "site"
    builder.build(home, [], with_laboratory=False)
    builder.add_quiz(home, course.release("T1"))
    return home


@pytest.fixture(scope="module")
def address(site) -> Iterator[str]:
    with server.serve(site, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.fixture
def page(browser, address) -> Iterator[Any]:
    context = browser.new_context(accept_downloads=True)
    made = context.new_page()
    mishaps: list[str] = []
    made.on("pageerror", lambda error: mishaps.append(str(error)))
    open_quiz(made, address)
    yield made
    context.close()
    assert mishaps == []


def open_quiz(page: Any, home: str) -> None:
    page.goto(f"{home}/en/quiz/T1.html")
    page.wait_for_selector("html[data-started]", state="attached")


def name_student(page: Any, student: str) -> None:
    page.locator(".vq-who input").fill(student)
    page.keyboard.press("Enter")


def item(page: Any, name: str) -> Any:
    return page.locator(f'[data-vertebra-item="{name}"]')


def right_answer(course: Course, name: str, student: str) -> Any:
    key = course.key("T1")
    count = len(next(entry for entry in key["items"] if entry["id"] == name)["variants"])
    variant = assign_variant(key["draw_salt"], key["course"], "T1", name, student, count)
    return by_key(key, name, variant, "right")


def answer_all(page: Any, course: Course, student: str) -> None:
    item(page, "t-single").locator(f'input[value="{right_answer(course, "t-single", student)}"]').check()
    for option in right_answer(course, "t-multi", student):
        item(page, "t-multi").locator(f'input[value="{option}"]').check()
    item(page, "t-number").locator('input[type="text"]').fill(right_answer(course, "t-number", student))
    item(page, "t-text").locator("textarea").fill("Because of <b>the</b> reason.")
    page.locator(".vs-hand-in h2").click()
    for name in ITEMS:
        item(page, name).locator(".vq-saved").wait_for()


def save(page: Any, folder: Path) -> Path:
    with page.expect_download() as download:
        page.locator("#vs-quiz-save").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_from_the_page_to_the_grade_and_its_feedback(page, course, address, tmp_path):
    assert page.locator(".vq-choice").count() == 0, "nothing is asked of nobody"
    name_student(page, "not an id")
    page.locator(".vq-warning").wait_for()
    name_student(page, "ann")
    item(page, "t-single").wait_for()
    answer_all(page, course, "ann")
    open_quiz(page, address)
    assert page.locator(".vq-review tr.vq-open").count() == 0, "a reload loses nothing"
    assert page.locator("#vs-quiz-state").get_attribute("data-state") == "not-saved"
    path = save(page, tmp_path)
    assert path.name == "T1-ann.answers.json"
    assert page.locator("#vs-quiz-state").get_attribute("data-state") == "saved"
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.write(path, f"Ann Berg_4711_assignsubmission_file_/{path.name}")
    commands.grade("T1", course=course.root, handed_in=tmp_path / "class.zip")
    scores = read_scores(course.database)["ann"]
    assert [scores[name][0] for name in ITEMS[:3]] == [1.0, 2.0, 2.0]
    [feedback] = course.feedback("ann", "T1").glob("*.html")
    assert "&lt;b&gt;the&lt;/b&gt;" in feedback.read_text(encoding="utf-8")


def test_a_file_goes_on_in_another_browser_and_a_damaged_one_changes_nothing(page, course, browser, address, tmp_path):
    name_student(page, "bo")
    answer_all(page, course, "bo")
    path = save(page, tmp_path)
    bad = tmp_path / "bad.json"
    bad.write_text(path.read_text(encoding="utf-8").replace("reason", "treason"), encoding="utf-8")
    other = browser.new_context().new_page()
    open_quiz(other, address)
    other.locator("#vs-quiz-open").set_input_files(bad)
    other.locator("#vs-notice:not([hidden])").wait_for()
    assert other.locator(".vq-who").count() == 1
    other.locator("#vs-quiz-open").set_input_files(path)
    item(other, "t-text").locator(".vq-saved").wait_for()
    assert other.locator(".vq-review tr.vq-open").count() == 0
    assert json.loads(path.read_text(encoding="utf-8"))["student"] == "bo"
    other.context.close()


def test_two_tabs_show_each_others_answers_and_another_student_starts_empty(page, course, address):
    name_student(page, "cy")
    second = page.context.new_page()
    open_quiz(second, address)
    item(page, "t-single").locator("input").first.check()
    item(second, "t-single").locator(".vq-saved").wait_for()
    second.locator("#vs-quiz-other").click()
    name_student(second, "di")
    item(second, "t-single").locator(".vq-unanswered").wait_for()
    item(page, "t-single").locator(".vq-unanswered").wait_for()
    page.locator("#vs-quiz-other").click()
    name_student(page, "cy")
    item(page, "t-single").locator(".vq-saved").wait_for()


def test_without_storage_and_from_the_disk_it_works_and_says_what_stays(browser, site, course):
    context = browser.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    page = context.new_page()
    page.goto((site / "en" / "quiz" / "T1.html").as_uri())
    page.wait_for_selector("html[data-started]", state="attached")
    name_student(page, "ed")
    page.locator('#vs-trouble [data-state="no-storage"]').wait_for()
    answer_all(page, course, "ed")
    page.reload()
    item(page, "t-text").locator(".vq-saved").wait_for()
    context.close()


def test_answers_to_an_earlier_issue_are_offered_and_a_phone_has_room(browser, address, course, tmp_path):
    context = browser.new_context(viewport={"width": 390, "height": 800}, accept_downloads=True)
    page = context.new_page()
    open_quiz(page, address)
    name_student(page, "flo")
    item(page, "t-single").locator("input").first.check()
    item(page, "t-single").locator(".vq-saved").wait_for()
    page.evaluate(
        """() => { for (const name of Object.keys(localStorage)) if (name.endsWith("/t-single")) {
            localStorage.setItem(name.replace(/[0-9a-f]{16}/, "0123456789abcdef"), localStorage.getItem(name));
            localStorage.removeItem(name); } }"""
    )
    open_quiz(page, address)
    with page.expect_download() as download:
        page.locator("#vs-quiz-older button").click()
    download.value.save_as(tmp_path / "older.json")
    older = json.loads((tmp_path / "older.json").read_text(encoding="utf-8"))
    assert (older["release"], list(older["answers"])) == ("0123456789abcdef", ["t-single"])
    assert re.fullmatch("[0-9a-f]{64}", older["sha256"])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
