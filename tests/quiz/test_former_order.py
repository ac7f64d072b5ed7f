"""What was kept before the lessons' order changed is read under the present names, and not taken for another thing."""

import json

import pytest
from refusals import refused

from vertebra import former_order
from vertebra.book import source
from vertebra.errors import CourseError
from vertebra.quiz.question.bank import SHIPPED
from vertebra.quiz.question.question import load
from vertebra.quiz.release.variants import option_token, variants_of
from vertebra.quiz.session import self_check_store
from vertebra.quiz.session.self_check import SelfCheck


def test_no_name_of_today_was_another_questions_and_every_former_one_leads_somewhere():
    known = set(SHIPPED.question_ids())
    assert not known & set(former_order.QUESTIONS)
    assert set(former_order.QUESTIONS.values()) <= known
    assert len(set(former_order.QUESTIONS.values())) == len(former_order.QUESTIONS)
    stems = {path.stem for path in source.paths()}
    assert set(former_order.LESSONS.values()) <= stems
    assert not stems & set(former_order.LESSONS)


@pytest.mark.parametrize("old", sorted(former_order.QUESTIONS))
def test_the_objective_of_a_former_item_is_the_one_its_question_has_today(old):
    question = load(former_order.QUESTIONS[old])
    lesson = old[:2] if not question.id.startswith("11-") else ""
    if lesson:
        former = f"L{lesson}{question.objective[3:]}"
        assert former_order.objective_of(old, former) == question.objective
    elif question.points and old[3:5] not in ("pr", "sc"):
        assert former_order.objective_of(old, "L09.4") == question.objective
    assert former_order.objective_of(question.id, question.objective) == question.objective


@pytest.mark.parametrize("old", ["05-sc-side", "08-sc-far", "09-pr-pool", "10-sc-heart", "08-pr-first"])
def test_a_self_check_that_was_answered_under_its_former_name_is_answered(tmp_path, old):
    item = variants_of(load(former_order.QUESTIONS[old]), count=1)[0]
    chosen = item.options[-1].id
    kept = {old: {"variant": 0, "value": option_token("", old, 0, chosen), "tries": 2}}
    (tmp_path / ".vertebra").mkdir()
    (tmp_path / self_check_store.FILE).write_text(json.dumps(kept), encoding="utf-8")
    shown = SelfCheck([item.question.id], tmp_path).view["items"][0]
    assert shown["value"] == option_token("", item.question.id, 0, chosen)
    assert shown["result"] is not None
    self_check_store.write(tmp_path, "01-pr-loss", {"variant": 0, "value": "", "tries": 0})
    again = SelfCheck([item.question.id], tmp_path).view["items"][0]
    assert again["value"] == shown["value"], "what is written beside it loses nothing"


def test_an_answer_of_today_is_not_taken_for_one_of_then(tmp_path):
    name = former_order.QUESTIONS["05-sc-side"]
    item = variants_of(load(name), count=1)[0]
    (tmp_path / ".vertebra").mkdir()
    kept = {
        "05-sc-side": {"variant": 0, "value": option_token("", "05-sc-side", 0, item.options[0].id), "tries": 1},
        name: {"variant": 0, "value": option_token("", name, 0, item.options[1].id), "tries": 1},
    }
    (tmp_path / self_check_store.FILE).write_text(json.dumps(kept), encoding="utf-8")
    assert SelfCheck([name], tmp_path).view["items"][0]["value"] == kept[name]["value"]


def test_a_quiz_of_ones_own_that_names_a_former_question_is_told_the_present_name():
    with refused(CourseError, "'05-order'", "'07-needle-order'") as caught:
        load("05-order")
    assert caught.value.text.key == "renamed-question"


def test_the_items_of_ones_own_keep_their_objectives():
    assert former_order.objective_of("08-burn", "L08.1") == "L10.1"
    assert former_order.objective_of("my-own", "L08.1") == "L08.1"
