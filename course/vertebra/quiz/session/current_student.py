"""Whose quiz this is: the hub says it, or nbgrader's configuration, or the student is asked once."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass

from vertebra.errors import InputError
from vertebra.student_identity import id_fault, normalised
from vertebra.texts import pgettext

SHARED_ACCOUNTS = {"root", "jovyan", "user", "student", "jupyter", "administrator", "admin"}


@dataclass(frozen=True)
class Student:
    """Who answers.

    Parameters
    ----------
    id : str
    source : str
        "hub", "exchange" (nbgrader's configuration) or "asked".
    """

    id: str
    source: str


def known_student() -> Student | None:
    """The student as the machine knows them, or None where they must be asked."""
    hub = os.environ.get("JUPYTERHUB_USER", "").strip()
    if hub:
        return Student(hub, "hub")
    configured = _configured()
    return Student(configured, "exchange") if configured else None


def suggested_student() -> str:
    """What the field is filled with when asking: the account's name, unless many people share it."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
    return "" if name.lower() in SHARED_ACCOUNTS or id_fault(name) else name


def check_student(text: object) -> str:
    """The id without blanks around it.

    Raises
    ------
    InputError
        Where it can't be one.
    """
    name = normalised(text) if isinstance(text, str) else ""
    fault = id_fault(name)
    if fault:
        raise InputError(
            pgettext(
                "bad-student-id",
                "{text} can't be a student id: {fault}. Use 1 to 60 letters, digits, '.', '-', '_', '+' or '@', "
                "without blanks.",
            ).format(text=repr(str(text)[:60]), fault=fault)
        )
    return name


def _configured() -> str:
    """`CourseDirectory.student_id` of the nbgrader configuration that `nbgrader submit` would read."""
    try:
        from jupyter_core.paths import jupyter_config_path
        from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader
    except ImportError:
        return ""
    for folder in jupyter_config_path():
        try:
            config = PyFileConfigLoader("nbgrader_config.py", path=folder).load_config()
        except ConfigFileNotFound:
            continue
        except Exception:  # A configuration that can't be loaded is nbgrader's to complain about, not the quiz's.
            continue
        student_id = config.get("CourseDirectory", {}).get("student_id", "")
        if isinstance(student_id, str) and not id_fault(student_id):
            return student_id
    return ""
