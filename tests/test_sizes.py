"""A file has at most 300 lines and a function 40, docstrings apart; a longer one says why. See decision 0351."""

import ast
from collections.abc import Iterator

from vertebra.paths import ROOT

COURSE = ROOT / "course"
MAX_FILE_LINES, MAX_FUNCTION_LINES = 300, 40
REASON = "Long because "
"""Begins the sentence in a module's docstring that gives the reason."""
LONG = frozenset(
    f"vertebra/{name}.py"
    for name in (
        "arguments",
        "book/check",
        "models/anatomy/ct",
        "models/cement/kernels",
        "models/heat/kernels",
        "models/heat/polymerisation",
        "models/imaging/carm_positioning",
        "models/imaging/kernels",
        "models/mechanics/kernels",
        "models/mechanics/specimen",
        "models/preparation/antithrombotics",
        "models/procedure/needle",
        "views/assessment",
    )
)
"""Modules that are longer, or have a longer function. A file that became shorter is taken out."""
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def statements(node: Documented) -> list[ast.stmt]:
    """The body without its docstring."""
    return node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body


def lines_of_docstrings(tree: ast.Module) -> int:
    documented = [node for node in ast.walk(tree) if isinstance(node, Documented)]
    strings = [node.body[0] for node in documented if ast.get_docstring(node, clean=False) is not None]
    return sum((string.end_lineno or 0) - string.lineno + 1 for string in strings)


def too_long(text: str) -> Iterator[str]:
    """What of a module is over a limit."""
    tree = ast.parse(text)
    n_lines = len(text.splitlines()) - lines_of_docstrings(tree)
    if n_lines > MAX_FILE_LINES:
        yield f"{n_lines} lines"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and statements(node):
            body = statements(node)
            n_lines = (body[-1].end_lineno or 0) - body[0].lineno + 1
            if n_lines > MAX_FUNCTION_LINES:
                yield f"{node.name} has {n_lines} lines"


def test_what_is_too_long_is_recognised():
    lines = "\n".join(f"    x = {number}" for number in range(MAX_FUNCTION_LINES))
    function = f'def f():\n    """\n{lines}\n    """\n{lines}\n'
    assert list(too_long(function)) == []
    assert list(too_long(function + "    x = 1\n")) == ["f has 41 lines"]
    assert list(too_long("x = 1\n" * 301)) == ["301 lines"]


def test_files_and_functions_are_short_or_say_why():
    faults, long = [], set()
    for path in sorted(COURSE.rglob("*.py")):
        name, text = path.relative_to(COURSE).as_posix(), path.read_text(encoding="utf-8")
        reasons = list(too_long(text))
        if reasons:
            long.add(name)
        if reasons and (name not in LONG or REASON not in (ast.get_docstring(ast.parse(text)) or "")):
            faults.append(f"{name}: {', '.join(reasons)}")
    assert faults == []
    assert set(LONG) - long == set(), "short by now: take it out of the list"


def test_scripts_and_style_sheets_are_short():
    files = [path for pattern in ("*.js", "*.css") for path in sorted(COURSE.rglob(pattern))]
    counts = {path.relative_to(COURSE).as_posix(): len(path.read_text("utf-8").splitlines()) for path in files}
    assert files
    assert {name: lines for name, lines in counts.items() if lines > MAX_FILE_LINES} == {}
