"""A simulation's actions, replayed by the question's own code: what was done is scored, not what the page says came of it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vertebra.errors import CourseError, InputError
from vertebra.printing import printable
from vertebra.quiz.json_recovery import StrictJsonError, parse_strict
from vertebra.quiz.question.bank import SHIPPED
from vertebra.quiz.question.kind import Kind, OptionToken, Public, Quoting, Score, Secret
from vertebra.quiz.question.simulation import bounds
from vertebra.texts import _

if TYPE_CHECKING:
    from vertebra.quiz.question.question import QuestionVariant

MAX_ACTIONS = 200
MAX_CHARACTERS = 18_000
Action = Mapping[str, Any]
"""`{"do": name, field: number or word, ...}` as the head's `[actions.name]` declares it."""


class Simulation(Kind):
    """A list of actions, which the answer holds as JSON text.

    The head declares every action and its fields: `[actions.advance]` with `depth_mm = [0, 60]` (a number's limits) or
    `side = ["left", "right"]` (words). key.py has `replay(values, actions) -> dict` with `share` (0 to 1), `feedback` (a
    sentence or a list) and, where wanted, `summary` and `stages`, one for each sentence of the feedback (`name`, `weight`,
    `share`, and the reasons as `words`); and `key(values)`, the actions of a right answer. `replay` must give
    the same for the same arguments; where actions can't be done it raises InputError. `[[bounds]]` say
    how much all of them may add up to (`bounds.py`). With `room = ["number", "kind"]`, names
    of its values, the actions are done in a case room above the item (`session/graded_case.py`), and the item shows the list only.
    """

    name = "simulation"

    def problems(self, item: QuestionVariant) -> list[str]:
        declared = item.question.spec.get("actions", {})
        if not declared:
            return [_("its head declares no actions")]
        found = [
            _("the field {field} of its action {name} needs two numbers, or words").format(
                field=repr(field), name=repr(name)
            )
            for name, fields in declared.items()
            for field, limits in fields.items()
            if not (_is_range(limits) or _is_words(limits))
        ]
        found += bounds.problems(item.question.spec.get("bounds", []), declared)
        if not item.solution:
            found.append(_("its key gives no actions"))
        return found or self._replay_problems(item)

    def _replay_problems(self, item: QuestionVariant) -> list[str]:
        try:
            right = replay(self.secret(item, str), read_actions(self.public(item, str), json.dumps(item.solution)))
        except CourseError as error:
            return [_("its key can't be replayed: {error}").format(error=error)]
        return (
            []
            if right["share"] == 1
            else [_("its key earns a share of {share}, not all points").format(share=f"{right['share']:g}")]
        )

    def public(self, item: QuestionVariant, coded: OptionToken) -> dict[str, Any]:
        declared = item.question.spec["actions"]
        actions = {name: {f: list(limits) for f, limits in fields.items()} for name, fields in declared.items()}
        room = item.question.spec.get("room")
        limits = bounds.released(item.question.spec.get("bounds", []))
        return {"actions": actions, "bounds": limits} | (
            {"room": {name: item.values[name] for name in room}} if room else {}
        )

    def secret(self, item: QuestionVariant, coded: OptionToken) -> dict[str, Any]:
        return {
            "question": item.question.id,
            "folder": str(item.question.folder),
            "values": dict(item.values),
            "solution": [dict(action) for action in item.solution],
        }

    def right_text(self, secret: Secret) -> str:
        return (
            _words(secret["public"], secret["solution"]) if "public" in secret else describe_actions(secret["solution"])
        )

    def read(self, public: Public, value: object) -> str:
        return json.dumps(read_actions(public, value), separators=(",", ":"))

    def is_blank(self, value: object) -> bool:
        return value is None or (isinstance(value, str) and value.strip() in ("", "[]"))

    def text(self, public: Public, value: Any) -> str:
        return _words(public, json.loads(value))

    def score(self, secret: Secret, points: float, value: Any) -> Score:
        try:
            got = replay(secret, json.loads(value))
        except InputError as error:
            said = printable(error, 300)
            return Score(0.0, points, "wrong", (Quoting(said),), said)
        share = got["share"]
        verdict = "right" if share == 1 else "partly" if share > 0 else "wrong"
        stages = _stages(got["stages"], points, json.loads(value)) if got["stages"] else ()
        return Score(round(points * share, 4), points, verdict, got["feedback"], got["summary"], stages=stages)

    def examples(self, item: QuestionVariant, coded: OptionToken) -> dict[str, list[Any]]:
        return {
            "right": [json.dumps([dict(action) for action in item.solution])],
            "wrong": [],
            "blank": ["", "[]", None],
            "nonsense": ["[", '{"do": "x"}', '[{"do": "no such action"}]', "[1]", 3, [], "[[[[[[", "[null]"],
        }


def read_actions(public: Public, value: object) -> list[dict[str, Any]]:
    """The actions in `value`, each as it was declared, and within the bounds. Raises InputError naming the first that is not."""
    if not isinstance(value, str) or len(value) > MAX_CHARACTERS:
        raise InputError(
            _("The answer must be a list of at most {max_actions} actions.").format(max_actions=MAX_ACTIONS)
        )
    try:
        found = parse_strict(value)
    except StrictJsonError as error:
        raise InputError(_("The list of actions can't be read ({error}).").format(error=error)) from None
    if not isinstance(found, list) or len(found) > MAX_ACTIONS:
        raise InputError(
            _("The answer must be a list of at most {max_actions} actions.").format(max_actions=MAX_ACTIONS)
        )
    actions = [_action(public["actions"], at, one) for at, one in enumerate(found, 1)]
    bounds.check(public.get("bounds", ()), actions)
    return actions


def _action(declared: Mapping[str, Any], at: int, raw: object) -> dict[str, Any]:
    name = raw.get("do") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(name, str) or name not in declared:
        raise InputError(_("Action {at} is none of {declared}.").format(at=at, declared=", ".join(declared)))
    fields = declared[name]
    if set(raw) - {"do"} != set(fields):
        raise InputError(
            _("Action {at}, {name}, needs {fields}.").format(at=at, name=name, fields=", ".join(fields) or _("no more"))
        )
    for field, limits in fields.items():
        value = raw[field]
        if _is_words(limits):
            fits = value in limits
        else:
            number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
            fits = number and limits[0] <= value <= limits[1]
        if not fits:
            raise InputError(
                _("Action {at}, {name}: {field} can't be {value}; allowed: {allowed}.").format(
                    at=at, name=name, field=field, value=repr(str(value)[:40]), allowed=_allowed(limits)
                )
            )
    return {"do": name, **{field: raw[field] for field in fields}}


def replay(secret: Secret, actions: list[dict[str, Any]]) -> dict[str, Any]:
    """`share`, `feedback` and `summary` of `actions`, by the question's own code. Raises CourseError where that is missing."""
    from vertebra.quiz.question.question_code import call, key_code

    folder = Path(secret["folder"])
    code = key_code(folder if folder.is_dir() else SHIPPED.question(secret["question"]))
    if not callable(getattr(code, "replay", None)):
        raise CourseError(
            _("{question}/key.py needs a function replay(values, actions).").format(question=secret["question"])
        )
    got = call(code, "replay", dict(secret["values"]), actions)
    said = got.get("feedback", "")
    return {
        "share": min(1.0, max(0.0, float(got["share"]))),
        "feedback": (said,) if isinstance(said, str) else tuple(said),
        "summary": str(got.get("summary", "")),
        "stages": got.get("stages", []),
    }


def _words(public: Public, actions: list[dict[str, Any]]) -> str:
    """The actions as a person reads them; those of a case room by stage, a line each."""
    if "room" not in public:
        return describe_actions(actions)
    from vertebra.views.case_log import text

    return text(actions)


def _stages(stages: list[dict[str, Any]], points: float, actions: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The stages of a case with their points, what was done in each, and the reasons."""
    from vertebra.views.case_log import by_stage

    done, weight = by_stage(actions), sum(stage["weight"] for stage in stages)
    return tuple(
        {
            "name": stage["name"],
            "max_points": points * stage["weight"] / weight,
            "points": points * stage["weight"] * stage["share"] / weight,
            "done": done.get(stage["name"], []),
            "words": list(stage["words"]),
        }
        for stage in stages
    )


def describe_actions(actions: list[dict[str, Any]]) -> str:
    """The actions as a person reads them."""
    return "; ".join(f"{at}. {_deed(one)}" for at, one in enumerate(actions, 1))


def _deed(action: Mapping[str, Any]) -> str:
    """One action, such as `inject: amount 30, flow 0.1`; what a word is about is clear from the word."""
    fields = [(name, value) for name, value in action.items() if name != "do"]
    told = [f"{name} {value:g}" if _is_number(value) else str(value) for name, value in fields]
    return f"{action['do']}: {', '.join(told)}" if told else str(action["do"])


def _is_range(limits: object) -> bool:
    return isinstance(limits, list) and len(limits) == 2 and all(_is_number(one) for one in limits)


def _is_words(limits: object) -> bool:
    return isinstance(limits, list) and len(limits) > 0 and all(isinstance(one, str) for one in limits)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _allowed(limits: list[Any]) -> str:
    return (
        ", ".join(limits)
        if _is_words(limits)
        else _("{limits} to {limits_2}").format(limits=limits[0], limits_2=limits[1])
    )
