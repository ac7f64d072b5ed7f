"""How the bodies of a sagittal slice look beside each other: brighter or darker, lower."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vertebra.arguments import checked
from vertebra.models.imaging import mri
from vertebra.models.imaging.sagittal import SagittalScene

Image = NDArray[np.float32]

MAX_HEIGHT_RATIO, MAX_AREA_RATIO = 0.85, 0.82
"""A body is low below these shares of its neighbours' front-to-back ratio, or of their area."""


@checked
def relative_brightness(what: SagittalScene, image: Image) -> dict[str, float]:
    """Return each body's signal over the median of all bodies, as a reader compares them."""
    seen = {level: mri.roi_mean(image, what.body(level)) for level in what.levels}
    usual = float(np.median(list(seen.values())))
    return {level: value / usual for level, value in seen.items()}


@checked
def low_bodies(what: SagittalScene) -> tuple[str, ...]:
    """Return the levels whose front is clearly lower than their back, or whose area is smaller, next to their
    neighbours."""
    front_to_back, areas = [], []
    for one in what.placed:
        front, back = (float(one.upper[at, 1] - one.lower[at, 1]) for at in (0, 1))
        front_to_back.append(front / back)
        areas.append(float((what.body_of == what.levels.index(one.level)).sum()))
    return tuple(level for at, level in enumerate(what.levels) if _is_low(at, front_to_back, areas))


def _is_low(at: int, front_to_back: Sequence[float], areas: Sequence[float]) -> bool:
    last = len(areas) - 1
    if not 0 < at < last:
        return False
    beside = [index for index in (at - 1, at + 1) if 0 < index < last] or [at]
    ratio = front_to_back[at] / np.mean([front_to_back[index] for index in beside])
    area = areas[at] / np.mean([areas[index] for index in beside])
    return bool(ratio < MAX_HEIGHT_RATIO or area < MAX_AREA_RATIO)
