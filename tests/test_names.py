"""One class name stands for one thing, and a limit begins with MAX_ or MIN_. See decision 0250."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import vertebra

PACKAGE = Path(vertebra.__file__).parent
SCRIPTS = [*PACKAGE.rglob("*.js")]
TWO_THINGS: frozenset[str] = frozenset()
"""Class names that still stand for two things. Nothing is added here; a name that became unique is taken out."""
SUPERLATIVE = re.compile(r"(MOST|LEAST|[A-Z]+EST)(?=_|$)")
NOUNS = {"TEST", "REST", "REQUEST", "CHEST", "FOREST", "GUEST", "INTEREST", "DIGEST", "MANIFEST", "LATEST", "HARVEST"}
"""Words that end like a superlative and are none, and the latest of several versions."""

DIALECT = frozenset({"one", "ones", "found", "told", "held", "deed", "whole", "asked"})
"""Pronouns and participles that say nothing of the thing. A field of a file or frame may be called so: it is a
format."""
PACKAGES = ("book", "grading", "lab", "quiz", "views", "widgets")
"""Where no variable, parameter, function or class has such a name; the modules at the top of the package count as
well."""


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


def dialect(tree: ast.AST, in_class: bool = False) -> Iterator[tuple[int, str]]:
    """The lines at which a variable, parameter, function or class is bound to a name that says nothing."""
    for node in ast.iter_child_nodes(tree):
        is_field = in_class and isinstance(node, ast.AnnAssign | ast.Assign)
        name = getattr(node, "name", None) or getattr(node, "arg", None) or ""
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            name = node.id
        if name in DIALECT and not isinstance(node, ast.keyword | ast.alias):
            yield node.lineno, name
        if not is_field:
            yield from dialect(node, isinstance(node, ast.ClassDef))


def test_names_that_say_nothing_are_recognised():
    source = (
        "def whole(one, a=1):\n    found = [held for held in a]\n    return found.one, f(told=2)\nclass "
        "A:\n    held: int\n"
    )
    assert sorted(dialect(ast.parse(source))) == [(1, "one"), (1, "whole"), (2, "found"), (2, "held")]


def test_names_say_what_a_thing_is():
    sources = [*PACKAGE.glob("*.py"), *(path for package in PACKAGES for path in (PACKAGE / package).rglob("*.py"))]
    assert [
        f"{path.relative_to(PACKAGE)}:{line} {name}"
        for path in sorted(sources)
        for line, name in dialect(ast.parse(path.read_text("utf-8")))
    ] == []


SCRIPT_NAMES = re.compile(
    rf"\b(?:const|let|function) ({'|'.join(sorted(DIALECT))})\b|\(({'|'.join(sorted(DIALECT))})(?:, \w+)*\) =>"
)
"""A variable, a function or the first parameter of a small one; what is taken out of a frame has the frame's name."""


def test_names_in_scripts_say_what_a_thing_is():
    folders = (PACKAGE, PACKAGE.parent / "labextension")
    sources = sorted(path for folder in folders for path in folder.rglob("*.js"))
    assert SCRIPT_NAMES.search("const found = 1")
    assert SCRIPT_NAMES.search("rows.map((one, at) => at)")
    assert [
        f"{path.name}:{number} {line.strip()}"
        for path in sources
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if SCRIPT_NAMES.search(line)
    ] == []
