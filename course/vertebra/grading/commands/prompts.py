"""Questions to whoever typed a command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from vertebra.errors import CourseError
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    pass

Confirm = Callable[[str], bool]
"""Puts a question and returns the answer."""


def decline(question: str) -> bool:
    """No to every question: nobody is there to be asked."""
    return False


def require_folder(file: Path, confirm: Confirm) -> None:
    """Make the folder that `file` is to lie in, if `confirm` says so.

    Raises
    ------
    CourseError
        Where it is missing and stays so.
    """
    folder = file.expanduser().absolute().parent
    if folder.is_dir():
        return
    if folder.exists() or not confirm(_("The folder {folder} does not exist. Make it?").format(folder=folder)):
        raise CourseError(
            pgettext(
                "folder-missing",
                "The folder {folder} does not exist. Make it first, or give another file.",
            ).format(folder=folder)
        )
    folder.mkdir(parents=True)
