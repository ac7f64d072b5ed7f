"""Heat of setting cement: kinetics, conduction with blood flow, and thermal dose."""

from vertebra.models.heat.kinetics import conversion_at, end_of_conversion, rate_per_s
from vertebra.models.heat.polymerisation import Heating, Tissue, cure, follow, index_of, tissue
from vertebra.models.heat.thermal_dose import arrhenius, cem43_minutes

__all__ = [
    "Heating",
    "Tissue",
    "arrhenius",
    "cem43_minutes",
    "conversion_at",
    "cure",
    "end_of_conversion",
    "follow",
    "index_of",
    "rate_per_s",
    "tissue",
]


def warm() -> None:
    """Compile the march, or load what was compiled before."""
    import numpy as np

    ones = np.ones((4, 4, 4), np.float32)
    follow(Tissue(ones, ones, ones, ones), ones * 37, (1.0, 1.0, 1.0), 0.2, done=ones * 0)
