"""What a widget remembers: steps back and forward, and the file that it saves itself in."""

import json
import os
import stat
import sys
from dataclasses import dataclass, replace

import pytest
from refusals import refused
from rows import each_row

from vertebra.errors import InputError
from vertebra.patient import mrs_a
from vertebra.widgets import autosave
from vertebra.widgets.autosave import Place, lesson_of
from vertebra.widgets.base import CourseWidget, FrameMessage
from vertebra.widgets.carm_positioning import CArmTrainer
from vertebra.widgets.case_room import CaseRoom
from vertebra.widgets.cement import CementTrainer
from vertebra.widgets.history import MAX_STEPS
from vertebra.widgets.needle import NeedleTrainer
from vertebra.widgets.preparation import PreparationExercise
from vertebra.widgets.reading import ReadingRoom

pytestmark = pytest.mark.usefixtures("sent")


@dataclass(frozen=True)
class Sums:
    total: int = 0
    colour: str = "red"


class Adder(CourseWidget):
    """A control that adds and one that replaces."""

    script = "predict.js"
    title = "Adder"

    def initial_state(self):
        return Sums()

    def handlers(self):
        return {"add": self._add, "colour": lambda state, wanted: replace(state, colour=str(wanted))}

    def _add(self, state, wanted):
        if not isinstance(wanted, int) or not 0 < wanted < 100:
            raise InputError("no")
        return replace(state, total=state.total + wanted)

    def render_state(self, state, previous):
        return FrameMessage({"total": state.total})

    def alt_text(self, state):
        return f"{state.total} {state.colour}"


def step(widget, gesture, **action):
    widget._receive(widget, {"kind": "step", "view": "a", "seq": 1, "gesture": gesture, "action": action}, [])


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path / ".vertebra" / "widgets" / "05" / "cell-Adder-1.json")


def saved(widget, place):
    """A new widget of the same kind at the same place, once this one has been written."""
    widget.memory.flush()
    again = type(widget)()
    again.memory.save_at(place)
    return again


def at(place, widget=None):
    widget = widget or Adder()
    widget.memory.save_at(place)
    return widget


def test_all_that_one_gesture_does_is_one_step(sent):
    widget = Adder()
    for gesture, amount in ((1, 1), (1, 2), (2, 4), (3, 8), (3, 16)):
        step(widget, gesture, add=amount)
    totals = [widget.state.total]
    for _ in range(3):
        step(widget, 9, undo=True)
        totals.append(widget.state.total)
    assert totals == [31, 7, 3, 0]
    for _ in range(2):
        step(widget, 9, redo=True)
    assert widget.state.total == 7
    step(widget, 10, add=1)
    assert sent[-1][0]["history"]["undo"] == ""
    with refused(InputError, "nothing-to-redo"):
        widget.dispatch(redo=True)


def test_a_gesture_of_another_view_and_one_without_a_number_are_other_steps():
    widget = Adder()
    step(widget, 1, add=1)
    widget._receive(widget, {"kind": "step", "view": "b", "seq": 1, "gesture": 1, "action": {"add": 2}}, [])
    widget.dispatch(add=4)
    widget.dispatch(add=8)
    totals = []
    while not widget.memory.why_not(back=True):
        widget.dispatch(undo=True)
        totals.append(widget.state.total)
    assert totals == [7, 3, 1, 0]


def test_reset_is_a_step_and_what_changes_nothing_is_none():
    widget = Adder()
    widget.dispatch(add=5)
    widget.dispatch(colour="red")
    widget.dispatch(reset=True)
    assert widget.state == Sums()
    widget.dispatch(undo=True)
    assert widget.state.total == 5
    widget.dispatch(undo=True)
    assert widget.state == Sums()
    with refused(InputError, "nothing-to-undo"):
        widget.dispatch(undo=True)


def test_a_step_that_is_refused_leaves_state_and_history_as_they_were(sent):
    widget = Adder()
    widget.dispatch(add=5)
    step(widget, 1, add=1000)
    assert sent[-1][0]["kind"] == "error"
    widget.dispatch(undo=True)
    assert widget.state == Sums()


def test_history_is_bounded():
    widget = Adder()
    for number in range(MAX_STEPS + 20):
        widget.dispatch(colour=str(number))
    assert len(widget.memory.history.past) == MAX_STEPS


def test_a_state_comes_back_with_its_steps_and_settings_that_replace_each_other_are_kept_once(place):
    widget = at(place)
    for number in range(40):
        widget.dispatch(colour=f"shade {number}")
    widget.dispatch(add=3)
    widget.dispatch(add=4)
    widget.dispatch(undo=True)
    again = saved(widget, place)
    assert again.state == Sums(3, "shade 39")
    assert json.loads(place.path.read_text(encoding="utf-8"))["state"] == [{"colour": "shade 39"}, {"add": 3}]
    again.dispatch(redo=True)
    assert again.state.total == 7
    for _ in range(2):
        again.dispatch(undo=True)
    assert again.state == Sums(0, "shade 39")
    assert again.memory.notice == ""


def test_nothing_is_written_without_a_place_and_none_is_there_outside_a_notebook(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    widget = Adder()
    widget.dispatch(add=1)
    widget.memory.flush()
    assert autosave.place_here("Adder") is None
    assert list(tmp_path.iterdir()) == []


HOSTILE = {
    "empty": b"",
    "cut off": b'{"format": 1, "writer"',
    "not a document": b"[1, 2]",
    "binary": bytes(range(256)),
    "deep": b'{"state": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "too large": b" " * (autosave.MAX_BYTES + 1),
    "another version": b'{"format": 99, "writer": "x", "kind": "Adder", "initial": "", "state": []}',
    "another kind": b'{"format": 1, "writer": "x", "kind": "Viewer", "initial": "", "state": []}',
}


@each_row("name", list(HOSTILE))
def test_a_file_that_cannot_be_read_is_set_aside_and_the_widget_works_and_saves_on(name, tmp_path):
    place = Place(tmp_path / name.replace(" ", "_") / "a.json")
    place.path.parent.mkdir()
    place.path.write_bytes(HOSTILE[name])
    widget = at(place)
    assert widget.state == Sums()
    assert widget.memory.notice
    assert [path.read_bytes() for path in place.path.parent.glob("*.damaged-*.json")] == [HOSTILE[name]]
    widget.dispatch(add=2)
    assert saved(widget, place).state.total == 2


ACTIONS = (
    [{"add": -5}],
    [{"add": "7"}],
    [{"add": None}],
    [{"dance": 1}],
    [{"reset": True}],
    [{"add": [1]}],
)


@each_row("actions", ACTIONS)
def test_actions_that_no_hand_could_do_are_not_done(actions, tmp_path):
    place = Place(tmp_path / "a.json")
    widget = at(place)
    widget.dispatch(add=1)
    widget.memory.flush()
    document = json.loads(place.path.read_text(encoding="utf-8"))
    place.path.write_text(json.dumps(document | {"state": actions}), encoding="utf-8")
    again = at(place)
    assert again.state == Sums()
    assert again.memory.notice
    for path in tmp_path.glob("*.json"):
        path.unlink()


def test_a_step_back_that_is_damaged_is_refused_when_it_is_asked_for(place, sent):
    widget = at(place)
    widget.dispatch(add=1)
    widget.dispatch(add=2)
    widget.memory.flush()
    document = json.loads(place.path.read_text(encoding="utf-8"))
    document["past"][-1] = [{"add": 1000}]
    place.path.write_text(json.dumps(document), encoding="utf-8")
    again = at(place)
    step(again, 1, undo=True)
    assert sent[-1][0]["kind"] == "error"
    assert again.state.total == 3


def test_what_another_kernel_wrote_meanwhile_is_kept(place, monkeypatch):
    here = at(place)
    here.dispatch(add=1)
    here.memory.flush()
    monkeypatch.setattr(autosave, "WRITER", "other")
    there = at(place)
    there.dispatch(add=10)
    there.memory.flush()
    monkeypatch.undo()
    here.dispatch(add=2)
    here.memory.flush()
    assert here.memory.notice
    assert at(place).state.total == 3
    [other] = place.path.parent.glob("*.other-*.json")
    assert at(Place(other)).state.total == 11


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="a folder that nobody may write to")
def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    widget = at(Place(tmp_path / "deep" / "a.json"))
    widget.dispatch(add=1)
    widget.memory.flush()
    assert widget.memory.notice


def test_a_folder_whose_name_is_a_files_is_said_and_stops_nothing(tmp_path, sent):
    (tmp_path / "deep").write_text("", encoding="utf-8")
    widget = at(Place(tmp_path / "deep" / "a.json"))
    widget.dispatch(add=1)
    widget.memory.flush()
    assert widget.memory.notice
    widget.dispatch(add=1)
    assert sent[-1][0]["state"]["total"] == 2


def test_a_file_is_as_large_as_is_allowed(place):
    widget = at(place)
    for number in range(60):
        widget.dispatch(colour=f"{number}" * 9000)
    widget.memory.flush()
    assert place.path.stat().st_size <= autosave.MAX_BYTES
    assert at(place).state == widget.state


NOTEBOOK = '{{\n "cells": [],\n "metadata": {{\n  "kernelspec": {{}},\n  "vertebra": {mark}\n }},\n "nbformat": 4\n}}\n'


def test_a_lesson_has_a_folder_a_quiz_and_a_strangers_notebook_have_none(tmp_path):
    for name, mark in (("mine", '{"lesson": "05", "source": "05_x.md"}'), ("quiz", '{"quiz": "T1"}'), ("other", "{}")):
        (tmp_path / f"{name}.ipynb").write_text(NOTEBOOK.format(mark=mark), encoding="utf-8")
    assert lesson_of(tmp_path, "a/mine.ipynb") == tmp_path / autosave.FOLDER / "05_x"
    assert lesson_of(tmp_path, "other.ipynb") is None
    assert lesson_of(tmp_path, "missing.ipynb") is None
    assert lesson_of(tmp_path, "") is None
    (tmp_path / ".vertebra").mkdir()
    assert lesson_of(tmp_path, "other.ipynb") == tmp_path / autosave.FOLDER / "other"
    assert lesson_of(tmp_path, "quiz.ipynb") is None
    strange = lesson_of(tmp_path, "Über mich (2).ipynb")
    assert strange is not None
    assert strange.name.isascii()
    assert strange.parent == tmp_path / autosave.FOLDER


ROOMS = (
    (NeedleTrainer, (mrs_a(),), [{"medial": 3}, {"advance": 3}, {"shot": True}]),
    (CementTrainer, (mrs_a(),), [{"flow": 0.2}, {"inject": 0.25}, {"view": "AP"}]),
    (CArmTrainer, (mrs_a(),), [{"rotation": 3}, {"pulses": 3}, {"claim": True}]),
    (CaseRoom, (3,), [{"next": True}, {"stage": 2}, {"close": True}]),
    (PreparationExercise, (), [{"next": True}, {"close": True}]),
    (ReadingRoom, (), [{"case": 2}, {"say": "new"}, {"case": 3}]),
)


@pytest.mark.slow
@each_row(("kind", "arguments", "actions"), ROOMS, ids=lambda value: getattr(value, "__name__", ""))
def test_trainers_and_rooms_come_back_as_they_were_left(kind, arguments, actions, tmp_path):
    place = Place(tmp_path / f"{kind.__name__}.json")
    widget = at(place, kind(*arguments))
    for action in actions:
        widget.dispatch(**action)
    widget.memory.flush()
    again = at(place, kind(*arguments))
    assert again.memory.notice == ""
    assert again.actions_to(again.state) == widget.actions_to(widget.state)
    assert again.current_alt_text == widget.current_alt_text


def test_what_is_final_is_not_taken_back_and_says_why():
    room = ReadingRoom()
    room.dispatch(case=2)
    room.dispatch(say="new")
    with refused(InputError, "judgement-stands"):
        room.dispatch(undo=True)
    room.dispatch(reset=True)
    room.dispatch(undo=True)
    assert room.state.said[2] == "new"
