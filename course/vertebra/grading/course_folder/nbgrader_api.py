"""nbgrader's own steps, run in this process: generate, release, collect, feedback."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

from vertebra.errors import CourseError
from vertebra.grading.course_folder import fatal_errors, student_guard
from vertebra.grading.course_folder.fatal_errors import GradingStoppedError
from vertebra.grading.course_folder.folder import Course, env_bin_on_path, load_config
from vertebra.texts import _

if TYPE_CHECKING:
    from nbgrader.apps.api import NbGraderAPI


def api(course: Course) -> NbGraderAPI:
    """nbgrader's programming interface, with the course's own configuration."""
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    student_guard.install()
    # nbgrader warns at each step about what is no fault here; what fails is raised by `step`.
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    config = load_config(course)
    with env_bin_on_path():
        return NbGraderAPI(coursedir=CourseDirectory(config=config), config=config, log_level="ERROR")


def run_step(course: Course, name: str, *arguments: Any, **options: Any) -> str:
    """Run one step of nbgrader, such as `generate_assignment`, and return its log.

    Raises
    ------
    CourseError
        With the last lines of what nbgrader says, where the step fails.
    GradingStoppedError
        Where nothing can be done any more.
    """
    with env_bin_on_path():
        result = getattr(api(course), name)(*arguments, **options)
    if not result["success"]:
        reason = fatal_errors.fatal_reason(f"{result.get('log')} {result.get('error')}", course)
        if reason:
            raise GradingStoppedError(reason)
        said = (result.get("log") or result.get("error") or "").strip().splitlines()
        raise CourseError(
            _("nbgrader could not do {name} {arguments}: {said}").format(
                name=name, arguments=" ".join(map(str, arguments)), said=" ".join(said[-2:])
            )
        )
    return str(result.get("log") or "")


def has_exchange() -> bool:
    """Whether nbgrader's exchange works on this system: it does not on Windows."""
    return sys.platform != "win32"
