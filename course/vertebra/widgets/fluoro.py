"""Live fluoroscopy for widgets: an exposure on the detector's pixels, and what `js/fluoro.js` needs to draw it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vertebra.models.imaging import fluoroscopy
from vertebra.models.imaging.fluoroscopy import Technique
from vertebra.models.imaging.geometry import CArm
from vertebra.models.imaging.scene import Scene
from vertebra.views import xray

COARSE, FINE = 384, 512
"""Pixels along a side while something moves, and when it rests."""
STEP_MM = 2.0
"""Distance of samples along a ray. Two voxels: the signal is off by two thousandths, a tenth of its noise, and comes sooner."""
BAR_MM = 20.0


@dataclass(frozen=True, eq=False)
class Exposure:
    """A frame and how a screen shows it, shape (pixels, pixels)."""

    frame: fluoroscopy.Frame
    picture: NDArray[np.uint8]


@lru_cache(maxsize=6)
def expose(what: Scene, arm: CArm, how: Technique, seed: int = 0) -> Exposure:
    """Take a frame; the last ones are kept, as a state's step, picture and sentence all ask for the same."""
    frame = fluoroscopy.take(what, arm, how, seed=seed, step_mm=STEP_MM)
    return Exposure(frame, fluoroscopy.shown(frame))


def screen(arm: CArm, how: Technique, lines: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """What is drawn on a picture: letters of its sides, a bar, the open share of width and height, and lines from `line`."""
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
) -> dict[str, Any]:
    """A line through points (n, 3) of the patient, at shares of the picture's width and height; one point is a cross.

    `colour` is a name of the palette (`views.style.css_variables`); `beside` the end at which the words stand. Points behind
    the source are left out.
    """
    places = (arm.project(points_mm) + 0.5) / arm.pixels
    kept = places[np.isfinite(places).all(axis=1)]
    return {"points": kept.round(4).tolist(), "words": words, "colour": colour, "beside": beside, "dashed": dashed}
