"""A short answer in words, graded by a person with the rubric beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vertebra.errors import InputError
from vertebra.quiz.question.kind import Kind, OptionToken, Public, Score, Secret
from vertebra.texts import _

if TYPE_CHECKING:
    from vertebra.quiz.question.question import QuestionVariant

MAX_CHARACTERS = 6000
DEFAULT_WORDS = 120


class FreeText(Kind):
    """Free text; `words` in the head is the length asked for, and is not enforced."""

    name = "text"
    manually_graded = True

    def problems(self, item: QuestionVariant) -> list[str]:
        found = []
        total = sum(criterion.points for criterion in item.rubric)
        if not item.rubric:
            found.append(_("it has no rubric"))
        elif item.question.points and abs(total - item.question.points) > 1e-9:
            found.append(
                _("its rubric adds up to {total} points, its head says {points}").format(
                    total=f"{total:g}", points=f"{item.question.points:g}"
                )
            )
        if not item.model_answer:
            found.append(_("it has no section 'Model answer'"))
        return found

    def public(self, item: QuestionVariant, coded: OptionToken) -> dict[str, Any]:
        return {"words": int(item.question.spec.get("words", DEFAULT_WORDS))}

    def secret(self, item: QuestionVariant, coded: OptionToken) -> dict[str, Any]:
        rubric = [{"points": criterion.points, "text": criterion.text} for criterion in item.rubric]
        return {"rubric": rubric, "model_answer": item.model_answer}

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

    def examples(self, item: QuestionVariant, coded: OptionToken) -> dict[str, list[Any]]:
        return {"right": [item.model_answer], "wrong": [], "blank": ["", "  \n", None], "nonsense": [3, ["text"], {}]}
