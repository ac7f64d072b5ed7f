"""A simulated class that fetches, answers and hands in a quiz, is graded and gets feedback.

Everything goes through nbgrader and through the same files as with real students; only the students are made up.
Their abilities and choices are drawn from a fixed seed, so that the scores are the same on every run.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vertebra.errors import CourseError
from vertebra.grading import assignments
from vertebra.grading.autograde.results import SubmissionSummary
from vertebra.grading.autograde.score_items import assigned_variant
from vertebra.grading.course_folder.build_quiz import build
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.course_folder.folder import Course
from vertebra.grading.course_folder.roster import add_students
from vertebra.grading.demo.simulated_students import SimulatedStudent, answer_quiz, corrupt_submission, simulated_class
from vertebra.grading.demo.student_client import StudentClient
from vertebra.grading.item_analysis import report
from vertebra.quiz.question.bank import Source
from vertebra.quiz.release.release import ProgressCallback
from vertebra.quiz.release.release_file import RELEASE_FILE, read_release
from vertebra.quiz.session import answers as answers_file
from vertebra.quiz.session.answers import Answers
from vertebra.texts import N_, _, pgettext

DEFAULT = Path.home() / "VertebraDemo"
MARKER = ".vertebra-demo"
COHORT = "demonstration"
SECRET = "a demonstration has no secrets"
PLACES = {
    "course": N_("course folder"),
    "gradebook": N_("gradebook"),
    "report": N_("report"),
    "quiz": N_("a student's quiz"),
    "feedback": N_("the same student's feedback"),
}
"""What a demonstration leaves, with its name for people."""


@dataclass(frozen=True)
class DemoResult:
    """The outcomes of a demonstration, and where to find what: a path by each name of `PLACES`."""

    quiz: str
    outcomes: tuple[SubmissionSummary, ...]
    places: Mapping[str, Path]


def run_demo(
    folder: Path = DEFAULT,
    *,
    quiz: str = "Q1",
    students: int = 30,
    seed: int = 1,
    questions: Source | None = None,
    progress: ProgressCallback = lambda what, done, total: None,
) -> DemoResult:
    """Let simulated students take a quiz in a folder, which is begun afresh each time.

    Parameters
    ----------
    folder
        Where.
    quiz
        The quiz.
    students
        How many.
    seed
        Fixes their abilities and choices.
    questions
        The questions to take, those of the course if None.
    progress
        Called with the progress.

    Raises
    ------
    CourseError
        Where the folder holds anything that is not a demonstration.
    """
    root = folder.expanduser().resolve()
    reset_folder(root)
    progress(_("Building the quiz"), 0, 1)
    course = create(root / "course", secret=SECRET, allow_in_repository=True)
    build(course, quiz, COHORT, questions=questions)
    everyone = simulated_class(students, seed)
    add_students(course, [learner.roster() for learner in everyone])
    for done, learner in enumerate(everyone):
        progress(_("Students answer"), done, students)
        act_as_student(course, quiz, learner, root / "students")
    outcomes = assignments.grade(course, quiz, release_feedback=True, progress=progress)
    progress(_("Writing the report"), students, students)
    written = report.write_report(course, quiz)
    first = StudentClient(course, everyone[0].id, root / "students" / everyone[0].id).fetch_feedback(quiz)
    places = {
        "course": course.root,
        "gradebook": course.database,
        "report": written,
        "quiz": root / "students" / everyone[0].id / quiz,
        "feedback": first[0] if first else course.feedback(everyone[0].id, quiz),
    }
    return DemoResult(quiz, tuple(outcomes), places)


def reset_folder(root: Path) -> None:
    """An empty folder for the demonstration. Only a former demonstration is removed."""
    if root.exists() and (not root.is_dir() or (any(root.iterdir()) and not (root / MARKER).exists())):
        raise CourseError(
            pgettext(
                "not-a-demo",
                "{root} holds something that is no demonstration. Give a new or an empty folder.",
            ).format(root=root)
        )
    if root.exists():
        for path in root.iterdir():
            # The marker goes last: a demonstration that is interrupted here can still be begun again.
            if path.name != MARKER:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    root.mkdir(parents=True, exist_ok=True)
    (root / MARKER).write_text(_("Made by 'vertebra demo'. It may be deleted.\n"), encoding="utf-8")


def act_as_student(course: Course, quiz: str, learner: SimulatedStudent, homes: Path) -> None:
    """Fetch the quiz, answer it and hand it in as one student; faults are made before that."""
    seat = StudentClient(course, learner.id, homes / learner.id)
    folder = seat.fetch(quiz)
    released = read_release(folder / RELEASE_FILE, quiz)
    key = course.key(quiz)
    variants = {item["id"]: assigned_variant(key, item, learner.id) for item in key["items"]}
    given = Answers(
        quiz=quiz,
        course=released["course"],
        release=released["release"],
        student=learner.id,
        student_from="exchange",
        variants=variants,
        answers=answer_quiz(key, variants, learner, np.random.default_rng([learner.seed, 2])),
    )
    answers_file.write(folder / answers_file.FILE, given)
    corrupt_submission(folder, quiz, learner.fault)
    seat.submit(quiz)
