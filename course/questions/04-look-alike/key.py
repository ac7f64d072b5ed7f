"""The key: the option that names what the slice was drawn with."""

from typing import Any

from vertebra.models.imaging import exam_images

WHY = {
    "new": "The body is dark on T1 and bright on STIR, its posterior wall keeps its hollow, and discs and other "
    "bodies are as they should be.",
    "old": "The body is low, but its marrow is that of its neighbours on every sequence: no oedema is left.",
    "metastasis": "All its marrow is replaced, its posterior wall bulges into the canal, and another body is "
    "taken as well, with a healthy one between.",
    "infection": "The disc is as bright as fluid, and the endplates on both sides of it are eaten; osteoporotic "
    "fractures spare the disc.",
    "haemangioma": "A round place with dark upright lines that isn't dark on T1, since it holds fat, in a body "
    "of normal outline.",
}


def key(values: dict[str, Any]) -> str:
    """The option that names what the slice was drawn with."""
    return exam_images.look_alike_image(values["slide"])[1]


def feedback_values(values: dict[str, Any]) -> dict[str, str]:
    """Why, for the feedback."""
    return {"why": WHY[key(values)]}
