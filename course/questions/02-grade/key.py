"""The key: the option of the grade that the loss belongs to."""

from typing import Any

from vertebra.models import fracture

NAMES = ("none", "mild", "moderate", "severe")


def key(values: dict[str, Any]) -> str:
    """The option of the grade."""
    return NAMES[fracture.genant_grade(values["_loss"])]


def feedback_values(values: dict[str, Any]) -> dict[str, str]:
    """The loss, for the feedback."""
    grade = fracture.genant_grade(values["_loss"])
    return {
        "why": f"Its largest loss is {values['_loss']}% of the height of its neighbours, which makes it grade {grade}."
    }
