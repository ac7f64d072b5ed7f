"""Tests look at keys, states and numbers, never at words.

See decision 0303.
"""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

from vertebra.book import catalogue

TESTS = Path(__file__).parent
PROSE = re.compile(r"[A-Za-z,;:]{2,} +[a-z]{2,}")
PIECE = re.compile(r"[A-Za-z'’,;:-]+(?: +[A-Za-z'’,;:-]+)+")
"""Words in a row, without what a value may have been put into."""
LOOKS_FOR_WORDS = {"await_words", "get_by_text", "get_by_label", "get_by_title", "get_by_placeholder"}
NAMED = {"match", "has_text", "name"}
"""Arguments of pytest and Playwright that look for words."""
MAX_NAME_WORDS = 3
"""What is shown as it stands in the code and is no longer than this is a name: a structure, a material, a category."""


@functools.cache
def sentences() -> tuple[frozenset[str], str]:
    """The names of the catalogue, and all that it holds as one text, places for values left out."""
    every = [one for message in catalogue.extract() if message.id for one in _forms(message.id)]
    names = {one for one in every if len(one.split()) <= MAX_NAME_WORDS and one[-1] not in ".!?"}
    return frozenset(names), "\n".join(re.sub(r"\{[^{}]*\}|%\(\w+\)s", "\0", one) for one in every if one not in names)


def _forms(message: str | tuple[str, ...]) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)


def _is_prose(node: ast.AST) -> bool:
    return any(
        isinstance(one, ast.Constant) and isinstance(one.value, str) and PROSE.search(one.value)
        for one in ast.walk(node)
    )


def _is_the_courses_prose(node: ast.AST) -> bool:
    """Whether a text stands in a sentence of the catalogue; what a test has written or typed itself does not."""
    names, every = sentences()
    said = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return any(
        piece in every for one in said if one not in names for piece in PIECE.findall(one) if PROSE.search(piece)
    )


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def prose_in(tree: ast.AST) -> Iterator[int]:
    """The lines at which words are looked for: the course's in an assertion, any in an error's message or on a page."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            for one in ast.walk(node.test):
                if isinstance(one, ast.Compare) and any(map(_is_the_courses_prose, (one.left, *one.comparators))):
                    yield one.lineno
        if isinstance(node, ast.Call):
            said = node.args if _name(node) in LOOKS_FOR_WORDS else ()
            words = [*said, *(one.value for one in node.keywords if one.arg in NAMED and _name(node) != "parametrize")]
            if any(_is_prose(one) for one in words):
                yield node.lineno


def test_no_test_looks_for_words():
    places = [
        f"{path.relative_to(TESTS).as_posix()}:{line}"
        for path in sorted(TESTS.rglob("test_*.py"))
        for line in sorted(set(prose_in(ast.parse(path.read_text(encoding="utf-8")))))
    ]
    assert not places, "look at keys and values: tests/refusals.py, tests/sentences.py, Lab.await_state"


def test_prose_is_found_where_it_is_looked_for():
    found = prose_in(
        ast.parse(
            'assert "2 of 5 items are unanswered." in text\n'
            "assert values == {'x': 3}\n"
            'with pytest.raises(E, match="no such thing"): pass\n'
            'page.get_by_text("Let it down")\n'
            'assert name == "L1"\n'
            'assert leaked["epidural vein"] > 0\n'
            'assert typed == "These words are my own"\n'
        )
    )
    assert sorted(found) == [1, 3, 4]
