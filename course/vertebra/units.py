"""Unit conversions, and how a quantity is written for a reader."""

MM3_PER_ML = 1000.0
PA_PER_MPA = 1.0e6
PA_PER_PSI = 6894.757
MG_CM3_PER_G_CM3 = 1000.0


def format_quantity(value: float, unit: str, low: float | None = None, high: float | None = None) -> str:
    """`19.2 % (13.6 to 24.8)`: a value, its unit and, where known, its interval."""
    text = f"{value:g} {unit}".strip()
    return text if low is None or high is None else f"{text} ({low:g} to {high:g})"
