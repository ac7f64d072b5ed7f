"""The actions of a simulation: read as they were declared, in words, and replayed by the question's own code.

See decision 0184.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vertebra import former_order
from vertebra.errors import CourseError, InputError
from vertebra.quiz.json_recovery import StrictJsonError, parse_strict
from vertebra.quiz.question.bank import SHIPPED
from vertebra.quiz.question.kind import Public, Secret
from vertebra.quiz.question.simulation import bounds
from vertebra.texts import _, pgettext

MAX_ACTIONS = 200
MAX_CHARACTERS = 18_000
Action = Mapping[str, Any]
"""As the head's `[actions.name]` declares it: under `do` its name, and its fields, each a number or a word."""


def read_actions(public: Public, value: object) -> list[dict[str, Any]]:
    """The actions in `value`, each as it was declared, and within the bounds.

    Raises
    ------
    InputError
        Naming the first that is not.
    """
    if not isinstance(value, str) or len(value) > MAX_CHARACTERS:
        raise _too_many()
    try:
        document = parse_strict(value)
    except StrictJsonError as error:
        raise InputError(
            pgettext("actions-unreadable", "The list of actions can't be read ({error}).").format(error=error)
        ) from None
    if not isinstance(document, list) or len(document) > MAX_ACTIONS:
        raise _too_many()
    actions = [_action(public["actions"], at, entry) for at, entry in enumerate(document, 1)]
    bounds.check(public.get("bounds", ()), actions)
    return actions


def _too_many() -> InputError:
    said = pgettext("too-many-actions", "The answer must be a list of at most {max_actions} actions.")
    return InputError(said.format(max_actions=MAX_ACTIONS))


def _action(declared: Mapping[str, Any], at: int, raw: object) -> dict[str, Any]:
    name = raw.get("do") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(name, str) or name not in declared:
        raise InputError(
            pgettext("action-unknown", "Action {at} is none of {declared}.").format(at=at, declared=", ".join(declared))
        )
    fields = declared[name]
    if set(raw) - {"do"} != set(fields):
        raise InputError(
            pgettext("action-fields", "Action {at}, {name}, needs {fields}.").format(
                at=at, name=name, fields=", ".join(fields) or _("no more")
            )
        )
    for field, limits in fields.items():
        value = raw[field]
        if is_words(limits):
            fits = value in limits
        else:
            number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
            fits = number and limits[0] <= value <= limits[1]
        if not fits:
            raise InputError(
                pgettext(
                    "action-out-of-range",
                    "Action {at}, {name}: {field} can't be {value}; allowed: {allowed}.",
                ).format(at=at, name=name, field=field, value=repr(str(value)[:40]), allowed=_allowed(limits))
            )
    return {"do": name, **{field: raw[field] for field in fields}}


def replay(secret: Secret, actions: list[dict[str, Any]]) -> dict[str, Any]:
    """`share`, `feedback` and `summary` of `actions`, by the question's own code.

    Raises
    ------
    CourseError
        Where that is missing.
    """
    from vertebra.quiz.question.question_code import call, key_code

    folder, name = Path(secret["folder"]), str(secret["question"])
    code = key_code(folder if folder.is_dir() else SHIPPED.question(former_order.QUESTIONS.get(name, name)))
    if not callable(getattr(code, "replay", None)):
        raise CourseError(_("{question}/key.py needs a function replay(values, actions).").format(question=name))
    got = call(code, "replay", dict(secret["values"]), actions)
    said = got.get("feedback", "")
    return {
        "share": min(1.0, max(0.0, float(got["share"]))),
        "feedback": (said,) if isinstance(said, str) else tuple(said),
        "summary": str(got.get("summary", "")),
        "stages": got.get("stages", []),
    }


def describe_actions(actions: list[dict[str, Any]]) -> str:
    """The actions as a person reads them."""
    return "; ".join(f"{at}. {_describe_action(action)}" for at, action in enumerate(actions, 1))


def _describe_action(action: Mapping[str, Any]) -> str:
    """One action, such as `inject: amount 30, flow 0.1`; what a word is about is clear from the word."""
    fields = [(name, value) for name, value in action.items() if name != "do"]
    settings = [f"{name} {value:g}" if _is_number(value) else str(value) for name, value in fields]
    return f"{action['do']}: {', '.join(settings)}" if settings else str(action["do"])


def is_range(limits: object) -> bool:
    return isinstance(limits, list) and len(limits) == 2 and all(_is_number(limit) for limit in limits)


def is_words(limits: object) -> bool:
    return isinstance(limits, list) and len(limits) > 0 and all(isinstance(limit, str) for limit in limits)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _allowed(limits: list[Any]) -> str:
    return ", ".join(limits) if is_words(limits) else _("{low} to {high}").format(low=limits[0], high=limits[1])
