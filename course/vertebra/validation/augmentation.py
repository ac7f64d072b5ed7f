"""Stiffness and strength given back by cement."""

from dataclasses import replace

import numpy as np

from vertebra.models import anatomy, fracture, mechanics
from vertebra.models.experiments.restoration_curve import injected
from vertebra.models.mechanics import augmentation
from vertebra.patient import Part, mrs_a
from vertebra.validation.run import computes

_VOLUMES_ML = (2.0, 4.0, 6.0, 8.0)
"""Those of the experiment; what is not restored by the last is reported as the next, 10."""


def _needed(level: str) -> dict[str, float]:
    """Least volume (mL) that restores strength and stiffness, and the share (%) of the body that stiffness takes."""
    before = mechanics.compress(anatomy.build(replace(mrs_a(), fractures=()), level, 2.0), load_n=1000)
    broken = fracture.collapse(before, 25)
    restored = [
        augmentation.simulate_restoration(before.test.vertebra, broken, injected(broken, "both sides", ml).vertebra)
        for ml in _VOLUMES_ML
    ]
    found = {}
    for what in ("strength", "stiffness"):
        enough = [getattr(one, f"{what}_restored") >= 1 for one in restored]
        found[what] = _VOLUMES_ML[enough.index(True)] if any(enough) else 10.0
    stiffness = [0.0, *(one.stiffness_restored for one in restored)]
    room_ml = float(np.asarray(broken.is_part(Part.TRABECULAR)).sum()) * broken.voxel_ml
    found["share"] = 100 * float(np.interp(1.0, stiffness, (0.0, *_VOLUMES_ML))) / room_ml
    return found


@computes(
    *(f"V12.1-{what}-{level}" for what in ("strength", "stiffness") for level in ("T8", "L1", "L4")),
    "V12.3-share",
    slow=True,
)
def belkoff() -> dict[str, float]:
    """Least of 2, 4, 6 and 8 mL that restores strength and stiffness in a chest, a junction and a low back."""
    needed = {level: _needed(level) for level in ("T8", "L1", "L4")}
    found = {f"V12.1-{what}-{level}": needed[level][what] for level in needed for what in ("strength", "stiffness")}
    return found | {"V12.3-share": needed["L1"]["share"]}
