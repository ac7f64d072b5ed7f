"""Compile every model's kernels once, when the course is installed, so that no learner waits for a compiler.

A model with compiled kernels has a function `warm()` that calls each of them once on a tiny input of the types that are
used in earnest, and its name stands in `MODULES`. The compiled code is kept on disk beside the module.
"""

from collections.abc import Callable, Sequence
from importlib import import_module

MODULES: tuple[str, ...] = (
    "vertebra.models.mechanics",
    "vertebra.models.imaging.fluoroscopy",
    "vertebra.models.imaging.tomography",
    "vertebra.models.cement",
    "vertebra.models.heat",
)
"""The modules whose `warm()` is to be called, in order."""


def compile_kernels(report: Callable[[str], None], modules: Sequence[str] = MODULES) -> None:
    """Compile what each of `modules` compiles; `report` is told a module's name before its turn."""
    for name in modules:
        report(name)
        import_module(name).warm()
