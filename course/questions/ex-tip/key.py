"""The key: what the rule of the wall says of the needle's tip, by the model's own test of it."""

from typing import Any

from vertebra.models import anatomy
from vertebra.models.procedure.needle import tip_past_medial_wall, tip_past_posterior_wall

from .item import needle_of, patient_of


def key(values: dict[str, Any]) -> str:
    """On, watch or back."""
    return str(values["_state"])


def accepts(values: dict[str, Any]) -> bool:
    """Whether the model's test of the rule sees the tip where it was meant to be."""
    body = anatomy.build(patient_of(values), "L1", 1.5)
    needle = needle_of(values, body)
    crossed, past = tip_past_medial_wall(body, needle), tip_past_posterior_wall(body, needle)
    return {"watch": not crossed and not past, "on": past, "back": crossed and not past}[values["_state"]]
