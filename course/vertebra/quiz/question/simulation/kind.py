"""A simulation's actions, replayed by the question's own code: what was done is scored, not what the page says came of
it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vertebra.errors import CourseError, InputError
from vertebra.quiz.question.kind import Kind, OptionToken, Parsed, Public, Quoting, Score, Secret, VariantSource
from vertebra.quiz.question.simulation import bounds
from vertebra.quiz.question.simulation.actions import describe_actions, is_range, is_words, read_actions, replay
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    import numpy as np

    from vertebra.quiz.question.question import QuestionVariant


@dataclass(frozen=True)
class SimulationContent:
    """The actions of a right answer."""

    solution: tuple[Mapping[str, Any], ...]


class Simulation(Kind):
    """A list of actions, which the answer holds as JSON text.

    The head declares every action and its fields: `[actions.advance]` with `depth_mm = [0, 60]` (a number's limits) or
    `side = ["left", "right"]` (words). key.py has `replay(values, actions) -> dict` with `share` (0 to 1), `feedback`
    (a sentence or a list) and, where wanted, `summary` and `stages`, one for each sentence of the feedback (`name`,
    `weight`, `share`, and the reasons as `words`); and `key(values)`, the actions of a right answer. `replay` must give
    the same for the same arguments; where actions can't be done it raises InputError. `[[bounds]]` say how much all of
    them may add up to (`bounds.py`). With `room = ["number", "kind"]`, names of its values, the actions are done in a
    case room above the item (`session/graded_case.py`), and the item shows the list only.
    """

    name = "simulation"
    script = Path(__file__).with_name("simulation.js")
    replays_model = True
    not_exported_because = pgettext("not-exported-replayed", "it is replayed in the course's own model")

    def parse(self, source: VariantSource) -> Parsed:
        return Parsed(content=SimulationContent(tuple(source.key or ())))

    def problems(self, item: QuestionVariant) -> list[str]:
        declared = item.question.spec.get("actions", {})
        if not declared:
            return [_("its head declares no actions")]
        faults = [
            _("the field {field} of its action {name} needs two numbers, or words").format(
                field=repr(field), name=repr(name)
            )
            for name, fields in declared.items()
            for field, limits in fields.items()
            if not (is_range(limits) or is_words(limits))
        ]
        faults += bounds.problems(item.question.spec.get("bounds", []), declared)
        if not item.content.solution:
            faults.append(_("its key gives no actions"))
        return faults or self._replay_problems(item)

    def _replay_problems(self, item: QuestionVariant) -> list[str]:
        try:
            right = replay(
                self.secret(item, str), read_actions(self.public(item, str), json.dumps(item.content.solution))
            )
        except CourseError as error:
            return [_("its key can't be replayed: {error}").format(error=error)]
        return (
            []
            if right["share"] == 1
            else [
                pgettext("key-not-all-points", "its key earns a share of {share}, not all points").format(
                    share=f"{right['share']:g}"
                )
            ]
        )

    def public(self, item: QuestionVariant, token: OptionToken) -> dict[str, Any]:
        declared = item.question.spec["actions"]
        actions = {name: {f: list(limits) for f, limits in fields.items()} for name, fields in declared.items()}
        room = item.question.spec.get("room")
        limits = bounds.released(item.question.spec.get("bounds", []))
        return {"actions": actions, "bounds": limits} | (
            {"room": {name: item.values[name] for name in room}} if room else {}
        )

    def secret(self, item: QuestionVariant, token: OptionToken) -> dict[str, Any]:
        return {
            "question": item.question.id,
            "folder": str(item.question.folder),
            "values": dict(item.values),
            "solution": [dict(action) for action in item.content.solution],
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
            said = Quoting.of(error.text)
            return Score(0.0, points, "wrong", (said,), str(said))
        share = got["share"]
        verdict = "right" if share == 1 else "partly" if share > 0 else "wrong"
        stages = _stages(got["stages"], points, json.loads(value)) if got["stages"] else ()
        return Score(round(points * share, 4), points, verdict, got["feedback"], got["summary"], stages=stages)

    def examples(self, item: QuestionVariant, token: OptionToken) -> dict[str, list[Any]]:
        return {
            "right": [json.dumps([dict(action) for action in item.content.solution])],
            "wrong": [],
            "blank": ["", "[]", None],
            "nonsense": ["[", '{"do": "x"}', '[{"do": "no such action"}]', "[1]", 3, [], "[[[[[[", "[null]"],
        }

    def shown_values(self, variants: Collection[Secret]) -> set[str]:
        # The words of the actions, and what of the drawn values stands in the stem: everybody sees the patient.
        values: set[str] = set()
        for variant in variants:
            declared = [limits for fields in variant["public"]["actions"].values() for limits in fields.values()]
            values.update(word for limits in declared for word in limits if isinstance(word, str))
            values.update(value for value in variant["values"].values() if str(value) in variant["public"]["stem"])
        return values

    def simulate_answer(self, secret: Secret, known: float, rng: np.random.Generator) -> str:
        # The solution, without its last actions where it is not known.
        solution = secret["solution"]
        kept = solution if rng.random() < known else solution[: int(rng.integers(1, len(solution) + 1))]
        return json.dumps(kept)

    def field_on_paper(self, public: Public) -> str:
        if public.get("room"):
            return _("A case room: patient {values}.").format(values=", ".join(map(str, public["room"].values())))
        return _("To do: {actions}.").format(actions=", ".join(public["actions"]))


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
