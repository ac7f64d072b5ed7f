"""Assignments of the instructor's own in which students write code: nbgrader's steps, with the code run in the sandbox.

A built quiz has a key and is never run; whatever has none is such an assignment.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import CheckCellMetadata, ClearOutput, DeduplicateIds, LimitOutput, OverwriteCells
from nbgrader.preprocessors import OverwriteKernelspec as NbGraderKernelspec
from traitlets.config import Configurable

from vertebra.errors import CourseError
from vertebra.grading import sandbox
from vertebra.grading.course import Course

STOPPED = "StoppedByTheSandbox"


def is_coded(course: Course, assignment: str) -> bool:
    """Whether `assignment` is one with students' code: it has a notebook in `source`, and is no built quiz."""
    return not course.key_file(assignment).exists() and any((course.root / "source" / assignment).glob("*.ipynb"))


def sanitised(step: Configurable, nb: Any, resources: Any) -> tuple[Any, Any]:
    """The submitted notebook with the instructor's own tests and read-only cells, and none of its outputs."""
    for kind in (ClearOutput, DeduplicateIds, NbGraderKernelspec, OverwriteCells, CheckCellMetadata):
        nb, resources = kind(parent=step).preprocess(nb, resources)
    return nb, resources


def run(step: Configurable, course: Course, nb: Any, resources: Any) -> tuple[Any, Any]:
    """Run the notebook in the sandbox and put the outputs into its cells; what the code changed besides is gone.

    A cell that was not reached, or whose outputs are none, holds an error, so that no test counts as passed.
    """
    names = resources["nbgrader"]
    folder = course.autograded(names["student"], names["assignment"])
    done = sandbox.run(nbformat.writes(nb), folder if folder.is_dir() else None, limits_of(step))
    for number, cell in enumerate(nb.cells):
        if cell.cell_type == "code":
            found = done.outputs.get(number)
            cell.outputs = _checked(found) if found is not None else [_never_run(done.stopped)]
    return LimitOutput(parent=step).preprocess(nb, resources)


def limits_of(step: Configurable) -> sandbox.Limits:
    """The limits that `c.Sandbox` in the course's nbgrader_config.py gives, and the usual ones besides."""
    given = dict(step.config.get("Sandbox", {}))
    unknown = set(given) - set(sandbox.Limits.__dataclass_fields__)
    if unknown:
        known = ", ".join(sandbox.Limits.__dataclass_fields__)
        raise CourseError(f"c.Sandbox.{min(unknown)} in nbgrader_config.py is not known. There are: {known}.")
    return sandbox.Limits(**given)


def notebooks(course: Course, assignment: str) -> list[Path]:
    """The notebooks that were handed out."""
    return sorted(course.release(assignment).glob("*.ipynb"))


def _checked(outputs: list[dict[str, Any]]) -> list[Any]:
    """Outputs as nbformat has them; one that is none is an error."""
    read = [nbformat.from_dict(output) for output in outputs]
    cell = nbformat.v4.new_code_cell("", outputs=read)
    try:
        nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
    except nbformat.ValidationError:
        return [_never_run("its output can't be read")]
    return read


def _never_run(reason: str) -> Any:
    said = f"The cell was not run to its end: {reason or 'the notebook could not be run'}."
    return nbformat.v4.new_output("error", ename=STOPPED, evalue=said, traceback=[said])
