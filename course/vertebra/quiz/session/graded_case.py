"""A case room that counts: each action is an answer, saved before it is shown as done."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets

from vertebra.errors import InputError
from vertebra.models import case
from vertebra.models.procedure import Action
from vertebra.quiz.session.session import Session
from vertebra.texts import _, pgettext
from vertebra.widgets.case_room import CaseRoom, CaseRoomState

WAITING = pgettext("case-waits-for-name", "This patient comes when you have said who you are, at the top.")


def to_answer(actions: Sequence[Action]) -> str:
    """Return actions as a simulation's answer: `{"do": kind, "what": ...}`, of a procedure also `amount`, `flow`."""
    return json.dumps(list(map(case.to_answer, actions)), separators=(",", ":")) if actions else ""


def from_answer(answer: str) -> tuple[Action, ...]:
    """Return the actions of a saved answer."""
    return case.from_answers(json.loads(answer or "[]"))


class GradedCaseRoom(CaseRoom):
    """The room of an item: `keep` saves the actions, and raises CourseError where they can't be saved: then nothing was
    done.
    """

    graded = True
    saves_itself = False

    def __init__(
        self,
        number: int,
        kind: Any,
        actions: tuple[Action, ...],
        keep: Callable[[str], None],
        consequences: bool = False,
    ) -> None:
        self._kept, self._keep, self.consequences = actions, keep, consequences
        super().__init__(number, kind)

    def initial_state(self) -> CaseRoomState:
        """The patient as they were left: R brings back the first stage and takes nothing away."""
        return CaseRoomState(self.number, self._kept)

    def update(self, state: CaseRoomState, action: Any) -> CaseRoomState:
        """As in the room where nothing counts, but nothing is closed or opened."""
        if {"close", "next", "load"} & set(action):
            raise InputError(
                pgettext("graded-case-not-closed-here", "This patient counts: the case is closed when you hand it in.")
            )
        return super().update(state, action)

    def arrive(self, previous: CaseRoomState, state: CaseRoomState) -> None:
        """Save what was done, or taken back, before it is shown as done."""
        if state.actions != previous.actions:
            self._keep(to_answer(state.actions))
            self._kept = state.actions


class CaseRoomSlot(ipywidgets.VBox):
    """Where a student's patient appears as soon as the student is known. `table()` is where the cement is done."""

    def __init__(self, session: Session, item_id: str, kept: Callable[[], None]) -> None:
        self._session, self._item_id, self._saved = session, item_id, kept
        self._table = ipywidgets.VBox()
        super().__init__()
        self.refresh()

    def refresh(self) -> None:
        """Bring the student's own patient as their answer has them; before they said who they are, say so."""
        if not self._session.answers.student:
            self.children = (ipywidgets.Label(WAITING),)
        else:
            public = self._session.item(self._item_id)["variants"][self._session.variant(self._item_id)]
            actions = from_answer(str(self._session.value(self._item_id)))
            values = public["room"]
            follows = bool(values.get("consequences"))
            room = GradedCaseRoom(values["number"], values["kind"], actions, self._keep, follows)
            self.children, self._table.children = (room,), (room.procedure_trainer(),)

    def table(self) -> ipywidgets.VBox:
        """The trainer with the patient's vertebra."""
        return self._table

    def _keep(self, answer: str) -> None:
        self._session.answer(self._item_id, answer)
        self._saved()

    def __repr__(self) -> str:
        return _("The case room of {item_id}").format(item_id=self._item_id)
