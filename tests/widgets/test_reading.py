"""The reading room: a judgement stands, reasons follow it and do not come before."""

import json

import pytest
from refusals import refused
from sentences import said
from widgets_shown import assert_has_still

from vertebra import texts
from vertebra.errors import InputError
from vertebra.models.imaging.reading_cases import VERDICTS
from vertebra.models.imaging.reading_cases import reading_cases as cases_of
from vertebra.widgets.reading import CASES, ReadingRoom


@pytest.fixture
def room(monkeypatch):
    monkeypatch.setattr("vertebra.widgets.reading.in_background", lambda tasks: None)
    return ReadingRoom(seed=1)


@pytest.mark.slow
def test_it_shows_three_pictures_and_says_nothing_of_the_answer(room, sent, tell):
    tell(room, None)
    content, arrays = sent[0]
    assert {"T1", "T2", "STIR"} <= set(arrays)
    assert content["state"]["marks"] == [None] * CASES
    assert content["state"]["level"] == cases_of(1)[0].level
    kind = cases_of(1)[0].findings[0].kind
    assert kind not in json.dumps([content["state"] | {"choices": []}, content["sentence"]])


@pytest.mark.slow
def test_a_judgement_is_answered_with_reasons_and_stands(room, sent):
    first = cases_of(1)[0].verdict
    wrong = next(one for one in VERDICTS if one != first)
    sentence = room.dispatch(say=wrong)
    assert said(sentence, "judged-wrong")
    assert {"t1", "t2", "stir"} <= set(texts.values(sentence))
    assert sent[-1][0]["state"]["marks"][0] is False
    room.dispatch(say=first)
    assert room.state.said[0] == wrong
    assert not sent[-1][1], "the pictures of a case are sent once"


@pytest.mark.slow
def test_each_case_has_its_own_mark_and_ten_others_begin_anew(room):
    room.dispatch(say=cases_of(1)[0].verdict)
    room.dispatch(case=5)
    assert said(room.dispatch(say=cases_of(1)[5].verdict), "judged-right")
    assert room.state.said.count(None) == CASES - 2
    room.dispatch(more=True)
    assert room.state.seed == 2
    assert set(room.state.said) == {None}


@pytest.mark.parametrize(("action", "named"), [({"case": 10}, "10"), ({"say": "cancer"}, "cancer"), ({"z": 1}, "z")])
def test_what_is_not_possible_is_said(room, action, named):
    with refused(InputError, named):
        room.dispatch(**action)
    with refused(InputError, "seed"):
        ReadingRoom(seed=-4)


@pytest.mark.slow
def test_where_nothing_runs_there_is_a_picture_and_a_sentence(room):
    assert_has_still(room)
    assert texts.values(room.current_alt_text) == {"at": 1, "cases": CASES, "level": cases_of(1)[0].level}
