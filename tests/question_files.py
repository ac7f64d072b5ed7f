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
