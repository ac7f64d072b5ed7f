"""Stiffness and strength given back by cement, by volume and place: numbers, words, a picture."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.models.experiments.restoration_curve import VOLUMES_ML, RestorationCurve
from vertebra.models.mechanics.augmentation import CEMENTED_FRACTION
from vertebra.patient import Vertebra
from vertebra.texts import _
from vertebra.views import style
from vertebra.views.meters import meter

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MAX_DENSITY_SHOWN_MG_CM3 = 500.0


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
    k = int(np.argmin(np.abs(body.axes_mm()[2])))
    bone = np.clip(body.density_mg_cm3[:, :, k] / MAX_DENSITY_SHOWN_MG_CM3, 0, 1) * 190
    grey = np.maximum(bone, 40 * (body.labels[:, :, k] > 0))
    grey = grey + (cement_fraction[:, :, k] > CEMENTED_FRACTION) * (255 - grey)
    return np.ascontiguousarray(grey.T[::-1].astype(np.uint8))


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
    most = tables.value("volume_max_ml")
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
    usual = meter(
        "cement",
        _("Cement"),
        volume_ml,
        f"{volume_ml:.1f} mL",
        0,
        max(VOLUMES_ML),
        limits=[{"at": 2, "text": "2"}, {"at": most, "text": f"{most:g}"}],
    )
    return [*meters, *_adjacent_meter_values(curve, volume_ml), usual]


def _adjacent_meter_values(curve: RestorationCurve, volume_ml: float) -> list[dict[str, Any]]:
    """The vertebra above: what stiffness does to its endplate, and what the wedge does to its load."""
    beside, strain = curve.adjacent, curve.strain_ratio_at(volume_ml)
    least, most = beside.load_ratio
    words = _("while the wedge of {wedge_deg}° stays: the less, the more the patient straightens up").format(
        wedge_deg=f"{beside.wedge_deg:.0f}"
    )
    rows = (
        (
            "endplate-above",
            _("Endplate of {level}").format(level=beside.level),
            strain,
            _percent_more(strain),
            _("strain at the same load"),
        ),
        (
            "load-above",
            _("Load on {level}").format(level=beside.level),
            most,
            _("{least} to {most}").format(least=_percent_more(least), most=_percent_more(most)),
            words,
        ),
    )
    return [
        meter(key, name, value, text, 0.5, 2, limits=[{"at": 1, "text": _("before")}], verdict=verdict)
        for key, name, value, text, verdict in rows
    ]


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
