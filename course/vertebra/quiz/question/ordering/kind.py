"""Putting steps into order. See decision 0110."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vertebra.errors import InputError
from vertebra.quiz.question import question_parser
from vertebra.quiz.question.kind import Kind, OptionToken, Parsed, Public, Score, Secret, VariantSource
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import numpy as np

    from vertebra.quiz.question.exported_variant import ExportedVariant
    from vertebra.quiz.question.qti_xml import ItemParts
    from vertebra.quiz.question.question import QuestionVariant
    from vertebra.quiz.question.question_parser import Option

RULE = _(
    "Put the steps into order. Of every two steps, it counts which comes first: all points for all "
    "pairs, none where half of them or fewer are right, and in between in proportion."
)


@dataclass(frozen=True)
class OrderingContent:
    """The names of the steps in the right order."""

    order: tuple[str, ...]


class Ordering(Kind):
    """Steps in an order. The share of the points is (pairs in order - pairs out of order) / pairs, never below zero.

    This is Kendall's tau cut off at zero: an order by chance earns nothing on average, two neighbours changed cost
    little. The section `## Order` lists the steps in the right order; the release shuffles them, never into the right
    order.
    """

    name = "ordering"
    page_marking = "order"
    explains_every_option = True
    script = Path(__file__).with_name("ordering.js")
    option_marks = ("↕", "↕")

    def parse(self, source: VariantSource) -> Parsed:
        steps = question_parser.steps(source.question.id, source.sections.get("order", ""))
        order = tuple(source.key) if source.key else tuple(step.id for step in steps)
        return Parsed(steps, OrderingContent(order))

    def shuffled(self, item: QuestionVariant, rank: Callable[[str], bytes]) -> tuple[Option, ...]:
        steps = super().shuffled(item, rank)
        shows_answer = [step.id for step in steps] == list(item.content.order) and not item.question.fixed_order
        return (*steps[1:], steps[0]) if shows_answer else steps

    def problems(self, item: QuestionVariant) -> list[str]:
        texts = [" ".join(option.text.lower().split()) for option in item.options]
        faults = [
            _("its step {id} has no text").format(id=repr(option.id)) for option in item.options if not option.text
        ]
        faults += [
            pgettext("option-without-feedback", "its step {id} has no feedback").format(id=repr(option.id))
            for option in item.options
            if not option.feedback
        ]
        if len(item.options) < 3:
            faults.append(_("it has fewer than three steps"))
        if len(set(texts)) < len(texts) or len({o.id for o in item.options}) < len(item.options):
            faults.append(pgettext("steps-the-same", "two of its steps are the same, or have the same name"))
        if item.question.fixed_order:
            faults.append(pgettext("order-shown", "fixed_order would show the right order: leave it out"))
        return faults

    def public(self, item: QuestionVariant, token: OptionToken) -> dict[str, Any]:
        return {"options": [{"id": token(o.id), "text": o.text} for o in item.options], "rule": RULE}

    def secret(self, item: QuestionVariant, token: OptionToken) -> dict[str, Any]:
        steps = {o.id: {"id": token(o.id), "name": o.id, "text": o.text, "because": o.feedback} for o in item.options}
        return {"order": [steps[name] for name in item.content.order]}

    def right_text(self, secret: Secret) -> str:
        return _in_words([step["text"] for step in secret["order"]])

    def read(self, public: Public, value: object) -> list[str]:
        known = [option["id"] for option in public["options"]]
        if not isinstance(value, list | tuple) or sorted(map(str, value)) != sorted(known):
            raise InputError(
                _("The answer must be this question's {n_known} steps, each once.").format(n_known=len(known))
            )
        return [str(step_id) for step_id in value]

    def is_blank(self, value: object) -> bool:
        return value is None or value == "" or value == [] or value == ()

    def text(self, public: Public, value: Any) -> str:
        texts = {option["id"]: option["text"] for option in public["options"]}
        return _in_words([texts[step_id] for step_id in value])

    def score(self, secret: Secret, points: float, value: Any) -> Score:
        order = [step["id"] for step in secret["order"]]
        place = {name: at for at, name in enumerate(value)}
        pairs = list(combinations(order, 2))
        misplaced = [(a, b) for a, b in pairs if place[a] > place[b]]
        earned = points * max(0.0, 1 - 2 * len(misplaced) / len(pairs))
        verdict = "right" if not misplaced else "partly" if earned > 0 else "wrong"
        # A step is explained where it stands before one that it should follow.
        late = {b for _unused, b in misplaced} if misplaced else set(order)
        sentences = tuple(f"{s['text']} – {s['because']}" for s in secret["order"] if s["id"] in late)
        return Score(
            round(earned, 4),
            points,
            verdict,
            sentences,
            _("{n_misplaced} of {n_pairs} pairs out of order").format(n_misplaced=len(misplaced), n_pairs=len(pairs)),
        )

    def examples(self, item: QuestionVariant, token: OptionToken) -> dict[str, list[Any]]:
        right = [token(name) for name in item.content.order]
        return {
            "right": [right],
            "wrong": [right[::-1]],
            "neighbours": [[*right[:at], right[at + 1], right[at], *right[at + 2 :]] for at in range(len(right) - 1)],
            "blank": [[], None, ""],
            "nonsense": [right[:-1], [*right, right[0]], [right[0]] * len(right), "a", 3, [["a"]]],
        }

    def simulate_answer(self, secret: Secret, known: float, rng: np.random.Generator) -> tuple[str, ...]:
        # The right order with some neighbours changed: the fewer, the better it is known.
        order = [str(step["id"]) for step in secret["order"]]
        for _unused in range(int(rng.poisson(3 * (1 - known)))):
            at = int(rng.integers(len(order) - 1))
            order[at], order[at + 1] = order[at + 1], order[at]
        return tuple(order)

    def to_moodle(self, element: Element, variant: ExportedVariant) -> None:
        from vertebra.quiz.question.ordering import export

        export.to_moodle(element, variant)

    def to_qti(self, variant: ExportedVariant, png: bytes | None) -> ItemParts:
        from vertebra.quiz.question.ordering import export

        return export.to_qti(variant)


def _in_words(texts: list[str]) -> str:
    return "; ".join(f"{at}. {text}" for at, text in enumerate(texts, 1))
