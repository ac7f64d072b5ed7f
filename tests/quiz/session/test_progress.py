"""The learner's own page: it lists the lessons' questions, asks those that are due anew, and survives nonsense."""

import pytest

from vertebra.paths import NOTEBOOKS
from vertebra.quiz.session import self_check_store as store
from vertebra.quiz.session.progress import MAX_REVIEW, Progress, catalogue
from vertebra.quiz.session.quiz_view import QuizView
from vertebra.widgets import trainer_results
from vertebra.widgets.autosave import Place


@pytest.fixture
def sent(monkeypatch):
    caught = []
    monkeypatch.setattr(QuizView, "send", lambda self, content, buffers=None: caught.append(content))
    return caught


def test_the_catalogue_holds_each_lesson_with_its_page_and_its_questions():
    lessons = catalogue()
    assert [lesson["lesson"] for lesson in lessons] == [f"{number:02d}" for number in range(13)]
    for lesson in lessons:
        page = (NOTEBOOKS / lesson["page"]).read_text("utf-8")
        assert f"# {lesson['title']}" in page
        assert all(item["id"].startswith(lesson["lesson"]) for item in lesson["items"])
        assert any(item["counts"] for item in lesson["items"])
        assert any(item["prediction"] for item in lesson["items"])


def test_a_review_asks_without_the_old_answer_and_keeps_the_new_one(tmp_path, sent):
    store.write(tmp_path, "01-we-t-score", {"variant": 0, "value": "-1.7", "tries": 1})
    page = Progress(tmp_path)
    assert page.view["items"] == []
    page._on_message(page, {"kind": "review", "items": ["01-we-t-score", "no-such", "02-sc-factor"]}, [])
    assert [(item["id"], item["value"]) for item in page.view["items"]] == [("01-we-t-score", ""), ("02-sc-factor", "")]
    page._on_message(page, {"kind": "check", "item": "01-we-t-score", "value": "-1.7", "sure": True}, [])
    assert sent[-1]["result"]["verdict"] == "right"
    page._on_message(page, {"kind": "done"}, [])
    assert page.view["items"] == []
    assert [one["right"] for one in page.view["record"]["01-we-t-score"]["answers"]] == [True]


@pytest.mark.parametrize("items", [None, "01-sc-risk", [], ["x"], [["01-sc-risk"]], ["01-pr-loss"], ["01-t-score"]])
def test_a_review_of_what_is_no_self_check_is_refused(tmp_path, sent, items):
    page = Progress(tmp_path)
    page._on_message(page, {"kind": "review", "items": items}, [])
    assert sent[-1]["kind"] == "refused"
    assert page.view["items"] == []


def test_a_review_has_an_end(tmp_path, sent):
    names = [item["id"] for lesson in catalogue() for item in lesson["items"] if item["counts"]][: MAX_REVIEW + 1]
    page = Progress(tmp_path)
    page._on_message(page, {"kind": "review", "items": names}, [])
    assert sent[-1]["kind"] == "refused"


def test_a_damaged_file_is_said(tmp_path):
    path = tmp_path / store.FILE
    path.parent.mkdir()
    path.write_text("{", encoding="utf-8")
    assert Progress(tmp_path).view["damaged"]


def verdicts(*good: bool) -> dict:
    return {"verdicts": [{"criterion": str(at), "good": one} for at, one in enumerate(good)]}


def test_the_best_of_a_trainer_stays_and_a_look_at_the_same_counts_once(tmp_path):
    place = Place(tmp_path / ".vertebra" / "widgets" / "08_vertebroplasty" / "cell-CementTrainer-1.json")
    judged: tuple[bool, ...] = ()
    for good in ((True, False), (True, False), (), (True, True), (), (False, False)):
        judged = trainer_results.note(place, "CementTrainer", "Cement", verdicts(*good) if good else {}, judged)
    (result,) = trainer_results.best(tmp_path)
    assert (result["lesson"], result["passed"], result["of"], result["times"]) == ("08", 2, 2, 3)


@pytest.mark.parametrize("content", ["", "[]", '{"a": 1}', '{"a": {"lesson": "08", "passed": -1}}', "{" * 2000])
def test_results_that_can_not_be_read_are_none(tmp_path, content):
    path = tmp_path / trainer_results.FILE
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    assert trainer_results.best(tmp_path) == []
    place = Place(tmp_path / ".vertebra" / "widgets" / "08_x" / "c-T-1.json")
    trainer_results.note(place, "T", "T", verdicts(True))
    assert len(trainer_results.best(tmp_path)) == 1
