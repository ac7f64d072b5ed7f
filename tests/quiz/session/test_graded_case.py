"""A case room that counts: an action is done when it is on the disk, the answer is what was done, and grading does it
again.
"""

import json

import pytest
from refusals import refused
from sentences import shown

from vertebra.errors import CourseError, InputError
from vertebra.models import case as patient_case
from vertebra.models.procedure import BalloonAction, CaseAction, CementAction
from vertebra.quiz.question.question import load
from vertebra.quiz.question.score import score
from vertebra.quiz.release import quiz_notebook
from vertebra.quiz.release import release as notebooks
from vertebra.quiz.session import current_student as who
from vertebra.quiz.session.graded_case import GradedCaseRoom, from_answer, to_answer
from vertebra.quiz.session.quiz_widget import Quiz
from vertebra.views import case_texts

pytestmark = pytest.mark.slow

ITEM = "12-case"


@pytest.fixture(scope="module")
def released():
    return notebooks.release("Case", "salt")


@pytest.fixture
def quiz(tmp_path, released, monkeypatch):
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setattr(who, "_configured", lambda: "")
    (tmp_path / "quiz.json").write_text(json.dumps(released[0]), encoding="utf-8")
    return Quiz.open("Case", tmp_path)


def room_of(quiz):
    found = quiz.room(ITEM).children[0]
    assert isinstance(found, GradedCaseRoom)
    return found


def named(quiz):
    quiz._receive(quiz.head(), {"kind": "student", "value": "anna.b"})
    return room_of(quiz)


def test_the_patient_comes_when_the_student_is_known(quiz):
    door = quiz.room(ITEM)
    assert shown(door.children[0].value, "case-waits-for-name")
    assert door.table().children == ()
    room = named(quiz)
    assert room.patient(room.state).kind == "severe"
    assert len(door.table().children) == 1


def test_what_is_done_is_saved_and_found_again(quiz, tmp_path):
    room = named(quiz)
    room.dispatch(do=["ask", "fever"])
    room.dispatch(do=["decide", "vertebroplasty"])
    quiz.room(ITEM).table().children[0].trainer.dispatch(wait=60)
    room.dispatch(file=True)
    again = room_of(Quiz.open("Case", tmp_path))
    assert again.state.actions == room.state.actions
    assert list(map(patient_case.kind_of, again.state.actions)) == ["ask", "decide", "cement"]
    assert quiz.session.is_answered(ITEM)
    room.dispatch(undo=True)
    room.dispatch(reset=True)
    assert len(room.state.actions) == 2, "R takes nothing away where it counts"


def test_an_answer_that_was_cleared_is_gone_from_the_room_too(quiz):
    named(quiz).dispatch(do=["ask", "fever"])
    quiz._receive(quiz.item(ITEM), {"kind": "answer", "item": ITEM, "value": ""})
    assert room_of(quiz).state.actions == ()


def test_what_can_not_be_saved_was_not_done(quiz, monkeypatch):
    room = named(quiz)
    room.dispatch(do=["ask", "fever"])

    def full(*_):
        raise CourseError("The disk is full.")

    monkeypatch.setattr("vertebra.quiz.session.session.files.write", full)
    with pytest.raises(CourseError, match="full"):
        room.dispatch(do=["ask", "cancer"])
    assert [one.option for one in room.state.actions] == ["fever"]


@pytest.mark.parametrize("action", [{"close": True}, {"next": True}, {"load": "x"}])
def test_where_it_counts_nothing_is_closed_or_opened(quiz, action):
    with refused(InputError, "graded-case-not-closed-here"):
        named(quiz).dispatch(**action)


def test_the_page_does_not_tell_what_it_was(quiz):
    room = named(quiz)
    room.dispatch(do=["image", "MRI"])
    state = room.render_state(room.state, None).state
    assert state["graded"]
    assert state["truth"] == "" == state["spared"]
    assert state["parts"] == []


def test_actions_and_answers_say_the_same():
    actions = (
        CaseAction("ask", "fever"),
        CementAction("inject", 30, 0.1),
        BalloonAction("position", option="prone"),
        BalloonAction("inflate", 2.4),
        BalloonAction("deflate"),
        BalloonAction("cement", 0.5),
    )
    assert from_answer(to_answer(actions)) == actions
    assert to_answer(()) == ""
    assert from_answer("") == ()


def test_the_item_knows_every_action_of_the_room():
    declared = load(ITEM).spec["actions"]
    assert {kind: tuple(fields["what"]) for kind, fields in declared.items()} == patient_case.ANSWER_OPTIONS


def test_half_of_a_way_earns_a_part_and_says_why(released):
    key = next(item for item in released[1]["items"] if item["id"] == ITEM)
    kept = {**key, "variant": key["variants"][0]} if "variant" in key else key
    solution = key["variants"][0]["solution"]
    cut = [one for one in solution if one["do"] not in ("tell", "act")]
    got = score(kept, 0, json.dumps(cut))
    assert 0 < got.points < key["points"]
    (consent,) = [stage for stage in got.stages if stage["name"] == case_texts.NAMES["consent"]]
    assert (consent["points"], consent["max_points"] > 0) == (0, True)
    assert score(kept, 0, json.dumps(solution)).points == key["points"]


def test_the_notebook_has_a_room_and_a_table_above_the_item(released):
    sources = [cell.source for cell in quiz_notebook.build(released[0]).cells]
    at = sources.index(f'quiz.item("{ITEM}")')
    assert sources[at - 2 : at] == [f'quiz.room("{ITEM}")', f'quiz.room("{ITEM}").table()']


def test_the_exam_is_of_all_lessons_and_mostly_drawn():
    questions = [load(name) for name in notebooks.definition("Exam").items]
    assert len(questions) == 30
    assert {question.objective[:3] for question in questions} == {f"L{at:02}" for at in range(1, 13)}
    assert sum(question.parametric for question in questions) >= 16
    case = [load(name) for name in notebooks.definition("Case").items]
    asked = {question.objective for question in [*questions, *case] if question.objective.startswith("L12")}
    assert asked == {f"L12.{at}" for at in range(1, 6)}
