"""An assignment of the teacher's own in which students write code, as anything that can be graded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vertebra.grading.autograde.results import AutogradeResult
from vertebra.grading.course_folder.folder import Course

if TYPE_CHECKING:
    from traitlets.config import Configurable


@dataclass(frozen=True)
class CodeAssignment:
    """Notebooks with students' code. It is run in the sandbox, and the teacher's hidden tests score it."""

    course: Course
    name: str
    has_key = False

    def max_points(self) -> float:
        """The sum of the graded cells' points.

        Raises
        ------
        CourseError
            Where there is no sandbox to run them in.
        """
        from vertebra.grading.code_assignments.autograde_code import max_points

        return max_points(self.course, self.name)

    def released_notebooks(self) -> list[Path]:
        """Every notebook of the release."""
        from vertebra.grading.code_assignments.code_assignment import released_notebooks

        return released_notebooks(self.course, self.name)

    def autograde(self, student: str, force: bool = False) -> AutogradeResult:
        """Run the student's code in the teacher's frame."""
        from vertebra.grading.code_assignments.autograde_code import autograde_code

        return autograde_code(self.course, self.name, student, force)

    def sanitize(self, step: Configurable, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the submitted notebook in the teacher's frame."""
        from vertebra.grading.code_assignments.code_assignment import sanitize

        return sanitize(step, nb, resources, self.course)

    def score(self, step: Configurable, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook with the outputs of its cells."""
        from vertebra.grading.code_assignments.code_assignment import execute_for_nbgrader

        return execute_for_nbgrader(step, self.course, nb, resources)

    def keep_record(self, student: str) -> None:
        """Leave none: what nbgrader's own autograde ran is run again by `vertebra grade`."""
