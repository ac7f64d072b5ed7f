"""A C-arm's scatter as a map across the patient, and what the operator gets, in meters and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vertebra import tables
from vertebra.models.imaging.scatter import (
    OperatorDose,
    Room,
    operator_dose,
    other_side,
    scatter_map,
    trunk_semi_axes_cm,
)
from vertebra.texts import _
from vertebra.views import style
from vertebra.views.meters import meter

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LOG_RANGE = (-3.0, 1.3)
"""Decades of µGy for each mGy that the map's colours span."""
LOUD_RATIO = 2.0
MANY = 2000


def describe(room: Room) -> str:
    """Where the tube is, what reaches the eyes, and how that is on the other side."""
    dose, other = operator_dose(room), operator_dose(other_side(room))
    return _(
        "The tube stands {where}; the operator {distance} cm from the midline. For each mGy at the patient's skin the "
        "eyes get "
        "{eyes} µGy and the hands {hands} µGy. With tube and detector changed over the eyes would get {ratio} times "
        "as much. By "
        "this, {procedures} such procedures a year reach the limit of the lens."
    ).format(
        where=tube_text(room.angle_deg),
        distance=f"{room.distance_cm:.0f}",
        eyes=number(dose.eyes),
        hands=number(dose.hands),
        ratio=number(other.eyes / dose.eyes),
        procedures=count_text(dose.procedures_to_lens_limit),
    )


def tube_text(angle_deg: float) -> str:
    """Return where the tube is, for a sentence.

    Parameters
    ----------
    angle_deg : float
        Of the C-arm.
    """
    turn = (angle_deg + 180) % 360 - 180
    if abs(turn) <= 45:
        return _("below the table")
    if abs(turn) >= 135:
        return _("above the table")
    return _("on the operator's side") if turn > 0 else _("on the far side")


def count_text(procedures: float) -> str:
    """Procedures a year; beyond what anybody does only that it is more."""
    return f"{procedures:.0f}" if procedures < MANY else _("more than {many}").format(many=MANY)


def number(value: float) -> str:
    """Two digits that count."""
    return f"{float(f'{value:.2g}'):g}"


def meter_values(room: Room, dose: OperatorDose) -> list[dict[str, Any]]:
    """Return the doses at eyes, neck, trunk and hands on a scale of decades.

    Parameters
    ----------
    room : Room
    dose : OperatorDose

    Returns
    -------
    list of dict
        Rows of `meters.meter`; `grave` where fewer than 200 procedures reach the lens's limit.
    """
    low, high = LOG_RANGE
    grave = dose.procedures_to_lens_limit < 200
    rows = (
        (
            "eyes",
            _("Eyes"),
            dose.eyes,
            _("{count} procedures a year reach the limit").format(count=count_text(dose.procedures_to_lens_limit)),
            grave,
        ),
        ("neck", _("Neck"), dose.collar, _("under the collar") if room.collar else _("bare"), not room.collar),
        ("trunk", _("Trunk"), dose.trunk, _("under the apron") if room.apron else _("bare"), not room.apron),
        ("hands", _("Hands"), dose.hands, _("nothing protects them but distance"), dose.hands > LOUD_RATIO),
    )
    return [
        meter(
            key,
            name,
            float(np.log10(max(value, 10**low))),
            _("{value} µGy per mGy").format(value=number(value)),
            low,
            high,
            verdict=verdict,
            grave=serious,
        )
        for key, name, value, verdict, serious in rows
    ]


def poster(room: Room) -> Figure:
    """The map with the patient, the tube and the operator."""
    from matplotlib.figure import Figure
    from matplotlib.patches import Ellipse

    dose_map = scatter_map(room.angle_deg, room.kvp)
    with style.matplotlib_style():
        figure = Figure(figsize=(8.5, 5.0), layout="constrained")
        axes = figure.subplots()
        shown = axes.contourf(
            dose_map.across_cm,
            dose_map.height_cm,
            np.log10(np.maximum(dose_map.kerma, 1e-4)),
            levels=np.linspace(*LOG_RANGE, 12),
            cmap="cividis",
            extend="both",
        )
        wide, deep = trunk_semi_axes_cm()
        height = tables.value("isocentre_height_cm") - tables.value("spine_above_trunk_centre_cm")
        axes.add_patch(Ellipse((0, height), 2 * wide, 2 * deep, facecolor=style.IVORY, edgecolor=style.INK))
        at = room.distance_cm
        eyes = tables.value("eye_height_cm")
        axes.plot([at, at], [0, eyes - 12], color=style.PAPER, linewidth=7, solid_capstyle="round")
        axes.plot([at], [eyes], "o", color=style.PAPER, markersize=14)
        axes.set(xlabel=_("Across the table, cm"), ylabel=_("Height, cm"), aspect="equal")
        bar = figure.colorbar(shown, ax=axes, label=_("µGy for each mGy at the skin"))
        bar.set_ticks([-3, -2, -1, 0, 1], labels=["0.001", "0.01", "0.1", "1", "10"])
    return figure
