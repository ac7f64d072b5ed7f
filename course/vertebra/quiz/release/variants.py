"""Which variants of a question there are, and which of them a student is given."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

from vertebra import cache
from vertebra.errors import CourseError
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.question import Question, QuestionVariant
from vertebra.texts import join, pgettext

ATTEMPTS_PER_VARIANT = 20
MAX_FAULTS_SHOWN = 5


def _digest(*parts: object) -> bytes:
    # JSON keeps ("a", "bc") and ("ab", "c") apart, which joining would not.
    return hashlib.sha256(json.dumps([str(part) for part in parts]).encode()).digest()


def assign_variant(salt: str, course: str, quiz: str, item: str, student: str, count: int) -> int:
    """Return the number of the variant that a student gets; the same wherever it is computed.

    Parameters
    ----------
    salt : str
        The release's public salt.
    course, quiz, item, student : str
        Their ids.
    count : int
        Variants of the item, 1 or more.

    Returns
    -------
    int
        0 to `count` - 1.
    """
    return int.from_bytes(_digest(salt, course, quiz, item, student), "big") % count


def derive_public_salt(cohort_salt: str) -> str:
    """Return the salt that is released for `assign_variant`.

    Parameters
    ----------
    cohort_salt : str
        The instructor's secret; neither it nor a key can be had from the result.
    """
    return _digest("draw", cohort_salt).hex()[:32]


def option_token(cohort_salt: str, item: str, variant: int, name: str) -> str:
    """Return the name under which an option is released: random, and different in every variant and for every cohort.

    Parameters
    ----------
    cohort_salt : str
        The instructor's secret.
    item : str
        Its id.
    variant : int
        Its number, from 0.
    name : str
        The option's own name.
    """
    return _digest("option", cohort_salt, item, variant, name).hex()[:10]


@cache.QUESTIONS.memoize
def variants_of(question: Question, salt: str = "", count: int | None = None) -> tuple[QuestionVariant, ...]:
    """The variants of `question` that `salt` gives: each passes the checks of its kind, and no two read the same.

    A draw that fails is drawn again.

    Raises
    ------
    CourseError
        With the faults where too few can be had.
    """
    return draw_linked((question,), salt, count)[0]


def draw_linked(
    questions: tuple[Question, ...],
    salt: str = "",
    count: int | None = None,
    accepted: Callable[[QuestionVariant], None] = lambda item: None,
) -> list[tuple[QuestionVariant, ...]]:
    """The variants of questions that share their values (`draws_with`), side by side; a draw counts where all pass.

    Parameters
    ----------
    questions
        The questions that share their values.
    salt
        What draws: another salt, other variants.
    count
        How many variants; the fewest that a question asks for if left out.
    accepted
        Is called with each at once, while the models still have what it was drawn from.

    Raises
    ------
    CourseError
        Too few can be had; the message names the faults.
    """
    wanted = count or min(question.count for question in questions)
    assigned: list[tuple[QuestionVariant, ...]] = []
    seen: set[tuple[str, ...]] = set()
    faults: set[str] = set()
    for attempt in range(wanted * ATTEMPTS_PER_VARIANT if questions[0].parametric else 1):
        drawn = tuple(question.item(question.draw(f"{salt}\x1f{attempt}"), len(assigned)) for question in questions)
        problems = [problem for item in drawn for problem in kind_of(item.question.kind).problems(item)]
        faults.update(problems)
        reads = [shown_content(item) for item in drawn]
        if problems or seen.intersection(reads):
            continue
        seen.update(reads)
        assigned.append(drawn)
        for item in drawn:
            accepted(item)
        if len(assigned) == wanted:
            return list(zip(*assigned, strict=True))
    names = " and ".join(repr(question.id) for question in questions)
    raise CourseError(
        pgettext("too-few-draws", "The question {names} gives {n_found} of {wanted} variants: {told}.").format(
            names=names, n_found=len(assigned), wanted=wanted, told=_told(faults)
        )
    )


def shown_content(item: QuestionVariant) -> tuple[str, ...]:
    """What tells a variant from another for who answers it: text, options, and what its picture is drawn from."""
    is_field = kind_of(item.question.kind).answered_in_figure
    drawn_from = {} if item.figure is None else item.values if item.figure.own else item.figure.values
    picture = (str(sorted(drawn_from.items())),) if item.figure and (is_field or item.figure.own) else ()
    return (item.question.id, item.stem, *sorted(option.text for option in item.options), *picture)


def _told(faults: set[str]) -> str:
    """The first few faults: those of 100 draws differ in nothing but their numbers."""
    kept = sorted(faults)[:MAX_FAULTS_SHOWN]
    more = len(faults) - len(kept)
    reasons = [fault if len(fault) <= 200 else fault[:200] + "…" for fault in kept]
    if not reasons:
        return pgettext("values-repeat", "its values repeat too often")
    others = pgettext("more-like-these", "and {more} more like these").format(more=more) if more else ""
    return join(*reasons, others, between="; ")


def shuffle_options(item: QuestionVariant, cohort_salt: str) -> QuestionVariant:
    """The item with its options shuffled for this variant, unless their order is fixed."""

    def rank(option: str) -> bytes:
        return _digest("order", cohort_salt, item.question.id, item.index, option)

    return replace(item, options=kind_of(item.question.kind).shuffled(item, rank))
