"""What a test looks at in an error of the course: its key and the values in it, not its words."""

import contextlib
from collections.abc import Iterator

import pytest

from vertebra import texts
from vertebra.errors import CourseError
from vertebra.texts import Text


@contextlib.contextmanager
def refused(error: type[CourseError] = CourseError, *facts: str) -> Iterator[pytest.ExceptionInfo[CourseError]]:
    """The block raises `error`, and each fact is a key of its message or stands in one of the values put into it."""
    with pytest.raises(error) as caught:
        yield caught
    missing = missing_facts(caught.value.text, *facts)
    assert not missing, f"{missing} not in {texts.keys(caught.value.text)} or {plain_values(caught.value.text)}"


def missing_facts(message: str, *facts: str) -> list[str]:
    """Those facts that are neither a key of a message (or of a text in it) nor stand in a value that is no sentence
    itself."""
    keys, values = texts.keys(message), plain_values(message)
    return [fact for fact in facts if fact not in keys and not any(fact in value for value in values)]


def plain_values(message: str) -> list[str]:
    """Values of a message, and of the texts in it, that are no sentences."""
    return [
        str(value) for part in texts.parts(message) for value in part.values.values() if not isinstance(value, Text)
    ]
