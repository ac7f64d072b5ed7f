"""The key: the category, by the criteria."""

from typing import Any

from vertebra.models import bone

from .item import signed

NAMES = {
    "normal": "normal",
    "low bone mass": "low",
    "osteoporosis": "osteoporosis",
    "severe osteoporosis": "severe",
}


def key(values: dict[str, Any]) -> str:
    """The category, by the criteria."""
    return "none" if values["_young"] else NAMES[bone.who_category(values["_t"], values["_fragile"])]


def feedback_values(values: dict[str, Any]) -> dict[str, str]:
    """Why, for the feedback."""
    return {"why": _young(values) if values["_young"] else _grown_up(values)}


def _young(values: dict[str, Any]) -> str:
    women, group = ("women", "before the menopause") if values["_female"] else ("men", "under 50")
    below = "below" if values["_z"] <= -2.0 else "within"
    return (
        f"In {women} {group} it is Z that counts: {signed(values['_z'])} is {below} the range expected for age, "
        "and no scan alone makes it osteoporosis."
    )


def _grown_up(values: dict[str, Any]) -> str:
    reasons = {
        "normal": " is not below −1.0, and that is normal; Z and injuries by great force do not change it.",
        "low bone mass": " lies between −1.0 and −2.5: low bone mass; Z does not change the category.",
        "osteoporosis": " is −2.5 or lower: osteoporosis; with a fragility fracture it would be severe, and "
        "there is none.",
        "severe osteoporosis": " is −2.5 or lower, and the fracture came from a small force: severe osteoporosis.",
    }
    if values["_fragile"] and bone.who_category(values["_t"]) == "low bone mass":
        return (
            f"T {signed(values['_t'])} lies between −1.0 and −2.5: low bone mass. A broken wrist raises the risk "
            "and is a reason to look further, but by these criteria a fracture makes only osteoporosis severe."
        )
    return f"T {signed(values['_t'])}{reasons[bone.who_category(values['_t'], values['_fragile'])]}"
