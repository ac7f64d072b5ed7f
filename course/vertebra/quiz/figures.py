"""The pictures that items may ask for, by name: only what stands here is drawn, whatever a quiz.json says."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from vertebra.errors import CourseError

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def _density_by_age(values: Mapping[str, Any]) -> Figure:
    from vertebra.views.densitometry import density_by_age

    return density_by_age(float(values["age_years"]), float(values["bmd_g_cm2"]))


VIEWS: dict[str, Callable[[Mapping[str, Any]], Figure]] = {"density_by_age": _density_by_age}


def draw(view: str, values: Mapping[str, Any]) -> bytes:
    """The picture `view` of `values` as PNG. Raises CourseError where there is no such view."""
    if view not in VIEWS:
        raise CourseError(f"There is no picture {view!r}. There are: {', '.join(VIEWS)}.")
    buffer = io.BytesIO()
    VIEWS[view](values).savefig(buffer, format="png", dpi=110, bbox_inches="tight", metadata={"Software": None})
    return buffer.getvalue()
