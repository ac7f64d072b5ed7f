"""The names under which configurations of existing course folders know what nbgrader calls.

A course's `nbgrader_config.py` names classes by their dotted path, and nbgrader itself reads that file. A folder made
when these modules stood elsewhere goes on working: its names are redirected here, and `vertebra teach` rewrites them
in the file. See decision 0261.
"""

from __future__ import annotations

import re

from vertebra import former_modules

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


def redirect() -> None:
    """Let this process import the modules by their former paths as well."""
    former_modules.redirect(FORMER_MODULES, FORMER_CLASSES)


def renewed(config: str) -> str:
    """Return the text of a configuration with today's names in place of the former ones; the rest stays as it is."""
    for module, classes in FORMER_CLASSES.items():
        for old, new in classes.items():
            config = re.sub(rf"\b{re.escape(module)}\.{old}\b", f"{FORMER_MODULES[module]}.{new}", config)
            config = re.sub(rf"\bc\.{old}\.(?=[a-z])", f"c.{new}.", config)
    for old, new in FORMER_MODULES.items():
        config = re.sub(rf"\b{re.escape(old)}\b", new, config)
    return config
