"""The set-up of a view in numbers, in words and as still pictures. See decision 0142."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.models.experiments.radiographs import Radiograph
from vertebra.models.imaging.carm_positioning import (
    CriterionScore,
    NextMove,
    TablePose,
    ViewEvaluation,
    total_points,
    view_errors,
)
from vertebra.texts import Text, _, join, ngettext, pgettext
from vertebra.views import style, xray
from vertebra.views.meters import meter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

CM2_PER_M2 = 10_000


def meter_values(pulses: int, rate_per_s: float, dose_ugy: float, area_ugy_cm2: float) -> list[dict[str, Any]]:
    """Return beam time, dose at the skin and dose-area product for a panel of meters.

    Parameters
    ----------
    pulses : int
        Of the whole examination.
    rate_per_s : float
        Pulses a second.
    dose_ugy : float
        Entrance dose in µGy.
    area_ugy_cm2 : float
        Dose-area product in µGy cm2.

    Returns
    -------
    list of dict
        Rows of `meters.meter`.
    """
    little, much = (tables.value(f"positioning_dose_{name}_mgy") for name in ("little", "much"))
    dose, area = dose_ugy / 1000, area_ugy_cm2 / CM2_PER_M2
    price = (
        _("sparing") if dose <= little else _("no points left for dose") if dose >= much else _("more than it takes")
    )
    return [
        meter(
            "dose",
            _("Dose"),
            dose,
            f"{dose:.2f} mGy",
            0,
            1.2 * much,
            limits=[{"at": little, "text": f"{little:g}"}, {"at": much, "text": f"{much:g}"}],
            verdict=_("at the skin: {price}").format(price=price),
            grave=dose >= much,
        ),
        meter(
            "beam",
            _("Beam"),
            pulses,
            ngettext("{n} pulse", "{n} pulses", pulses).format(n=pulses),
            0,
            300,
            verdict=_("{pulses} s at {rate_per_s} a second").format(
                pulses=f"{pulses / rate_per_s:.1f}", rate_per_s=f"{rate_per_s:g}"
            ),
        ),
        meter("dose-area", _("Dose-area"), area, f"{area:.1f} µGy·m²", 0, 100, verdict=_("dose times the field")),
    ]


def score_rows(scores: Sequence[CriterionScore]) -> list[dict[str, Any]]:
    """What each part of the set-up is worth, and the sum."""
    rows = [
        {
            "name": score.name,
            "good": score.points >= score.max_points,
            "near": 0 < score.points < score.max_points,
            "words": score.message,
            "points": _("{points} of {most}").format(points=f"{score.points:.0f}", most=score.max_points)
            if score.max_points
            else f"{score.points:.0f}".replace("-", "−"),
        }
        for score in scores
    ]
    return [
        *rows,
        {
            "name": _("Together"),
            "good": total_points(scores) >= 80,
            "words": "",
            "points": _("{total} of 100").format(total=total_points(scores)),
        },
    ]


def hint(advice: NextMove) -> str:
    """One move, as a sentence."""
    said = advice.message
    move = Text(f"{said[0].upper()}{said[1:]}", said.key, said.values) if isinstance(said, Text) else said
    return Text("{move}.").format(move=move)


def view_verdict_text(claim: ViewEvaluation) -> str:
    """Whether a view that was called true is so."""
    return (
        pgettext("view-is-true", "It is a true {goal} view.").format(goal=_(claim.standard_view))
        if claim.is_true
        else pgettext("view-not-yet-true", "It is not a true {goal} view yet: {faults}.").format(
            goal=_(claim.standard_view), faults=view_errors(claim)
        )
    )


def carm_angles_text(pose: TablePose) -> str:
    """Return rotation and tilt by where the detector stands: LPO is behind her left."""
    side = "" if pose.rotation_deg == 0 else " LPO" if pose.rotation_deg > 0 else " RPO"
    lean = "" if pose.tilt_deg == 0 else f" {_('cranial')}" if pose.tilt_deg > 0 else f" {_('caudal')}"
    return f"{abs(pose.rotation_deg):.0f}°{side}, {abs(pose.tilt_deg):.0f}°{lean}"


def describe(pose: TablePose, start: TablePose, pulses: int, dose_ugy: float) -> str:
    """Describe where the arm stands, whether the picture is of there, and what it cost.

    Parameters
    ----------
    pose : TablePose
        Of the arm and table now.
    start : TablePose
        At the last exposure.
    pulses : int
        Of the whole examination.
    dose_ugy : float
        Entrance dose in µGy.
    """
    here = ngettext(
        "Detector at {place}; {n} pulse, {dose} mGy at the skin.",
        "Detector at {place}; {n} pulses, {dose} mGy at the skin.",
        pulses,
    ).format(place=carm_angles_text(pose), n=pulses, dose=f"{dose_ugy / 1000:.2f}")
    old = pgettext(
        "moved-without-beam", "The screen holds the picture at {place}: arm or table moved without beam."
    ).format(place=carm_angles_text(start))
    return join(here, "" if pose == start else old)


def static_figure(picture: NDArray[np.uint8], views: Sequence[Radiograph]) -> Figure:
    """Draw the screen, and a true AP and a true lateral view beside it.

    Parameters
    ----------
    picture : array of uint8
        Grey levels (rows, columns).
    views : sequence of Radiograph
        The two true views.
    """
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(11, 4.2), layout="constrained", facecolor="black")
        first, *others = figure.subplots(1, 3)
        first.imshow(picture, cmap="gray", vmin=0, vmax=255)
        first.set_title(_("on the screen"), color="white", fontsize=11)
        first.set_axis_off()
        for axes, view in zip(others, views, strict=True):
            xray.draw(axes, view.frame, view.arm)
    return figure
