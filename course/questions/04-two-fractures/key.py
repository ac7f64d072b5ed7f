"""The key: the body with the new fracture."""

from typing import Any

from vertebra.models.imaging import exam_images

WHY = {
    "T1": "Its marrow is darker than that of all others: water has taken the place of fat.",
    "STIR": "Its marrow is far brighter than that of all others: water has taken the place of fat, and fat is "
    "silent here.",
}


def key(values: dict[str, Any]) -> dict[str, float]:
    """The body with the new fracture."""
    slide = exam_images.two_fracture_image(values["slide"])
    return exam_images.body_roi(slide, slide.level)


def regions(values: dict[str, Any]) -> dict[str, dict[str, float]]:
    """The two other bodies that a reader may take for it."""
    slide = exam_images.two_fracture_image(values["slide"])
    return {
        name: exam_images.body_roi(slide, one.level)
        for name, one in zip(("old", "haemangioma"), slide.findings[1:], strict=True)
    }


def feedback_values(values: dict[str, Any]) -> dict[str, str]:
    """Why, for the feedback."""
    return {"why": WHY[exam_images.two_fracture_image(values["slide"]).sequence]}
