"""In JupyterLab: an answer with its certainty comes back on the learner's own page, and is asked again there."""

import json
from datetime import date, timedelta

import pytest

playwright = pytest.importorskip("playwright.sync_api")

CHECK = 'from vertebra.quiz.component import SelfCheck\nSelfCheck(["01-we-t-score", "01-pr-loss"])'
PAGE = "from vertebra.quiz.component import Progress\nProgress()"


def item(lab, name: str):
    return lab.page.locator(f'[data-vertebra-item="{name}"]')


def card(lab, at: int):
    return lab.page.locator(".vq-card").nth(at)


def test_what_was_missed_comes_back_the_next_day_and_the_page_counts_it(lab):
    lab.open_notebook(lab.write_notebook("check.ipynb", CHECK))
    lab.run()
    one = item(lab, "01-we-t-score")
    one.locator("input").fill("1.7")
    one.locator("[data-do=unsure]").click()
    one.locator(".vq-told-wrong").wait_for()
    assert one.locator(".vq-fit").inner_text()
    assert one.locator("[data-do=unsure]").is_hidden()
    one.locator("input").fill("-1.7")
    one.locator("[data-do=check]").click()
    one.locator(".vq-told-right").wait_for()
    prediction = item(lab, "01-pr-loss")
    prediction.locator(".vq-option input").nth(1).check()
    prediction.locator("[data-do=check]").click()
    prediction.locator("[data-do=surprised]").click()
    lab.await_true("() => document.querySelector('[data-do=surprised]').getAttribute('aria-pressed') === 'true'")
    lab.open_notebook(lab.write_notebook("page.ipynb", PAGE))
    lab.run()
    card(lab, 0).wait_for()
    assert card(lab, 0).locator("[data-do=review]").count() == 0, "a missed question is due tomorrow, not today"
    assert "1 / 7" in card(lab, 1).inner_text()
    assert card(lab, 3).locator("a").count() == 1, "the missed one, with its section"
    assert card(lab, 4).locator("a").count() == 1, "the surprise"
    assert lab.faults_in_both_themes() == []
    with lab.page.expect_download() as kept:
        lab.page.locator("[data-do=keep]").click()
    assert kept.value.suggested_filename.endswith(".html")


def test_what_is_due_is_asked_anew_and_goes_up_a_box(lab):
    yesterday = (date.today() - timedelta(days=1)).isoformat()
    answers = [{"at": f"{yesterday}T09:00:00+00:00", "right": False, "sure": True}]
    path = lab.folder / ".vertebra" / "self_checks.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"01-we-t-score": {"variant": 0, "value": "1.7", "tries": 1, "answers": answers}}))
    lab.open_notebook(lab.write_notebook("due.ipynb", PAGE))
    lab.run()
    lab.page.locator("[data-do=review]").focus()
    lab.page.keyboard.press("Enter")
    one = item(lab, "01-we-t-score")
    one.wait_for()
    assert one.locator("input").input_value() == ""
    one.locator("input").fill("-1.7")
    one.locator("[data-do=check]").click()
    one.locator(".vq-told-right").wait_for()
    assert lab.accessibility_faults() == []
    lab.page.locator("[data-do=done]").click()
    card(lab, 0).wait_for()
    assert lab.page.locator("[data-do=review]").count() == 0
    assert [strong.inner_text() for strong in lab.page.locator(".vq-boxes strong").all()] == ["0", "1", "0", "0", "0"]
