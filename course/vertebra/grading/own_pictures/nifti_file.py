"""A slice of a NIfTI file, and what its header carries besides."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra.errors import InputError
from vertebra.grading.own_pictures.pixels import with_square_pixels
from vertebra.models.anatomy.ct import require_nibabel
from vertebra.quiz.storage import size
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    from nibabel.nifti1 import Nifti1Image

GZIP = b"\x1f\x8b"
MAX_UNPACKED_BYTES = 512_000_000
TEXT_FIELDS = ("descrip", "aux_file", "intent_name", "db_name", "data_type")
HEADER_BYTES = {348: "nifti1", 540: "nifti2"}
EXTENSION_FLAG_BYTES = 4
NAME_FLAG, COMMENT_FLAG, EXTRA_FLAG, CRC_FLAG = 0x08, 0x10, 0x04, 0x02
PLANES = ("sagittal", "coronal", "axial")
"""In the order of the patient's axes: across, from front to back, along."""


def is_nifti(content: bytes) -> bool:
    """Whether it begins as a NIfTI file does, packed or not."""
    if content.startswith(GZIP):
        return True
    return int.from_bytes(content[:4], "little") in HEADER_BYTES or int.from_bytes(content[:4], "big") in HEADER_BYTES


class NiftiFile:
    """A NIfTI file in memory.

    Parameters
    ----------
    content : bytes
        Of a `.nii` or `.nii.gz`.

    Raises
    ------
    CourseError
        Where nibabel is not installed.
    InputError
        Where it can't be read, or unpacks to too much.
    """

    def __init__(self, content: bytes) -> None:
        self._packed_names = _packed_names(content) if content.startswith(GZIP) else []
        self._bytes = _unpacked(content)
        self._image = _opened(self._bytes)

    def identifiers(self) -> list[str]:
        """What may say whose scan it is: header fields by their names, extensions, and bytes that belong to nothing."""
        header = self._image.header
        carried = list(self._packed_names)
        carried += [
            _("header field {name}").format(name=name)
            for name in TEXT_FIELDS
            if name in header and bytes(header[name].item()).strip(b"\0 ")
        ]
        carried += [_("header extension {code}").format(code=extension.get_code()) for extension in header.extensions]
        start = _offset(self._image)
        after_header = self._bytes[int(header["sizeof_hdr"]) + EXTENSION_FLAG_BYTES : start]
        if not header.extensions and after_header.strip(b"\0"):
            carried.append(_("bytes between header and voxels"))
        stop = start + int(np.prod(self._image.shape, dtype=np.int64)) * header.get_data_dtype().itemsize
        if self._bytes[stop:].strip(b"\0"):
            carried.append(_("{n} bytes after the picture's end").format(n=len(self._bytes) - stop))
        return carried

    def slice(self, plane: str, number: int | None, frame: int | None) -> NDArray[np.float64]:
        """A slice as it is looked at: head up or front up, front on the left in a sagittal one, else right on the left.

        Parameters
        ----------
        plane : {"sagittal", "coronal", "axial"}
        number : int, optional
            Counted from 1, from the patient's left, from the back, or from the feet; by default the middle one.
        frame : int, optional
            Counted from 1, of an image with several.

        Raises
        ------
        InputError
            Where there is no such slice.
        """
        import nibabel as nib

        order = nib.io_orientation(self._image.affine)
        if np.isnan(order).any():
            raise InputError(pgettext("nifti-directions", "its header does not say which way the axes point"))
        shape = self._shape()
        axis = PLANES.index(plane)
        across, along = (other for other in range(3) if other != axis)
        # Axes of the file by those of the patient (left to right, back to front, feet to head), and their directions.
        of_file, turned = np.argsort(order[:, 0]), order[:, 1] < 0
        index = _index(number, shape[of_file[axis]], _("slice"))
        where: list[Any] = [slice(None)] * 3
        where[of_file[axis]] = shape[of_file[axis]] - 1 - index if turned[of_file[axis]] else index
        if len(self._image.shape) == 4:
            where.append(_index(frame, self._image.shape[3], _("frame")))
        image = self._values(tuple(where))
        backwards = [at for at, file_axis in enumerate(sorted((of_file[across], of_file[along]))) if turned[file_axis]]
        image = np.flip(image, tuple(backwards))
        if of_file[across] < of_file[along]:
            image = image.T
        spacing = self._image.header.get_zooms()
        # Rows from the top; columns from the front in a sagittal slice, and from the patient's right in the others.
        return with_square_pixels(image[::-1, ::-1], float(spacing[of_file[along]]), float(spacing[of_file[across]]))

    def _shape(self) -> tuple[int, ...]:
        shape: tuple[int, ...] = self._image.shape
        if len(shape) not in (3, 4):
            raise InputError(
                pgettext("nifti-shape", "it has {n} axes; a volume has 3, or 4 with several frames").format(
                    n=len(shape)
                )
            )
        if self._image.get_data_dtype().kind not in "iuf":
            raise InputError(pgettext("nifti-colours", "its voxels are no grey values; export it in grey"))
        return shape

    def _values(self, where: tuple[Any, ...]) -> NDArray[np.float64]:
        try:
            return np.asarray(self._image.dataobj[where], dtype=np.float64)
        except (OSError, ValueError, EOFError, MemoryError) as error:
            raise InputError(pgettext("picture-damaged-file", "it is cut off or damaged; export it again")) from error


def _offset(image: Nifti1Image) -> int:
    """Where the voxels begin; the header no longer says it."""
    proxy: Any = image.dataobj
    return int(proxy.offset)


def _index(number: int | None, count: int, what: str) -> int:
    if number is None:
        return count // 2
    if not 1 <= number <= count:
        raise InputError(
            pgettext("no-such-slice", "there is no {what} {number}; it has 1 to {count}").format(
                what=what, number=number, count=count
            )
        )
    return number - 1


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(GZIP):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            unpacked = file.read(MAX_UNPACKED_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(pgettext("picture-damaged-file", "it is cut off or damaged; export it again")) from error
    if len(unpacked) > MAX_UNPACKED_BYTES:
        raise InputError(
            pgettext("picture-bomb", "it unpacks to more than {most}; cut out the part that is shown").format(
                most=size(MAX_UNPACKED_BYTES)
            )
        )
    return unpacked


def _packed_names(content: bytes) -> list[str]:
    """The name and comment that gzip keeps of the file before it was packed."""
    flags = content[3] if len(content) > 3 else 0
    carried = [_("gzip's file name")] if flags & NAME_FLAG else []
    return carried + ([_("gzip's comment")] if flags & (COMMENT_FLAG | EXTRA_FLAG | CRC_FLAG) else [])


def _opened(content: bytes) -> Nifti1Image:
    require_nibabel()
    import nibabel as nib

    kinds = {"nifti1": nib.Nifti1Image, "nifti2": nib.Nifti2Image}
    number = int.from_bytes(content[:4], "little")
    name = HEADER_BYTES.get(number) or HEADER_BYTES.get(int.from_bytes(content[:4], "big"))
    if name is None:
        raise InputError(pgettext("picture-format-unknown", "it is none of PNG, JPEG, DICOM and NIfTI"))
    try:
        image: Nifti1Image = kinds[name].from_bytes(content)
        stop = _offset(image) + int(np.prod(image.shape, dtype=np.int64)) * (image.header.get_data_dtype().itemsize)
    # What a hostile header makes the reader raise is not listed anywhere.
    except Exception as error:
        raise InputError(pgettext("picture-damaged-file", "it is cut off or damaged; export it again")) from error
    if not image.shape or min(image.shape) < 1 or stop > len(content):
        raise InputError(pgettext("picture-damaged-file", "it is cut off or damaged; export it again"))
    return image
