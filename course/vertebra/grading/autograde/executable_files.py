"""Files that a program would run or be configured by if it were started beside them.

They are not collected unless the assignment asks for them.
"""

from __future__ import annotations

import re
from pathlib import PurePath

ENDINGS = frozenset(
    [
        ".py",
        ".pyw",
        ".pyc",
        ".pyo",
        ".pyd",
        ".pyi",
        ".pyz",
        ".pth",
        ".egg",
        ".whl",
        ".so",
        ".dll",
        ".dylib",
        ".sh",
        ".bash",
        ".zsh",
        ".fish",
        ".bat",
        ".cmd",
        ".ps1",
        ".exe",
        ".com",
        ".scr",
        ".msi",
        ".jar",
        ".app",
        ".desktop",
        ".lnk",
        ".url",
        ".vbs",
        ".js",
        ".mjs",
        ".wasm",
        ".reg",
        ".service",
    ]
)
NAMES = frozenset(
    [
        "kernel.json",
        "matplotlibrc",
        "pytest.ini",
        "tox.ini",
        "setup.cfg",
        "pyproject.toml",
        "alembic.ini",
        "makefile",
        "dockerfile",
        "postbuild",
        "start",
        "environment.yml",
        "requirements.txt",
        "pipfile",
        "vagrantfile",
        "tasks.json",
        "launch.json",
        "overrides.json",
    ]
)
FOLDERS = frozenset(
    ("kernels", "startup", "profile_default", "labextensions", "nbextensions", "site-packages", "jupyter", "ipython")
)
_CONFIGURATION = re.compile(
    r"(jupyter|ipython|nbgrader|ipykernel|ipcluster|ipcontroller|ipengine|notebook|server|lab)\w*[_-]?config\b.*"
)
_CUSTOMISE = re.compile(r"(site|user)customize\b.*")


def is_executable_file(path: PurePath) -> bool:
    """Whether the name of a submitted file is that of code, a start-up file or configuration.

    Hidden files are.
    """
    parts = [part.casefold().rstrip(". ") for part in path.parts]
    name = parts[-1] if parts else ""
    return (
        any(part.startswith(".") for part in parts)
        or not FOLDERS.isdisjoint(parts[:-1])
        or name in NAMES
        or PurePath(name.partition(":")[0]).suffix in ENDINGS
        or _CONFIGURATION.fullmatch(name) is not None
        or _CUSTOMISE.fullmatch(name) is not None
    )
