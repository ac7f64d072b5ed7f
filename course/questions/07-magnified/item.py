"""Size from a magnified picture, by the geometry of the course's C-arm."""

import random
from typing import Any

from vertebra.models.imaging.geometry import CArm


def generate(rng: random.Random) -> dict[str, Any]:
    """Distances and a width on the detector."""
    arm = CArm(
        source_detector_mm=float(rng.randrange(950, 1151, 50)), source_isocentre_mm=float(rng.randrange(600, 801, 50))
    )
    width = rng.randrange(34, 52)
    return {
        "sid_mm": round(arm.source_detector_mm),
        "sod_mm": round(arm.source_isocentre_mm),
        "seen_mm": round(width * arm.magnification),
    }
