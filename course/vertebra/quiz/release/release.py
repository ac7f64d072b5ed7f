"""A quiz as it is released, and its key as it is kept.

The release (`quiz.json`) holds stems, options, pictures' values and nothing from which a key follows; the key
(`key.json`) stays with the instructor. Both list, by item, the same variants in the same order. See decision 0063.
"""

from __future__ import annotations

import base64
import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vertebra import cache
from vertebra.errors import CourseError
from vertebra.quiz.question import figures
from vertebra.quiz.question.bank import SHIPPED, Source, as_bank
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.question import Question, QuestionVariant, load
from vertebra.quiz.release.variants import derive_public_salt, draw_linked, option_token, shuffle_options, variants_of
from vertebra.texts import N_, _, join, pgettext

SCHEMA = 1
DRAWING_BYTES = 20 * cache.MB
"""How much each of the course's caches may hold while variants are drawn: hardly two of them share a patient."""


SETTINGS: dict[str, type] = {
    "title": str,
    "minutes": int,
    "items": list,
    "lesson": str,
    "course": str,
    "intro": str,
    "blueprint": dict,
}
"""What a quiz's file may set."""
KINDS_OF_SETTING = {
    str: N_("text in quotation marks"),
    int: N_("a whole number"),
    list: N_("a list in brackets"),
    dict: N_("a table"),
}


@dataclass(frozen=True)
class QuizDefinition:
    """A quiz: its items in order, as in `NAME.toml` of a bank.

    Parameters
    ----------
    id, title : str
        Name of the file, and what students read.
    minutes : int
        That it takes.
    items : tuple of str
        Names of questions.
    lesson, course : str, optional
        What it belongs to.
    intro : str, optional
        Above the items, in Markdown.
    """

    id: str
    title: str
    minutes: int
    items: tuple[str, ...]
    lesson: str = ""
    course: str = "vertebra"
    intro: str = ""
    blueprint: Mapping[str, Any] = field(default_factory=dict)
    """What the quiz is made up of, see `bank_checks.blueprint`."""


def definition(quiz_id: str, source: Source = SHIPPED) -> QuizDefinition:
    """The quiz `quiz_id`.

    Raises
    ------
    CourseError
        Where its file is missing or incomplete.
    """
    path = as_bank(source).quiz(quiz_id)
    try:
        head = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(
            pgettext("quiz-definition-unreadable", "{path} can't be read: {error}").format(path=path, error=error)
        ) from error
    faults = [_("it needs {name}").format(name=name) for name in ("title", "minutes", "items") if name not in head]
    faults += [
        pgettext("setting-of-another-kind", "{name} must be {kind}").format(
            name=name, kind=_(KINDS_OF_SETTING[SETTINGS[name]])
        )
        if name in SETTINGS
        else pgettext("no-such-setting", "there is no setting {name}").format(name=name)
        for name, value in head.items()
        if name not in SETTINGS or type(value) is not SETTINGS[name]
    ]
    if not faults and not all(isinstance(name, str) for name in head["items"]):
        faults = [pgettext("items-no-names", "items must be names of questions, in quotation marks")]
    if faults:
        raise CourseError(_("{path}: {faults}.").format(path=path, faults=join(*faults, between="; ")))
    return QuizDefinition(id=quiz_id, **{**head, "items": tuple(head["items"])})


ProgressCallback = Callable[[str, int, int], None]
"""What is being done, how much of it is, and how much there is."""


def no_progress(what: str, done: int, total: int) -> None:
    """Nobody watches."""


def release(
    quiz: str | QuizDefinition,
    cohort_salt: str,
    source: Source = SHIPPED,
    progress: ProgressCallback = no_progress,
    *,
    with_pictures: bool = True,
    examine: Callable[[QuestionVariant], bool] = lambda item: True,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The content of quiz.json and of key.json.

    Parameters
    ----------
    quiz
        The quiz, or its name in `source`.
    cohort_salt
        The instructor's secret: another salt gives other numbers, other options' names, another order and another draw.
    source
        Where the questions are.
    progress
        Is told how far it is.
    with_pictures
        Without pictures it is what a corrected key or a check needs, and can't be handed out.
    examine
        Is called with every variant. Once it has said that something is wrong, no more pictures are drawn: they take
        most of the time, and such a release is not handed out.

    Returns
    -------
    tuple
        `(released, key)`; both list, by item, the same variants in the same order.

    Raises
    ------
    CourseError
        A question has a fault, or an item is named twice: nothing half-made is released.
    """
    quiz = definition(quiz, source) if isinstance(quiz, str) else quiz
    questions = [load(name, source) for name in quiz.items]
    if len(set(quiz.items)) < len(quiz.items):
        raise CourseError(pgettext("item-twice", "The quiz {id} names an item twice.").format(id=repr(quiz.id)))
    head = {"schema": SCHEMA, "course": quiz.course, "quiz": quiz.id, "title": quiz.title, "minutes": quiz.minutes}
    pictures: dict[str, str] = {}
    drawn = _drawn(questions, cohort_salt, progress, pictures if with_pictures else None, examine)
    both = [_both(question, drawn[question.id], cohort_salt) for question in questions]
    released: dict[str, Any] = {
        **head,
        "intro": quiz.intro,
        "draw_salt": derive_public_salt(cohort_salt),
        "items": [shown for shown, _unused in both],
    }
    released["release"] = release_id(released)
    if pictures:
        released["pictures"] = pictures
    key = {
        **head,
        "draw_salt": released["draw_salt"],
        "release": released["release"],
        "items": [k for _unused, k in both],
    }
    return released, key


def release_id(released: Mapping[str, Any]) -> str:
    """Return a fingerprint of a release, kept in each answers.json to tell which release was answered.

    Parameters
    ----------
    released : mapping of str to Any
        The content of quiz.json; its pictures do not count.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    content = {name: value for name, value in released.items() if name not in ("release", "pictures")}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def _drawn(
    questions: list[Question],
    cohort_salt: str,
    progress: ProgressCallback,
    pictures: dict[str, str] | None,
    examine: Callable[[QuestionVariant], bool],
) -> dict[str, tuple[QuestionVariant, ...]]:
    """Every question's variants; questions that share their values are drawn together.

    `pictures` takes what is released.
    """
    groups: dict[str, list[Question]] = {}
    for question in questions:
        groups.setdefault(question.drawn_as, []).append(question)
    drawn_by_id: dict[str, tuple[QuestionVariant, ...]] = {}
    well = True

    def take(item: QuestionVariant) -> None:
        nonlocal well
        well = examine(item) and well
        if well and pictures is not None and figures.is_released_as_picture(item):
            content = figures.released(item)
            pictures[figures.released_name(item, cohort_salt)] = base64.b64encode(content).decode("ascii")

    with cache.at_most(DRAWING_BYTES):
        for done, group in enumerate(groups.values()):
            progress(_("Draw {id}").format(id=group[0].id), done, len(groups))
            # Without pictures a question's variants may be known already.
            known = len(group) == 1 and (pictures is None or group[0].figure is None)
            each = (
                [variants_of(group[0], cohort_salt)] if known else draw_linked(tuple(group), cohort_salt, accepted=take)
            )
            for item in each[0] if known else ():
                take(item)
            for bodies in (cache.BONES, cache.LOADED, cache.IMAGED, cache.PROCEDURES):
                bodies.clear()
            drawn_by_id |= {question.id: drawn for question, drawn in zip(group, each, strict=True)}
    progress(_("Draw variants"), len(groups), len(groups))
    return drawn_by_id


def _both(
    question: Question, drawn: tuple[QuestionVariant, ...], cohort_salt: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    common = {
        "id": question.id,
        "kind": question.kind,
        "title": question.title,
        "points": question.points,
        "objective": question.objective,
        "lesson_section": question.lesson_section,
    }
    if question.draws_with:
        common["drawn_as"] = question.drawn_as
    ordered = [shuffle_options(item, cohort_salt) for item in drawn]
    shown = [public(item, cohort_salt) for item in ordered]
    kept = [{**secret(item, cohort_salt), "public": released} for item, released in zip(ordered, shown, strict=True)]
    return {**common, "variants": shown}, {**common, "variants": kept}


def public(item: QuestionVariant, cohort_salt: str) -> dict[str, Any]:
    """Return what the learner is shown of a variant.

    Parameters
    ----------
    item : QuestionVariant
    cohort_salt : str
        Names options and pictures.
    """
    shown: dict[str, Any] = {"stem": item.stem}
    if item.figure is not None and figures.is_released_as_picture(item):
        shown["figure"] = {"picture": figures.released_name(item, cohort_salt), "alt": item.figure.alt}
    elif item.figure is not None:
        shown["figure"] = {"view": item.figure.view, "values": dict(item.figure.values), "alt": item.figure.alt}
    if item.hints:
        shown["hints"] = [{"text": hint.text} for hint in item.hints]
    return {**shown, **kind_of(item.question.kind).public(item, _coder(item, cohort_salt))}


def secret(item: QuestionVariant, cohort_salt: str) -> dict[str, Any]:
    """Return key and feedback of a variant.

    Parameters
    ----------
    item : QuestionVariant
    cohort_salt : str
        As for `public`.
    """
    kept = kind_of(item.question.kind).secret(item, _coder(item, cohort_salt))
    return {**kept, "explanation": item.explanation}


def _coder(item: QuestionVariant, cohort_salt: str) -> Any:
    return lambda name: option_token(cohort_salt, item.question.id, item.index, name)
