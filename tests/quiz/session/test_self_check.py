"""Self-checks say why, option by option; they remember; and they never stop a lesson."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from rows import each_row

from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.question import load
from vertebra.quiz.question.render_item import html, inline_html
from vertebra.quiz.release.release import public, secret
from vertebra.quiz.release.variants import variants_of
from vertebra.quiz.session import self_check_store as self_checks
from vertebra.quiz.session.feedback import feedback_for_answer, reveal_answer
from vertebra.quiz.session.quiz_view import QuizView
from vertebra.quiz.session.self_check import SelfCheck


def ids(item):
    """Released ids by name of the option."""
    from vertebra.quiz.release.variants import option_token

    return {option.id: option_token("", item.question.id, item.index, option.id) for option in item.options}


def test_a_wrong_choice_is_told_why_and_not_what_is_right():
    item = variants_of(load("01-trabecular-first"), count=1)[0]
    names = ids(item)
    told = feedback_for_answer(item, names["marrow"])
    assert told["verdict"] == "wrong"
    assert not told["complete"]
    assert list(told["per_option"]) == [names["marrow"]]
    assert told["feedback"] == []


def test_the_right_choice_opens_every_reason():
    item = variants_of(load("01-trabecular-first"), count=1)[0]
    told = feedback_for_answer(item, ids(item)["surface"])
    assert told["verdict"] == "right"
    assert set(told["per_option"]) == set(ids(item).values())
    assert told["feedback"] == [html(item.explanation)]


def test_giving_up_shows_the_answer_and_every_reason():
    item = variants_of(load("01-density-causes"), count=1)[0]
    told = reveal_answer(item)
    right = [option.text for option in item.options if option.correct]
    assert right
    assert all(inline_html(text) in told["feedback"][0] for text in right)
    assert len(told["per_option"]) == 6


def test_a_mistake_with_a_number_is_recognised():
    item = variants_of(load("01-t-score"), count=1)[0]
    told = feedback_for_answer(item, f"{item.content.mistakes['z-score']:.3f}")
    assert told["feedback"] == [html(item.feedback["mistake z-score"])]
    assert not told["complete"]


def test_a_free_text_is_laid_beside_the_model_answer():
    item = variants_of(load("01-plan"), count=1)[0]
    model_answer = kind_of("text").right_text(secret(item, ""))
    assert model_answer
    assert feedback_for_answer(item, "Treat her.")["feedback"][0] == html(model_answer)


def test_a_prediction_is_neither_right_nor_wrong():
    item = variants_of(load("01-pr-loss"), count=1)[0]
    for option_id in ids(item).values():
        told = feedback_for_answer(item, option_id)
        assert told["verdict"] == "noted"
        assert told["complete"]


@pytest.fixture
def sent(monkeypatch):
    caught = []
    monkeypatch.setattr(QuizView, "send", lambda self, content, buffers=None: caught.append(content))
    return caught


def test_what_was_answered_is_there_on_opening_again(tmp_path, sent):
    first = SelfCheck(["01-trabecular-first", "01-pr-loss"], tmp_path)
    assert [item["value"] for item in first.view["items"]] == ["", ""]
    chosen = first.view["items"][0]["options"][2]["id"]
    first._on_message(first, {"kind": "check", "item": "01-trabecular-first", "value": chosen}, [])
    assert sent[0]["kind"] == "result"
    again = SelfCheck(["01-trabecular-first", "01-pr-loss"], tmp_path)
    assert again.view["items"][0]["value"] == chosen
    assert again.view["items"][0]["result"]["verdict"] == sent[0]["result"]["verdict"]
    assert again.view["items"][1]["result"] is None


def test_other_numbers_are_other_numbers(tmp_path, sent):
    made = SelfCheck(["01-t-score"], tmp_path)
    stem = made.view["items"][0]["stem"]
    assert made.view["items"][0]["parametric"]
    made._on_message(made, {"kind": "another", "item": "01-t-score"}, [])
    assert made.view["items"][0]["stem"] != stem
    assert SelfCheck(["01-t-score"], tmp_path).view["items"][0]["stem"] == made.view["items"][0]["stem"]


@each_row(
    "content",
    ["", "{", "[]", '{"01-trabecular-first": 3}', '{"01-trabecular-first": {"value": {"x": 1}, "variant": "z"}}'],
)
def test_a_damaged_memory_is_an_empty_one(tmp_path, content):
    path = tmp_path / self_checks.FILE
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    made = SelfCheck(["01-trabecular-first"], tmp_path)
    assert made.view["items"][0]["value"] == ""


def test_a_folder_that_can_not_be_written_stops_nobody(tmp_path, sent):
    (tmp_path / ".vertebra").write_text("a file where the folder should be", encoding="utf-8")
    made = SelfCheck(["01-trabecular-first"], tmp_path)
    chosen = public(variants_of(load("01-trabecular-first"), count=1)[0], "")["options"][0]["id"]
    made._on_message(made, {"kind": "check", "item": "01-trabecular-first", "value": chosen}, [])
    assert sent[0]["kind"] == "result"


def test_nonsense_from_the_page_is_survived(tmp_path, sent):
    made = SelfCheck(["01-trabecular-first"], tmp_path)
    for message in (None, {"kind": "check"}, {"kind": "check", "item": "01-trabecular-first", "value": {"a": [1]}}):
        made._on_message(made, message, [])
    assert [content["kind"] for content in sent] == ["refused", "result"]
    assert sent[1]["result"]["verdict"] == "unreadable"


def test_markdown_of_a_question_can_not_bring_a_script():
    assert "<script" not in html("<script>alert(1)</script> **bold**")
    assert "href" not in html("[x](javascript:alert(1))")


def answered(made: SelfCheck, sent: list, name: str, option: str, **more) -> dict:
    """Answer an item of a self-check by the name of its option; return what the browser is told."""
    item = next(one for one in made._items.values() if one.question.id == name)
    made._on_message(made, {"kind": "check", "item": name, "value": ids(item)[option], **more}, [])
    return sent[-1]


def test_a_first_answer_is_kept_with_its_certainty_and_a_second_try_is_not(tmp_path, sent):
    made = SelfCheck(["01-trabecular-first"], tmp_path)
    told = answered(made, sent, "01-trabecular-first", "marrow", sure=True)
    assert [(one["right"], one["sure"]) for one in told["record"]["01-trabecular-first"]["answers"]] == [(False, True)]
    told = answered(made, sent, "01-trabecular-first", "surface")
    assert told["record"] is None
    kept = self_checks.read(tmp_path)["01-trabecular-first"]
    assert len(kept["answers"]) == 1
    assert kept["tries"] == 2


def test_what_can_not_be_read_counts_for_nothing(tmp_path, sent):
    made = SelfCheck(["01-t-score"], tmp_path)
    made._on_message(made, {"kind": "check", "item": "01-t-score", "value": "much", "sure": True}, [])
    assert self_checks.read(tmp_path)["01-t-score"]["answers"] == []


def test_a_prediction_keeps_whether_it_surprised(tmp_path, sent):
    made = SelfCheck(["01-pr-loss"], tmp_path)
    chosen = made.view["items"][0]["options"][0]["id"]
    made._on_message(made, {"kind": "check", "item": "01-pr-loss", "value": chosen}, [])
    made._on_message(made, {"kind": "surprise", "item": "01-pr-loss", "value": True}, [])
    assert self_checks.read(tmp_path)["01-pr-loss"]["surprised"] is True
    assert SelfCheck(["01-pr-loss"], tmp_path).view["items"][0]["surprised"] is True


WHOLE = '{"01-sc-risk": {"variant": 0, "value": "a", "answers": [{"at": "2026-11-30", "right": true, "sure": false}]}, '


@each_row(
    "text",
    [
        WHOLE + '"01-sc-who": {"value": "b", "answ',
        WHOLE + '"01-sc-who": 3}',
        WHOLE + "}",
        WHOLE[:-2] + ', "01-sc-who": {"value": [[[[[[[[[[[[[[1]]]]]]]]]]]]]]}}',
    ],
)
def test_a_damaged_file_is_put_aside_and_what_is_whole_is_kept(tmp_path, text):
    path = tmp_path / self_checks.FILE
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    kept = self_checks.load(tmp_path)
    assert kept.damaged
    assert kept.entries["01-sc-risk"]["answers"] == [{"at": "2026-11-30", "right": True, "sure": False}]
    assert self_checks.write(tmp_path, "01-sc-curve", {"variant": 0, "value": "c", "tries": 1})
    assert [(path.parent / name).read_text("utf-8") for name in self_checks.damaged_files(tmp_path)] == [text]
    again = self_checks.load(tmp_path)
    assert not again.damaged
    assert {"01-sc-risk", "01-sc-curve"} <= set(again.entries)


def test_answers_that_can_not_be_believed_are_left_out_and_old_ones_go(tmp_path):
    good = {"at": "2026-12-01T08:00:00+01:00", "right": True, "sure": True}
    bad = [3, {}, {**good, "right": 1}, {**good, "at": "yesterday"}, {**good, "at": "2026-19-39"}, {**good, "more": 1}]
    path = tmp_path / self_checks.FILE
    path.parent.mkdir()
    entry = {"value": "a", "answers": [*bad, *[good] * 60], "surprised": "yes"}
    path.write_text(json.dumps({"01-sc-risk": entry}), encoding="utf-8")
    kept = self_checks.read(tmp_path)["01-sc-risk"]
    assert kept == {"value": "a", "answers": [good] * self_checks.MAX_ANSWERS}


def test_two_notebooks_lose_none_of_their_answers(tmp_path):
    names = [f"01-sc-n{number}" for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        answer = self_checks.answer_now(right=True, sure=False)
        assert all(pool.map(lambda name: self_checks.write(tmp_path, name, {"value": "a"}, answer), names))
    assert set(self_checks.read(tmp_path)) == set(names)


def test_a_lessons_end_knows_what_of_other_lessons_may_be_due(tmp_path, sent):
    answered(SelfCheck(["01-trabecular-first"], tmp_path), sent, "01-trabecular-first", "marrow", sure=True)
    self_checks.write(tmp_path, "no-such-question", {"value": "x"}, self_checks.answer_now(right=True, sure=True))
    last = SelfCheck(["02-sc-share", "02-sc-lever", "02-sc-factor"], tmp_path)
    assert list(last.view["record"]) == ["01-trabecular-first"]
    assert "record" not in SelfCheck(["02-pr-load"], tmp_path).view, "a prediction is no place for it"
