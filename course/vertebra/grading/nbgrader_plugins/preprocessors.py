"""The steps that take the place of execution in nbgrader's autograde. `nbgrader_config.py` of a course names them.

See decision 0070.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor, SaveAutoGrades

from vertebra.errors import CourseError
from vertebra.grading.assignments import assignment_of
from vertebra.grading.autograde import fill_notebook
from vertebra.grading.autograde.assignment import Assignment
from vertebra.grading.course_folder import gradebook
from vertebra.grading.course_folder.course_grades import class_mean
from vertebra.grading.course_folder.folder import Course
from vertebra.grading.formats import duration, local_time
from vertebra.texts import _


class OpenStub(NbGraderPreprocessor):
    """Release the cells for written answers of a quiz without their checksum.

    By it *Validate* calls an untouched one empty. The answer stands in answers.json, and the cell stays as it is.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook with its written cells open; an assignment of the teacher's own is left as it is."""
        if "vertebra" in nb.metadata:
            for cell in fill_notebook.manually_graded_cells(nb):
                cell.metadata.nbgrader.pop("checksum", None)
        return nb, resources


def release_steps() -> list[type]:
    """nbgrader's own steps that make a release, and `OpenStub`."""
    return [*GenerateAssignment.class_traits()["preprocessors"].default(), OpenStub]


class UseReleasedNotebook(NbGraderPreprocessor):
    """Take the released notebook; of what a student handed in for a quiz nothing is kept here."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the released notebook, whatever came back.

        A notebook with students' code is put into the released frame.
        """
        return _assignment(self.config, resources).sanitize(self, nb, resources)


class ScoreAnswers(NbGraderPreprocessor):
    """Score the answers beside the notebook, and put answer, feedback and points into its cells."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook filled in, or, where students write code, run in the sandbox."""
        return _assignment(self.config, resources).score(self, nb, resources)


class SaveScores(SaveAutoGrades):
    """nbgrader's own step, which besides asks for a person where an answer is held."""

    def _add_score(self, cell: Any, resources: Any) -> None:
        super()._add_score(cell, resources)
        waits, rejected = gradebook.needs_review(cell), gradebook.is_rejected(cell)
        if waits or rejected:
            grade = self.gradebook.find_grade(
                cell.metadata["nbgrader"]["grade_id"], self.notebook_id, self.assignment_id, self.student_id
            )
            grade.needs_manual_grade = waits
            if waits:
                gradebook.set_flag(grade.notebook, True, True)
            else:
                grade.auto_score = 0.0
            self.gradebook.db.commit()


class GetScores(GetGrades):
    """nbgrader's own step before feedback, which besides says what still waits for a person.

    It asks the gradebook once.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Points, comments and totals from the gradebook, put into the cells and `resources`."""
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            entry = gradebook.find_submission_notebook(names["notebook"], names["assignment"], names["student"])
            is_quiz = any("vertebra" in cell.metadata for cell in nb.cells)
            grades = {grade.name: grade for grade in entry.grades}
            # Of a quiz the page itself says what was not answered.
            comments = {c.name: c.manual_comment if is_quiz else c.comment for c in entry.comments}
            for cell in nb.cells:
                name = cell.metadata.get("nbgrader", {}).get("grade_id")
                if name in grades:
                    grade = grades[name]
                    cell.metadata.nbgrader.update(
                        score=grade.score, points=grade.max_score, waiting=bool(grade.needs_manual_grade)
                    )
                if comments.get(name):
                    cell.metadata.nbgrader["comment"] = comments[name]
            penalty = entry.late_submission_penalty or 0
            submission, student = entry.assignment, entry.student
            names.update(
                score=entry.score - penalty,
                max_score=entry.max_score,
                late_penalty=penalty,
                late=duration(submission.total_seconds_late) if submission.total_seconds_late else "",
                full_name=" ".join(filter(None, (student.first_name, student.last_name))),
                submitted_at=local_time(submission.timestamp) if submission.timestamp else "",
                class_mean=class_mean(gradebook, names["assignment"], entry.max_score) if is_quiz else None,
            )
        return nb, resources


def _assignment(config: Any, resources: Any) -> Assignment:
    return assignment_of(course_of(config), resources["nbgrader"]["assignment"])


def course_of(config: Any) -> Course:
    """The course that a configuration of nbgrader belongs to."""
    root = config.CourseDirectory.get("root")
    if not root:
        raise CourseError(
            _("The configuration of nbgrader names no course folder. Run 'vertebra teach' on the folder.")
        )
    return Course(Path(root))
