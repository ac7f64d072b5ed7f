"""Modules by the paths that they had before: what learners and teachers wrote themselves goes on importing.

See decision 0350.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class _FormerModule(Loader):
    """Fill a module of a former path with what stands at its path of today."""

    def __init__(self, current: str, classes: Mapping[str, str]) -> None:
        self._current, self._classes = current, classes

    def exec_module(self, module: ModuleType) -> None:
        current = import_module(self._current)
        module.__dict__.update({name: value for name, value in vars(current).items() if not name.startswith("__")})
        for old, new in self._classes.items():
            setattr(module, old, getattr(current, new))


class _Redirection(MetaPathFinder):
    """Find modules by their former paths, where nothing else has been found."""

    def __init__(self) -> None:
        self.modules: dict[str, str] = {}
        self.classes: dict[str, Mapping[str, str]] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self.modules:
            return None
        return ModuleSpec(fullname, _FormerModule(self.modules[fullname], self.classes.get(fullname, {})))


_REDIRECTION = _Redirection()


def redirect(modules: Mapping[str, str], classes: Mapping[str, Mapping[str, str]] | None = None) -> None:
    """Let this process import modules by their former paths as well.

    Parameters
    ----------
    modules : mapping of str to str
        Today's dotted path by the former one.
    classes : mapping of str to mapping, optional
        By the former path of a module, today's name of each class that was called otherwise.
    """
    _REDIRECTION.modules.update(modules)
    _REDIRECTION.classes.update(classes or {})
    if _REDIRECTION not in sys.meta_path:
        sys.meta_path.append(_REDIRECTION)
