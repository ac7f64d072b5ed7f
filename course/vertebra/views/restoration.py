"""Stiffness and strength given back by cement, by volume and place: numbers, words, a picture."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra.models.experiments.restoration_curve import RestorationCurve
from vertebra.patient import Vertebra
from vertebra.texts import _
from vertebra.views import style
from vertebra.views.fine_slice import Plane, around_canal, fine_slice, seen_from_above
from vertebra.views.meters import meter

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def section(body: Vertebra, cement_fraction: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return the body from above through its middle.

    Parameters
    ----------
    body : Vertebra
    cement_fraction : array of float
        0 to 1, of the body's shape.

    Returns
    -------
    array of uint8
        Front on top: bone grey, cement white.
    """
    plane = Plane(body, 2, 0.0)
    return seen_from_above(fine_slice(plane, cement_fraction)[around_canal(plane)])


def meter_values(curve: RestorationCurve, volume_ml: float) -> list[dict[str, Any]]:
    """Return stiffness and strength as fractions of those before the fracture, for a panel of meters.

    Parameters
    ----------
    curve : RestorationCurve
    volume_ml : float
        Cement, in the range of the curve.

    Returns
    -------
    list of dict
        Rows of `meters.meter`.
    """
    stiffness, strength = curve.at(volume_ml)
    rows = (
        ("strength", _("Strength"), strength, f"{strength * curve.intact[1] / 1000:.1f} kN", strength < 1),
        ("stiffness", _("Stiffness"), stiffness, f"{stiffness * curve.intact[0] / 1000:.0f} kN/mm", False),
    )
    meters = [
        meter(
            key,
            name,
            value,
            f"{100 * value:.0f} %",
            0,
            3,
            limits=[{"at": 1, "text": _("before")}],
            verdict=words,
            grave=grave,
        )
        for key, name, value, words, grave in rows
    ]
    return [*meters, _adjacent_meter(curve, volume_ml)]


def _adjacent_meter(curve: RestorationCurve, volume_ml: float) -> dict[str, Any]:
    """The vertebra above: what stiffness does to its endplate. What the wedge does to its load is in the sentence."""
    strain, level = curve.strain_ratio_at(volume_ml), curve.adjacent.level
    name, words = _("Endplate of {level}").format(level=level), _("strain at the same load")
    limits = [{"at": 1, "text": _("before")}]
    return meter("endplate-above", name, strain, _percent_more(strain), 0.5, 2, limits=limits, verdict=words)


def _percent_more(share: float) -> str:
    """By how much a share differs from one, in words."""
    return f"{100 * (share - 1):+.1f} %" if abs(share - 1) < 0.095 else f"{100 * (share - 1):+.0f} %"


def describe(curve: RestorationCurve, level: str, placement: str, volume_ml: float) -> str:
    """Describe what the fracture took and what this much cement gives back.

    Parameters
    ----------
    curve : RestorationCurve
    level : str
    placement : str
        A key of `restoration_curve.PLACEMENTS`.
    volume_ml : float
        Cement, in the range of the curve.
    """
    stiffness, strength = curve.at(volume_ml)
    return _(
        "The fracture left {stiffness} % of the stiffness and {strength} % of the strength of {level}. With "
        "{volume_ml} mL of cement ({placement}) it has {stiffness_now} % and {strength_now} %. {told_beside}"
    ).format(
        stiffness=f"{100 * curve.stiffness[0]:.0f}",
        strength=f"{100 * curve.strength[0]:.0f}",
        level=level,
        volume_ml=f"{volume_ml:.1f}",
        placement=_(placement),
        stiffness_now=f"{100 * stiffness:.0f}",
        strength_now=f"{100 * strength:.0f}",
        told_beside=_describe_adjacent(curve, volume_ml),
    )


def _describe_adjacent(curve: RestorationCurve, volume_ml: float) -> str:
    """The neighbour in a sentence."""
    beside, strain = curve.adjacent, curve.strain_ratio_at(volume_ml)
    least, most = beside.load_ratio
    sentence = (
        _(
            "At the same load the endplate of {level} above it is strained {strain} % more than before; the wedge of "
            "{wedge}° that stays "
            "adds {least} to {most} % to that load."
        )
        if strain >= 1
        else _(
            "At the same load the endplate of {level} above it is strained {strain} % less than before; the wedge of "
            "{wedge}° that stays "
            "adds {least} to {most} % to that load."
        )
    )
    return sentence.format(
        level=beside.level,
        strain=f"{100 * abs(strain - 1):.1f}",
        wedge=f"{beside.wedge_deg:.0f}",
        least=f"{100 * (least - 1):.0f}",
        most=f"{100 * (most - 1):.0f}",
    )


def static_figure(curve: RestorationCurve, picture: NDArray[np.uint8], words: str) -> Figure:
    """Draw both fractions by volume, beside a section of the filled body.

    Parameters
    ----------
    curve : RestorationCurve
    picture : array of uint8
        Of `section`.
    words : str
        Written above.
    """
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(9.5, 3.8), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=(1.6, 1))
        left.plot(curve.volumes_ml, 100 * np.array(curve.strength), "o-", color=style.BLUE, label=_("strength"))
        left.plot(
            curve.volumes_ml, 100 * np.array(curve.stiffness), "s--", color=style.VERMILLION, label=_("stiffness")
        )
        left.axhline(100, color=style.INK, linewidth=0.9)
        left.set(xlabel=_("Cement, mL"), ylabel=_("% of before the fracture"), ylim=(0, None))
        left.legend(frameon=False, fontsize=9)
        right.imshow(picture, cmap="gray", vmin=0, vmax=255)
        right.set_axis_off()
        figure.suptitle(textwrap.fill(words, 110), fontsize=10)
    return figure
