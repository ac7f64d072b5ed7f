"""A picture out of a DICOM file, and what else the file says. See decision 0405.

What may stay is listed, everything else that holds a value is refused by its tag: a list of what is known to identify
would miss what a manufacturer adds. After the basic profile of DICOM PS3.15, annex E.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra.errors import CourseError, InputError
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
KEPT = frozenset(
    [
        "AcquisitionContrast",
        "AcquisitionType",
        "AnatomicRegionSequence",
        "BitsAllocated",
        "BitsStored",
        "BodyPartExamined",
        "BurnedInAnnotation",
        "ComplexImageComponent",
        "ContentQualification",
        "ConversionType",
        "ConvolutionKernel",
        "DeidentificationMethod",
        "DeidentificationMethodCodeSequence",
        "FileMetaInformationVersion",
        "FilterType",
        "HighBit",
        "ImageLaterality",
        "ImageType",
        "ImplementationVersionName",
        "Laterality",
        "LongitudinalTemporalInformationModified",
        "LossyImageCompression",
        "LossyImageCompressionMethod",
        "LossyImageCompressionRatio",
        "Manufacturer",
        "ManufacturerModelName",
        "Modality",
        "NumberOfFrames",
        "PatientAge",
        "PatientIdentityRemoved",
        "PatientOrientation",
        "PatientPosition",
        "PatientSex",
        "PhotometricInterpretation",
        "PixelIntensityRelationship",
        "PixelPresentation",
        "PlanarConfiguration",
        "PositionReferenceIndicator",
        "PresentationIntentType",
        "PresentationLUTShape",
        "QualityControlImage",
        "RecognizableVisualFeatures",
        "RescaleType",
        "SequenceName",
        "SpecificCharacterSet",
        "StackID",
        "ViewCodeSequence",
        "ViewPosition",
        "VOILUTFunction",
        "VolumeBasedCalculationTechnique",
        "VolumetricProperties",
        "WindowCenterWidthExplanation",
        "RedPaletteColorLookupTableData",
        "GreenPaletteColorLookupTableData",
        "BluePaletteColorLookupTableData",
        "LUTData",
        "LUTExplanation",
        "ModalityLUTType",
    ]
)
"""Attributes of the picture that may hold a value; of a person only sex, and an age of less than 90 years."""
CODED = ("DeidentificationMethodCodeSequence", "AnatomicRegionSequence", "ViewCodeSequence")
"""Sequences in which a code and its meaning may stand."""
OF_A_CODE = ("CodeValue", "CodingSchemeDesignator", "CodingSchemeVersion", "CodeMeaning")
NUMBERS = frozenset(["DS", "IS", "FD", "FL", "US", "SS", "UL", "SL", "UV", "SV"])
GROUPS_OF_THE_PICTURE = (0x0018, 0x0020, 0x0028)
"""How it was taken, how it lies, how its pixels are coded: numbers and coded words in them may stay."""
PIXELS = 0x7FE00010
PLACEHOLDERS = frozenset(
    ["ANON", "ANONYMOUS", "ANONYMIZED", "ANONYMISED", "DEIDENTIFIED", "DE-IDENTIFIED", "REMOVED", "NONE", "UNKNOWN"]
)
"""What anonymising software puts in place of a name."""
STANDARD_UID = "1.2.840.10008."
RANDOM_UIDS = re.compile(r"(?:2\.25|1\.2\.826\.0\.1\.3680043\.8\.498)\.\d{20,}")
"""UIDs that were drawn at random in place of the first ones, and lead nowhere: by DICOM's own rule, and by pydicom."""
OF_SOFTWARE = ("ImplementationClassUID",)
MAX_AGE_YEARS = 89
"""An older person may be recognised by the age."""


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
        self._data = _opened(content)

    def identifiers(self) -> list[str]:
        """The attributes that may say whose picture it is, by tag and name; of sequences with the way to them."""
        found: dict[str, None] = {}
        if self._preamble.strip(b"\0"):
            found[_("the {n} bytes before the file's mark").format(n=PREAMBLE_BYTES)] = None
        try:
            for element, way in _elements(self._data):
                if _refused(element, way):
                    found[" > ".join([*map(_named, way), _named(element)])] = None
        except InputError:
            raise
        # What a hostile element makes the reader raise is not listed anywhere.
        except Exception as error:
            raise InputError(pgettext("picture-damaged-file", "it is cut off or damaged; export it again")) from error
        return list(found)

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


def _opened(content: bytes) -> Dataset:
    try:
        import pydicom
    except ModuleNotFoundError as missing:
        raise CourseError(
            pgettext(
                "needs-dicom-extra", "Reading DICOM needs the package {package}. Install it: pip install {extra}"
            ).format(package="pydicom", extra="'vertebra[dicom]'")
        ) from missing
    from pydicom.filereader import read_file_meta_info

    try:
        head: Any = io.BytesIO(content)
        syntax = str(read_file_meta_info(head).get("TransferSyntaxUID", ""))
        if syntax not in DEFLATED:
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


def _named(element: DataElement) -> str:
    if element.tag.is_private:
        return _("{tag} private").format(tag=element.tag)
    return f"{element.tag} {element.name}"


def _refused(element: DataElement, way: tuple[DataElement, ...]) -> bool:
    """Whether the element may say whose picture it is."""
    tag, keyword, kind = element.tag, element.keyword, element.VR
    if tag.is_private:
        return True
    if kind == "SQ":
        return False  # Its items are looked at one by one.
    if 0x5000 <= tag.group <= 0x50FF or 0x6000 <= tag.group <= 0x60FF:
        return True  # Curves and overlays: drawn on the picture, often with words.
    texts = _texts(element)
    if not any(texts):
        return False
    if keyword in ("BurnedInAnnotation", "RecognizableVisualFeatures"):
        return texts != ["NO"]
    if keyword == "PatientAge":
        return not _is_usual_age(texts)
    if keyword in OF_A_CODE and way and way[-1].keyword in CODED:
        return False
    if keyword in KEPT or (tag == PIXELS and not way):
        return False
    if kind == "UI":
        return keyword not in OF_SOFTWARE and not all(
            text.startswith(STANDARD_UID) or RANDOM_UIDS.fullmatch(text) for text in texts if text
        )
    if tag.group in GROUPS_OF_THE_PICTURE and (kind in NUMBERS or (kind == "CS" and tag.group == 0x0018)):
        return False
    if tag.group == 0x0002 and tag.element == 0x0000:
        return False  # The length of the head.
    return kind not in ("PN", "LO", "SH", "LT", "ST") or not all(
        text.strip("^ ").upper() in PLACEHOLDERS for text in texts
    )


def _texts(element: DataElement) -> list[str]:
    value = element.value
    if value is None:
        return []
    if isinstance(value, bytes):
        return ["bytes"] if value.strip(b"\0 ") else []
    parts = value if not isinstance(value, str) and hasattr(value, "__iter__") and element.VR != "PN" else [value]
    return [str(part).strip("\0 ") for part in parts]


def _is_usual_age(texts: list[str]) -> bool:
    match = re.fullmatch(r"(\d{3})([DWMY])", texts[0]) if len(texts) == 1 else None
    return match is not None and (match[2] != "Y" or int(match[1]) <= MAX_AGE_YEARS)


def _spacing(data: Dataset) -> tuple[float, float]:
    """Height and width of a pixel, in any unit."""
    spacing = data.get("PixelSpacing") or data.get("ImagerPixelSpacing") or data.get("PixelAspectRatio") or (1.0, 1.0)
    try:
        down, across = (float(one) for one in spacing)
    except (TypeError, ValueError) as error:
        raise InputError(
            pgettext("picture-spacing", "the size of its pixels can't be right; export it again")
        ) from error
    return down, across
