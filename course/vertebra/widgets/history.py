"""Undo and redo: what was before, by what one hand did.

One thing that the hand did is one step back: a press of a button to its stop, a drag, a key or a burst of it, a choice.
The browser numbers these gestures; all changes of one gesture are one step. See decision 0410.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_STEPS = 100
"""Steps that are kept to go back; older ones are forgotten."""

Gesture = tuple[str, int]
"""View and number of what a hand does in it."""
Actions = tuple[Mapping[str, Any], ...]


@dataclass(eq=False)
class Moment:
    """A state that was, and how it is reached again.

    Parameters
    ----------
    state : callable
        Returns the state; it is computed for one that comes from a file.
    actions : tuple of mapping, optional
        That lead to it from the initial state; None where they are not known.
    """

    state: Callable[[], Any]
    actions: Actions | None = None


@dataclass
class History:
    """Moments before and after the present one.

    Parameters
    ----------
    past, future : list of Moment, optional
        The nearest one last.
    closed : str, optional
        Why nothing can be taken back, if something that was done is final.
    """

    past: list[Moment] = field(default_factory=list)
    future: list[Moment] = field(default_factory=list)
    closed: str = ""
    _gesture: Gesture | None = None

    def record(self, before: Moment, gesture: Gesture | None = None) -> None:
        """Note that something was done at the moment `before`.

        Parameters
        ----------
        before : Moment
        gesture : tuple of str and int, optional
            What goes on within one gesture is one step. None is a step of its own.
        """
        self.future.clear()
        if gesture is None or gesture != self._gesture:
            self.past.append(before)
            del self.past[:-MAX_STEPS]
            self.closed = ""
        self._gesture = gesture

    def close(self, reason: str) -> None:
        """Forget what was before, because what was done now is final."""
        self.past.clear()
        self.future.clear()
        self.closed, self._gesture = reason, None

    def travelled(self, present: Moment, target: Moment, back: bool) -> None:
        """Note that `target` has become the present: the moment before (`back`) or after `present`."""
        here, there = (self.past, self.future) if back else (self.future, self.past)
        if here and here[-1] is target:
            here.pop()
        there.append(present)
        self._gesture = None
