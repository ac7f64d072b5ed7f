"""A picture out of a DICOM file, and what else the file says."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra.errors import CourseError, InputError
from vertebra.grading.own_pictures.dicom_tags import may_identify, tag_and_name
from vertebra.grading.own_pictures.pixels import Grey, check_size, to_grey, with_square_pixels
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset

MARK, PREAMBLE_BYTES = b"DICM", 128
MAX_DEPTH, MAX_ELEMENTS = 12, 50_000
MAX_FRAMES = 20_000
LUMINANCE = (0.299, 0.587, 0.114)
"""Of red, green and blue, as Rec. 601 weighs them."""
DEFLATED = ("1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.8.1")
"""Packed as a whole: how large one becomes is not known before it is unpacked."""


def is_dicom(content: bytes) -> bool:
    """Whether it begins as a DICOM file does."""
    return content[PREAMBLE_BYTES : PREAMBLE_BYTES + len(MARK)] == MARK


class DicomFile:
    """A DICOM file in memory.

    Parameters
    ----------
    content : bytes

    Raises
    ------
    CourseError
        Where pydicom is not installed.
    InputError
        Where it can't be read.
    """

    def __init__(self, content: bytes) -> None:
        self._preamble = content[:PREAMBLE_BYTES]
        with _quiet():
            self._data = _opened(content)

    def identifiers(self) -> list[str]:
        """The attributes that may say whose picture it is, by tag and name; of sequences with the way to them."""
        carried: dict[str, None] = {}
        if self._preamble.strip(b"\0"):
            carried[_("the {n} bytes before the file's mark").format(n=PREAMBLE_BYTES)] = None
        try:
            with _quiet():
                for element, way in _elements(self._data):
                    if may_identify(element, way):
                        carried[" > ".join([*map(tag_and_name, way), tag_and_name(element)])] = None
        except InputError:
            raise
        # What a hostile element makes the reader raise is not listed anywhere.
        except Exception as error:
            raise InputError(pgettext("picture-damaged-file", "it is cut off or damaged; export it again")) from error
        return list(carried)

    def image(self, frame: int | None, window: tuple[float, float] | None) -> Grey:
        """A frame in grey levels on square pixels: by `window`, or by the file's own.

        Raises
        ------
        InputError
            Where there is no such frame, or its pixels can't be decoded.
        """
        data = self._data
        try:
            rows, columns = int(data.Rows), int(data.Columns)
            frames = int(data.get("NumberOfFrames") or 1)
            samples = int(data.get("SamplesPerPixel", 1))
            kind = str(data.PhotometricInterpretation)
        except (AttributeError, TypeError, ValueError) as error:
            raise InputError(pgettext("dicom-without-picture", "there is no picture in it")) from error
        check_size(rows, columns)
        if not 1 <= frames <= MAX_FRAMES or samples not in (1, 3) or kind == "PALETTE COLOR":
            raise InputError(pgettext("dicom-kind", "pictures of its kind can't be read; export it as grey or as PNG"))
        number = frames // 2 if frame is None else frame - 1
        if not 0 <= number < frames:
            raise InputError(
                pgettext("no-such-slice", "there is no {what} {number}; it has 1 to {count}").format(
                    what=_("frame"), number=frame, count=frames
                )
            )
        values = self._decoded(number, samples, window is None)
        if not np.isfinite(values).all():
            raise InputError(pgettext("picture-no-values", "it holds no values"))
        if window is None and (samples == 3 or "WindowCenter" in data or "VOILUTSequence" in data):
            # The file's own window has been applied: from its darkest to its brightest.
            window = (float(values.max() + values.min()) / 2, float(values.max() - values.min()))
        grey = to_grey(with_square_pixels(values, *_spacing(data)), window)
        return np.uint8(255) - grey if kind == "MONOCHROME1" else grey

    def _decoded(self, number: int, samples: int, with_own_window: bool) -> NDArray[np.float64]:
        from pydicom.pixels import apply_modality_lut, apply_voi_lut, pixel_array

        data = self._data
        try:
            with _quiet():
                values = pixel_array(data, index=number)
                if samples == 3:
                    return np.asarray(values[..., :3], dtype=np.float64) @ np.array(LUMINANCE)
                values = apply_modality_lut(values, data)
                return np.asarray(apply_voi_lut(values, data) if with_own_window else values, dtype=np.float64)
        except (ImportError, NotImplementedError, RuntimeError) as error:
            raise InputError(
                pgettext("dicom-not-decoded", "its pixels can't be decoded; export it uncompressed, or as PNG")
            ) from error
        except Exception as error:
            raise InputError(pgettext("picture-damaged-file", "it is cut off or damaged; export it again")) from error


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep pydicom from writing what it finds odd, values and all, to the terminal."""
    log = logging.getLogger("pydicom")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(before)


def _opened(content: bytes) -> Dataset:
    try:
        import pydicom
    except ModuleNotFoundError as missing:
        raise CourseError(
            pgettext(
                "needs-dicom-extra", "Reading DICOM needs the package {package}. Install it: pip install {extra}"
            ).format(package="pydicom", extra="'vertebra[dicom]'")
        ) from missing
    from pydicom.filereader import read_dataset

    try:
        # The head alone, since pydicom would unpack all that follows it.
        rest = io.BytesIO(content[PREAMBLE_BYTES + len(MARK) :])
        head = read_dataset(rest, False, True, stop_when=lambda tag, _vr, _length: tag.group != 2)
        if str(head.get("TransferSyntaxUID", "")) not in DEFLATED:
            return pydicom.dcmread(io.BytesIO(content))
    except Exception as error:
        raise InputError(pgettext("picture-damaged-file", "it is cut off or damaged; export it again")) from error
    raise InputError(pgettext("dicom-deflated", "it is packed as a whole (deflated); export it unpacked"))


def _elements(data: Dataset) -> Iterator[tuple[DataElement, tuple[DataElement, ...]]]:
    """Every element of the file and of its sequences, each with the sequences it lies in."""
    count = 0
    waiting: list[tuple[Any, tuple[DataElement, ...]]] = [(data.file_meta, ()), (data, ())]
    while waiting:
        part, way = waiting.pop(0)
        if len(way) > MAX_DEPTH:
            raise InputError(pgettext("dicom-too-deep", "its sequences are nested too deep; export it again"))
        for element in part:
            count += 1
            if count > MAX_ELEMENTS:
                raise InputError(pgettext("dicom-too-many", "it has too many attributes; export it again"))
            yield element, way
            if element.VR == "SQ":
                waiting += [(item, (*way, element)) for item in element.value or ()]


def _spacing(data: Dataset) -> tuple[float, float]:
    """Height and width of a pixel, in any unit."""
    spacing = data.get("PixelSpacing") or data.get("ImagerPixelSpacing") or data.get("PixelAspectRatio") or (1.0, 1.0)
    try:
        down, across = (float(edge) for edge in spacing)
    except (TypeError, ValueError) as error:
        raise InputError(
            pgettext("picture-spacing", "the size of its pixels can't be right; export it again")
        ) from error
    return down, across
