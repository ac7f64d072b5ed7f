"""A question's own code: `item.py`, which draws, and `key.py`, which marks.

It is the course's or the teacher's code, never a student's, and runs where quizzes are built and graded: what students
are given are the values and pictures that came of it. See decision 0190.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from vertebra import cache
from vertebra.errors import CourseError
from vertebra.texts import _, pgettext

ITEM, KEY = "item", "key"
MARKING = ("key", "mistakes", "regions", "replay", "feedback_values", "accepts")
"""Functions that belong into key.py."""


def item_code(folder: Path) -> ModuleType:
    """The question's `item.py`.

    Raises
    ------
    CourseError
        Where it can't be loaded or holds what marks.
    """
    module = _loaded(folder, ITEM, stamp(folder))
    misplaced = [name for name in MARKING if name in vars(module)]
    if misplaced:
        raise CourseError(
            pgettext(
                "marking-in-item",
                "{name}/item.py holds {misplaced}: what marks stands in key.py beside it.",
            ).format(name=folder.name, misplaced=", ".join(misplaced))
        )
    if not callable(getattr(module, "generate", None)):
        raise CourseError(
            pgettext("no-function-generate", "{name}/item.py needs a function generate(rng).").format(name=folder.name)
        )
    return module


def key_code(folder: Path) -> ModuleType:
    """The question's `key.py`.

    Raises
    ------
    CourseError
        Where it can't be loaded or has no `key`.
    """
    module = _loaded(folder, KEY, stamp(folder))
    if not callable(getattr(module, "key", None)):
        raise CourseError(
            pgettext("no-function-key", "{name}/key.py needs a function key(values).").format(name=folder.name)
        )
    return module


def call(module: ModuleType, name: str, *arguments: Any) -> Any:
    """What the function `name` of a question's code gives.

    Raises
    ------
    CourseError
        Naming file and function where it fails.
    """
    try:
        return getattr(module, name)(*arguments)
    except CourseError:
        raise
    except (Exception, SystemExit) as error:
        where, said = module.__file__, f"{type(error).__name__}: {error}"
        raise CourseError(_("{where}, {name}(): {said}").format(where=where, name=name, said=said)) from error


def has_item(folder: Path) -> bool:
    """Whether the question draws its values."""
    return (folder / f"{ITEM}.py").exists()


def has_key(folder: Path) -> bool:
    """Whether the question's key is computed."""
    return (folder / f"{KEY}.py").exists()


def stamp(folder: Path) -> str:
    """Changes with the folder's code, so that a file that was corrected is read again."""
    states = [(path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(folder.glob("*.py"))]
    return hashlib.sha256(repr((str(folder.resolve()), states)).encode()).hexdigest()[:16]


@cache.QUESTIONS.memoize
def _loaded(folder: Path, name: str, stamp_: str) -> ModuleType:
    path = folder / f"{name}.py"
    if not path.exists():
        raise CourseError(_("{path} is missing.").format(path=path))
    package = f"vertebra_question_{folder.name.replace('-', '_')}_{stamp_}"
    if package not in sys.modules:
        # A package of its own, so that key.py can say `from .item import ...`.
        made = ModuleType(package)
        made.__path__ = [str(folder)]
        sys.modules[package] = made
    importlib.invalidate_caches()
    try:
        return importlib.import_module(f"{package}.{name}")
    except CourseError:
        raise
    except (Exception, SystemExit) as error:
        raise CourseError(
            pgettext("code-not-loaded", "{name}/{script}.py can't be loaded: {fault}: {error}").format(
                name=folder.name, script=name, fault=type(error).__name__, error=error
            )
        ) from error
