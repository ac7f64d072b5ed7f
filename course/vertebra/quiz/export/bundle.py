"""Questions on their way to another learning platform: what is taken along, with key and feedback.

For instructors only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vertebra.errors import CourseError
from vertebra.quiz.question.bank import SHIPPED, Source, as_bank
from vertebra.quiz.question.exported_variant import ExportedVariant
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.question import QuestionVariant, load
from vertebra.quiz.release.release import ProgressCallback, definition, no_progress
from vertebra.quiz.release.variants import shuffle_options, variants_of
from vertebra.texts import _, join, pgettext


@dataclass(frozen=True)
class ExportBundle:
    """What is exported.

    Parameters
    ----------
    name, title : str
        Of the quiz or the question.
    questions : mapping of str, tuple[ExportedVariant to ...]
        The variants, by question.
    left_out : mapping of str to str
        The reason, by question.
    """

    name: str
    title: str
    questions: Mapping[str, tuple[ExportedVariant, ...]]
    left_out: Mapping[str, str]


def collect(
    name: str, source: Source = SHIPPED, salt: str = "", progress: ProgressCallback = no_progress
) -> ExportBundle:
    """The quiz or question `name` with all variants that `salt` draws.

    Raises
    ------
    CourseError
        Where there is neither, or nothing of it can be taken.
    """
    bank = as_bank(source)
    is_quiz = bank.has_quiz(name)
    if not is_quiz and name not in bank.question_ids():
        raise CourseError(
            pgettext(
                "nothing-of-that-name",
                "There is no quiz and no question {name}. Name one as `vertebra quiz preview` takes it.",
            ).format(name=repr(name))
        )
    names = definition(name, bank).items if is_quiz else (name,)
    taken: dict[str, tuple[ExportedVariant, ...]] = {}
    left_out = {}
    for done, question_id in enumerate(names):
        progress(_("Drawing variants"), done, len(names))
        question = load(question_id, bank)
        reason = kind_of(question.kind).not_exported_because
        if reason:
            left_out[question_id] = reason
        else:
            shuffled = (shuffle_options(item, salt) for item in variants_of(question, salt))
            taken[question_id] = tuple(map(_exported, shuffled))
    if not taken:
        raise CourseError(
            _("Nothing of {name} can be taken to another platform: {reasons}.").format(
                name=repr(name), reasons=_reasons(left_out)
            )
        )
    title = definition(name, bank).title if is_quiz else load(name, bank).title
    return ExportBundle(name, title, taken, left_out)


def _exported(item: QuestionVariant) -> ExportedVariant:
    secret = kind_of(item.question.kind).secret(item, str)
    if item.figure is None:
        return ExportedVariant(item, secret)
    from vertebra.quiz.question.figures import as_png, picture

    return ExportedVariant(item, secret, lambda: as_png(picture(item)))


def _reasons(left_out: Mapping[str, str]) -> str:
    return join(*(join(name, why, between=": ") for name, why in left_out.items()), between="; ")
