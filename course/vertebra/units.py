"""Unit conversions, a constant of nature, and how a quantity is written for a reader."""

MM3_PER_ML = 1000.0
PA_PER_MPA = 1.0e6
PA_PER_PSI = 6894.757
MG_CM3_PER_G_CM3 = 1000.0
KELVIN = 273.15
"""0 °C in kelvin."""
GAS_J_PER_MOL_K = 8.314462618
"""The gas constant, exact by the definition of the mole and the kelvin (to ten digits)."""


SHOWN_UNITS = {"C": "°C", "1": "", "m2": "m²", "mm2": "mm²", "mg/cm3": "mg/cm³", "Pa s": "Pa·s"}
"""Units that readers know by another sign."""
DEGREE = "°"
"""The unit that stands at its number without a space."""
MIN_SEPARATED = 10_000
"""From here on thousands are separated."""
MIN_PLAIN = 1e-4
"""Below this a number is written with a power of ten."""
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def format_number(value: float) -> str:
    """`19.2`, `3175`, `858,978`, `4.45 × 10⁻⁸`: a number as readers write it."""
    if 0 < abs(value) < MIN_PLAIN:
        digits, exponent = f"{value:.6e}".split("e")
        return f"{float(digits):g} × 10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
    return f"{value:,g}" if abs(value) >= MIN_SEPARATED else f"{value:g}"


def format_quantity(value: float, unit: str, low: float | None = None, high: float | None = None) -> str:
    """`19.2 % (13.6 to 24.8)`: a value, its unit and, where known, its interval."""
    between = "" if unit == DEGREE else " "
    text = f"{format_number(value)}{between}{SHOWN_UNITS.get(unit, unit)}".strip()
    return text if low is None or high is None else f"{text} ({format_number(low)} to {format_number(high)})"
