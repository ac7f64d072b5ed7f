"""Live fluoroscopy for widgets: an exposure on the detector's pixels, and what `js/fluoro.js` needs to draw it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from vertebra.models.experiments.live_fluoroscopy import STEP_MM, Exposure, expose
from vertebra.models.imaging.fluoroscopy import ExposureSettings
from vertebra.models.imaging.geometry import CArm
from vertebra.views import xray

__all__ = ["COARSE", "FINE", "STEP_MM", "Exposure", "expose", "line", "screen"]

COARSE, FINE = 384, 512
"""Pixels along a side while something moves, and when it rests."""
BAR_MM = 20.0


def screen(arm: CArm, how: ExposureSettings, lines: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """What is drawn on a picture: letters of its sides, a bar, the open share of width and height, and lines from
    `line`."""
    left, right = xray.sides(arm)
    bar = BAR_MM * arm.magnification / arm.detector_mm
    return {
        "left": left,
        "right": right,
        "bar": bar,
        "bar_mm": BAR_MM,
        "open": list(how.shutters),
        "lines": list(lines),
    }


def line(
    arm: CArm,
    points_mm: ArrayLike,
    words: str = "",
    colour: str = "yellow",
    beside: str = "right",
    dashed: bool = False,
    bare: bool = False,
) -> dict[str, Any]:
    """A line through points (n, 3) of the patient, at shares of the picture's width and height; one point is a cross,
    or nothing but its words if it is `bare`.

    `colour` is a name of the palette (`views.style.css_variables`); `beside` the end at which the words stand. Points
    behind the source are left out.
    """
    places = (arm.project(points_mm) + 0.5) / arm.pixels
    kept = places[np.isfinite(places).all(axis=1)]
    return {
        "points": kept.round(4).tolist(),
        "words": words,
        "colour": colour,
        "beside": beside,
        "dashed": dashed,
        "bare": bare,
    }
