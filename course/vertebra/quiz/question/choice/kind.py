"""Choosing among options: the single best answer, multiple response, and a prediction, which is never wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vertebra.errors import InputError
from vertebra.quiz.question import question_parser
from vertebra.quiz.question.kind import Kind, OptionToken, Parsed, Public, Score, Secret, VariantSource
from vertebra.quiz.question.simulated_student import attracted_by
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import numpy as np

    from vertebra.quiz.question.exported_variant import ExportedVariant
    from vertebra.quiz.question.qti_xml import ItemParts
    from vertebra.quiz.question.question import QuestionVariant


class _Choice(Kind):
    rule = ""
    script = Path(__file__).with_name("choice.js")
    chosen_from_options = True

    def parse(self, source: VariantSource) -> Parsed:
        return Parsed(question_parser.options(source.question.id, source.sections.get("options", ""), source.key))

    def public(self, item: QuestionVariant, token: OptionToken) -> dict[str, Any]:
        shown: dict[str, Any] = {"options": [{"id": token(o.id), "text": o.text} for o in item.options]}
        return {**shown, "rule": self.rule} if self.rule else shown

    def secret(self, item: QuestionVariant, token: OptionToken) -> dict[str, Any]:
        options = [
            {"id": token(o.id), "name": o.id, "text": o.text, "feedback": o.feedback, "right": o.correct}
            for o in item.options
        ]
        return {"options": options}

    def right_text(self, secret: Secret) -> str:
        return "; ".join(option["text"] for option in secret["options"] if option["right"])

    def _known(self, public: Public, value: object) -> str:
        if not isinstance(value, str) or value not in {option["id"] for option in public["options"]}:
            raise InputError(
                pgettext(
                    "no-such-option",
                    "{value} is none of this question's options.",
                ).format(value=repr(str(value)[:40]))
            )
        return value

    def _text_of(self, public: Public, option_id: str) -> str:
        return next((option["text"] for option in public["options"] if option["id"] == option_id), "")

    def _common_problems(self, item: QuestionVariant) -> list[str]:
        faults = []
        texts = [" ".join(option.text.lower().split()) for option in item.options]
        if len(item.options) < 2:
            faults.append(_("it has fewer than two options"))
        if len(set(texts)) < len(texts):
            faults.append(pgettext("options-read-the-same", "two of its options read the same"))
        if len({option.id for option in item.options}) < len(item.options):
            faults.append(_("two of its options have the same name"))
        faults += [
            _("its option {id} has no text").format(id=repr(option.id)) for option in item.options if not option.text
        ]
        return faults

    def _feedback_problems(self, item: QuestionVariant) -> list[str]:
        return [
            pgettext("option-without-feedback", "its option {id} has no feedback").format(id=repr(option.id))
            for option in item.options
            if not option.feedback
        ]


class SingleBest(_Choice):
    """Exactly one option is right: all points or none."""

    name = "single"
    page_marking = "choice"
    has_one_right_option = True
    explains_every_option = True

    def problems(self, item: QuestionVariant) -> list[str]:
        right = sum(option.correct for option in item.options)
        wrong_count = (
            []
            if right == 1
            else [
                pgettext("not-one-right-option", "it must have exactly one right option, and has {right}").format(
                    right=right
                )
            ]
        )
        return self._common_problems(item) + self._feedback_problems(item) + wrong_count

    def read(self, public: Public, value: object) -> str:
        return self._known(public, value)

    def text(self, public: Public, value: Any) -> str:
        return self._text_of(public, value)

    def score(self, secret: Secret, points: float, value: Any) -> Score:
        chosen = next(option for option in secret["options"] if option["id"] == value)
        right = bool(chosen["right"])
        return Score(points if right else 0.0, points, "right" if right else "wrong", (chosen["feedback"],))

    def examples(self, item: QuestionVariant, token: OptionToken) -> dict[str, list[Any]]:
        return {
            "right": [token(o.id) for o in item.options if o.correct],
            "wrong": [token(o.id) for o in item.options if not o.correct],
            "blank": ["", None],
            "nonsense": ["no such option", ["a"], {"id": "a"}, 3],
        }

    def simulate_answer(self, secret: Secret, known: float, rng: np.random.Generator) -> str:
        right = [option["id"] for option in secret["options"] if option["right"]]
        wrong = [option for option in secret["options"] if not option["right"]]
        if rng.random() < known + (1 - known) / (len(wrong) + 1):
            return str(right[0])
        return str(wrong[attracted_by([option["name"] + option["text"] for option in wrong], rng)]["id"])

    def to_moodle(self, element: Element, variant: ExportedVariant) -> None:
        from vertebra.quiz.question.choice import export

        export.to_moodle(element, variant, several=False)

    def to_qti(self, variant: ExportedVariant, png: bytes | None) -> ItemParts:
        from vertebra.quiz.question.choice import export

        return export.to_qti(variant, several=False)


class MultipleResponse(_Choice):
    """Any number of options is right. With n right ones, each chosen counts 1/n of the points and each wrong one chosen
    takes 1/n away; the sum never falls below zero. Not choosing a wrong option earns nothing by itself."""

    name = "multiple"
    page_marking = "choices"
    has_several_right_options = True
    explains_every_option = True
    rule = _(
        "Choose all that apply. Each right choice earns an equal share of the points; each wrong choice "
        "takes one share away; the total is never below zero."
    )
    option_marks = ("☐", "☒")

    def problems(self, item: QuestionVariant) -> list[str]:
        right = sum(option.correct for option in item.options)
        faults = self._common_problems(item) + self._feedback_problems(item)
        if right == 0 or right == len(item.options):
            faults.append(pgettext("no-right-or-no-wrong-option", "it needs at least one right and one wrong option"))
        return faults

    def read(self, public: Public, value: object) -> list[str]:
        if not isinstance(value, list | tuple) or len(value) > len(public["options"]):
            raise InputError(_("The answer must be a list of this question's options."))
        chosen = {self._known(public, option_id) for option_id in value}
        return [option["id"] for option in public["options"] if option["id"] in chosen]

    def is_blank(self, value: object) -> bool:
        return value is None or value == "" or value == [] or value == ()

    def text(self, public: Public, value: Any) -> str:
        return "; ".join(self._text_of(public, option_id) for option_id in value)

    def score(self, secret: Secret, points: float, value: Any) -> Score:
        chosen = set(value)
        options = secret["options"]
        n = sum(bool(option["right"]) for option in options)
        net = sum((1 if option["right"] else -1) for option in options if option["id"] in chosen)
        earned = points * max(0, net) / n
        all_right = chosen == {option["id"] for option in options if option["right"]}
        verdict = "right" if all_right else "partly" if earned > 0 else "wrong"
        misplaced = [o for o in options if (o["id"] in chosen) != bool(o["right"])]
        said = options if all_right else misplaced
        sentences = tuple(f"{o['text']} – {o['feedback']}" for o in said if o["id"] in chosen or o["right"])
        return Score(round(earned, 4), points, verdict, sentences)

    def examples(self, item: QuestionVariant, token: OptionToken) -> dict[str, list[Any]]:
        right = [token(o.id) for o in item.options if o.correct]
        wrong = [token(o.id) for o in item.options if not o.correct]
        return {
            "right": [right, right[::-1]],
            "wrong": [[option_id] for option_id in wrong] + [wrong],
            "everything": [right + wrong],
            "half": [right[:1]] if len(right) > 1 else [],
            "blank": [[], None, ""],
            "nonsense": [["no such option"], "a", 3, [[]]],
        }

    def simulate_answer(self, secret: Secret, known: float, rng: np.random.Generator) -> tuple[str, ...]:
        # Each option is judged by itself; who does not know it guesses.
        chosen = []
        for option in secret["options"]:
            believed = option["right"] if rng.random() < known else rng.random() < 0.5
            if believed:
                chosen.append(str(option["id"]))
        return tuple(chosen)

    def to_moodle(self, element: Element, variant: ExportedVariant) -> None:
        from vertebra.quiz.question.choice import export

        export.to_moodle(element, variant, several=True)

    def to_qti(self, variant: ExportedVariant, png: bytes | None) -> ItemParts:
        from vertebra.quiz.question.choice import export

        return export.to_qti(variant, several=True)


@dataclass(frozen=True)
class PredictContent:
    """What is shown after a prediction, in Markdown."""

    reveal: str


class Predict(_Choice):
    """A commitment before the widget is used. There is no right or wrong; after it, the reveal is shown."""

    name = "predict"
    page_marking = "choice"
    is_prediction = True
    not_exported_because = _("a prediction earns no points")

    def parse(self, source: VariantSource) -> Parsed:
        return Parsed(super().parse(source).options, PredictContent(source.sections.get("reveal", "")))

    def problems(self, item: QuestionVariant) -> list[str]:
        faults = self._common_problems(item)
        if any(option.correct for option in item.options):
            faults.append(pgettext("prediction-with-a-mark", "a prediction has no right option: leave every box empty"))
        if item.question.points:
            faults.append(_("a prediction earns no points: leave points out"))
        if not item.content.reveal:
            faults.append(_("it has no section 'Reveal'"))
        return faults

    def after_answer(self, item: QuestionVariant) -> str:
        return str(item.content.reveal)

    def secret(self, item: QuestionVariant, token: OptionToken) -> dict[str, Any]:
        return {**super().secret(item, token), "reveal": item.content.reveal}

    def read(self, public: Public, value: object) -> str:
        return self._known(public, value)

    def text(self, public: Public, value: Any) -> str:
        return self._text_of(public, value)

    def right_text(self, secret: Secret) -> str:
        return ""

    def score(self, secret: Secret, points: float, value: Any) -> Score:
        chosen = next(option for option in secret["options"] if option["id"] == value)
        return Score(0.0, 0.0, "noted", tuple(text for text in (chosen["feedback"], secret["reveal"]) if text))

    def examples(self, item: QuestionVariant, token: OptionToken) -> dict[str, list[Any]]:
        every = [token(o.id) for o in item.options]
        return {"right": every, "wrong": [], "blank": ["", None], "nonsense": ["no such option", ["a"]]}

    def simulate_answer(self, secret: Secret, known: float, rng: np.random.Generator) -> str:
        options = secret["options"]
        return str(options[int(rng.integers(len(options)))]["id"])
