"""One picture of a case: read from whatever format, what it carries besides named, its grey values kept."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vertebra.errors import InputError
from vertebra.grading.own_pictures import jpeg_file, png_file, source_file
from vertebra.grading.own_pictures.dicom_file import DicomFile, is_dicom
from vertebra.grading.own_pictures.nifti_file import NiftiFile, is_nifti
from vertebra.grading.own_pictures.pixels import MAX_PIXELS, Grey, check_size, cropped, digest, for_a_page, to_grey
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    from vertebra.grading.own_pictures.case_file import PictureEntry

FORMATS = {"PNG": png_file, "JPEG": jpeg_file}
MAX_NAMED = 12
"""Identifiers that a message lists."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture as students get it.

    Parameters
    ----------
    entry : PictureEntry
        What the case's file says of it.
    grey : array
        Grey levels, shape (rows, columns).
    file_sha256, pixels_sha256 : str
        Of the file as it is, and of what is shown of it.
    """

    entry: PictureEntry
    grey: Grey
    file_sha256: str
    pixels_sha256: str


def read_picture(folder: Path, entry: PictureEntry) -> Picture:
    """Read a picture of the folder.

    Raises
    ------
    CourseError
        Where a package is missing that reads it.
    InputError
        Where it can't be read, or carries what may say whose it is.
    """
    content = source_file.read(folder, entry.file)
    carried, grey = _read(content, entry)
    if carried:
        listed = "; ".join(carried[:MAX_NAMED])
        more = len(carried) - MAX_NAMED
        listed += _("; and {n} more").format(n=more) if more > 0 else ""
        raise InputError(
            pgettext(
                "picture-identifies", "it carries what may say whose it is: {listed}. Anonymise it and export it anew"
            ).format(listed=listed)
        )
    shown = for_a_page(cropped(grey, entry.crop))
    return Picture(entry, shown, hashlib.sha256(content).hexdigest(), digest(shown))


def _read(content: bytes, entry: PictureEntry) -> tuple[list[str], Grey]:
    """What a file carries besides its picture, and its grey values; none of them where it carries something."""
    blank = np.zeros((1, 1), np.uint8)
    for name, module in FORMATS.items():
        if content.startswith(module.BEGINS):
            carried = module.identifiers(content)
            return carried, blank if carried else _photograph(content, name, entry.window)
    if is_dicom(content):
        dicom = DicomFile(content)
        carried = dicom.identifiers()
        return carried, blank if carried else dicom.image(entry.frame, entry.window)
    if is_nifti(content):
        nifti = NiftiFile(content)
        carried = nifti.identifiers()
        return carried, blank if carried else to_grey(nifti.slice(entry.plane, entry.slice, entry.frame), entry.window)
    raise InputError(pgettext("picture-format-unknown", "it is none of PNG, JPEG, DICOM and NIfTI"))


def _photograph(content: bytes, name: str, window: tuple[float, float] | None) -> Grey:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # Its size is checked here.
            with Image.open(io.BytesIO(content), formats=[name]) as opened:
                check_size(opened.height, opened.width)
                opened.load()
                if opened.mode.startswith(("I", "F")):
                    return to_grey(np.asarray(opened, dtype=np.float64), window)
                grey = np.asarray(opened.convert("L"), dtype=np.uint8)
    except InputError:
        raise
    except Image.DecompressionBombError as error:
        raise InputError(
            pgettext("picture-too-many-pixels", "it has more than {most} million pixels").format(
                most=MAX_PIXELS // 1_000_000
            )
        ) from error
    # What a hostile file makes the decoder raise is not listed anywhere.
    except Exception as error:
        raise InputError(pgettext("picture-damaged-file", "it is cut off or damaged; export it again")) from error
    return grey if window is None else to_grey(grey.astype(np.float64), window)
