"""What the sections of a question's text are made of, and how each is read. See decision 0060."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vertebra import cache
from vertebra.errors import CourseError
from vertebra.texts import _, pgettext


@dataclass(frozen=True)
class Option:
    """One choice; `correct` is meaningless in a prediction, `feedback` is what someone who chose it is told."""

    id: str
    text: str
    feedback: str
    correct: bool = False


@dataclass(frozen=True)
class Criterion:
    """One line of a rubric."""

    points: float
    text: str


@dataclass(frozen=True)
class Figure:
    """A picture that a view draws from `values`; `view` is a name in `quiz.figures`.

    Or the question's own: `file`, a PNG or JPEG in its folder, or, where `own`, what `picture(values)` of its item.py
    draws.
    """

    view: str
    values: Mapping[str, Any]
    alt: str
    file: str = ""
    own: bool = False


@dataclass(frozen=True)
class Hint:
    """A help that is shown when it is asked for.

    It costs nothing: the student holds the file that says what was taken.
    """

    text: str


def render_template(question_id: str, text: str, values: Mapping[str, Any]) -> str:
    """The text with its `{{ values }}`. The stem is not given the key, so that it can't show it by accident."""
    from jinja2 import TemplateError

    try:
        return str(_template(text).render(values)).strip()
    except TemplateError as error:
        raise CourseError(
            _("{question_id}/question.md: {error}").format(question_id=question_id, error=error)
        ) from error


@cache.CONSTANTS.memoize
def _template(text: str) -> Any:
    """A text ready to be filled in: every variant of a question has the same."""
    from jinja2 import Environment, StrictUndefined

    # `{#name}` names an option here, so that Jinja's comments are written another way.
    environment = Environment(
        undefined=StrictUndefined, autoescape=False, comment_start_string="{%#", comment_end_string="#%}"
    )
    environment.filters["minus"] = lambda value: str(value).replace("-", "−")
    return environment.from_string(text)


def options(question_id: str, text: str, key: Any) -> tuple[Option, ...]:
    """The options of a section; `key` (a name or names), where given, says which are right instead of the marks."""
    parsed = []
    for at, block in enumerate(re.split(r"^- (?=\[[ x]\] )", text, flags=re.M)[1:]):
        match = re.match(r"\[([ x])\] (?:\{#([a-z0-9-]+)\} )?(.*?)(?:\n\s+>(.*))?\Z", block.rstrip(), re.S)
        if match is None:
            raise CourseError(
                _("{question_id}/question.md: the option {block} can't be read.").format(
                    question_id=question_id, block=repr(block.strip()[:60])
                )
            )
        name = match[2] or chr(ord("a") + at)
        right = match[1] == "x" if key is None else name in ([key] if isinstance(key, str) else key)
        parsed.append(Option(name, _line(match[3]), _line(match[4] or ""), right))
    return tuple(parsed)


def _line(text: str) -> str:
    """Continuation lines of a list or a quotation joined to one."""
    return " ".join(part.strip().lstrip(">").strip() for part in text.splitlines()).strip()


def _entries(text: str) -> list[tuple[str, str]]:
    blocks = re.split(r"^- ", text, flags=re.M)[1:]
    return [(name.strip(), _line(rest)) for name, _unused, rest in (block.partition(":") for block in blocks)]


def feedback(text: str) -> dict[str, str]:
    """The section `## Feedback`: lines `- name: text`."""
    return dict(_entries(text))


def hints(question_id: str, text: str) -> tuple[Hint, ...]:
    """The section `## Hints`: lines `- text`.

    Raises
    ------
    CourseError
        Where one begins with what it would cost.
    """
    parsed = tuple(Hint(_line(block)) for block in re.split(r"^- ", text, flags=re.M)[1:])
    if any(re.match(r"[\d.,]+\s*:", hint.text) for hint in parsed):
        said = pgettext(
            "hint-with-a-price",
            "{question_id}/question.md: hints cost nothing; write '- text', without a number before it.",
        )
        raise CourseError(said.format(question_id=question_id))
    return parsed


def steps(question_id: str, text: str) -> tuple[Option, ...]:
    """The section `## Order`: a numbered list in the right order, named and explained as options are."""
    parsed = []
    for at, block in enumerate(re.split(r"^\d+\. ", text, flags=re.M)[1:]):
        match = re.match(r"(?:\{#([a-z0-9-]+)\} )?(.*?)(?:\n\s+>(.*))?\Z", block.rstrip(), re.S)
        if match is None:
            raise CourseError(
                _("{question_id}/question.md: the step {block} can't be read.").format(
                    question_id=question_id, block=repr(block.strip()[:60])
                )
            )
        parsed.append(Option(match[1] or f"step-{at + 1}", _line(match[2]), _line(match[3] or ""), True))
    return tuple(parsed)


def rubric(question_id: str, text: str) -> tuple[Criterion, ...]:
    """The section `## Rubric`: lines `- points: criterion`."""
    try:
        return tuple(Criterion(float(points), words) for points, words in _entries(text))
    except ValueError:
        raise CourseError(
            _("{question_id}/question.md: each line of the rubric reads '- points: criterion'.").format(
                question_id=question_id
            )
        ) from None


def figure(question_id: str, head: Mapping[str, Any] | None, values: Mapping[str, Any]) -> Figure | None:
    """The head's `figure`, with the values that its view is drawn from."""
    if head is None:
        return None
    alt = render_template(question_id, head.get("alt", ""), values)
    try:
        wanted = head.get("values", [])
        drawn_from = dict(wanted) if isinstance(wanted, Mapping) else {name: values[name] for name in wanted}
        file, own = str(head.get("file", "")), bool(head.get("own", False))
        if sum((bool(head.get("view")), bool(file), own)) != 1:
            raise CourseError(
                _("{question}/question.md: its figure needs one of view, file, and own = true.").format(
                    question=question_id
                )
            )
        return Figure(str(head.get("view", "")), drawn_from, alt, file, own)
    except KeyError as error:
        raise CourseError(
            _("{question_id}/question.md: its figure asks for {error}, which item.py does not give.").format(
                question_id=question_id, error=error
            )
        ) from None
