"""The names under which configurations of existing course folders know what nbgrader calls.

A course's `nbgrader_config.py` names classes by their dotted path, and nbgrader itself reads that file. A folder made
when these modules stood elsewhere goes on working: its names are redirected here, and `vertebra teach` rewrites them
in the file. See decision 0261.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

HERE = "vertebra.grading"
FORMER_MODULES = {
    f"{HERE}.{old}": f"{HERE}.nbgrader_plugins.{new}"
    for old, new in (
        ("collect", "collect"),
        ("feedback", "feedback_exporter"),
        ("formgrader", "formgrader"),
        ("hooks", "hooks"),
        ("lateness", "late_penalty"),
        ("preprocessors", "preprocessors"),
        ("zipped", "zip_collect"),
    )
}
"""By the former dotted path of a module, the path it has now."""
FORMER_CLASSES = {
    f"{HERE}.lateness": {"PerDay": "PercentPerDay"},
    f"{HERE}.preprocessors": {"Pristine": "UseReleasedNotebook"},
    f"{HERE}.zipped": {"Extract": "LimitedExtractor", "ByFolder": "FolderNameCollector"},
}
"""By the former path of a module, its classes that were called otherwise."""


class _FormerModule(Loader):
    """Fill a module of a former path with what stands at its path of today."""

    def exec_module(self, module: ModuleType) -> None:
        current = import_module(FORMER_MODULES[module.__name__])
        module.__dict__.update({name: value for name, value in vars(current).items() if not name.startswith("__")})
        for old, new in FORMER_CLASSES.get(module.__name__, {}).items():
            setattr(module, old, getattr(current, new))


class _Redirection(MetaPathFinder):
    """Find modules by their former paths, where nothing else has been found."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(fullname, _FormerModule()) if fullname in FORMER_MODULES else None


def redirect() -> None:
    """Let this process import the modules by their former paths as well."""
    if not any(isinstance(finder, _Redirection) for finder in sys.meta_path):
        sys.meta_path.append(_Redirection())


def renewed(config: str) -> str:
    """Return the text of a configuration with today's names in place of the former ones; the rest stays as it is."""
    for module, classes in FORMER_CLASSES.items():
        for old, new in classes.items():
            config = re.sub(rf"\b{re.escape(module)}\.{old}\b", f"{FORMER_MODULES[module]}.{new}", config)
            config = re.sub(rf"\bc\.{old}\.(?=[a-z])", f"c.{new}.", config)
    for old, new in FORMER_MODULES.items():
        config = re.sub(rf"\b{re.escape(old)}\b", new, config)
    return config
