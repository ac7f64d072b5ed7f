"""The key: the step that follows from what the slice was drawn with."""

from typing import Any

from vertebra.models.imaging import exam_images

WHY = {
    "new": "Dark on T1 and bright on STIR, the posterior wall hollow, discs as they should be: a new fracture.",
    "old": "The body is low, but its marrow is that of its neighbours on every sequence: old, seldom the source.",
    "metastasis": "All marrow replaced, the posterior wall bulging, a second body taken: tumour until a biopsy.",
    "infection": "The disc as bright as fluid and both endplates eaten: an infection until cultures say otherwise.",
}


def key(values: dict[str, Any]) -> str:
    """The option that follows."""
    return exam_images.look_alike_image(values["slide"])[1]


def feedback_values(values: dict[str, Any]) -> dict[str, str]:
    """Why, for the feedback."""
    return {"why": WHY[key(values)]}
