"""Outcomes by the actions that led to them, so that lists which begin alike are not computed twice."""

import weakref
from collections.abc import Hashable
from typing import TYPE_CHECKING

from vertebra.cache import Cache
from vertebra.models.procedure.action import Action, BalloonAction, CementAction
from vertebra.models.procedure.outcome import Equipment
from vertebra.patient import Vertebra

if TYPE_CHECKING:
    from vertebra.models.procedure.outcome import ProcedureOutcome


class HashedActions(tuple[Action, ...]):
    """A list of actions as a part of a key: hashed once, and neither walked through nor measured at each look-up."""

    _hash: int

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            self._hash = super().__hash__()
            return self._hash

    def _cache_members_(self) -> tuple[()]:
        """Nothing large."""
        return ()


class PrefixCache:
    """Outcomes by the actions that led to them, so that lists which begin alike are not computed twice."""

    def __init__(self, store: Cache) -> None:
        self._store = store
        self._latest: weakref.ref[ProcedureOutcome] | None = None

    def latest(
        self, vertebra: Vertebra, equipment: Equipment, actions: tuple[Action, ...]
    ) -> "ProcedureOutcome | None":
        """Return the outcome that was asked for last, if it is the one asked for now.

        A widget asks several times while it draws.

        Parameters
        ----------
        vertebra : Vertebra
            The very same object.
        equipment : Equipment
        actions : tuple of Action
        """
        known = None if self._latest is None else self._latest()
        if known is None or known.fractured is not vertebra:
            return None
        return known if (known.actions, known.equipment) == (actions, equipment) else None

    def remember(self, outcome: "ProcedureOutcome") -> None:
        """Note the outcome that was asked for last, as long as it is in use elsewhere."""
        self._latest = weakref.ref(outcome)

    def longest_prefix(
        self, start: tuple[Hashable, ...], actions: tuple[Action, ...]
    ) -> "tuple[ProcedureOutcome | None, tuple[Action, ...]]":
        """Find the longest beginning of a list whose outcome is known.

        The last action of the beginning may be known in part: a shorter injection or wait that this one continues.

        Parameters
        ----------
        start : tuple
            Key of the state before any action.
        actions : tuple of Action

        Returns
        -------
        outcome : ProcedureOutcome or None
            None if no beginning is known.
        rest : tuple of Action
            Actions that are left to do.
        """
        for length in range(len(actions), -1, -1):
            if (outcome := self._store.get((*start, HashedActions(actions[:length])))) is not None:
                return outcome, actions[length:]
            if not length:
                break
            head, last = HashedActions(actions[: length - 1]), actions[length - 1]
            part = self._store.get((*start, head, *_action_key(last)))
            rest = None if part is None else last.remaining_after(part)
            if rest is not None and (outcome := self._store.get((*start, HashedActions((*head, part))))) is not None:
                return outcome, (rest, *actions[length:])
        return None, actions

    def clear(self) -> None:
        """Forget all outcomes."""
        self._latest = None
        self._store.clear()

    def store(self, start: tuple[Hashable, ...], actions: tuple[Action, ...], outcome: "ProcedureOutcome") -> None:
        """Keep an outcome, and that its last action may be continued.

        Parameters
        ----------
        start : tuple
            Key of the state before any action.
        actions : tuple of Action
            Actions that led to it.
        outcome : ProcedureOutcome
        """
        self._store.put((*start, HashedActions(actions)), outcome)
        if actions and isinstance(actions[-1], CementAction | BalloonAction):
            self._store.put((*start, HashedActions(actions[:-1]), *_action_key(actions[-1])), actions[-1])


def _action_key(action: Action) -> tuple[Hashable, ...]:
    """What two actions must share if the one can go on with the other."""
    return action.TYPE, action.kind, getattr(action, "flow_ml_per_s", None)
