"""The protocol of everything that can be graded, and the quiz as one implementation.

Assignments with students' code are the other one (see `code_assignments.assignment`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from vertebra.grading.autograde.autograde_submission import autograde_submission, scored_submission
from vertebra.grading.autograde.results import AutogradeResult
from vertebra.grading.course_folder.folder import Course

if TYPE_CHECKING:
    from traitlets.config import Configurable


class Assignment(Protocol):
    """Something that students hand in and that is graded.

    Its instances are plain values that any process may be given. `has_key` says whether answers are scored by a key:
    then a key can be corrected, answers can be accepted or rejected as a whole, and items can be analysed.
    """

    @property
    def course(self) -> Course:
        """The course that it belongs to."""

    @property
    def name(self) -> str:
        """nbgrader's name of the assignment."""

    @property
    def has_key(self) -> bool:
        """Whether its answers are scored by a key."""

    def max_points(self) -> float:
        """Return the points of the whole assignment.

        Raises
        ------
        CourseError
            Where it can't be graded: it was not built, or there is no sandbox.
        """

    def released_notebooks(self) -> list[Path]:
        """The notebooks that students were given."""

    def autograde(self, student: str, force: bool = False) -> AutogradeResult:
        """Read and score a submission; nothing is changed.

        Parameters
        ----------
        student
            The student's id.
        force
            Make the notebooks anew although nothing has changed.
        """

    def sanitize(self, step: Configurable, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook that nbgrader's own autograde goes on with in place of the submitted one."""

    def score(self, step: Configurable, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook with answers, outputs and points in it, for nbgrader's own autograde."""

    def keep_record(self, student: str) -> None:
        """Leave the record of grading beside the notebook that nbgrader's own autograde wrote."""


@dataclass(frozen=True)
class QuizAssignment:
    """A built quiz. Its answers are data beside the notebook; nothing of a submission is run."""

    course: Course
    name: str
    has_key = True

    def max_points(self) -> float:
        """The sum of the items' points.

        Raises
        ------
        CourseError
            Where the quiz has not been built.
        """
        return float(sum(item["points"] for item in self.course.key(self.name)["items"]))

    def released_notebooks(self) -> list[Path]:
        """The quiz's one notebook."""
        return [self.course.release(self.name) / f"{self.name}.ipynb"]

    def autograde(self, student: str, force: bool = False) -> AutogradeResult:
        """Score the answers by the key and put them into the released notebook."""
        return autograde_submission(self.course.root, self.name, student, force)

    def sanitize(self, step: Configurable, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the released notebook; of what the student handed in nothing is kept."""
        from vertebra.grading.autograde.fill_notebook import released_notebook

        notebook = self.course.release(self.name) / f"{resources['nbgrader']['notebook']}.ipynb"
        return released_notebook(notebook, self.course.key(self.name)), resources

    def score(self, step: Configurable, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook with answers, feedback and points in its cells."""
        from vertebra.grading.autograde.fill_notebook import insert_scores
        from vertebra.grading.course_folder.item_figures import figure_source

        marks = scored_submission(self.course, self.name, resources["nbgrader"]["student"]).marks
        return insert_scores(nb, marks, figure_source(self.course)), resources

    def keep_record(self, student: str) -> None:
        """Leave the record, as `vertebra grade` does."""
        from vertebra.grading.autograde.graded_submission import to_record
        from vertebra.grading.course_folder.grading_record import write_record

        scored = scored_submission(self.course, self.name, student)
        write_record(self.course.autograded(student, self.name), to_record(scored))
