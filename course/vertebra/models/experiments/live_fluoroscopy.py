"""Live fluoroscopy: the last exposures are kept, since picture, text and dose need the same ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra import cache
from vertebra.arguments import checked
from vertebra.models.imaging import fluoroscopy
from vertebra.models.imaging.fluoroscopy import ExposureSettings, XrayFrame
from vertebra.models.imaging.geometry import CArm
from vertebra.models.imaging.xray_scene import XrayScene

STEP_MM = 2.0
"""Distance of samples along a ray.

Two voxels: the signal is off by two thousandths, a tenth of its noise, and comes sooner.
"""


@dataclass(frozen=True, eq=False)
class Exposure:
    """A frame and how a screen shows it, shape (pixels, pixels)."""

    frame: XrayFrame
    picture: NDArray[np.uint8]


@checked
@cache.IMAGED.memoize
def expose(what: XrayScene, arm: CArm, how: ExposureSettings, seed: int = 0) -> Exposure:
    """Take a frame and bring it to the screen."""
    frame = fluoroscopy.expose(what, arm, how, seed=seed, step_mm=STEP_MM)
    return Exposure(frame, fluoroscopy.to_display(frame))
