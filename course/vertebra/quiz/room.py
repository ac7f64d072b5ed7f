"""A case room that counts: each deed is an answer, saved before it is shown as done."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets

from vertebra.errors import InputError
from vertebra.models.pathway import Deed
from vertebra.quiz.session import Session
from vertebra.texts import _
from vertebra.widgets.pathway import CaseRoom, Treating

WAITING = _("This patient comes when you have said who you are, at the top.")


def as_actions(deeds: Sequence[Deed]) -> str:
    """Deeds as the answer of a simulation: `{"do": kind, "what": ...}`, and for a procedure `amount` and `flow`."""
    return json.dumps([one.action for one in deeds], separators=(",", ":")) if deeds else ""


def as_deeds(answer: str) -> tuple[Deed, ...]:
    """The deeds of a saved answer."""
    return tuple(map(Deed.of, json.loads(answer or "[]")))


class GradedRoom(CaseRoom):
    """The room of an item: `keep` saves the deeds, and raises CourseError where they can't be saved: then nothing was done."""

    graded = True

    def __init__(self, number: int, kind: Any, deeds: tuple[Deed, ...], keep: Callable[[str], None]) -> None:
        self._kept, self._keep = deeds, keep
        super().__init__(number, kind)

    def start(self) -> Treating:
        """The patient as they were left: R brings back the first stage and takes nothing away."""
        return Treating(self.number, self._kept)

    def step(self, state: Treating, action: Any) -> Treating:
        """As in the room where nothing counts, but nothing is closed or opened, and each change is saved."""
        if {"close", "next", "load"} & set(action):
            raise InputError(_("This patient counts: the case is closed when you hand it in."))
        new = super().step(state, action)
        if new.deeds != state.deeds:
            self._keep(as_actions(new.deeds))
            self._kept = new.deeds
        return new


class Door(ipywidgets.VBox):
    """Where a student's patient appears as soon as the student is known. `table()` is where the cement is done."""

    def __init__(self, session: Session, item_id: str, kept: Callable[[], None]) -> None:
        self._session, self._item_id, self._saved = session, item_id, kept
        self._table = ipywidgets.VBox()
        super().__init__()
        self.admit()

    def admit(self) -> None:
        """Bring the student's own patient as their answer has them; before they said who they are, say so."""
        if not self._session.answers.student:
            self.children = (ipywidgets.Label(WAITING),)
        else:
            public = self._session.item(self._item_id)["variants"][self._session.variant(self._item_id)]
            deeds = as_deeds(str(self._session.value(self._item_id)))
            room = GradedRoom(public["room"]["number"], public["room"]["kind"], deeds, self._keep)
            self.children, self._table.children = (room,), (room.cement(),)

    def table(self) -> ipywidgets.VBox:
        """The trainer with the patient's vertebra."""
        return self._table

    def _keep(self, answer: str) -> None:
        self._session.answer(self._item_id, answer)
        self._saved()

    def __repr__(self) -> str:
        return _("The case room of {item_id}").format(item_id=self._item_id)
