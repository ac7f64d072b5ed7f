"""Question folders for tests."""

import ast
from pathlib import Path


def write_code(folder: Path, code: str) -> None:
    """Write `code` as the question's two files: what draws into item.py, everything else into key.py."""
    body = ast.parse(code).body
    imports = [ast.unparse(node) for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    draws = [ast.unparse(node) for node in body if getattr(node, "name", "") == "generate"]
    marks = [ast.unparse(node) for node in body if ast.unparse(node) not in imports + draws]
    for name, parts in (("item.py", draws), ("key.py", marks)):
        if parts:
            (folder / name).write_text("\n\n\n".join([*imports, *parts]) + "\n", encoding="utf-8")


CASES = "".join(f'[[case]]\nanswer = "{name}"\nscore = 0\n\n' for name in ("blank", "nonsense"))
"""The least that a question's own tests say, for a question that is only there to be shown."""


def write_question(folder: Path, text: str) -> None:
    """Make a question's folder with its text and the tests that a release asks for."""
    folder.mkdir(parents=True)
    (folder / "question.md").write_text(text, encoding="utf-8")
    (folder / "tests.toml").write_text(CASES, encoding="utf-8")
