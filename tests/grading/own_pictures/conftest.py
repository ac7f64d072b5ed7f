"""Folders of cases for tests: a small picture in each format, and the file that describes it."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vertebra.grading.own_pictures.example import dicom_bytes, nifti_bytes

CASE = {
    "stem": "A woman of 74 with pain for two weeks. What is it?",
    "sequence": "STIR",
    "level": "T12",
    "answer": "new",
    "reasons": ["The body is bright on STIR, as water is, and its neighbours are dark."],
    "consent": "Written consent of the patient, kept by the clinic",
    "licence": "CC BY 4.0",
    "alt": "Sagittal STIR; one body is brighter than the others",
}


def grey(seed: int = 0) -> np.ndarray:
    """A picture that no other seed has."""
    image = np.add.outer(np.arange(96), np.arange(64)).astype(np.uint8)
    image[8:16, 8:16] = np.random.default_rng(seed).integers(0, 255, (8, 8))
    return image


def saved(image: np.ndarray, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, kind, **options)
    return buffer.getvalue()


def content(kind: str, seed: int = 0) -> bytes:
    """A clean picture in one of the formats."""
    image = grey(seed)
    if kind == "dcm":
        return dicom_bytes(image)
    if kind == "nii.gz":
        return nifti_bytes(image)
    return saved(image, {"png": "PNG", "jpg": "JPEG"}[kind])


def toml(**values: object) -> str:
    """A case's file; `None` leaves a setting out."""

    def written(value: object) -> str:
        if isinstance(value, dict):
            return "{ " + ", ".join(f"{name} = {written(inner)}" for name, inner in value.items()) + " }"
        if isinstance(value, list):
            return "[" + ", ".join(map(written, value)) + "]"
        return repr(value) if isinstance(value, int | float) else f"'''{value}'''"

    merged = {**CASE, **values}
    return "\n".join(f"{name} = {written(value)}" for name, value in merged.items() if value is not None)


Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """`put(name, file, content, **settings)`: write a case into the folder, and return the folder."""
    folder = tmp_path / "cases"
    folder.mkdir()

    def write(name: str, file: str, picture: bytes | None, /, **settings: object) -> Path:
        if picture is not None:
            (folder / file).write_bytes(picture)
        (folder / f"{name}.toml").write_text(toml(picture=file, **settings), encoding="utf-8")
        return folder

    return write
