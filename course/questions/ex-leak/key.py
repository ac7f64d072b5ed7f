"""The key: the cement behind the back wall."""

from typing import Any

from vertebra.models.experiments import question_scenes as scenes

from .item import cement

ROUND_MM = 2.5
"""How far round the cement a mark counts."""


def key(values: dict[str, Any]) -> dict[str, float]:
    """The thread in the canal."""
    return _regions(values)["canal"]


def regions(values: dict[str, Any]) -> dict[str, dict[str, float]]:
    """The cement in the body, and that in front of it where there is some."""
    return {name: region for name, region in _regions(values).items() if name != "canal"}


def _regions(values: dict[str, Any]) -> dict[str, dict[str, float]]:
    regions_by_name = {}
    for name, thread in cement(values).items():
        x, y = scenes.place_in_view("lateral", thread.centre_mm)
        rx, ry = scenes.size_in_view("lateral", thread.radius_mm + ROUND_MM, thread.half_length_mm + ROUND_MM)
        regions_by_name[name] = {"x": x, "y": y, "rx": rx, "ry": ry}
    return regions_by_name
