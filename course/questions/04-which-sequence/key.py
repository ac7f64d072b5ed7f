"""The key: the option that names the slice's sequence."""

from typing import Any

from vertebra.models.imaging import exam_images

WHY = {
    "T1": "Fat is white and fluid is dark, while muscle and discs still give signal: short TR and short TE.",
    "T2": "Fluid is white and fat is bright as well: long TR and long TE, without anything that silences fat.",
    "STIR": "Fluid is white and all fat is black, under the skin as well: fat is silenced by inversion.",
    "Dixon fat": "All that is water is black, muscle, discs and cord alike, and only fat is seen.",
}

NAMES = {"T1": "t1", "T2": "t2", "STIR": "stir", "Dixon fat": "fat"}


def key(values: dict[str, Any]) -> str:
    """The option that names the slice's sequence."""
    return NAMES[exam_images.unnamed_sequence_image(values["slide"]).sequence]


def feedback_values(values: dict[str, Any]) -> dict[str, str]:
    """Why, for the feedback."""
    return {"why": WHY[exam_images.unnamed_sequence_image(values["slide"]).sequence]}
