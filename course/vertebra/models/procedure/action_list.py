"""A list of actions: as JSON, by the schema in `action.schema.json`, and grown by one action at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from importlib import resources
from typing import Any

from vertebra import cache
from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.models.procedure.action import TYPES, Action, BalloonAction, CementAction, NeedleAction
from vertebra.texts import _, pgettext

SCHEMA_FILE = "action.schema.json"
MAX_ACTIONS = 400
"""Actions of one procedure or case at most."""


@checked
def from_json(plain: object) -> Action:
    """Return the action that `to_json` wrote.

    Parameters
    ----------
    plain : object
        A mapping with the "type" and the fields of an action.

    Raises
    ------
    InputError
        For an unknown type, kind or field, one that is missing, and a value out of range.
    """
    if not isinstance(plain, Mapping) or plain.get("type") not in TYPES:
        raise InputError(
            pgettext("type-of-an-action", "An action has a type ({types}) and a kind; this is {dumps}.").format(
                types=", ".join(TYPES), dumps=json.dumps(plain, default=str)[:80]
            )
        )
    cls = TYPES[plain["type"]]
    given = {name: value for name, value in plain.items() if name != "type"}
    known = {one.name for one in fields(cls)}
    if unknown := set(given) - known:
        raise InputError(
            _("An action of the type {type} has no {unknown}.").format(
                type=repr(cls.TYPE), unknown=", ".join(sorted(unknown))
            )
        )
    if "amounts" in given:
        given["amounts"] = tuple(given["amounts"]) if isinstance(given["amounts"], list | tuple) else ()
    try:
        return cls(**given)
    except TypeError:
        missing = ", ".join(sorted(known - set(given)))
        raise InputError(
            _("An action of the type {type} lacks {missing}.").format(type=repr(cls.TYPE), missing=missing)
        ) from None


@checked
def append_action(actions: tuple[Action, ...], more: Action) -> tuple[Action, ...]:
    """Append an action; one that continues the last is joined with it.

    Joined are an injection at the same flow, a wait, cement, a balloon that is filled (or drawn back) further, and a
    newly marked target, which replaces the old one. An amount beyond the kind's limits is not joined.

    Parameters
    ----------
    actions : tuple of Action
    more : Action

    Returns
    -------
    tuple of Action
    """
    if not actions or type(actions[-1]) is not type(more) or actions[-1].kind != more.kind:
        return (*actions, more)
    last = actions[-1]
    joined: Action | None = None
    if isinstance(last, CementAction) and isinstance(more, CementAction) and more.kind in ("inject", "wait"):
        joined = _joined(last, more) if last.flow_ml_per_s == more.flow_ml_per_s else None
    elif isinstance(last, BalloonAction) and isinstance(more, BalloonAction):
        goes_on = more.kind in ("inflate", "cement", "wait") and last.amount * more.amount > 0
        joined = _joined(last, more) if goes_on else None
    elif isinstance(more, NeedleAction) and more.kind == "target":
        joined = more
    return (*actions, more) if joined is None else (*actions[:-1], joined)


def _joined(last: CementAction | BalloonAction, more: CementAction | BalloonAction) -> Action | None:
    amount = round(last.amount + more.amount, 6)
    low, high = last.LIMITS[last.kind]
    return replace(last, amount=amount) if low <= amount <= high else None


@cache.CONSTANTS.memoize
def schema() -> dict[str, Any]:
    """Return the JSON schema of a saved list of actions."""
    found: dict[str, Any] = json.loads(resources.files(__package__).joinpath(SCHEMA_FILE).read_text(encoding="utf-8"))
    return found
