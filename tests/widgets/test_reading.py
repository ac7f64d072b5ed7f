"""The reading room: a judgement stands, reasons follow it and do not come before."""

import json

import numpy as np
import pytest
from refusals import refused
from sentences import said
from widgets_shown import assert_has_still

from vertebra import texts
from vertebra.errors import InputError
from vertebra.models.imaging.reading_cases import VERDICTS
from vertebra.models.imaging.reading_cases import reading_cases as cases_of
from vertebra.models.imaging.teacher_cases import FILE
from vertebra.widgets.frame_types import faults
from vertebra.widgets.frame_types.rooms import ReadingRoomFrame
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


@pytest.fixture
def own_room(monkeypatch, tmp_path):
    """A room beside whose notebook a teacher's folder lies: one case of two pictures, and a damaged one."""
    from PIL import Image

    monkeypatch.setattr("vertebra.widgets.reading.in_background", lambda tasks: None)
    monkeypatch.chdir(tmp_path)
    names = [f"{number:016x}.png" for number in range(2)]
    shown = {
        "stem": "A man of 70. <b>What</b> is it?",
        "level": "T9",
        "verdict": "old",
        "reasons": ["It has the grey of its neighbours."],
        "licence": "CC BY 4.0, a clinic",
        "pictures": [{"file": name, "sequence": "STIR", "alt": "Grey"} for name in names],
    }
    for case in ("first", "damaged"):
        (tmp_path / "own_pictures" / case).mkdir(parents=True)
        (tmp_path / "own_pictures" / case / FILE).write_text(json.dumps(shown))
    for number, name in enumerate(names):
        Image.fromarray(np.full((40, 60), 50 * number, np.uint8)).save(tmp_path / "own_pictures" / "first" / name)
    return ReadingRoom(seed=1)


def test_a_teachers_own_cases_follow_the_ten(own_room, sent, tell):
    own_room.dispatch(case=CASES)
    tell(own_room, None)
    content, arrays = sent[-1]
    state = content["state"]
    assert state["sequences"] == ["STIR 1", "STIR 2"]
    assert {name: arrays[name].shape for name in state["panes"]} == {"own1": (40, 60), "own2": (40, 60)}
    assert (state["level"], state["places"], len(state["marks"])) == ("T9", [], CASES + 1)
    assert list(faults({**state, **arrays}, ReadingRoomFrame)) == []
    assert "neighbours" not in json.dumps(content)
    assert_has_still(own_room, min_bytes=100)
    sentence = own_room.dispatch(say="new")
    assert said(sentence, "judged-wrong")
    assert sent[-1][0]["state"]["marks"][CASES] is False
    start = own_room.render_state(own_room.initial_state(), None).state["score"]
    assert "own-cases-left-out" in texts.keys(start)
    assert "damaged" in str(texts.values(start))


def test_ten_others_leave_the_judgements_of_own_cases(own_room):
    own_room.dispatch(case=CASES)
    own_room.dispatch(say="old")
    own_room.dispatch(more=True)
    assert own_room.state.said == (*(None,) * CASES, "old")
    with refused(InputError, str(CASES + 1)):
        own_room.dispatch(case=CASES + 1)


def test_a_folder_that_is_named_and_missing_is_said(tmp_path):
    with refused(InputError, "folder"):
        ReadingRoom(pictures=tmp_path / "none")
