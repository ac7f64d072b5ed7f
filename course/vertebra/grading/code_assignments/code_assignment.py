"""Assignments of the instructor's own in which students write code: their notebooks, run in the sandbox.

A built quiz has a key and is never run; whatever has none is such an assignment.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import CheckCellMetadata, LimitOutput
from traitlets.config import Configurable

from vertebra.errors import CourseError
from vertebra.grading.autograde import provenance, read_submission
from vertebra.grading.code_assignments import sandbox, sanitize_notebook
from vertebra.grading.course_folder import grading_record
from vertebra.grading.course_folder.folder import Course, database_url
from vertebra.quiz.session.answers import Problem
from vertebra.texts import _

STOPPED = sanitize_notebook.NOT_RUN


def released_notebooks(course: Course, assignment: str) -> list[Path]:
    """The notebooks that were handed out."""
    return sorted(course.release(assignment).glob("*.ipynb"))


def released_notebook(course: Course, assignment: str, notebook: str) -> Any:
    """A notebook as it was handed out.

    Raises
    ------
    CourseError
        Where there is none.
    """
    path = course.release(assignment) / f"{notebook}.ipynb"
    if not path.exists():
        raise CourseError(
            _("{path} is missing. Make it with 'nbgrader generate_assignment {assignment}'.").format(
                path=path, assignment=assignment
            )
        )
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)


def locked_sources(course: Course, assignment: str, notebook: str) -> dict[str, str]:
    """The text of each locked cell as the gradebook has it: with the hidden tests that the release is without."""
    from nbgrader.api import Gradebook, MissingEntry

    with Gradebook(database_url(course)) as book:
        try:
            cells = book.find_notebook(notebook, assignment).source_cells
        except MissingEntry:
            raise CourseError(
                _(
                    "The gradebook knows no notebook {notebook} of {assignment}. Run 'nbgrader generate_assignment "
                    "{assignment}'."
                ).format(notebook=repr(notebook), assignment=assignment)
            ) from None
        return {cell.name: cell.source for cell in cells if cell.locked}


def sanitize(step: Configurable, nb: Any, resources: Any, course: Course) -> tuple[Any, Any]:
    """The submitted notebook in the teacher's frame (see `rebuilt`), for nbgrader's own autograde."""
    names = resources["nbgrader"]
    where = course, names["assignment"], names["notebook"]
    restored, _unused = sanitize_notebook.restore_locked_cells(nb, released_notebook(*where), locked_sources(*where))
    return CheckCellMetadata(parent=step).preprocess(restored, resources)


def execute_for_nbgrader(step: Configurable, course: Course, nb: Any, resources: Any) -> tuple[Any, Any]:
    """Run the notebook in the sandbox, for nbgrader's own autograde, which has copied the submission already."""
    names = resources["nbgrader"]
    folder = course.autograded(names["student"], names["assignment"])
    done, _unused = execute_sandboxed(nb, folder if folder.is_dir() else None, limits_of(step.config))
    sanitize_notebook.render_safe(done, released_notebook(course, names["assignment"], names["notebook"]))
    problems = read_submission.submission_metadata(course.submitted(names["student"], names["assignment"]))[2]
    sanitize_notebook.hold_for_review(done, provenance.hold_reason(problems))
    return LimitOutput(parent=step).preprocess(done, resources)


def execute_sandboxed(nb: Any, folder: Path | None, limits: sandbox.SandboxLimits) -> tuple[Any, list[Problem]]:
    """Run a notebook in the sandbox and put the outputs into its cells, in place.

    What the code changed besides is gone. A cell that was not reached, or whose outputs are none, holds an error, so
    that no test counts as passed; if it earns points, it is held for review.

    Parameters
    ----------
    nb
        The notebook.
    folder
        The files that the code may read.
    limits
        What it may use.

    Returns
    -------
    (NotebookNode, list of Problem)
        The same notebook, and why it was stopped.
    """
    done = sandbox.run_sandboxed(nbformat.writes(nb), folder, limits)
    for number, cell in enumerate(nb.cells):
        if cell.cell_type == "code":
            outputs = done.outputs.get(number)
            cell.outputs = (
                _valid_outputs(outputs) if outputs is not None else [sanitize_notebook.not_run_output(done.stopped)]
            )
            if outputs is None and cell.metadata.get("nbgrader", {}).get("grade"):
                cell.metadata[grading_record.REVIEW_REASON] = cell.outputs[0].evalue
    return nb, [
        Problem("stopped", _("Its code was stopped: {stopped}.").format(stopped=done.stopped))
    ] if done.stopped else []


def limits_of(config: Mapping[str, Any]) -> sandbox.SandboxLimits:
    """The limits that `c.Sandbox` in the course's nbgrader_config.py gives, and the usual ones besides."""
    given = dict(config.get("Sandbox", {}))
    unknown = set(given) - set(sandbox.SandboxLimits.__dataclass_fields__)
    if unknown:
        known = ", ".join(sandbox.SandboxLimits.__dataclass_fields__)
        raise CourseError(
            _("c.Sandbox.{unknown} in nbgrader_config.py is not known. There are: {known}.").format(
                unknown=min(unknown), known=known
            )
        )
    return sandbox.SandboxLimits(**given)


def _valid_outputs(outputs: list[dict[str, Any]]) -> list[Any]:
    """Outputs as nbformat has them; one that is none is an error."""
    read = [nbformat.from_dict(output) for output in outputs]
    cell = nbformat.v4.new_code_cell("", outputs=read)
    try:
        nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
    except nbformat.ValidationError:
        return [sanitize_notebook.not_run_output(_("its output can't be read"))]
    return read
