"""That a teacher has looked at each picture for names and dates burnt into it: kept by the file's hash.

The record lies in the folder of the cases. A file that has changed, or of which another part is shown, is asked for
again. See decision 0407.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import msgspec

from vertebra import checked_json
from vertebra.errors import CourseError
from vertebra.grading.own_pictures import source_file
from vertebra.grading.own_pictures.picture import Picture
from vertebra.quiz.storage import write_atomic
from vertebra.texts import pgettext

RECORD = "looked_at.json"
MAX_RECORD_BYTES = 5_000_000


class Look(msgspec.Struct, frozen=True):
    """One look at a picture: hashes of its file and of what is shown of it, and the day."""

    file_sha256: str
    pixels_sha256: str
    on: str


def read(folder: Path) -> dict[str, list[Look]]:
    """The looks by file.

    Raises
    ------
    CourseError
        Where the record is damaged: what it said is not guessed.
    """
    if not (folder / RECORD).exists() and not (folder / RECORD).is_symlink():
        return {}
    try:
        return checked_json.decode(source_file.read(folder, RECORD, MAX_RECORD_BYTES), dict[str, list[Look]])
    except CourseError as error:
        raise CourseError(
            pgettext(
                "looks-damaged", "The record {path} can't be read: {why}. Delete it, and look at the pictures again."
            ).format(path=folder / RECORD, why=error)
        ) from error


def is_confirmed(picture: Picture, looks: dict[str, list[Look]]) -> bool:
    """Whether somebody has looked at the picture as it is now."""
    return any(
        (look.file_sha256, look.pixels_sha256) == (picture.file_sha256, picture.pixels_sha256)
        for look in looks.get(picture.entry.file, ())
    )


def confirm(folder: Path, pictures: Iterable[Picture]) -> None:
    """Record that somebody has looked at the pictures today."""
    looks = read(folder)
    for picture in pictures:
        if not is_confirmed(picture, looks):
            look = Look(picture.file_sha256, picture.pixels_sha256, date.today().isoformat())
            looks.setdefault(picture.entry.file, []).append(look)
    content = json.dumps(msgspec.to_builtins(looks), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    write_atomic(folder / RECORD, content.encode("utf-8"))
