"""Questions on their way to another learning platform: what is taken along, with key and feedback. For instructors only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vertebra.errors import CourseError
from vertebra.quiz.question.bank import SHIPPED, Source, as_bank
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.question import QuestionVariant, load
from vertebra.quiz.release.release import ProgressCallback, definition, no_progress
from vertebra.quiz.release.variants import variants_of
from vertebra.quiz.storage import owner_only_umask, write_atomic
from vertebra.texts import _

UNSUPPORTED = {
    "simulation": _("it is replayed in the course's own model"),
    "predict": _("a prediction earns no points"),
}
"""The kinds that no other platform can ask or score."""


@dataclass(frozen=True, eq=False)
class ExportedVariant:
    """One variant of a question. `secret` is its key under the options' own names; `picture` draws its PNG."""

    item: QuestionVariant
    secret: Mapping[str, Any]
    picture: Callable[[], bytes] | None = None

    @property
    def name(self) -> str:
        """The question's name, with the variant's number where there are several."""
        many = self.item.question.count > 1
        return f"{self.item.question.id}-{self.item.index + 1:02d}" if many else self.item.question.id


@dataclass(frozen=True)
class ExportBundle:
    """Everything that is taken along: the questions of one quiz, or one question, by question; and what stays, and why."""

    name: str
    title: str
    questions: Mapping[str, tuple[ExportedVariant, ...]]
    left_out: Mapping[str, str]


def collect(name: str, source: Source = SHIPPED, salt: str = "", told: ProgressCallback = no_progress) -> ExportBundle:
    """The quiz or question `name` with all variants that `salt` draws.

    Raises CourseError where there is neither, or nothing of it can be taken.
    """
    bank = as_bank(source)
    is_quiz = bank.has_quiz(name)
    if not is_quiz and name not in bank.question_ids():
        raise CourseError(
            _("There is no quiz and no question {name}. Name one as `vertebra quiz preview` takes it.").format(
                name=repr(name)
            )
        )
    names = definition(name, bank).items if is_quiz else (name,)
    taken: dict[str, tuple[ExportedVariant, ...]] = {}
    left_out = {}
    for done, one in enumerate(names):
        told(_("Drawing variants"), done, len(names))
        question = load(one, bank)
        if question.kind in UNSUPPORTED:
            left_out[one] = UNSUPPORTED[question.kind]
        else:
            taken[one] = tuple(_outgoing(item) for item in variants_of(question, salt))
    if not taken:
        raise CourseError(
            _("Nothing of {name} can be taken to another platform: {reasons}.").format(
                name=repr(name), reasons=_reasons(left_out)
            )
        )
    title = definition(name, bank).title if is_quiz else load(name, bank).title
    return ExportBundle(name, title, taken, left_out)


def write(found: ExportBundle, form: str, path: Path) -> int:
    """Write `found` to `path` as `moodle` (XML) or `qti` (a package of QTI 2.1); return the number of variants.

    The file holds every key, so that only its owner may read it; it appears whole or not at all.
    """
    from vertebra.quiz.export import moodle, qti

    forms = {"moodle": moodle.quiz_xml, "qti": qti.package}
    if form not in forms:
        raise CourseError(
            _("The format is {form}; there are {forms}.").format(form=repr(form), forms=" and ".join(forms))
        )
    try:
        with owner_only_umask():
            write_atomic(path, forms[form](found))
    except OSError as error:
        raise CourseError(
            _("The questions can't be written to {path}: {strerror}. Give another file.").format(
                path=path, strerror=error.strerror
            )
        ) from error
    return sum(map(len, found.questions.values()))


def _outgoing(item: QuestionVariant) -> ExportedVariant:
    secret = kind_of(item.question.kind).secret(item, str)
    if item.figure is None:
        return ExportedVariant(item, secret)
    from vertebra.quiz.question.figures import as_png, picture

    return ExportedVariant(item, secret, lambda: as_png(picture(item)))


def _reasons(left_out: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {why}" for name, why in left_out.items())
