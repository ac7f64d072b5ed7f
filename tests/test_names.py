"""One class name stands for one thing, and a limit begins with MAX_ or MIN_. See decision 0250."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import vertebra

PACKAGE = Path(vertebra.__file__).parent
SCRIPTS = [*PACKAGE.rglob("*.js")]
TWO_THINGS: frozenset[str] = frozenset()
"""Class names that still stand for two things. Nothing is added here; a name that became unique is taken out."""
SUPERLATIVE = re.compile(r"(MOST|LEAST|[A-Z]+EST)(?=_|$)")
NOUNS = {"TEST", "REST", "REQUEST", "CHEST", "FOREST", "GUEST", "INTEREST", "DIGEST", "MANIFEST", "LATEST", "HARVEST"}
"""Words that end like a superlative and are none, and the latest of several versions."""


def classes() -> dict[str, list[str]]:
    """Where each class name is defined."""
    places = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    return places


def is_limit_by_another_name(name: str) -> bool:
    """Whether a constant is called by a superlative: MOST_STEPS, LONGEST_WORK_S, YOUNGEST_YEARS."""
    match = SUPERLATIVE.match(name.lstrip("_"))
    return bool(match) and match[1] not in NOUNS


def constants(path: Path) -> list[str]:
    """The upper-case names that a module or one of its classes binds."""
    bound = []
    tree = ast.parse(path.read_text("utf-8"))
    for scope in (tree, *(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))):
        for node in scope.body:
            targets = (
                node.targets
                if isinstance(node, ast.Assign)
                else [node.target]
                if isinstance(node, ast.AnnAssign)
                else []
            )
            bound += [leaf.id for target in targets for leaf in ast.walk(target) if isinstance(leaf, ast.Name)]
    return [name for name in bound if name.isupper()]


def test_a_class_name_stands_for_one_thing():
    double = {name: places for name, places in classes().items() if len(places) > 1}
    assert {name: places for name, places in double.items() if name not in TWO_THINGS} == {}
    assert TWO_THINGS - set(double) == set(), "unique by now: take it out of the list"


def test_a_superlative_is_told_from_a_noun():
    for name in ("MOST_STEPS", "_LEAST_SHARE", "LONGEST_WORK_S", "YOUNGEST_YEARS", "FEWEST"):
        assert is_limit_by_another_name(name), name
    for name in ("MAX_STEPS", "MIN_AGE_YEARS", "TEST_LOAD_N", "REST", "CHEST_MM", "AT_REST", "LEASTWAYS", "ALMOST_MM"):
        assert not is_limit_by_another_name(name), name


def test_limits_begin_with_max_or_min():
    wrong = [
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for name in constants(path)
        if is_limit_by_another_name(name)
    ]
    wrong += [
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in SCRIPTS
        for name in re.findall(r"^(?:export )?(?:const|let) ([A-Z][A-Z0-9_]*)\b", path.read_text("utf-8"), re.M)
        if is_limit_by_another_name(name)
    ]
    assert wrong == []
