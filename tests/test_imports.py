"""Whatever a test, a benchmark or a script inside one imports from the course is there, also where it is run seldom."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

from rows import each_row

TESTS = Path(__file__).parent


def trees(source: str) -> Iterator[ast.AST]:
    """A module's code, and that of the scripts which it holds as texts."""
    tree = ast.parse(source)
    yield tree
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "import" in node.value:
            try:
                yield ast.parse(node.value.strip())
            except (SyntaxError, ValueError):  # a sentence, or a script in pieces
                continue


def asked_for(source: str) -> set[tuple[str, str]]:
    """Modules of the course and the names that are taken from them, also as `module.name`; "" for the module itself."""
    found = set()
    for tree in trees(source):
        bound: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {(node.module, one.name) for one in node.names}
                bound |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
            elif isinstance(node, ast.Import):
                found |= {(one.name, "") for one in node.names}
        for name in {
            node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }:
            bound.pop(name, None)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in bound:
                found.add((bound[node.value.id], node.attr))
    return {(module, name) for module, name in found if module.split(".")[0] == "vertebra"}


def fault(module: str, name: str) -> str:
    """Why it can't be imported or is not in the module; "" where it can, or where `module` is no module."""
    try:
        if module.rpartition(".")[0] and not is_module(module):
            return ""
        found = importlib.import_module(module)
        if name and not hasattr(found, name):
            importlib.import_module(f"{module}.{name}")
    except ImportError as error:
        return str(error)
    return ""


def is_module(name: str) -> bool:
    """Whether a dotted name is a module, or nothing at all; not a class or a function of one."""
    package, _, last = name.rpartition(".")
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        return not hasattr(importlib.import_module(package), last)
    return True


@each_row("path", sorted(TESTS.rglob("*.py")), ids=lambda path: path.relative_to(TESTS).as_posix())
def test_what_is_imported_is_there(path):
    faults = {(module, name): fault(module, name) for module, name in asked_for(path.read_text(encoding="utf-8"))}
    # What these files name on purpose is not there.
    assert {one: why for one, why in faults.items() if why and path.name != Path(__file__).name} == {}


def test_a_name_that_has_gone_is_found_in_code_and_in_scripts():
    source = 'import vertebra.nowhere\nSCRIPT = """\nfrom vertebra.cli import nothing\nfrom json import dumps\n"""\n'
    assert asked_for(source) == {("vertebra.nowhere", ""), ("vertebra.cli", "nothing")}
    assert all(fault(module, name) for module, name in asked_for(source))
    assert fault("vertebra.cli", "main") == ""
    assert fault("vertebra", "cli") == ""
