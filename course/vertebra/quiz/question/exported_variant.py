"""One variant of a question on its way to another learning platform."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from vertebra.quiz.question.question import QuestionVariant


@dataclass(frozen=True, eq=False)
class ExportedVariant:
    """A variant of a question, for another platform.

    Parameters
    ----------
    item : QuestionVariant
    secret : mapping of str to Any
        Its key under the options' own names.
    picture : Callable[[], bytes], optional
        Draws its PNG, where it has one.
    """

    item: QuestionVariant
    secret: Mapping[str, Any]
    picture: Callable[[], bytes] | None = None

    @property
    def name(self) -> str:
        """The question's name, with the variant's number where there are several."""
        many = self.item.question.count > 1
        return f"{self.item.question.id}-{self.item.index + 1:02d}" if many else self.item.question.id
