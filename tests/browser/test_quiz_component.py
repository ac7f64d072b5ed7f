"""The quiz in JupyterLab, as a student meets it: by mouse, by keyboard, with a kernel that dies, and by screen
reader."""

import json
import re

import nbformat
import pytest

from vertebra.quiz.release import quiz_notebook
from vertebra.quiz.release import release as notebooks

ITEMS = ("01-trabecular-first", "01-density-causes", "01-ct-density", "01-plan")

playwright = pytest.importorskip("playwright.sync_api")


@pytest.fixture
def quiz(lab):
    """A page with a quiz of one item a kind, run, and its student named."""
    released, _ = notebooks.release(notebooks.QuizDefinition("Q0", "Q0: Trial", 5, ITEMS), "salt")
    (lab.folder / "quiz.json").write_text(json.dumps(released), encoding="utf-8")
    nbformat.write(quiz_notebook.build(released), lab.folder / "Q0.ipynb")
    lab.open_notebook("Q0.ipynb")
    run_quiz(lab)
    lab.page.locator(".vq-who input").fill("anna.b")
    lab.page.locator(".vq-who button").click()
    lab.page.locator(f"[data-vertebra-item='{ITEMS[-1]}']").wait_for()
    return lab


def run_quiz(lab):
    """The quiz runs, and nothing asks for anything."""
    lab.run_quiz()
    assert [dialog.inner_text() for dialog in lab.page.locator(".jp-Dialog").all()] == []


def item(lab, name):
    return lab.page.locator(f"[data-vertebra-item='{name}']")


def wait_saved(lab, name):
    item(lab, name).locator(".vq-saved").wait_for()


def kept(lab):
    found = json.loads((lab.folder / "answers.json").read_text(encoding="utf-8"))
    return {name: answer["value"] for name, answer in found["answers"].items()}


def released_options(lab, name):
    released = json.loads((lab.folder / "quiz.json").read_text(encoding="utf-8"))
    [found] = [one for one in released["items"] if one["id"] == name]
    return [option["id"] for option in found["variants"][0]["options"]]


def test_every_item_by_mouse(quiz):
    item(quiz, ITEMS[0]).locator(".vq-option").nth(2).click()
    wait_saved(quiz, ITEMS[0])
    for at in (0, 3):
        item(quiz, ITEMS[1]).locator(".vq-option").nth(at).click()
    wait_saved(quiz, ITEMS[1])
    assert item(quiz, ITEMS[2]).locator("figure img").get_attribute("alt")
    item(quiz, ITEMS[2]).locator("input").fill("94 mg/cm³")
    wait_saved(quiz, ITEMS[2])
    assert re.findall(r"\d+", item(quiz, ITEMS[2]).locator(".vq-status").inner_text()) == ["94"], "what it was read as"
    item(quiz, ITEMS[3]).locator("textarea").fill("Treat the bone.")
    wait_saved(quiz, ITEMS[3])
    one, many = released_options(quiz, ITEMS[0]), released_options(quiz, ITEMS[1])
    assert kept(quiz) == {
        ITEMS[0]: one[2],
        ITEMS[1]: [many[0], many[3]],
        ITEMS[2]: "94 mg/cm³",
        ITEMS[3]: "Treat the bone.",
    }
    quiz.await_true("(typed) => document.querySelector('.vq-review').innerText.includes(typed)", kept(quiz)[ITEMS[3]])
    assert quiz.page.locator(".vq-review tbody tr").count() == len(ITEMS)
    assert quiz.page.locator(".vq-review .vq-open").count() == 0
    item(quiz, ITEMS[3]).locator("[data-do=clear]").click()
    item(quiz, ITEMS[3]).locator(".vq-unanswered").wait_for()
    assert kept(quiz)[ITEMS[3]] == ""
    item(quiz, ITEMS[3]).locator("[data-do=undo]").click()
    wait_saved(quiz, ITEMS[3])
    assert kept(quiz)[ITEMS[3]] == "Treat the bone."


def test_every_item_by_keyboard_and_no_key_leaves_the_quiz(quiz):
    page = quiz.page
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    item(quiz, ITEMS[0]).locator("input").first.focus()
    for key in ("Space", "ArrowDown", "ArrowDown", "b", "a", "d", "d", "ArrowUp"):
        page.keyboard.press(key)
    wait_saved(quiz, ITEMS[0])
    for _ in range(3):  # Undo, Clear, then the first box of the next item
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "checkbox":
            break
    item(quiz, ITEMS[1]).locator("input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    wait_saved(quiz, ITEMS[1])
    item(quiz, ITEMS[2]).locator("input").focus()
    page.keyboard.type("101 mg/cm3")
    wait_saved(quiz, ITEMS[2])
    item(quiz, ITEMS[3]).locator("textarea").focus()
    page.keyboard.type("Begin\nnow: abd")
    wait_saved(quiz, ITEMS[3])
    one, many = released_options(quiz, ITEMS[0]), released_options(quiz, ITEMS[1])
    assert kept(quiz) == {ITEMS[0]: one[1], ITEMS[1]: many[:2], ITEMS[2]: "101 mg/cm3", ITEMS[3]: "Begin\nnow: abd"}
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells
    page.locator(f"[data-go-to='{ITEMS[1]}']").focus()
    page.keyboard.press("Enter")
    quiz.await_true("document.activeElement.type === 'checkbox'")


def test_a_dead_kernel_is_said_and_the_answer_is_saved_after_it(quiz):
    page = quiz.page
    page.evaluate(
        """async (token) => {
          const headers = {Authorization: `token ${token}`};
          const kernels = await (await fetch('/api/kernels', {headers})).json();
          const sessions = await (await fetch('/api/sessions', {headers})).json();
          const mine = sessions.find((s) => location.pathname.endsWith(s.path));
          const xsrf = document.cookie.match(/_xsrf=([^;]*)/)?.[1] ?? '';
          await fetch('/api/kernels/' + mine.kernel.id, {method: 'DELETE', headers: {...headers, 'X-XSRFToken': xsrf}});
        }""",
        "for-tests-only",
    )
    item(quiz, ITEMS[3]).locator("textarea").fill("Written while nobody listened.")
    item(quiz, ITEMS[3]).locator(".vq-not-saved").wait_for()
    assert item(quiz, ITEMS[3]).locator(".vq-status").inner_text(), "it is said where the answer is meanwhile"
    assert page.evaluate("Object.values(localStorage).some((kept) => kept.includes('Written while nobody listened.'))")
    assert kept(quiz) == {}
    quiz.open_notebook("Q0.ipynb")
    run_quiz(quiz)
    wait_saved(quiz, ITEMS[3])
    assert kept(quiz) == {ITEMS[3]: "Written while nobody listened."}


def test_the_quiz_has_no_accessibility_fault(quiz):
    assert quiz.faults_in_both_themes() == []


def test_a_self_check_says_why_and_remembers(lab):
    cell = (
        'from vertebra.quiz.component import SelfCheck\nSelfCheck(["01-trabecular-first", "01-pr-loss", "01-t-score"])'
    )
    lab.open_notebook(lab.write_notebook("check.ipynb", cell))
    lab.run()
    one = item(lab, "01-trabecular-first")
    check, options = one.locator("[data-do=check]"), one.locator(".vq-option input")
    check.click()
    assert one.locator(".vq-status").inner_text(), "that an answer is missing"
    assert one.locator(".vq-why:visible").count() == 0
    right = []
    for at in range(options.count()):
        options.nth(at).check()
        check.click()
        one.locator(".vq-told-wrong, .vq-told-right").first.wait_for()
        assert one.locator(".vq-status").inner_text() == ""
        if one.locator(".vq-told-right").count():
            right.append(at)
            assert one.locator(".vq-why:visible").count() == options.count()
        else:
            assert one.locator(".vq-why:visible").count() == 1
            assert lab.accessibility_faults() == []
    assert len(right) == 1, "options are shuffled for each learner"
    options.nth((right[0] + 1) % options.count()).check()
    options.nth(right[0]).check()
    assert one.locator(".vq-why:visible").count() == 0
    check.click()
    one.locator(".vq-told-right").wait_for()
    prediction = item(lab, "01-pr-loss")
    prediction.locator(".vq-option input").nth(1).check()
    prediction.locator("[data-do=check]").click()
    prediction.locator(".vq-told-noted").wait_for()
    numbers = item(lab, "01-t-score")
    stem = numbers.locator(".vq-stem").inner_text()
    numbers.locator("[data-do=another]").click()
    lab.await_true("(old) => document.querySelectorAll('.vq-stem')[2].innerText !== old", stem)
    assert lab.faults_in_both_themes() == []
    lab.open_notebook("check.ipynb")
    lab.run()
    assert item(lab, "01-trabecular-first").locator(".vq-option input").nth(right[0]).is_checked()
    assert item(lab, "01-pr-loss").locator(".vq-option input").nth(1).is_disabled()
