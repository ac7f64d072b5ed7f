"""Files of a teacher's folder, read with suspicion: regular files of the folder itself, of limited size."""

from __future__ import annotations

import stat
from pathlib import Path

from vertebra.errors import CourseError, InputError
from vertebra.quiz.storage import size
from vertebra.texts import _, pgettext

MAX_PICTURE_BYTES = 200_000_000
MAX_TEXT_BYTES = 100_000
MAX_FILES = 2_000
"""In a folder of cases."""


def check_folder(folder: Path) -> Path:
    """Return the folder of cases, absolute.

    Raises
    ------
    CourseError
        Where there is none, it can't be read, or holds too many files.
    """
    place = folder.expanduser().absolute()
    try:
        if not place.is_dir():
            raise CourseError(
                pgettext("no-folder-of-cases", "{folder} is not a folder. Name the folder of your cases.").format(
                    folder=place
                )
            )
        count = sum(1 for _path in place.iterdir())
    except OSError as error:
        raise CourseError(
            _("The folder {folder} can't be read: {why}.").format(folder=place, why=error.strerror)
        ) from error
    if count > MAX_FILES:
        raise CourseError(
            _("{folder} holds {count} files; at most {most} are looked at. Make a folder for the cases alone.").format(
                folder=place, count=count, most=MAX_FILES
            )
        )
    return place


def read(folder: Path, name: str, max_bytes: int = MAX_PICTURE_BYTES) -> bytes:
    """The content of the file `name` of `folder`.

    Raises
    ------
    InputError
        Where the name leads out of the folder, or to a link, to something that is no file, or to too large a file.
    """
    if not name or name in (".", "..") or any(sign in name for sign in "/\\:\0") or Path(name).name != name:
        raise InputError(
            pgettext("leaves-folder", "{name} is not the name of a file in the folder; write the name alone").format(
                name=repr(name)
            )
        )
    path = folder / name
    try:
        state = path.lstat()
        if stat.S_ISLNK(state.st_mode):
            raise InputError(
                pgettext("picture-link", "{name} is a link, which is not followed; put the file itself there").format(
                    name=repr(name)
                )
            )
        if not stat.S_ISREG(state.st_mode):
            raise InputError(pgettext("picture-no-file", "{name} is not a file").format(name=repr(name)))
        if state.st_size > max_bytes:
            raise InputError(
                pgettext("picture-file-large", "{name} has {size}; at most {most} are read").format(
                    name=repr(name), size=size(state.st_size), most=size(max_bytes)
                )
            )
        with path.open("rb") as file:
            return file.read(max_bytes + 1)[:max_bytes]
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        why = getattr(error, "strerror", None) or type(error).__name__
        raise InputError(
            pgettext("picture-missing", "{name} can't be read: {why}").format(name=repr(name), why=why)
        ) from error
