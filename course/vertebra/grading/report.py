"""The report on a graded quiz: one HTML page with its pictures, that opens without a network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from vertebra.errors import CourseError
from vertebra.grading import fairness, graded, plots, refusals
from vertebra.grading.analysis import Interval, QuizAnalysis, analyse, share
from vertebra.grading.coded import is_coded
from vertebra.grading.course import Course, database_url, private
from vertebra.grading.pages import render
from vertebra.quiz.storage import replace_file
from vertebra.student_identity import id_fault


def write(course: Course, quiz: str) -> Path:
    """Write the report on `quiz`; returns its file. Raises CourseError where nothing of the quiz has been graded."""
    from markupsafe import Markup

    if is_coded(course, quiz):
        raise CourseError(
            f"{quiz} has no items to analyse: reports are made of quizzes. 'vertebra export' has its points."
        )
    course.key(quiz)
    records = graded_records(course, quiz)
    if not records:
        raise CourseError(f"Nothing of {quiz} has been graded yet. Run 'vertebra grade {quiz} --course {course.root}'.")
    points = gradebook_points(course, quiz)
    known = {student: record["marks"] for student, record in records.items() if student in points}
    found = analyse(known, points)
    pictures = {}
    if found.n and found.items:
        drawn = (plots.histogram, plots.difficulty, plots.discrimination, plots.times)
        pictures = {draw.__name__: Markup(draw(found)) for draw in drawn}
    page = render(
        "report.html",
        quiz=quiz,
        title=course.key(quiz)["title"],
        found=found,
        summary=_summary(found),
        pictures=pictures,
        objectives=by_objective(found),
        variants=fairness.by_variant(known, points),
        same_words=fairness.same_words({student: record["marks"] for student, record in records.items()}),
        states=_states(records),
        refused=refusals.sentences(refusals.listing(course, quiz)),
        notes={student: record["notes"] for student, record in records.items() if record["notes"]},
    )
    target = course.root / "reports" / f"{quiz}.html"
    with private():
        replace_file(target, page.encode("utf-8"))
    return target


def graded_records(course: Course, quiz: str) -> dict[str, dict[str, Any]]:
    """What grading left beside each graded notebook, by student."""
    found = {}
    for folder in sorted((course.root / "autograded").glob(f"*/{quiz}")):
        record = graded.read_record(folder)
        if record is not None and not id_fault(folder.parent.name):
            found[folder.parent.name] = record
    return found


def gradebook_points(course: Course, quiz: str) -> dict[str, dict[str, float | None]]:
    """The points that count now, by student and item: by hand where a person gave them; None where one has yet to."""
    from nbgrader.api import Gradebook

    found: dict[str, dict[str, float | None]] = {}
    with Gradebook(database_url(course)) as gradebook:
        for submission in gradebook.assignment_submissions(quiz):
            if id_fault(submission.student_id):
                continue
            own = found.setdefault(submission.student_id, {})
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    own[grade.name] = None if grade.needs_manual_grade else float(grade.score)
    return found


def by_objective(found: QuizAnalysis) -> list[tuple[str, int, Interval]]:
    """Objective, number of items and mean share of the points over all students, in order."""
    groups: dict[str, list[int]] = {}
    for at, item in enumerate(found.items):
        groups.setdefault(item.objective, []).append(at)
    return [
        (name, len(columns), share(float(found.shares[:, columns].mean()), found.n))
        for name, columns in sorted(groups.items())
    ]


def _summary(found: QuizAnalysis) -> Mapping[str, float]:
    if not len(found.percent):
        return {}
    low, middle, high = np.percentile(found.percent, (25, 50, 75))
    spread = float(found.percent.std(ddof=1)) if found.n > 1 else float("nan")
    return {"mean": float(found.percent.mean()), "sd": spread, "low": low, "median": middle, "high": high}


def _states(records: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    states = [record["status"] for record in records.values()]
    return {state: states.count(state) for state in ("graded", "rescued", "flagged", "ungraded") if state in states}
