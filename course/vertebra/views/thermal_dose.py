"""How long a temperature is borne: lines of equal dose by two measures that are not the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vertebra import tables
from vertebra.models.experiments.thermal_dose import DoseLines
from vertebra.texts import _, join
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STYLES = {
    "safe_cem43_minutes": (_("limit in MR scanners"), ":"),
    "bone_harm_cem43_minutes": (_("bone heals worse"), "--"),
    "nerve_harm_cem43_minutes": ("nerve", "-"),
}
NERVE = "nerve_harm_cem43_minutes"


def describe(lines: DoseLines) -> str:
    """The nerve's line at three temperatures, and skin's."""
    limits = [
        _("{seconds_at} s at {name} °C").format(
            seconds_at=f"{lines.seconds_at(NERVE, temperature):.0f}", name=temperature
        )
        for temperature in (46, 50, 54)
    ]
    skin = lines.seconds_to_burn_at(54)
    return _("A nerve bears {found} by CEM43. By Arrhenius' integral skin bears 54 °C for {skin} s.").format(
        found=join(*limits, between=", "), skin=f"{skin:.0f}"
    )


def static_figure(lines: DoseLines) -> Figure:
    """Time against temperature, logarithmic: a straight line is a factor for each degree."""
    from matplotlib.figure import Figure

    temperatures = lines.temperatures_c
    with style.matplotlib_style():
        figure = Figure(figsize=(8.5, 3.8), layout="constrained")
        axes = figure.subplots()
        for name, seconds in lines.seconds_by_dose.items():
            words, dash = STYLES[name]
            label = _("CEM43 of {value} min: {words}").format(value=f"{tables.value(name):g}", words=words)
            axes.plot(temperatures, seconds, dash, color=style.BLUE, label=label)
        burn = lines.seconds_to_burn
        axes.plot(temperatures, burn, "-", color=style.VERMILLION, linewidth=2.4, label=_("Arrhenius, skin: 1"))
        axes.set_yscale("log")
        axes.set(xlabel=_("Temperature, °C"), ylabel=_("Time that is borne"), ylim=(0.01, 1e5))
        axes.set_yticks([0.1, 1, 10, 60, 600, 3600, 36_000], ["0.1 s", "1 s", "10 s", "1 min", "10 min", "1 h", "10 h"])
        axes.minorticks_off()
        axes.legend(frameon=False, fontsize=9)
    return figure
