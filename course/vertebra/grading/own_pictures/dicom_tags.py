"""Which attributes of a DICOM file may stay. See decision 0405.

What may stay is listed, everything else that holds a value is refused by its tag: a list of what is known to identify
would miss what a manufacturer adds. After the basic profile of DICOM PS3.15, annex E.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vertebra.texts import _

if TYPE_CHECKING:
    from pydicom.dataelem import DataElement

KEPT = frozenset(
    (
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
    )
)
"""Attributes of the picture that may hold a value; of a person only sex, and an age of less than 90 years."""
CODED = ("DeidentificationMethodCodeSequence", "AnatomicRegionSequence", "ViewCodeSequence")
"""Sequences in which a code and its meaning may stand."""
OF_A_CODE = ("CodeValue", "CodingSchemeDesignator", "CodingSchemeVersion", "CodeMeaning")
NUMBERS = frozenset(
    (
        "DS",
        "IS",
        "FD",
        "FL",
        "US",
        "SS",
        "UL",
        "SL",
        "UV",
        "SV",
    )
)
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
CODED_WORD = re.compile(r"[A-Z0-9_ ]{1,16}")
GROUPS_OF_THE_PICTURE = (0x0018, 0x0020, 0x0028)
"""How it was taken, how it lies, how its pixels are coded: numbers and coded words in them may stay."""
PIXELS = 0x7FE00010
PLACEHOLDERS = frozenset(
    (
        "ANON",
        "ANONYMOUS",
        "ANONYMIZED",
        "ANONYMISED",
        "DEIDENTIFIED",
        "DE-IDENTIFIED",
        "REMOVED",
        "NONE",
        "UNKNOWN",
    )
)
"""What anonymising software puts in place of a name."""
NAMELESS_UID = re.compile(r"1\.2\.840\.10008(?:\.\d{1,6}){1,10}|(?:2\.25|1\.2\.826\.0\.1\.3680043\.8\.498)\.\d{20,39}")
"""UIDs of the standard, and those drawn at random in place of the first ones: by DICOM's own rule, and by pydicom."""
OF_SOFTWARE = ("ImplementationClassUID",)
MAX_AGE_YEARS = 89
"""An older person may be recognised by the age."""


def tag_and_name(element: DataElement) -> str:
    """How a message names an element."""
    if element.tag.is_private:
        return _("{tag} private").format(tag=element.tag)
    return f"{element.tag} {element.name}"


def may_identify(element: DataElement, way: tuple[DataElement, ...]) -> bool:
    """Whether the element may say whose picture it is."""
    tag, keyword = element.tag, element.keyword
    if tag.is_private:
        return True
    if element.VR == "SQ":
        return False  # Its items are looked at one by one.
    kind = _kind(element)
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
        return keyword not in OF_SOFTWARE and not all(NAMELESS_UID.fullmatch(text) for text in texts if text)
    if tag.group in GROUPS_OF_THE_PICTURE and _is_plain(kind, tag.group, texts):
        return False
    if tag.group == 0x0002 and tag.element == 0x0000:
        return False  # The length of the head.
    return kind not in ("PN", "LO", "SH", "LT", "ST") or not all(
        text.strip("^ ").upper() in PLACEHOLDERS for text in texts
    )


def _kind(element: DataElement) -> str:
    """What the standard says that the element holds, whatever the file says; empty where it has none such."""
    from pydicom.datadict import dictionary_VR

    try:
        return dictionary_VR(element.tag).partition(" ")[0]
    except KeyError:
        return ""


def _is_plain(kind: str, group: int, texts: list[str]) -> bool:
    """Whether values are numbers, or words of the standard of how the picture was taken."""
    if kind in NUMBERS:
        return all(NUMBER.fullmatch(text) for text in texts if text)
    return kind == "CS" and group == 0x0018 and all(CODED_WORD.fullmatch(text) for text in texts if text)


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
