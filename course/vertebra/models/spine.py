"""What wedged vertebrae do to the one who carries them: a bent spine, lost height, and perhaps less breath.

The spine from T7 to L5 is a chain of equal segments over a fixed pelvis. A wedge pivots on its back edge, which keeps its
height, and everything above it leans forward by its angle. Only the change against the same spine without wedges is told;
the muscles, discs, hips and knees that make up for it are left out, so this is how far she would lean if she did nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vertebra import tables
from vertebra.errors import InputError, check_range
from vertebra.models.evidence import Estimate
from vertebra.patient import LEVELS, check_level

NORMAL_95 = 1.959964
MOST_WEDGE_DEG = 40.0
MOST_TOTAL_DEG = 90.0


@dataclass(frozen=True)
class Posture:
    """Change by the wedges: added kyphosis (Cobb angle) in degrees, height lost and how far T7 moved forward in mm."""

    cobb_added_deg: float
    height_loss_mm: float
    plumb_line_mm: float


def stand(wedges_deg_by_level: Mapping[str, float]) -> Posture:
    """The spine with wedges of 0 to 40 degrees at levels T7 to L5, 90 degrees in all.

    The added Cobb angle is the sum of the wedges. Source of the dimensions: `assets/tables/spine.toml` (teaching
    assumptions).
    """
    for level, angle in wedges_deg_by_level.items():
        check_range(f"The wedge of {check_level(level)}", angle, 0, MOST_WEDGE_DEG, "degrees")
    # From L5 upwards: what is above a wedge leans by it.
    wedges = np.radians([wedges_deg_by_level.get(level, 0.0) for level in reversed(LEVELS)])
    check_range("The sum of the wedges", float(np.degrees(wedges.sum())), 0, MOST_TOTAL_DEG, "degrees")
    lean = np.cumsum(wedges) - wedges / 2
    sunk = tables.value("body_depth_thoracolumbar_mm") / 2 * np.tan(wedges)
    intact = tables.value("segment_height_thoracolumbar_mm")
    lengths = intact - sunk
    return Posture(
        cobb_added_deg=float(np.degrees(wedges.sum())),
        height_loss_mm=float(intact * len(LEVELS) - np.sum(lengths * np.cos(lean))),
        plumb_line_mm=float(np.sum(lengths * np.sin(lean))),
    )


def vital_capacity_percent(thoracic_fractures_n: int) -> Estimate:
    """Forced vital capacity in percent of predicted, with the band in which 95% of single women lie; 0 to 4 fractures.

    By one study of 74 women; a larger one found no association. Sources: Leech1990, TromsoLungs2013.
    """
    most = int(tables.value("lung_most_fractures"))
    if thoracic_fractures_n not in range(most + 1):
        raise InputError(
            f"The number of thoracic fractures is {thoracic_fractures_n!r}; give a whole number, 0 to {most}."
        )
    mean = tables.value("lung_unfractured_percent")
    mean -= thoracic_fractures_n * tables.value("lung_loss_per_fracture_percent")
    half = NORMAL_95 * tables.value("lung_spread_percent")
    return Estimate(mean, mean - half, mean + half)
