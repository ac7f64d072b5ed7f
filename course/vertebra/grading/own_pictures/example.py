"""A folder of cases to begin with, its pictures computed by the course's own models: nobody's name is in them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vertebra.errors import CourseError
from vertebra.grading.own_pictures.pixels import Grey, encoded
from vertebra.models.experiments import mri_slices
from vertebra.models.imaging import mri
from vertebra.models.imaging.findings import Finding
from vertebra.models.imaging.reading_cases import CASE_PATIENTS
from vertebra.models.imaging.sagittal import SagittalScene
from vertebra.quiz.storage import write_atomic
from vertebra.texts import _, pgettext

COMMON = """# Who agreed to what, and under which licence students get the picture. Consent is never shown to students.
consent = "None needed: computed by the course's models"
licence = "CC BY 4.0, computed by Vertebra"
"""
NEW = """# Two pictures of one case. It joins the reading room, and becomes a question with its three judgements.
stem = "A woman of 74 has had pain since she lifted a basket two weeks ago. What is it at T12?"
level = "T12"
answer = "new"                          # new, old, or not osteoporotic
reasons = [
  "The body is dark on T1 and bright on STIR: water has taken the place of fat.",
  "A dark band lies below the endplate, where bone is pressed together.",
]
{common}
[[pictures]]
file = "new-t1.png"
sequence = "T1"
alt = "Sagittal T1 of the thoracolumbar spine; one body is lower and darker than its neighbours"

[[pictures]]
file = "new-stir.png"
sequence = "STIR"
alt = "Sagittal STIR of the same spine; one body is lower and brighter than its neighbours"
"""
OTHER = """# One picture, from {format}, in the short form. Only for the reading room.
stem = "A man of 68 has had pain at night for six weeks, and fever."
level = "L1"
answer = "not osteoporotic"
reasons = [
  "The disc is as bright as fluid, and both endplates beside it are eaten: an osteoporotic fracture spares the disc.",
  "Two neighbouring bodies are oedematous. Take cultures before anything is put into them.",
]
use = ["reading room"]
picture = "{file}"
sequence = "STIR"
alt = "Sagittal STIR of the thoracolumbar spine; a disc and both bodies beside it are bright"
{common}"""
POINT = """# A place to be marked, in a slice of a NIfTI file: only a question; `region` in shares of the picture.
stem = "Two bodies have lost height. Mark the one that broke in the last weeks."
level = "L1"
answer = "new"
reasons = ["It is bright on STIR, as water is; the older one has the grey of its neighbours again."]
use = ["question"]
picture = "two-stir.nii.gz"
sequence = "STIR"
plane = "sagittal"
slice = 1
alt = "Sagittal STIR of the thoracolumbar spine; two bodies are lower than their neighbours, one of them bright"
region = {{ x = {x:.3f}, y = {y:.3f}, rx = {rx:.3f}, ry = {ry:.3f} }}
near = 0.02
{common}"""


def write(folder: Path) -> list[str]:
    """Write the folder, and return the names of its files.

    Raises
    ------
    CourseError
        Where something lies there already, or can't be written.
    """
    place = folder.expanduser().absolute()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise CourseError(
            pgettext("example-there", "{folder} is there already. Give the example a new folder.").format(folder=place)
        )
    files = {**_new(), **_other(), **_two()}
    try:
        for name, content in files.items():
            write_atomic(place / name, content)
    except OSError as error:
        raise CourseError(
            _("{folder} can't be written: {why}. Give another folder.").format(folder=place, why=error.strerror)
        ) from error
    return sorted(files)


def _scene(patient: int, *findings: Finding) -> SagittalScene:
    return mri_slices.sagittal_slice(CASE_PATIENTS[patient], findings, 5)


def _grey(scene: SagittalScene, *sequences: str) -> Mapping[str, Grey]:
    images = mri_slices.acquired_by_name(scene, sequences)
    return {name: mri.to_display(image) for name, image in images.items()}


def _new() -> dict[str, bytes]:
    shown = _grey(_scene(0, Finding("T12", weeks=2, grade=2)), "T1", "STIR")
    return {
        "new-t1.png": encoded(shown["T1"]),
        "new-stir.png": encoded(shown["STIR"]),
        "new-fracture.toml": NEW.format(common=COMMON).encode(),
    }


def _other() -> dict[str, bytes]:
    shown = _grey(_scene(2, Finding("L1", "infection")), "STIR")["STIR"]
    try:
        file, form, content = "disc-stir.dcm", "DICOM", dicom_bytes(shown)
    except ModuleNotFoundError:
        file, form, content = "disc-stir.png", "PNG", encoded(shown)
    text = OTHER.format(file=file, format=form, common=COMMON)
    return {file: content, "disc.toml": text.encode()}


def _two() -> dict[str, bytes]:
    scene = _scene(1, Finding("L1", weeks=2, grade=2), Finding("T11", weeks=300, grade=2))
    shown = _grey(scene, "STIR")["STIR"]
    rows, columns = np.nonzero(scene.body_of == scene.levels.index("L1"))
    height, width = shown.shape
    text = POINT.format(
        x=columns.mean() / width,
        y=rows.mean() / height,
        rx=(np.ptp(columns) / 2 + 2) / width,
        ry=(np.ptp(rows) / 2 + 2) / height,
        common=COMMON,
    )
    return {"two-stir.nii.gz": nifti_bytes(shown), "two-fractures.toml": text.encode()}


def dicom_bytes(image: Grey) -> bytes:
    """A picture as DICOM that says nothing but the picture; ModuleNotFoundError without pydicom."""
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian, SecondaryCaptureImageStorage, generate_uid

    data = Dataset()
    data.SOPClassUID = SecondaryCaptureImageStorage
    data.SOPInstanceUID = generate_uid(prefix=None)
    data.Modality, data.BurnedInAnnotation, data.PatientIdentityRemoved = "MR", "NO", "YES"
    data.Rows, data.Columns = image.shape
    data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
    data.BitsAllocated = data.BitsStored = 8
    data.HighBit, data.PixelRepresentation = 7, 0
    data.PixelData = image.tobytes() + b"\0" * (image.size % 2)
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    buffer = io.BytesIO()
    data.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def nifti_bytes(image: NDArray[np.uint8]) -> bytes:
    """A sagittal picture as a packed NIfTI file of one slice, with an empty header."""
    import gzip

    import nibabel as nib

    # Columns of the picture run from front to back and rows from head to feet; those of the file the other way.
    volume = np.ascontiguousarray(image[::-1, ::-1].T)[None]
    return gzip.compress(nib.Nifti1Image(volume, np.eye(4)).to_bytes(), mtime=0)
