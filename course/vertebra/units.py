"""Unit conversions, a constant of nature, and how a quantity is written for a reader."""

MM3_PER_ML = 1000.0
PA_PER_MPA = 1.0e6
PA_PER_PSI = 6894.757
MG_CM3_PER_G_CM3 = 1000.0
KELVIN = 273.15
"""0 °C in kelvin."""
GAS_J_PER_MOL_K = 8.314462618
"""The gas constant, exact by the definition of the mole and the kelvin (to ten digits)."""


def format_quantity(value: float, unit: str, low: float | None = None, high: float | None = None) -> str:
    """`19.2 % (13.6 to 24.8)`: a value, its unit and, where known, its interval."""
    text = f"{value:g} {unit}".strip()
    return text if low is None or high is None else f"{text} ({low:g} to {high:g})"
