"""A case's saved actions as sentences, by stage."""

import json

import pytest

from vertebra import texts
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.question import load
from vertebra.quiz.release.release import public, secret
from vertebra.quiz.release.variants import variants_of
from vertebra.views import case_log
from vertebra.views.case_texts import ACTION_LABELS


def test_every_word_of_the_case_room_is_a_sentence_in_a_stage():
    for kind, whats in ACTION_LABELS.items():
        for what in whats:
            (sentence,) = next(iter(case_log.by_stage([{"do": kind, "what": what}]).values()))
            assert sentence.endswith((".", "?”", ".”"))
            assert sentence != f"{what}."


def test_what_goes_on_is_one_sentence_with_its_volume():
    steps = [{"do": "cement", "what": "inject", "amount": 10.0, "flow": 0.1}] * 3
    steps += [
        {"do": "cement", "what": "wait", "amount": 30.0, "flow": 0.0},
        {"do": "balloon", "what": "inflate", "amount": -0.5},
    ]
    (stage,) = case_log.by_stage(steps).values()
    assert len(stage) == 3
    assert [texts.keys(sentence) for sentence in stage] == [{"injected-for"}, {"waited"}, {"balloons-let-out"}]
    assert (texts.values(stage[0])["seconds"], texts.values(stage[0])["volume"]) == ("30", "3.0")
    assert texts.values(stage[2])["ml"] == "0.5"


def test_an_action_of_another_edition_is_said_as_it_stands():
    assert case_log.sentence({"do": "ask", "what": "shoe size"}) == "shoe size."


@pytest.mark.slow
def test_the_points_of_a_case_are_those_of_its_stages():
    item = variants_of(load("12-case"), "t", 1)[0]
    key = {**secret(item, "t"), "public": public(item, "t")}
    kind, half = kind_of("simulation"), item.content.solution[: len(item.content.solution) // 2]
    for actions in (item.content.solution, half):
        score = kind.score(key, 30.0, json.dumps([dict(one) for one in actions]))
        assert abs(sum(stage["points"] for stage in score.stages) - score.points) < 1e-3
        assert abs(sum(stage["max_points"] for stage in score.stages) - 30) < 1e-9
        assert len(score.stages) == len(score.feedback)
        assert {name for stage in score.stages for name in [stage["name"]] if stage["done"]} >= set(
            case_log.by_stage(actions)
        )
    assert "amount" not in kind.text(key["public"], json.dumps([dict(one) for one in item.content.solution]))
