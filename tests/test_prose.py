"""Tests look at keys, states and numbers. Where one still looks for words it is counted, and the count only falls."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
ALLOWED = TESTS / "prose_left.json"
"""How many places of a file may look for words, by file. Lower a number when you mend one; new files have none."""
PROSE = re.compile(r"[A-Za-z,;:]{2,} +[a-z]{2,}")
LOOKS_FOR_WORDS = {"await_words", "get_by_text", "get_by_label", "get_by_title", "get_by_placeholder"}
NAMED = {"match", "has_text", "name"}
"""Arguments of pytest and Playwright that look for words."""


def _is_prose(node: ast.AST) -> bool:
    return any(
        isinstance(one, ast.Constant) and isinstance(one.value, str) and PROSE.search(one.value)
        for one in ast.walk(node)
    )


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def prose_in(tree: ast.AST) -> Iterator[int]:
    """The lines at which words are looked for: in an assertion, in an error's message, on a page."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            for one in ast.walk(node.test):
                if isinstance(one, ast.Compare) and any(_is_prose(side) for side in (one.left, *one.comparators)):
                    yield one.lineno
        if isinstance(node, ast.Call):
            said = node.args if _name(node) in LOOKS_FOR_WORDS else ()
            words = [*said, *(one.value for one in node.keywords if one.arg in NAMED and _name(node) != "parametrize")]
            if any(_is_prose(one) for one in words):
                yield node.lineno


def test_no_more_tests_look_for_words():
    allowed = json.loads(ALLOWED.read_text(encoding="utf-8"))
    counted = {
        path.relative_to(TESTS).as_posix(): len(set(prose_in(ast.parse(path.read_text(encoding="utf-8")))))
        for path in sorted(TESTS.rglob("test_*.py"))
    }
    print(f"{sum(counted.values())} places in tests look for words.")
    more = {name: n for name, n in counted.items() if n > allowed.get(name, 0)}
    assert not more, "look at keys, states and values instead (tests/refusals.py, Lab.await_state)"
    fewer = {name: n for name, n in allowed.items() if counted.get(name, 0) < n}
    assert not fewer, f"lower these in {ALLOWED.name}"


def test_prose_is_found_where_it_is_looked_for():
    found = prose_in(
        ast.parse(
            'assert "two words here" in text\n'
            "assert values == {'x': 3}\n"
            'with pytest.raises(E, match="no such thing"): pass\n'
            'page.get_by_text("Let it down")\n'
            'assert name == "L1"\n'
        )
    )
    assert sorted(found) == [1, 3, 4]
