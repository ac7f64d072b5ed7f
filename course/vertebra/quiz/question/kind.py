"""What every kind of question can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from vertebra.quiz.question.question import QuestionVariant

OptionToken = Callable[[str], str]
"""Turns an option's name in the question folder into the random name it is released under."""
Public = Mapping[str, Any]
Secret = Mapping[str, Any]


class Quoting(str):
    """A sentence that quotes what a student typed. It is shown as it stands; other sentences are the course's Markdown."""

    __slots__ = ()


@dataclass(frozen=True)
class Score:
    """What an answer is worth.

    `verdict` is right, partly, wrong, blank, unreadable or by hand; `feedback` the sentences for the student, `note` one
        for the grader; `answer` and `right_answer` are plain text. `stages` are the parts of a case, each with its name, points, what
    was `done` and the reasons in `words`. A sentence with a student's own words in it is a `Quoting`.
    """

    points: float
    max_points: float
    verdict: str
    feedback: tuple[str, ...] = ()
    note: str = ""
    answer: str = ""
    right_answer: str = ""
    stages: tuple[dict[str, Any], ...] = ()


class Kind(ABC):
    """A kind of question: what of a variant is shown, what is kept back, and how an answer is read and scored."""

    name: ClassVar[str]
    manually_graded: ClassVar[bool] = False

    @abstractmethod
    def problems(self, item: QuestionVariant) -> list[str]:
        """What the author of the variant must put right, one sentence each."""

    @abstractmethod
    def public(self, item: QuestionVariant, coded: OptionToken) -> dict[str, Any]:
        """What the learner's machine is given besides the stem: nothing from which the key follows."""

    @abstractmethod
    def secret(self, item: QuestionVariant, coded: OptionToken) -> dict[str, Any]:
        """Key and feedback: what stays with the instructor."""

    @abstractmethod
    def read(self, public: Public, value: object) -> Any:
        """The answer, checked and tidied. Raises InputError with the reason where it is none of this kind."""

    @abstractmethod
    def score(self, secret: Secret, points: float, value: Any) -> Score:
        """The worth of an answer that `read` returned and that is not blank."""

    @abstractmethod
    def text(self, public: Public, value: Any) -> str:
        """The answer in words, for a person who grades or reviews."""

    @abstractmethod
    def right_text(self, secret: Secret) -> str:
        """The right answer in words."""

    @abstractmethod
    def examples(self, item: QuestionVariant, coded: OptionToken) -> dict[str, list[Any]]:
        """Answers to test the variant with: at least `right`, `wrong`, `blank` and `nonsense`."""

    def note(self, public: Public, value: Any) -> str:
        """How the answer was read, where that needs saying to whoever gives it; it says nothing about right or wrong."""
        return ""

    def is_blank(self, value: object) -> bool:
        """Whether nothing has been answered."""
        return value is None or (isinstance(value, str) and not value.strip())
