"""The report on a graded quiz: one HTML page with its pictures, that opens without a network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from vertebra.errors import CourseError
from vertebra.grading.assignments import assignment_of
from vertebra.grading.autograde import refusals
from vertebra.grading.autograde.render_html import render
from vertebra.grading.course_folder import grading_record
from vertebra.grading.course_folder.course_grades import MissingRule, StudentGrade, missing_rule, student_grades
from vertebra.grading.course_folder.folder import Course, database_url
from vertebra.grading.formats import duration
from vertebra.grading.item_analysis import fairness, report_plots
from vertebra.grading.item_analysis.attention import by_stage, look_at_first
from vertebra.grading.item_analysis.estimates import Interval, mean_fraction
from vertebra.grading.item_analysis.statistics import FEW, MIN_ITEMS_FOR_ALPHA, QuizAnalysis, analyse
from vertebra.quiz.storage import owner_only_umask, write_atomic
from vertebra.student_identity import id_fault
from vertebra.texts import pgettext


def write_report(course: Course, quiz: str) -> Path:
    """Write the report on a quiz and return its file.

    Raises
    ------
    CourseError
        Where nothing of the quiz has been graded, or it is no quiz.
    """
    if not assignment_of(course, quiz).has_key:
        raise CourseError(
            pgettext(
                "no-items-to-analyse",
                "{quiz} has no items to analyse: reports are made of quizzes. 'vertebra export' has its points.",
            ).format(quiz=quiz)
        )
    course.key(quiz)
    records = graded_records(course, quiz)
    if not records:
        raise CourseError(
            pgettext(
                "nothing-graded",
                "Nothing of {quiz} has been graded yet. Run 'vertebra grade {quiz} --course {root}'.",
            ).format(quiz=quiz, root=course.root)
        )
    page = render("report.html", **_page_values(course, quiz, records))
    target = course.root / "reports" / f"{quiz}.html"
    with owner_only_umask():
        write_atomic(target, page.encode("utf-8"))
    return target


def _page_values(course: Course, quiz: str, records: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Everything that the page shows, by the names of its template."""
    from markupsafe import Markup

    points = gradebook_points(course, quiz)
    known = {student: record["marks"] for student, record in records.items() if student in points}
    analysis = analyse(known, points)
    pictures = {}
    if analysis.n and analysis.items:
        drawn = (report_plots.histogram, report_plots.difficulty, report_plots.discrimination, report_plots.times)
        pictures = {draw.__name__: Markup(draw(analysis)) for draw in drawn}
    variants, rule = fairness.compare_variants(known, points), missing_rule(course)
    grades = student_grades(course, quiz)
    return {
        "quiz": quiz,
        "first": look_at_first(analysis, variants),
        "stages": by_stage(list(known.values())),
        "grades": [_row(grade, records.get(grade.student), rule) for grade in grades],
        "missing": [grade.student for grade in grades if not grade.submitted],
        "rule": rule,
        "correlated": any(item.discrimination.value == item.discrimination.value for item in analysis.items),
        "few": FEW,
        "least_items": MIN_ITEMS_FOR_ALPHA,
        "late": sum(grade.late_s > 0 for grade in grades),
        "waits": sum(grade.waiting for grade in grades),
        "title": course.key(quiz)["title"],
        "found": analysis,
        "summary": _summary(analysis),
        "pictures": pictures,
        "objectives": by_objective(analysis),
        "variants": variants,
        "same_words": fairness.identical_texts({student: record["marks"] for student, record in records.items()}),
        "states": _states(records),
        "refused": refusals.refusal_lines(refusals.list_refusals(course, quiz)),
        "notes": {student: record["notes"] for student, record in records.items() if record["notes"]},
    }


def graded_records(course: Course, quiz: str) -> dict[str, dict[str, Any]]:
    """The records beside the graded notebooks, by student."""
    records = {}
    for folder in sorted((course.root / "autograded").glob(f"*/{quiz}")):
        record = grading_record.read_record(folder)
        if record is not None and not id_fault(folder.parent.name):
            records[folder.parent.name] = record
    return records


def gradebook_points(course: Course, quiz: str) -> dict[str, dict[str, float | None]]:
    """The points that count now, by student and item; None where a person has yet to give them."""
    from nbgrader.api import Gradebook

    points: dict[str, dict[str, float | None]] = {}
    with Gradebook(database_url(course)) as gradebook:
        for submission in gradebook.assignment_submissions(quiz):
            if id_fault(submission.student_id):
                continue
            own = points.setdefault(submission.student_id, {})
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    own[grade.name] = None if grade.needs_manual_grade else float(grade.score)
    return points


def _row(grade: StudentGrade, record: Mapping[str, Any] | None, rule: MissingRule) -> dict[str, Any]:
    """A student's line: who, state, points with marks by hand, lateness, what counts, and what waits."""
    score = grade.score(rule)
    return {
        "student": grade.student,
        "name": " ".join(filter(None, (grade.first_name, grade.last_name))),
        "state": record["status"] if record else "not_graded" if grade.submitted else "missing",
        "points": grade.points if grade.graded else None,
        "late": duration(grade.late_s) if grade.late_s else "",
        "penalty": grade.penalty,
        "score": score,
        "max_points": grade.max_points,
        "waiting": grade.waiting,
    }


def by_objective(analysis: QuizAnalysis) -> list[tuple[str, int, Interval]]:
    """Objective, number of items and mean share of the points over all students, in order."""
    groups: dict[str, list[int]] = {}
    for at, item in enumerate(analysis.items):
        groups.setdefault(item.objective, []).append(at)
    return [
        (name, len(columns), mean_fraction(float(analysis.shares[:, columns].mean()), analysis.n))
        for name, columns in sorted(groups.items())
    ]


def _summary(analysis: QuizAnalysis) -> Mapping[str, float]:
    if not len(analysis.percent):
        return {}
    low, middle, high = np.percentile(analysis.percent, (25, 50, 75))
    spread = float(analysis.percent.std(ddof=1)) if analysis.n > 1 else float("nan")
    return {"mean": float(analysis.percent.mean()), "sd": spread, "low": low, "median": middle, "high": high}


def _states(records: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    states = [record["status"] for record in records.values()]
    return {
        state: states.count(state)
        for state in ("graded", "recovered", "needs_review", "rejected", "ungraded")
        if state in states
    }
