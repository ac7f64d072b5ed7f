"""The case room: nothing is told that was not asked for, the file is kept and opened again, and closing tells the
truth."""

import json
from dataclasses import replace

import pytest
from refusals import refused
from sentences import said
from widgets_shown import assert_has_still

from vertebra import texts
from vertebra.errors import InputError
from vertebra.models import case as patient_case
from vertebra.models.awake import SEDATIONS
from vertebra.models.experiments.drug_comparison import compare_drugs
from vertebra.models.procedure import BalloonAction, CaseAction, CementAction
from vertebra.views import case_findings, case_texts
from vertebra.views import case_room as view
from vertebra.widgets import base
from vertebra.widgets.autosave import Place
from vertebra.widgets.case_room import CaseRoom
from vertebra.widgets.kyphoplasty import BalloonTrainer

NEW, INFECTED = 5, 4


@pytest.fixture
def room():
    return CaseRoom(NEW)


def test_only_what_was_asked_is_answered(room, sent, tell):
    tell(room, None)
    state = sent[0][0]["state"]
    assert not any(option["answer"] for stage in state["stages"] for group in stage["groups"] for option in group)
    assert state["truth"] == state["event"] == ""
    case = patient_case.sample_case(NEW)
    assert case_texts.DIAGNOSIS_TEXTS[case.kind] not in json.dumps(state)
    room.dispatch(do=["ask", "medicines"])
    told = [option["answer"] for option in sent[-1][0]["state"]["stages"][0]["groups"][0] if option["answer"]]
    assert told == [case_findings.finding_text(case, "ask", "medicines")]


@pytest.mark.slow
def test_pictures_come_when_ordered_and_once(room, sent, tell):
    tell(room, None)
    room.dispatch(do=["image", "MRI"])
    assert {"T1", "T2", "STIR"} == set(sent[-1][1])
    room.dispatch(do=["call", "new"])
    assert not sent[-1][1]


@pytest.mark.slow
def test_what_the_trainer_did_goes_on_file_and_back(room, sent):
    room.dispatch(do=["decide", "vertebroplasty"])
    table = room.procedure_trainer()
    with refused(InputError, "nothing-done-in-trainer"):
        room.dispatch(file=True)
    table.trainer.dispatch(wait=240)
    table.trainer.dispatch(inject=5)
    room.dispatch(file=True)
    assert [one.kind for one in room.state.actions[-2:]] == ["wait", "inject"]
    state = sent[-1][0]["state"]
    assert state["emergency"] == "faint", "nobody numbed the bone"
    assert state["event"] == case_texts.CONSEQUENCE_EVENTS["faint"]
    assert state["patient"]["symptoms"] == ["pressure"]
    room.dispatch(undo=True)
    assert [one.kind for one in room.state.actions] == ["decide"]


@pytest.mark.slow
def test_where_nothing_happened_nothing_happens_and_the_trainer_knows_the_anaesthesia(room, sent):
    room.dispatch(do=["decide", "vertebroplasty"])
    table = room.procedure_trainer()
    for step in ("local", "light"):
        room.dispatch(do=["prepare", step])
    assert table.trainer.anaesthesia == SEDATIONS["light"]
    table.trainer.dispatch(wait=240)
    table.trainer.dispatch(inject=10)
    room.dispatch(file=True)
    state = sent[-1][0]["state"]
    assert (state["emergency"], state["event"]) == ("", case_texts.NO_EVENT)
    assert not any(row["alarm"] for row in state["patient"]["vitals"])


def test_a_case_handed_out_earlier_offers_and_happens_as_it_did(sent):
    class Earlier(CaseRoom):
        consequences = False

    room, later = Earlier(NEW), CaseRoom(NEW)
    offered, more = (
        [
            option["what"]
            for stage in one.render_state(one.state, None).state["stages"]
            for group in stage["groups"]
            for option in group
        ]
        for one in (room, later)
    )
    assert set(more) - set(offered) == {"local", "light", "deep", "rouse"}
    case = patient_case.sample_case(NEW)
    actions = (CaseAction("decide", "vertebroplasty"), CementAction("wait", 10))
    state = room.render_state(replace(room.state, actions=actions), None).state
    assert state["event"] == case_texts.EVENTS[case.complication]
    assert state["patient"] is None


def test_who_decided_for_kyphoplasty_finds_balloons_and_what_was_begun_is_kept(room):
    room.dispatch(do=["decide", "vertebroplasty"])
    table = room.procedure_trainer()
    first = table.trainer
    first.dispatch(wait=60)
    room.dispatch(undo=True)
    room.dispatch(do=["decide", "kyphoplasty"])
    assert table.children == (table.trainer,)
    assert table.trainer is not first
    table.trainer.dispatch(lies="prone, spine extended", volume=2.4)
    with refused(InputError, "cadaver"):
        table.trainer.dispatch(lies="no load, as in a cadaver")
    table.trainer.dispatch(down=True)
    room.dispatch(file=True)
    assert [values["n"] for values in said(room.current_alt_text, "steps-on-file")] == [4]
    assert patient_case.procedural(room.state.actions) == (
        BalloonAction("position", option="prone, spine extended"),
        BalloonAction("placement", option="both sides"),
        BalloonAction("inflate", 2.4),
        BalloonAction("deflate"),
    )
    with refused(InputError, "procedure-on-file"):
        room.dispatch(file=True)
    room.dispatch(undo=True)
    room.dispatch(undo=True)
    assert table.trainer is first
    assert len(first.state.actions) == 1


def test_another_patient_brings_another_vertebra(room):
    table = room.procedure_trainer()
    before = table.trainer
    room.dispatch(next=True)
    assert room.state.number == NEW + 1
    assert table.trainer is not before
    assert table.children == (table.trainer,)
    room.dispatch(reset=True)
    assert room.state.number == NEW + 1


@pytest.mark.slow
def test_each_patients_procedure_is_saved_by_itself_and_comes_back_on_another_day(tmp_path):
    def entered(number=NEW):
        room = CaseRoom(number, place=Place(tmp_path / "room.json"))
        return room, room.procedure_trainer()

    room, table = entered()
    table.trainer.dispatch(wait=60)
    room.dispatch(next=True)
    assert table.trainer.state.actions == ()
    table.trainer.dispatch(wait=20)
    room.dispatch(undo=True)
    assert [action.amount for action in table.trainer.state.actions] == [60]
    room.dispatch(do=["decide", "kyphoplasty"])
    assert isinstance(table.trainer, BalloonTrainer)
    table.trainer.dispatch(volume=2.4)
    room.memory.flush()
    table.trainer.memory.flush()

    room, table = entered()
    assert room.state.number == NEW
    assert table.trainer.state.actions[-1] == BalloonAction("inflate", 2.4)
    room.dispatch(undo=True)
    assert [action.amount for action in table.trainer.state.actions] == [60]
    room.dispatch(next=True)
    assert [action.amount for action in table.trainer.state.actions] == [20]
    assert table.trainer.memory.notice == ""


def test_a_case_that_saves_nothing_has_a_trainer_that_saves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(base, "place_here", lambda kind: Place(tmp_path / f"{kind}.json"))

    class Handed(CaseRoom):
        saves_itself = False

    table = Handed(NEW).procedure_trainer()
    table.trainer.dispatch(wait=60)
    table.trainer.memory.flush()
    assert list(tmp_path.iterdir()) == []


def test_closing_tells_what_it_was_and_nothing_can_be_done_after(sent):
    room = CaseRoom(INFECTED)
    room.dispatch(do=["decide", "wait"])
    sentence = room.dispatch(close=True)
    state = sent[-1][0]["state"]
    assert case_texts.DIAGNOSIS_TEXTS["infection"] in sentence
    assert {part["stage"] for part in state["parts"]} == {"history", "pictures", "decision"}
    assert all(part["words"] for part in state["parts"])
    with refused(InputError, "case-closed"):
        room.dispatch(do=["ask", "fever"])


def test_every_fault_and_every_answer_has_words():
    for number in range(16):
        case = patient_case.sample_case(number)
        for kind, whats in patient_case.ACTIONS.items():
            if kind in ("ask", "examine", "image"):
                assert all(
                    case_findings.finding_text(case, kind, what) or (kind, what) == ("image", "MRI") for what in whats
                )
        everything = [CaseAction("image", "CT"), CaseAction("call", "old"), CaseAction("decide", "surgeon")]
        everything += [CaseAction("tell", what) for what in patient_case.ACTIONS["tell"]]
        everything += [CaseAction("give", "romosozumab"), CaseAction("follow", "bed")]
        for actions in ([], everything):
            for consequences in (False, True):
                for part in patient_case.score_case(case, actions, consequences=consequences):
                    words = view.stage_feedback(case, part)
                    assert words, (number, part)
                    assert all(words), (number, part)


def test_a_case_is_kept_and_opened_again(room, sent):
    room.dispatch(do=["ask", "fever"])
    kept = sent[-1][0]["state"]["saved"]
    other = CaseRoom(NEW)
    other.dispatch(load=kept)
    assert other.state.actions == room.state.actions
    with refused(InputError, "file-of-another-patient"):
        CaseRoom(INFECTED).dispatch(load=kept)
    with refused(InputError, "procedure-damaged"):
        other.dispatch(load=kept.replace("fever", "legs"))


@pytest.mark.parametrize(
    ("action", "named"),
    [
        ({"do": ["ask"]}, "not-an-action"),
        ({"do": ["cement", "inject"]}, "cement"),
        ({"do": ["ask", "x"]}, "x"),
        ({"stage": 9}, "9"),
        ({"z": 1}, "z"),
    ],
)
def test_what_is_not_possible_is_said(room, action, named):
    with refused(InputError, named):
        room.dispatch(**action)
    with refused(InputError, "case-number"):
        CaseRoom(-4)


def test_where_nothing_runs_there_is_a_picture_and_a_sentence(room):
    assert_has_still(room, 1000)
    assert texts.values(room.current_alt_text)["number"] == 5


def test_drugs_are_compared_and_what_does_not_suit_is_said():
    words = view.describe_drug_comparison(compare_drugs(patient_case.sample_case(NEW)))
    assert patient_case.sample_case(NEW).infarction
    (unsuitable,) = said(words, "drug-contraindicated")
    assert unsuitable["drug"] == case_texts.ACTION_LABELS["give"]["romosozumab"].split(",")[0].lower()
    assert said(words, "drug-suitable")
