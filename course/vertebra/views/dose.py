"""How long a temperature is borne: lines of equal dose by two measures that are not the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vertebra import tables
from vertebra.models import heat
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TEMPERATURES_C = np.linspace(41, 62, 120)
DOSES = (
    ("safe_cem43_minutes", "limit in MR scanners", ":"),
    ("bone_harm_cem43_minutes", "bone heals worse", "--"),
    ("nerve_harm_cem43_minutes", "nerve", "-"),
)


def seconds_for_dose(minutes_at_43: float) -> np.ndarray:
    """Seconds at each of `TEMPERATURES_C` that make this CEM43."""
    each = np.array([heat.cem43_minutes([one], 1.0) for one in TEMPERATURES_C])
    return minutes_at_43 / each


def seconds_to_burn() -> np.ndarray:
    """Seconds at each of `TEMPERATURES_C` until Arrhenius' integral for skin is one."""
    return 1 / np.array([heat.arrhenius([one], 1.0) for one in TEMPERATURES_C])


def describe() -> str:
    """The nerve's line at three temperatures, and skin's."""
    nerve = seconds_for_dose(tables.value("nerve_harm_cem43_minutes"))
    found = [f"{float(np.interp(one, TEMPERATURES_C, nerve)):.0f} s at {one} °C" for one in (46, 50, 54)]
    skin = float(np.interp(54, TEMPERATURES_C, seconds_to_burn()))
    return f"A nerve bears {', '.join(found)} by CEM43. By Arrhenius' integral skin bears 54 °C for {skin:.0f} s."


def poster() -> Figure:
    """Time against temperature, logarithmic: a straight line is a factor for each degree."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(8.5, 3.8), layout="constrained")
        axes = figure.subplots()
        for name, words, dash in DOSES:
            dose = tables.value(name)
            axes.plot(
                TEMPERATURES_C, seconds_for_dose(dose), dash, color=style.BLUE, label=f"CEM43 of {dose:g} min: {words}"
            )
        axes.plot(
            TEMPERATURES_C, seconds_to_burn(), "-", color=style.VERMILLION, linewidth=2.4, label="Arrhenius, skin: 1"
        )
        axes.set_yscale("log")
        axes.set(xlabel="Temperature, °C", ylabel="Time that is borne", ylim=(0.01, 1e5))
        axes.set_yticks([0.1, 1, 10, 60, 600, 3600, 36_000], ["0.1 s", "1 s", "10 s", "1 min", "10 min", "1 h", "10 h"])
        axes.minorticks_off()
        axes.legend(frameon=False, fontsize=9)
    return figure
