"""The rules that every question of the bank obeys, so that it measures what is known and nothing else.

After the manual of the US National Board of Medical Examiners on writing items: no option gives itself away by its
length, its place or its wording, each one is explained, and nothing is asked by a negation. Each function returns
faults as sentences that name the item and what to do. See decision 0380.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from vertebra.quiz.question import question_code
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.question import Question, QuestionVariant
from vertebra.quiz.question.question_parser import Option
from vertebra.texts import _

MAX_KEY_LONGEST_FRACTION = 0.35
"""In how many of the single-choice items the key may be the longest option; chance makes a quarter to a third."""
MIN_ITEMS_FOR_SHARE = 10
"""Single-choice items that a quiz must have before its own share says anything."""
MAX_LENGTH_RATIO = 1.5
SHORT_DIFFERENCE_CHARS = 14
"""A difference in length that nobody notices, as between two numbers with their units."""
MIN_OPTIONS = 3
MAX_Z = 1.96
"""How far from drawing evenly the places of a key may be: the interval of 95%."""
MIN_FEEDBACK_WORDS = 10
LEVELS = ("recall", "calculation", "interpretation", "decision")
"""Cognitive levels, from what is remembered to what is decided for a patient."""
CELLS = (
    "bone",
    "mechanics",
    "consequences",
    "imaging",
    "evidence",
    "preparation",
    "technique",
    "complications",
    "bone drugs",
    "follow-up",
)
"""Areas of the blueprint."""
NEGATION = re.compile(r"\*\*(?:not|never|except|no)\*\*|\b(?:EXCEPT|NOT)\b|\bis not (?:true|one|right)\b")
JOKES = re.compile(
    r"!|\b(?:of the dead|reflects heat|more sedation|dice|sold|magic\w*|miracles?|lottery|horoscopes?|star signs?|"
    r"full moon|ghosts?|aliens?|curse[ds]?|superstition|toss(?:ing)? a coin|coin toss|jokes?|funny|bored|bad luck|"
    r"lazy|lunch|smells?|colour of the|paperwork)\b",
    re.IGNORECASE,
)
"""Marks and words of distractors that nobody believes: some stood in the bank, others are of their kind."""
GRADED_FOLDER = "questions"


@dataclass(frozen=True)
class LongestKey:
    """How often the key is the longest option: `longest` of `items`; a tie counts by its share."""

    items: int
    longest: float

    @property
    def fraction(self) -> float:
        """The share; 0 without items."""
        return self.longest / self.items if self.items else 0.0


def is_graded(question: Question) -> bool:
    """Whether the question earns points in a quiz; self-checks lie in a folder of their own."""
    return question.folder.parent.name == GRADED_FOLDER


def item_rule_faults(item: QuestionVariant) -> list[str]:
    """What a variant of the course's bank breaks."""
    return item_advice(item) + (_course_faults(item.question) if is_graded(item.question) else [])


def item_advice(item: QuestionVariant) -> list[str]:
    """What a variant breaks of the rules that hold for anybody's question."""
    faults = [*_option_faults(item), *_feedback_faults(item)]
    if NEGATION.search(item.stem):
        faults.append(_("its stem asks by a negation; ask for what is true"))
    if is_graded(item.question):
        faults += _graded_faults(item)
    return faults


def _graded_faults(item: QuestionVariant) -> list[str]:
    question, faults = item.question, []
    if not item.explanation.strip():
        faults.append(_("it has no section 'Explanation'"))
    if not question.sources:
        faults.append(_("it names no source; write sources = [...] with keys of references.bib"))
    if question.draws_with:
        faults.append(
            _("it takes its numbers from {other}: whoever errs there loses twice; give it numbers of its own").format(
                other=question.draws_with
            )
        )
    return faults


def _course_faults(question: Question) -> list[str]:
    """What a question lacks for the course's blueprint, which a teacher's own may do without."""
    faults = []
    if question.level not in LEVELS:
        faults.append(_("its level must be one of {levels}").format(levels=", ".join(LEVELS)))
    if question.cell not in CELLS:
        faults.append(_("its cell of the blueprint must be one of {cells}").format(cells=", ".join(CELLS)))
    return faults


def _option_faults(item: QuestionVariant) -> list[str]:
    kind = kind_of(item.question.kind)
    if not kind.chosen_from_options:
        return []
    faults, options = [], item.options
    if len(options) < MIN_OPTIONS:
        faults.append(_("it has fewer than three options"))
    short, long = (pick(options, key=lambda option: len(option.text)) for pick in (min, max))
    if len(long.text) > allowed_length(len(short.text)):
        faults.append(
            _("its option {long} is more than one and a half times as long as {short} ({n_long}, {n_short})").format(
                long=repr(long.id), short=repr(short.id), n_long=len(long.text), n_short=len(short.text)
            )
        )
    if item.question.fixed_order and not question_code.has_key(item.question.folder):
        faults.append(_("its options stand in a fixed order, so that the key always has the same place"))
    if kind.has_several_right_options and 2 * sum(option.correct for option in options) > len(options):
        faults.append(_("more than half of its options are right: choosing all of them earns points"))
    faults += [
        _("its option {id} is one that nobody believes").format(id=repr(option.id))
        for option in options
        if JOKES.search(option.text)
    ]
    return faults


def place_faults(variants: Sequence[QuestionVariant]) -> list[str]:
    """The fault of a question whose options keep a natural order (`fixed_order`) and whose key stands in one place
    more often than drawing it makes.

    Grades and categories may stand in their order where the key is drawn: then no place tells anything.
    """
    if not variants or not variants[0].question.fixed_order:
        return []
    n, p = len(variants), 1 / len(variants[0].options)
    places = [
        sum(item.options[at].correct for item in variants if at < len(item.options)) for at in range(round(1 / p))
    ]
    limit = n * p + MAX_Z * math.sqrt(n * p * (1 - p))
    if max(places) <= limit:
        return []
    return [
        _(
            "its options stand in a fixed order, and the right one in place {place} in {most} of {n} variants; let "
            "`generate` draw each about equally often"
        ).format(place=places.index(max(places)) + 1, most=max(places), n=n)
    ]


def allowed_length(shortest: int) -> float:
    """How long the longest option may be beside one of `shortest` characters."""
    return max(MAX_LENGTH_RATIO * shortest, shortest + SHORT_DIFFERENCE_CHARS)


def _feedback_faults(item: QuestionVariant) -> list[str]:
    spoken: list[tuple[str, str]] = []
    if kind_of(item.question.kind).explains_every_option:
        spoken = [(option.id, option.feedback) for option in item.options]
    spoken += list(item.feedback.items())
    return [
        _("what it says to {id} has {n} words; at least {least} explain").format(
            id=repr(name), n=len(text.split()), least=MIN_FEEDBACK_WORDS
        )
        for name, text in spoken
        if len(text.split()) < MIN_FEEDBACK_WORDS
    ]


def longest_key(items: Iterable[QuestionVariant]) -> LongestKey:
    """How often the key is the longest option of single-choice items."""
    singles = [item.options for item in items if kind_of(item.question.kind).has_one_right_option]
    return LongestKey(len(singles), float(sum(map(_longest_fraction, singles))))


def _longest_fraction(options: Sequence[Option]) -> Fraction:
    most = max(len(option.text) for option in options)
    longest = [option for option in options if len(option.text) == most]
    return Fraction(sum(option.correct for option in longest), len(longest))


def share_fault(where: str, items: Iterable[QuestionVariant], min_items: int = MIN_ITEMS_FOR_SHARE) -> list[str]:
    """The fault of a bank or a quiz whose key is the longest option too often."""
    longest = longest_key(items)
    if longest.items < min_items or longest.fraction <= MAX_KEY_LONGEST_FRACTION:
        return []
    return [
        _(
            "{where}: the key is the longest option in {percent}% of {n} single-choice items; at most {most}% may be. "
            "Lengthen distractors or shorten keys"
        ).format(
            where=where,
            percent=f"{100 * longest.fraction:.0f}",
            n=longest.items,
            most=f"{100 * MAX_KEY_LONGEST_FRACTION:.0f}",
        )
    ]
