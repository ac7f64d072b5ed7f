"""Whether a picture has to be read to answer a question, or only goes with what its stem says already.

An author declares the first in the question's head, `needed = true` under `[figure]`. Whether that is so is tried out:
of two draws, what the stem and the options show is taken from the first and all the rest from the second. The words
then stay the same, and the key has to change: only the picture can tell the two apart. See decision 0437.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import permutations
from typing import Any

from vertebra.errors import CourseError
from vertebra.quiz.question import question_code
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.question import Question
from vertebra.quiz.release.variants import variants_of
from vertebra.texts import _

DRAWS = (2, 4, 8)
"""Draws that are mixed with each other, as few as tell: each may take a model to draw."""


def declares_need(question: Question) -> bool:
    """Whether the question's head says that its picture has to be read."""
    return question.figure is not None and bool(question.figure.get("needed", False))


def needed_pictures(questions: Iterable[Question]) -> list[Question]:
    """The questions that can't be answered without their picture, by their heads."""
    return [question for question in questions if declares_need(question)]


def picture_need_faults(question: Question, salt: str = "") -> list[str]:
    """Return why a picture that is declared to be needed is not, as far as a script can see.

    Parameters
    ----------
    question : Question
    salt : str
        What draws its variants, so that those drawn before are taken.

    Returns
    -------
    list of str
        Empty where nothing speaks against it, and for a question that declares nothing.
    """
    if not declares_need(question) or kind_of(question.kind).answered_in_figure:
        return []  # A place in a picture can't be marked without looking at it.
    if not question.parametric or not question_code.has_key(question.folder):
        return [
            _(
                "its figure is declared needed = true, but its key is the same whatever the picture shows; draw both "
                "(item.py and key.py), or leave the declaration out"
            )
        ]
    if not _names(str((question.figure or {}).get("alt", ""))) - _names_in_words(question):
        return [
            _(
                "its figure is declared needed = true, but its alternative text tells nothing that the stem does not; "
                "say there what is read in the picture, and nowhere else"
            )
        ]
    for count in DRAWS:
        draws = [item.values for item in variants_of(question, salt, min(count, question.count))]
        if any(_only_picture_tells(question, shown, hidden) for shown, hidden in permutations(draws, 2)):
            return []
    return [
        _(
            "its figure is declared needed = true, but its stem and options tell all that the key depends on; take "
            "from them what can be read in the picture, or leave the declaration out"
        )
    ]


def _only_picture_tells(question: Question, shown: Mapping[str, Any], hidden: Mapping[str, Any]) -> bool:
    """Whether another picture gives another key while the words stay the same."""
    in_words = _names_in_words(question)
    mixed = {**hidden, **{name: value for name, value in shown.items() if name in in_words}}
    try:
        first, second = question.item(shown), question.item(mixed)
        keys = [question_code.call(question_code.key_code(question.folder), "key", values) for values in (shown, mixed)]
    except (CourseError, ArithmeticError, LookupError, TypeError, ValueError):
        return False  # These two draws don't go together.
    same_words = (first.stem, [option.text for option in first.options]) == (
        second.stem,
        [option.text for option in second.options],
    )
    return bool(same_words and keys[0] != keys[1])


def _names_in_words(question: Question) -> frozenset[str]:
    """Names that the stem and the options ask for; explanations and feedback are read after the answer."""
    stem, *rest = re.split(r"^## +(.+?) *$", question.body, flags=re.M)
    sections = [stem] + [text for title, text in zip(rest[::2], rest[1::2], strict=True) if title.lower() == "options"]
    # An option's explanation is a quotation below it, which is not read before the answer.
    return _names(
        "\n".join(line for section in sections for line in section.splitlines() if not line.lstrip().startswith(">"))
    )


def _names(template: str) -> frozenset[str]:
    """The values that a template asks for."""
    from jinja2 import Environment, meta

    environment = Environment(autoescape=False, comment_start_string="{%#", comment_end_string="#%}")
    environment.filters["minus"] = str
    return frozenset(meta.find_undeclared_variables(environment.parse(template)))
