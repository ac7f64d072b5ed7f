"""What every kind of question can do.

A kind is a folder here and a line in `kinds.py`; nothing else in the course names one. The folder holds the class
(`kind.py`), the script that asks in the browser (`Kind.script`), and, where it can be exported, `export.py`. See
decision 0270.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from vertebra.printing import printable
from vertebra.texts import Text, _

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import numpy as np

    from vertebra.quiz.question.exported_variant import ExportedVariant
    from vertebra.quiz.question.qti_xml import ItemParts
    from vertebra.quiz.question.question import Question, QuestionVariant
    from vertebra.quiz.question.question_parser import Option

OptionToken = Callable[[str], str]
"""Turns an option's name in the question folder into the random name it is released under."""
Public = Mapping[str, Any]
"""A released variant: what the learner's machine is given."""
Secret = Mapping[str, Any]
"""A variant's entry in key.json."""


MAX_QUOTING = 300
"""Characters of a sentence that quotes what a student typed."""


class Quoting(Text):
    """A sentence that quotes what a student typed, with the key of that sentence where it has one.

    It is shown as it stands; other sentences are the course's Markdown.
    """

    __slots__ = ()

    @classmethod
    def of(cls, sentence: str) -> Quoting:
        """The sentence as it may be shown, cut to `MAX_QUOTING` characters."""
        said = sentence if isinstance(sentence, Text) else Text(sentence)
        return cls(printable(said, MAX_QUOTING), said.key, said.values)


@dataclass(frozen=True)
class Score:
    """The score of an answer.

    Parameters
    ----------
    points, max_points
        Points earned, and those of a right answer.
    verdict
        `right`, `partly`, `wrong`, `blank`, `unreadable`, `noted` or `by hand`.
    feedback
        Sentences for the student; one with a student's own words in it is a `Quoting`.
    note
        A sentence for the grader.
    answer, right_answer
        Plain text.
    stages
        The parts of a case, each with its `name`, `points`, `max_points`, what was `done`, and the reasons as `words`.
    """

    points: float
    max_points: float
    verdict: str
    feedback: tuple[str, ...] = ()
    note: str = ""
    answer: str = ""
    right_answer: str = ""
    stages: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, eq=False)
class VariantSource:
    """What a kind parses a variant from.

    Parameters
    ----------
    question
        The question, whose `spec` holds the part of the head that only its kind understands.
    sections
        The text of each section by its title in small letters, filled in.
    key
        What key.py's `key(values)` gives; None where there is none.
    mistakes
        What key.py's `mistakes(values)` gives.
    computed
        Calls another optional function of key.py with the values; None where key.py has none of this name.
    """

    question: Question
    sections: Mapping[str, str]
    key: Any = None
    mistakes: Mapping[str, float] = field(default_factory=dict)
    computed: Callable[[str], Any] = lambda name: None


@dataclass(frozen=True)
class Parsed:
    """A question's text as its kind parsed it: options, where it has some, and `content`, which only the kind reads."""

    options: tuple[Option, ...] = ()
    content: Any = None


class Kind(ABC):
    """A kind of question: how it is written, checked, shown, read, scored, exported, and answered by simulation."""

    name: ClassVar[str]
    script: ClassVar[Path]
    """The module that asks in the browser. It exports a constant of the kind's name: `{ field, emptyAnswer, ... }`."""
    style: ClassVar[Path | None] = None
    """A style sheet of its own."""
    manually_graded: ClassVar[bool] = False
    is_prediction: ClassVar[bool] = False
    page_marking: ClassVar[str] = ""
    """How a page without Python marks an answer, by a name of `site/static/marking.js`; empty where it can't."""
    """Whether it commits the learner before something is shown, and is never right or wrong."""
    chosen_from_options: ClassVar[bool] = False
    """Whether options are offered to be chosen from, so that none may give itself away."""
    has_one_right_option: ClassVar[bool] = False
    """Whether exactly one of its options is right."""
    has_several_right_options: ClassVar[bool] = False
    """Whether any number of its options is right, and each choice is scored."""
    explains_every_option: ClassVar[bool] = False
    """Whether each option has feedback of its own."""
    asks_for_number: ClassVar[bool] = False
    """Whether a number is typed."""
    scored_by_panel: ClassVar[bool] = False
    """Whether points follow what a panel of experts chose."""
    answered_in_figure: ClassVar[bool] = False
    """Whether the picture is the field: it is shown once, and tells one variant from another."""
    keeps_unreadable_text: ClassVar[bool] = False
    """Whether text that can't be read is saved all the same, and scored as unreadable."""
    replays_model: ClassVar[bool] = False
    """Whether scoring runs a model, so that checking every test case of every variant would take minutes."""
    notes_are_mistakes: ClassVar[bool] = False
    """Whether a score's `note` names a mistake that an analysis of the class counts."""
    option_marks: ClassVar[tuple[str, str]] = ("○", "◉")
    """What stands before an option on paper: not chosen, chosen."""
    not_exported_because: ClassVar[str] = ""
    """Why no other platform can ask it; empty where one can."""

    @abstractmethod
    def parse(self, source: VariantSource) -> Parsed:
        """Read the kind's own part of a question.

        Raises
        ------
        CourseError
            Where the text can't be read.
        """

    @abstractmethod
    def problems(self, item: QuestionVariant) -> list[str]:
        """Return the faults of a variant, for its author to put right.

        Parameters
        ----------
        item : QuestionVariant

        Returns
        -------
        list of str
            One sentence each; empty for a sound variant.
        """

    @abstractmethod
    def public(self, item: QuestionVariant, token: OptionToken) -> dict[str, Any]:
        """Return what the learner's machine is given besides the stem.

        Parameters
        ----------
        item : QuestionVariant
        token : OptionToken
            Names an option for release.

        Returns
        -------
        dict
            JSON-able; nothing in it from which the key follows.
        """

    @abstractmethod
    def secret(self, item: QuestionVariant, token: OptionToken) -> dict[str, Any]:
        """Return key and feedback: what stays with the instructor.

        Parameters
        ----------
        item : QuestionVariant
        token : OptionToken
            As for `public`.

        Returns
        -------
        dict
            JSON-able; read again by `score`, `right_text` and the exports.
        """

    @abstractmethod
    def read(self, public: Public, value: object) -> Any:
        """The answer, checked and tidied.

        Raises
        ------
        InputError
            With the reason where it is none of this kind.
        """

    @abstractmethod
    def score(self, secret: Secret, points: float, value: Any) -> Score:
        """Score an answer.

        Parameters
        ----------
        secret : Secret
            As `secret` made it, with the variant's `public` part.
        points : float
            The item's points, 0 or more.
        value : Any
            As `read` returned it, and not blank.
        """

    @abstractmethod
    def text(self, public: Public, value: Any) -> str:
        """Return the answer in words, for a person who grades or reviews.

        Parameters
        ----------
        public : Public
        value : Any
            As `read` returned it.
        """

    @abstractmethod
    def right_text(self, secret: Secret) -> str:
        """The right answer in words."""

    @abstractmethod
    def examples(self, item: QuestionVariant, token: OptionToken) -> dict[str, list[Any]]:
        """Return answers to test a variant with.

        Parameters
        ----------
        item : QuestionVariant
        token : OptionToken
            As for `public`.

        Returns
        -------
        dict of str to list
            By what they are: at least `right`, `wrong`, `blank` and `nonsense`.
        """

    @abstractmethod
    def simulate_answer(self, secret: Secret, known: float, rng: np.random.Generator) -> str | tuple[str, ...]:
        """Draw an answer for a demonstration.

        Parameters
        ----------
        secret : Secret
        known : float
            Probability, 0 to 1, that the student knows it.
        rng : np.random.Generator
        """

    def note(self, public: Public, value: Any) -> str:
        """Return how the answer was read, where a student needs to know.

        Parameters
        ----------
        public : Public
        value : Any
            As `read` returned it.

        Returns
        -------
        str
            Empty mostly; it says nothing about right or wrong.
        """
        return ""

    def is_blank(self, value: object) -> bool:
        """Whether nothing has been answered."""
        return value is None or (isinstance(value, str) and not value.strip())

    def shuffled(self, item: QuestionVariant, rank: Callable[[str], bytes]) -> tuple[Option, ...]:
        """Return the options in the order of their release.

        Parameters
        ----------
        item : QuestionVariant
        rank : Callable[[str], bytes]
            Gives each name its rank; unless the head fixes the order.
        """
        if item.question.fixed_order:
            return item.options
        return tuple(sorted(item.options, key=lambda option: rank(option.id)))

    def shown_values(self, variants: Collection[Secret]) -> set[str]:
        """Texts of the keys that everybody is shown: they don't give a key away."""
        return set()

    def place(self, secret: Secret, value: object, read: str) -> dict[str, Any] | None:
        """Return the marks to draw into the picture.

        Parameters
        ----------
        secret : Secret
        value : object
            The answer as it was saved.
        read : str
            Its text; empty where it could not be read.

        Returns
        -------
        dict or None
            With `point` (None where the answer has none) and `target`; None for no marks.
        """
        return None

    def after_answer(self, item: QuestionVariant) -> str:
        """Markdown that is shown after any answer, right or wrong; the explanation stands apart."""
        return ""

    def self_check_label(self) -> str:
        """What stands above the question in a lesson."""
        return _("Predict") if self.is_prediction else _("Check yourself")

    def field_on_paper(self, public: Public) -> str:
        """What stands in the place of the field on paper, where there are no options."""
        return ""

    def export_note(self, variant: ExportedVariant, reads_units: bool) -> str:
        """Return a sentence to stand below the stem on another platform.

        Parameters
        ----------
        variant : ExportedVariant
        reads_units : bool
            Whether the platform reads units.
        """
        return ""

    def to_moodle(self, element: Element, variant: ExportedVariant) -> None:
        """Set the type of Moodle's `question` and add what only this kind has.

        Parameters
        ----------
        element : Element
            The question; it is changed.
        variant : ExportedVariant
        """
        raise NotImplementedError

    def to_qti(self, variant: ExportedVariant, png: bytes | None) -> ItemParts:
        """Return what the kind gives its item of QTI 2.1.

        Parameters
        ----------
        variant : ExportedVariant
        png : bytes | None
            The variant's picture, where it has one.
        """
        raise NotImplementedError
