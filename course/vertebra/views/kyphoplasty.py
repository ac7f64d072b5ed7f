"""A kyphoplasty while it is done: gauge and heights, then cement, in numbers, in words and as pictures."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.models.cement import CementField
from vertebra.models.procedure import ProcedureOutcome, assess, kyphoplasty
from vertebra.models.procedure.cavity import cavity_ml
from vertebra.texts import _, join
from vertebra.views import assessment, scan_summary, style
from vertebra.views.cement import cannula_text
from vertebra.views.cement_section import section
from vertebra.views.meters import meter

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PSI_PER_MPA = 145.038
MAX_VOLUME_SHOWN_ML = 5.0
Row = tuple[str, str, float, str, float, float, list[dict[str, Any]], str, bool]


def meter_values(outcome: ProcedureOutcome) -> list[dict[str, Any]]:
    """Gauge, front height and wedge; once the balloons are out, height, cement and pressure. For a panel of meters."""
    cement = cement_in(outcome)
    rows = [_height(outcome)]
    rows = [_gauge(outcome), *rows, _wedge(outcome)] if cement is None else [*rows, *_cement(outcome, cement)]
    return [meter(*row) for row in rows]


def cement_in(outcome: ProcedureOutcome) -> CementField | None:
    """Return the cement once the balloons are out, None before."""
    return outcome.cement if outcome.balloons.removed else None


def _gauge(outcome: ProcedureOutcome) -> Row:
    stopped = outcome.balloons.stopped
    pressure, limit = kyphoplasty.pressure_mpa(outcome), tables.value("balloon_pressure_limit_mpa")
    said = {"volume": _("the balloons are full"), "pressure": _("the balloons bear no more")}
    words = said.get(stopped, _("{pressure} psi on the gauge").format(pressure=f"{pressure * PSI_PER_MPA:.0f}"))
    return (
        "pressure",
        _("Pressure"),
        pressure,
        f"{pressure:.2f} MPa",
        0,
        1.1 * limit,
        [{"at": limit, "text": _("limit")}],
        words,
        stopped != "wanted",
    )


def _height(outcome: ProcedureOutcome) -> Row:
    now, site = outcome.heights, kyphoplasty.site(outcome)
    broken, before = site.collapsed.anterior_mm, site.before.anterior_mm
    share = 100 * (now.anterior_mm - broken) / (before - broken) if before > broken else 0.0
    limits = [{"at": broken, "text": _("broken")}, {"at": before, "text": _("before")}]
    stays = _("{share} % of what was lost stays") if outcome.balloons.removed else _("{share} % of what was lost")
    words = stays.format(share=f"{share:.0f}")
    return (
        "front-height",
        _("Front height"),
        now.anterior_mm,
        f"{now.anterior_mm:.1f} mm",
        broken - 1,
        before + 1,
        limits,
        words,
        False,
    )


def _wedge(outcome: ProcedureOutcome) -> Row:
    now, broken = outcome.heights.wedge_deg, kyphoplasty.site(outcome).collapsed.wedge_deg
    return (
        "wedge",
        _("Wedge"),
        now,
        f"{now:.1f}°",
        0,
        broken + 2,
        [{"at": broken, "text": _("broken")}],
        _("{broken}° straighter").format(broken=f"{broken - now:.1f}"),
        False,
    )


def _cement(outcome: ProcedureOutcome, cement: CementField) -> list[Row]:
    """What the operator can know: volume against the hollows, and the pressure while it flows."""
    bone_kpa = 1000 * cement.pressures.bone_mpa
    return [
        _volume(cement, cavity_ml(outcome.body)),
        ("bone-pressure", _("In the bone"), bone_kpa, f"{bone_kpa:.0f} kPa", 0, 50, [], cannula_text(cement), False),
        _thickness(outcome, cement),
    ]


def _volume(cement: CementField, hollow: float) -> Row:
    each = cement.injected_ml / len(cement.tips_mm)
    words = (
        _("of {hollow} mL of hollows; {each} on each side").format(hollow=f"{hollow:.1f}", each=f"{each:.1f}")
        if len(cement.tips_mm) > 1
        else _("of {hollow} mL").format(hollow=f"{hollow:.1f}")
    )
    highest = max(MAX_VOLUME_SHOWN_ML, 1.6 * hollow)
    marks = [{"at": hollow, "text": _("hollows")}]
    return ("cement", _("Cement"), cement.injected_ml, f"{cement.injected_ml:.1f} mL", 0, highest, marks, words, False)


def _thickness(outcome: ProcedureOutcome, cement: CementField) -> Row:
    mixed = outcome.equipment.mixed_minutes_ago + cement.time_s / 60
    words = (
        _("set: nothing flows") if cement.syringe_set else _("mixed {mixed} minutes ago").format(mixed=f"{mixed:.0f}")
    )
    decades = float(np.log10(max(cement.viscosity_pa_s, 1)))
    value = f"{float(f'{cement.viscosity_pa_s:.2g}'):.0f} Pa s"
    return ("thickness", _("Thickness"), decades, value, 0, 5, [], words, cement.syringe_set)


def describe(outcome: ProcedureOutcome, scanned: bool = False) -> str:
    """Describe volume, pressure and lift; after deflation what stays, then the cement.

    Parameters
    ----------
    outcome : ProcedureOutcome
    scanned : bool, optional
        What a scan shows of the cement is summed up only after it.
    """
    lift, balloons = kyphoplasty.lift_mm(outcome), outcome.balloons
    where = f"{_(balloons.placement)}, {_(balloons.patient_position)}"
    if not balloons.removed:
        return _(
            "{volume_ml} mL in each balloon ({where}): {pressure_mpa} MPa; the front of the body is raised by "
            "{lift} mm."
        ).format(
            volume_ml=f"{balloons.volume_ml:.1f}",
            where=where,
            pressure_mpa=f"{kyphoplasty.pressure_mpa(outcome):.2f}",
            lift=f"{lift:.1f}",
        )
    angle = kyphoplasty.site(outcome).collapsed.wedge_deg - outcome.heights.wedge_deg
    words = _(
        "{max_volume_ml} mL in each balloon ({where}). Let down: {lift} mm of front height and {angle}° "
        "stay; the hollows hold {cavity_ml} mL."
    ).format(
        max_volume_ml=f"{balloons.max_volume_ml:.1f}",
        where=where,
        lift=f"{lift:.1f}",
        angle=f"{angle:.1f}",
        cavity_ml=f"{cavity_ml(outcome.body):.1f}",
    )
    if outcome.injected is not None and outcome.cement_given:
        given = _("{injected_ml} mL of cement put in.").format(injected_ml=f"{outcome.injected.injected_ml:.1f}")
        words = join(words, given)
    return join(words, summary(outcome)[0]) if scanned else words


def verdicts(outcome: ProcedureOutcome) -> list[dict[str, Any]]:
    """What a scan and a supervisor say of it."""
    return assessment.rows(assess(outcome))


def summary(outcome: ProcedureOutcome) -> tuple[str, str]:
    """Return one sentence that sums a scan up, and its level: "good", "near" or "bad"."""
    return scan_summary.summarise(assess(outcome), outcome.cement_given)


def sagittal_cut(outcome: ProcedureOutcome) -> NDArray[np.uint8]:
    """Return the body cut along the right needle.

    Parameters
    ----------
    outcome : ProcedureOutcome

    Returns
    -------
    array of uint8
        Front on the left: bone grey, cavities black, cement white.
    """
    cement = cement_in(outcome)
    across = kyphoplasty.site(outcome).centres_mm[0][0]
    share = None if cement is None else cement.cement_fraction
    return section(outcome.body, across, share, outcome.fractured)


def static_figure(outcome: ProcedureOutcome, picture: NDArray[np.uint8]) -> Figure:
    """The screen, pressure and lift by volume, and the body broken and now."""
    from matplotlib.figure import Figure

    done, site = kyphoplasty.inflation(outcome), kyphoplasty.site(outcome)
    with style.matplotlib_style():
        figure = Figure(figsize=(11, 3.6), layout="constrained")
        screen, chart, broken, now = figure.subplots(1, 4, width_ratios=(1.2, 1.3, 1, 1))
        chart.plot(done.volume_ml, done.pressure_mpa, color=style.BLUE, label=_("pressure, MPa"))
        chart.plot(done.volume_ml, done.lift_mm, "--", color=style.VERMILLION, label=_("lift, mm"))
        chart.set_xlabel(_("Volume of each balloon, mL"))
        chart.legend(frameon=False, fontsize=9)
        images = (picture, section(outcome.fractured, site.centres_mm[0][0]), sagittal_cut(outcome))
        for axes, image, words in zip((screen, broken, now), images, ("fluoroscopy", "broken", "now"), strict=True):
            axes.imshow(image, cmap="gray", vmin=0, vmax=255)
            axes.set_title(words, fontsize=9)
            axes.set_axis_off()
        figure.suptitle(textwrap.fill(describe(outcome), 120), fontsize=10)
    return figure
