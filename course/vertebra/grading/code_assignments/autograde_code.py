"""A submission with a student's code: restored to the teacher's frame, run in the sandbox, and scored."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat

from vertebra.grading.autograde import allowed_files, provenance, quarantine, read_submission, tree
from vertebra.grading.autograde.results import AutogradeResult, SubmissionSummary
from vertebra.grading.code_assignments import code_assignment, sandbox, sanitize_notebook
from vertebra.grading.course_folder import grading_record
from vertebra.grading.course_folder.folder import Course, load_config
from vertebra.grading.course_folder.grading_record import Status
from vertebra.quiz.session.answers import Problem
from vertebra.texts import pgettext

FORMAT_VERSION = "1"
"""Raise it when what is made of a submission changes, so that all are made anew."""


def autograde_code(course: Course, assignment: str, student: str, force: bool = False) -> AutogradeResult:
    """Restore, run and score a submission with code.

    Parameters
    ----------
    course
        The course folder.
    assignment
        nbgrader's name of the assignment.
    student
        The student's id.
    force
        Run it anew although nothing has changed.

    Returns
    -------
    AutogradeResult
        Without notebooks where the submission was graded as it is now.

    Raises
    ------
    CourseError
        Where there is no release, or no sandbox.
    """
    folder, target = course.submitted(student, assignment), course.autograded(student, assignment)
    when, secret, _unused = read_submission.submission_metadata(folder)
    names = [path.stem for path in code_assignment.released_notebooks(course, assignment)]
    digest = _digest(course, assignment, student)
    before = grading_record.read_record(target)
    there = all((target / f"{name}.ipynb").exists() for name in names)
    if before is not None and before["digest"] == digest and there and not force:
        return AutogradeResult(_summary(student, before), before, when, secret)
    notebooks, problems = _run(course, assignment, student, names)
    cells = [cell for notebook in notebooks.values() for cell in notebook.cells if sanitize_notebook.is_graded(cell)]
    record = {
        "schema": grading_record.SCHEMA,
        "student": student,
        "digest": digest,
        "submitted_at": when,
        "status": _status(problems, cells),
        "notes": [f"{problem.item}: {problem.message}" if problem.item else problem.message for problem in problems],
        "marks": [{"item": name, "value": text, "variant": 0} for name, text in _answers(cells)],
        **_points(cells),
    }
    same = None if before is None else frozenset(_unchanged_items(before, record))
    return AutogradeResult(_summary(student, record, before is not None), record, when, secret, notebooks, same, before)


def max_points(course: Course, assignment: str) -> float:
    """The points of all graded cells.

    Raises
    ------
    CourseError
        Where there is no sandbox to run the assignment in.
    """
    sandbox.require_sandbox()
    every = [
        code_assignment.released_notebook(course, assignment, path.stem)
        for path in code_assignment.released_notebooks(course, assignment)
    ]
    cells = [cell for notebook in every for cell in notebook.cells if sanitize_notebook.is_graded(cell)]
    return float(sum(cell.metadata.nbgrader["points"] for cell in cells))


def _run(course: Course, assignment: str, student: str, names: list[str]) -> tuple[dict[str, Any], list[Problem]]:
    """Every notebook of the assignment, run or, where it did not come in, held; and what was wrong."""
    from nbgrader.preprocessors import LimitOutput

    config = load_config(course)
    folder = course.submitted(student, assignment)
    problems = list(read_submission.submission_metadata(folder)[2])
    work = _work_folder(course, assignment, student)
    notebooks = {}
    try:
        for name in names:
            given = code_assignment.released_notebook(course, assignment, name)
            fault = quarantine.notebook_fault(folder / f"{name}.ipynb")
            if fault:
                problems.append(
                    Problem(
                        "missing",
                        pgettext("notebook-not-usable", "The notebook {name}.ipynb: {fault}.").format(
                            name=name, fault=fault
                        ),
                    )
                )
                notebooks[name] = sanitize_notebook.placeholder_notebook(given, problems[-1].message)
                continue
            nb = nbformat.reads((folder / f"{name}.ipynb").read_text(encoding="utf-8"), as_version=4)
            nb, wrong = sanitize_notebook.restore_locked_cells(
                nb, given, code_assignment.locked_sources(course, assignment, name)
            )
            nb, stopped = code_assignment.execute_sandboxed(nb, work, code_assignment.limits_of(config))
            problems += [*wrong, *stopped]
            notebooks[name], _unused = LimitOutput(config=config).preprocess(
                sanitize_notebook.render_safe(nb, given), {}
            )
    finally:
        tree.remove_tree(work)
    for notebook in notebooks.values():
        sanitize_notebook.hold_for_review(notebook, provenance.hold_reason(problems))
    return notebooks, problems


def _work_folder(course: Course, assignment: str, student: str) -> Path:
    """The student's small regular files, and over them the teacher's: what the code may read."""
    work = course.root / ".vertebra" / "running" / student / assignment
    tree.remove_tree(work)
    work.mkdir(parents=True)
    for source in (course.submitted(student, assignment), course.release(assignment)):
        for relative, _unused in allowed_files.allowed_files(source):
            if relative.suffix != ".ipynb":
                allowed_files.copy_file(source, relative, work / relative)
    return work


def _digest(course: Course, assignment: str, student: str) -> str:
    """Changes with anything that the points depend on.

    That is what was handed in, the released frame with its hidden tests, and the limits.
    """
    digest = hashlib.sha256(f"{FORMAT_VERSION}\x1f{code_assignment.limits_of(load_config(course))}".encode())
    when, _unused, about = read_submission.submission_metadata(course.submitted(student, assignment))
    digest.update(f"{when}\x1f{about}".encode())
    for source in (course.submitted(student, assignment), course.release(assignment)):
        for relative, size in allowed_files.allowed_files(source):
            digest.update(b"\x1f" + os.fsencode(relative.as_posix()) + f"\x1f{size}\x1f".encode())
            with contextlib.suppress(OSError), open(tree.open_file(source, relative.parts), "rb") as file:
                digest.update(file.read(allowed_files.MAX_NOTEBOOK_BYTES))
    for path in code_assignment.released_notebooks(course, assignment):
        hidden = code_assignment.locked_sources(course, assignment, path.stem)
        digest.update(json.dumps(hidden, sort_keys=True).encode())
    return digest.hexdigest()


def _status(problems: list[Problem], cells: list[Any]) -> Status:
    held_cells = [cell for cell in cells if grading_record.REVIEW_REASON in cell.metadata]
    if held_cells:
        return (
            "ungraded"
            if len(held_cells) == len(cells) and any(problem.code == "missing" for problem in problems)
            else "needs_review"
        )
    return "recovered" if any(problem.code not in grading_record.HARMLESS for problem in problems) else "graded"


def _points(cells: list[Any]) -> dict[str, Any]:
    """Points given without a person, the most there are, and how many cells wait for one."""
    from nbgrader.utils import determine_grade, is_grade

    given = [determine_grade(cell)[0] if is_grade(cell) else None for cell in cells]
    on_hold = [grading_record.REVIEW_REASON in cell.metadata for cell in cells]
    return {
        "points": float(sum(points or 0 for points, kept in zip(given, on_hold, strict=True) if not kept)),
        "max_points": float(sum(cell.metadata.nbgrader["points"] for cell in cells)),
        "pending": sum(kept or points is None for points, kept in zip(given, on_hold, strict=True)),
    }


def _answers(cells: list[Any]) -> list[tuple[str, str]]:
    return [(cell.metadata.nbgrader["grade_id"], cell.source) for cell in cells]


def _unchanged_items(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    earlier = {mark["item"]: mark["value"] for mark in before["marks"]}
    return [mark["item"] for mark in now["marks"] if earlier.get(mark["item"]) == mark["value"]]


def _summary(student: str, record: Mapping[str, Any], again: bool = False) -> SubmissionSummary:
    points = record["points"], record["max_points"], record["pending"]
    return SubmissionSummary(student, record["status"], *points, tuple(record["notes"]), again)
