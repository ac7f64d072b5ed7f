"""A teacher's own cases for the reading room, out of the folder that students are given.

`vertebra pictures add` writes the folder; every case in it has a folder of its own with `case.json` and its pictures. A
learner puts it beside the lessons. What is damaged, too large or no case is left out, and named. See decision 0406.
"""

from __future__ import annotations

import io
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
from numpy.typing import NDArray

from vertebra import cache, checked_json
from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.models.imaging.reading_cases import Verdict
from vertebra.texts import pgettext

FOLDER = "own_pictures"
"""Where the reading room looks, beside the notebook."""
FILE = "case.json"
MAX_CASES = 40
MAX_JSON_BYTES = 50_000
MAX_PICTURE_BYTES = 2_000_000
MAX_EDGE_PIXELS = 2100

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=24)]
PictureName = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}\.(?:png|jpg)$")]


class ShownPicture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A picture of a case: its file beside `case.json`, its sequence, and what is seen in it."""

    file: PictureName
    sequence: Word
    alt: Text


class ShownCase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `case.json` holds."""

    stem: Text
    level: Word
    verdict: Verdict
    reasons: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1, max_length=10)]
    licence: Text
    pictures: Annotated[tuple[ShownPicture, ...], msgspec.Meta(min_length=1, max_length=3)]


@dataclass(frozen=True, eq=False)
class TeacherCase:
    """A case with its pictures.

    Parameters
    ----------
    name : str
        Its folder's.
    shown : ShownCase
    images : tuple of array
        Grey levels (uint8), rows and columns, in the order of the case's pictures.
    """

    name: str
    shown: ShownCase
    images: tuple[NDArray[np.uint8], ...]


@checked
def teacher_cases(folder: str | Path) -> tuple[tuple[TeacherCase, ...], tuple[str, ...]]:
    """Read the cases of a folder.

    Parameters
    ----------
    folder : path
        One that is missing holds none.

    Returns
    -------
    tuple
        The cases by name, and the names of folders in it that can't be read as one.
    """
    root = Path(folder)
    try:
        folders = sorted(path for path in root.iterdir() if not path.name.startswith(".") and path.is_dir())
    except OSError:
        return (), ()
    cases, left_out = [], []
    for path in folders[:MAX_CASES]:
        try:
            cases.append(_case(path))
        except (InputError, OSError, ValueError):
            left_out.append(path.name)
    return tuple(cases), (*left_out, *(path.name for path in folders[MAX_CASES:]))


def _case(folder: Path) -> TeacherCase:
    if folder.is_symlink():
        raise InputError(pgettext("own-case-link", "it is a link"))
    shown = checked_json.decode(_content(folder / FILE, MAX_JSON_BYTES), ShownCase)
    images = tuple(decoded_grey(_content(folder / picture.file, MAX_PICTURE_BYTES)) for picture in shown.pictures)
    return TeacherCase(folder.name, shown, images)


def _content(path: Path, max_bytes: int) -> bytes:
    state = path.lstat()
    if not stat.S_ISREG(state.st_mode) or state.st_size > max_bytes:
        raise InputError(pgettext("own-case-file", "a file of it is missing, a link, or too large"))
    with path.open("rb") as file:
        return file.read(max_bytes)


@checked
@cache.IMAGED.memoize
def decoded_grey(content: bytes) -> NDArray[np.uint8]:
    """Decode a PNG or JPEG of limited size into grey levels.

    Parameters
    ----------
    content : bytes

    Raises
    ------
    InputError
        For anything else.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as opened:
            if max(opened.size) <= MAX_EDGE_PIXELS:
                return np.ascontiguousarray(np.asarray(opened.convert("L"), dtype=np.uint8))
    # What a hostile file makes the decoder raise is not listed anywhere.
    except Exception as error:
        raise InputError(pgettext("own-picture-damaged", "the picture is damaged")) from error
    raise InputError(pgettext("own-picture-damaged", "the picture is damaged"))
