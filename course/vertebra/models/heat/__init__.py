"""Heat of setting cement: kinetics, conduction with blood flow, and thermal dose."""

from vertebra.models.heat.kinetics import conversion_at, final_conversion, rate_per_s
from vertebra.models.heat.polymerisation import (
    ThermalField,
    ThermalProperties,
    index_of,
    simulate_curing,
    solve_heat,
    thermal_properties,
)
from vertebra.models.heat.thermal_dose import arrhenius, cem43_minutes

__all__ = [
    "ThermalField",
    "ThermalProperties",
    "arrhenius",
    "cem43_minutes",
    "conversion_at",
    "final_conversion",
    "index_of",
    "rate_per_s",
    "simulate_curing",
    "solve_heat",
    "thermal_properties",
]


def warm() -> None:
    """Compile the march, or load what was compiled before."""
    import numpy as np

    ones = np.ones((4, 4, 4), np.float32)
    tissue = ThermalProperties(ones, ones, ones, ones)
    solve_heat(tissue, ones * 37, (1.0, 1.0, 1.0), 0.2, conversion=ones * 0, heat_j_per_ml=1.0)
