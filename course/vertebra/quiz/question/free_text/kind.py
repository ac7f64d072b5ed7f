"""A short answer in words, graded by a person with the rubric beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vertebra.errors import InputError
from vertebra.quiz.question import question_parser
from vertebra.quiz.question.kind import Kind, OptionToken, Parsed, Public, Score, Secret, VariantSource
from vertebra.quiz.question.question_parser import Criterion
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import numpy as np

    from vertebra.quiz.question.exported_variant import ExportedVariant
    from vertebra.quiz.question.qti_xml import ItemParts
    from vertebra.quiz.question.question import QuestionVariant

MAX_CHARACTERS = 6000
DEFAULT_WORDS = 120


@dataclass(frozen=True)
class FreeTextContent:
    """What a person grades by."""

    rubric: tuple[Criterion, ...]
    model_answer: str


class FreeText(Kind):
    """Free text; `words` in the head is the length asked for, and is not enforced."""

    name = "text"
    page_marking = "words"
    script = Path(__file__).with_name("text.js")
    manually_graded = True

    def parse(self, source: VariantSource) -> Parsed:
        rubric = question_parser.rubric(source.question.id, source.sections.get("rubric", ""))
        return Parsed(content=FreeTextContent(rubric, source.sections.get("model answer", "")))

    def problems(self, item: QuestionVariant) -> list[str]:
        faults = []
        total = sum(criterion.points for criterion in item.content.rubric)
        if not item.content.rubric:
            faults.append(pgettext("no-rubric", "it has no rubric"))
        elif item.question.points and abs(total - item.question.points) > 1e-9:
            faults.append(
                pgettext("rubric-sum", "its rubric adds up to {total} points, its head says {points}").format(
                    total=f"{total:g}", points=f"{item.question.points:g}"
                )
            )
        if not item.content.model_answer:
            faults.append(_("it has no section 'Model answer'"))
        return faults

    def public(self, item: QuestionVariant, token: OptionToken) -> dict[str, Any]:
        return {"words": int(item.question.spec.get("words", DEFAULT_WORDS))}

    def secret(self, item: QuestionVariant, token: OptionToken) -> dict[str, Any]:
        rubric = [{"points": criterion.points, "text": criterion.text} for criterion in item.content.rubric]
        return {"rubric": rubric, "model_answer": item.content.model_answer}

    def read(self, public: Public, value: object) -> str:
        if not isinstance(value, str):
            raise InputError(_("The answer must be text."))
        if len(value) > MAX_CHARACTERS:
            raise InputError(
                _("The answer has {n_value} characters; at most {max_characters} are kept.").format(
                    n_value=len(value), max_characters=MAX_CHARACTERS
                )
            )
        return value.strip()

    def text(self, public: Public, value: Any) -> str:
        return str(value)

    def right_text(self, secret: Secret) -> str:
        return str(secret["model_answer"])

    def score(self, secret: Secret, points: float, value: Any) -> Score:
        return Score(0.0, points, "by hand", note=_("To be graded by hand with the rubric."))

    def examples(self, item: QuestionVariant, token: OptionToken) -> dict[str, list[Any]]:
        return {
            "right": [item.content.model_answer],
            "wrong": [],
            "blank": ["", "  \n", None],
            "nonsense": [3, ["text"], {}],
        }

    def simulate_answer(self, secret: Secret, known: float, rng: np.random.Generator) -> str:
        # The sentences of the model answer that the student would think of.
        sentences = [part.strip() for part in secret["model_answer"].replace("\n", " ").split(". ") if part.strip()]
        kept = [sentence.rstrip(".") + "." for sentence in sentences if rng.random() < 0.25 + 0.7 * known]
        return " ".join(kept)

    def field_on_paper(self, public: Public) -> str:
        return _("An answer in about {words} words.").format(words=public.get("words"))

    def to_moodle(self, element: Element, variant: ExportedVariant) -> None:
        from vertebra.quiz.question.free_text import export

        export.to_moodle(element, variant)

    def to_qti(self, variant: ExportedVariant, png: bytes | None) -> ItemParts:
        from vertebra.quiz.question.free_text import export

        return export.to_qti(variant)
