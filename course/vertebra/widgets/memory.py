"""What a widget remembers: how its state is reached again, what was before, and where that is saved.

See decisions 0410 and 0411.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from vertebra.errors import CourseError, InputError
from vertebra.texts import _, pgettext
from vertebra.widgets import autosave
from vertebra.widgets.history import Actions, Gesture, History, Moment

log = logging.getLogger(__name__)


class Remembered(Protocol):
    """The part of a widget that its memory asks."""

    state: Any
    prediction: Any
    predict: Any

    def actions_to(self, state: Any) -> Actions | None:
        """Actions that lead to a state, if the state says them."""

    def reached_by(self, actions: Actions) -> Any:
        """The state to which actions lead."""

    def taken_back(self, state: Any) -> Callable[[], Any] | None:
        """What gives a state without the last thing done."""

    def final(self, previous: Any, state: Any) -> str:
        """Why a change can't be undone."""

    def render_state(self, state: Any, previous: Any | None) -> Any:
        """What the browser draws."""


class Memory:
    """The history of a widget, and its file if it has a place for one.

    Parameters
    ----------
    widget : Remembered
        In its initial state.
    """

    def __init__(self, widget: Remembered) -> None:
        self.widget, self.initial, self.history, self.notice = widget, widget.state, History(), ""
        self._actions: Actions | None = ()
        self._initial_actions = widget.actions_to(widget.state)
        self._autosave: autosave.Autosave | None = None
        self.place: autosave.Place | None = None

    def save_at(self, place: autosave.Place) -> None:
        """Save the widget at `place` from now on, and take up what was saved there.

        What can't be taken up is set aside, and `notice` says so.

        Parameters
        ----------
        place : autosave.Place
        """
        self.place = place
        self._autosave = autosave.Autosave(place, self._note)
        document = self._autosave.read()
        if document is None:
            return
        try:
            self._take_up(document)
        except CourseError as error:
            self._autosave.set_aside(str(error))
        except ImportError:
            raise  # What computes is missing, in a page without a network: what was saved is sound, and stays.
        except Exception:
            log.exception("%s could not take up what was saved", type(self.widget).__name__)
            self._autosave.set_aside(_("it does not fit this version of the course"))

    @property
    def saves(self) -> bool:
        """Whether the widget has a place and could be written there so far."""
        return self._autosave is not None and not self._autosave.failed

    def record(self, action: Mapping[str, Any], state: Any, gesture: Gesture | None = None) -> None:
        """Note that `action` leads from the present state of the widget to `state`.

        Parameters
        ----------
        action : mapping of str to Any
        state : Any
        gesture : tuple of str and int, optional
            What goes on within one gesture is one step.
        """
        self.history.record(self._moment(), gesture)
        if reason := self.widget.final(self.widget.state, state):
            self.history.close(reason)
        self._actions = self._actions_after(action, state)
        self.notice = ""

    def target(self, back: bool) -> Moment:
        """Return the moment before, or after, the present one.

        Raises
        ------
        InputError
            If there is none.
        """
        moments = self.history.past if back else self.history.future
        if moments:
            return moments[-1]
        if back and (before := self.widget.taken_back(self.widget.state)):
            return Moment(before)
        raise InputError(self.why_not(back))

    def travelled(self, target: Moment, back: bool) -> None:
        """Note that the widget goes from its present state to `target`."""
        self.history.travelled(self._moment(), target, back)
        self._actions = target.actions

    def why_not(self, back: bool) -> str:
        """Return why Undo (`back`) or Redo can't be used now; empty where it can."""
        if not back:
            return "" if self.history.future else pgettext("nothing-to-redo", "Nothing was undone.")
        if self.history.past or self.widget.taken_back(self.widget.state):
            return ""
        return self.history.closed or pgettext("nothing-to-undo", "Nothing was done that could be undone.")

    def save_soon(self) -> None:
        """Save the present state within half a second, if there is a place for it."""
        if self._autosave is not None:
            past, future = self.history.past[-autosave.MAX_MOMENTS :], self.history.future[-autosave.MAX_MOMENTS :]
            self._autosave.soon(partial(self._document, self._moment(), past, future))

    def flush(self) -> None:
        """Save now what waits to be saved."""
        if self._autosave is not None:
            self._autosave.flush()

    def _note(self, words: str) -> None:
        self.notice = words

    def _moment(self) -> Moment:
        state = self.widget.state
        return Moment(lambda: state, self._actions)

    def _take_up(self, document: autosave.Document) -> None:
        if document.kind != type(self.widget).__name__ or document.initial != self.fingerprint():
            raise CourseError(_("the lesson has changed since"))
        actions = tuple(document.state)
        state = self._reached_by(actions)
        self.widget.render_state(state, None)
        self.widget.state, self._actions = state, actions
        for saved, moments in ((document.past, self.history.past), (document.future, self.history.future)):
            moments += [Moment(partial(self._reached_by, tuple(steps)), tuple(steps)) for steps in saved]
        if self.widget.predict and document.prediction in self.widget.predict["choices"]:
            self.widget.prediction = document.prediction

    def _reached_by(self, actions: Actions) -> Any:
        """No actions lead to the initial state, whatever a widget's own actions hold."""
        return self.widget.reached_by(actions) if actions else self.initial

    def fingerprint(self) -> str:
        """Tells widgets of one kind with different arguments apart, in whatever language."""
        known = self.initial if self._initial_actions is None else self._initial_actions
        return hashlib.sha256(repr(known).encode()).hexdigest()[:16]

    def _document(self, present: Moment, past: Sequence[Moment], future: Sequence[Moment]) -> autosave.Document | None:
        state, *others = (self._saved_actions(moment) for moment in (present, *past, *future))
        if state is None:
            return None
        return autosave.Document(
            format=autosave.FORMAT,
            writer=autosave.WRITER,
            kind=type(self.widget).__name__,
            initial=self.fingerprint(),
            state=state,
            past=_after_last_gap(others[: len(past)]),
            future=_after_last_gap(others[len(past) :]),
            prediction=self.widget.prediction,
        )

    def _saved_actions(self, moment: Moment) -> list[dict[str, Any]] | None:
        if moment.actions is None:
            moment.actions = self.widget.actions_to(moment.state())
        return None if moment.actions is None else [dict(action) for action in moment.actions]

    def _actions_after(self, action: Mapping[str, Any], state: Any) -> Actions | None:
        """The actions that lead to `state`, without those that the last one made needless."""
        if self._initial_actions is not None:
            return None  # The widget says them when they are asked for.
        if action.get("reset") or is_same(state, self.initial):
            return ()
        known = self._actions
        if known is None:
            return None
        kept = tuple(earlier for earlier in known if not set(earlier) <= set(action))
        for fewer in ((*kept, dict(action)), known[:-1]):
            if len(fewer) <= len(known) and self._leads_to(fewer, state):
                return fewer
        return (*known, dict(action))

    def _leads_to(self, actions: Actions, state: Any) -> bool:
        try:
            return is_same(self._reached_by(actions), state)
        except CourseError:
            return False


def is_same(state: Any, other: Any) -> bool:
    """Whether two states are equal; states with arrays that are not the same objects are not."""
    try:
        return state is other or bool(state == other)
    except ValueError:
        return False


def _after_last_gap(moments: Sequence[list[dict[str, Any]] | None]) -> list[list[dict[str, Any]]]:
    """The nearest moments, up to one that can't be saved."""
    gap = max((at for at, moment in enumerate(moments) if moment is None), default=-1)
    return [moment for moment in moments[gap + 1 :] if moment is not None]
