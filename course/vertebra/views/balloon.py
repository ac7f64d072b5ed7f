"""A kyphoplasty while it is done: gauge and heights, then cement, in numbers, in words and as pictures."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.models import ballooning, kyphoplasty
from vertebra.models.ballooning import Setup, State
from vertebra.views import style
from vertebra.views.kyphoplasty import section

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PSI_PER_MPA = 145.038
MOST_ML_SHOWN = 5.0
ABOVE = 1
"""The height is told before any scan."""
Row = tuple[str, float, str, float, float, list[dict[str, Any]], str, bool]


def readouts(setup: Setup, state: State) -> list[dict[str, Any]]:
    """Gauge, front height and wedge; once the balloons are out, height, cement and pressure. For a panel of meters."""
    rows = [_height(setup, state)]
    rows = (
        [_gauge(setup, state), *rows, _wedge(setup, state)] if state.cement is None else [*rows, *_cement(setup, state)]
    )
    return [
        {"name": name, "value": value, "text": text, "low": low, "high": high, "limits": limits, "verdict": verdict, "grave": grave}
        for name, value, text, low, high, limits, verdict, grave in rows
    ]  # fmt: skip


def _gauge(setup: Setup, state: State) -> Row:
    pressure, limit = ballooning.pressure_mpa(setup, state), tables.value("balloon_pressure_limit_mpa")
    said = {"volume": "the balloons are full", "pressure": "the balloons bear no more"}
    words = said.get(state.stopped, f"{pressure * PSI_PER_MPA:.0f} psi on the gauge")
    return ("Pressure", pressure, f"{pressure:.2f} MPa", 0, 1.1 * limit, [{"at": limit, "text": "limit"}], words, state.stopped != "wanted")  # fmt: skip


def _height(setup: Setup, state: State) -> Row:
    now, bed = ballooning.heights(setup, state), setup.bed
    broken, before = bed.collapsed.anterior_mm, bed.before.anterior_mm
    share = 100 * (now.anterior_mm - broken) / (before - broken) if before > broken else 0.0
    limits = [{"at": broken, "text": "broken"}, {"at": before, "text": "before"}]
    words = f"{share:.0f} % of what was lost{' stays' if state.out else ''}"
    return ("Front height", now.anterior_mm, f"{now.anterior_mm:.1f} mm", broken - 1, before + 1, limits, words, False)


def _wedge(setup: Setup, state: State) -> Row:
    now, broken = ballooning.heights(setup, state).wedge_deg, setup.bed.collapsed.wedge_deg
    return ("Wedge", now, f"{now:.1f}°", 0, broken + 2, [{"at": broken, "text": "broken"}], f"{broken - now:.1f}° straighter", False)  # fmt: skip


def _cement(setup: Setup, state: State) -> list[Row]:
    """What the operator can know: volume against the hollows, and the pressure while it flows."""
    cement = state.cement
    assert cement is not None
    each, hollow = cement.injected_ml / len(cement.tips_mm), _hollow_ml(setup, state)
    words = (
        f"of {hollow:.1f} mL of hollows; {each:.1f} on each side" if len(cement.tips_mm) > 1 else f"of {hollow:.1f} mL"
    )
    pressures = cement.pressures
    split = f"{100 * pressures.cannula_share:.0f} % of it in the cannula" if pressures.syringe_mpa > 0 else "at rest"
    mixed = setup.mixed_minutes_ago + cement.time_s / 60
    state_words = "set: nothing flows" if cement.syringe_set else f"mixed {mixed:.0f} minutes ago"
    return [
        ("Cement", cement.injected_ml, f"{cement.injected_ml:.1f} mL", 0, max(MOST_ML_SHOWN, 1.6 * hollow), [{"at": hollow, "text": "hollows"}], words, False),
        ("In the bone", 1000 * pressures.bone_mpa, f"{1000 * pressures.bone_mpa:.0f} kPa", 0, 50, [], split, False),
        ("Thickness", float(np.log10(max(cement.viscosity_pa_s, 1))), f"{float(f'{cement.viscosity_pa_s:.2g}'):.0f} Pa s", 0, 5, [], state_words, cement.syringe_set),
    ]  # fmt: skip


def _hollow_ml(setup: Setup, state: State) -> float:
    return kyphoplasty.hollow_ml(ballooning.shape(setup, state))


def describe(setup: Setup, state: State, scanned: bool = False) -> str:
    """Volume, pressure and lift; after letting down, what stays; then the cement, and what a scan shows of it."""
    lift = ballooning.heights(setup, state).anterior_mm - setup.bed.collapsed.anterior_mm
    if not state.out:
        return (
            f"{state.volume_ml:.1f} mL in each balloon ({setup.placement}, {setup.lies}): "
            f"{ballooning.pressure_mpa(setup, state):.2f} MPa; the front of the body is raised by {lift:.1f} mm."
        )
    angle = setup.bed.collapsed.wedge_deg - ballooning.heights(setup, state).wedge_deg
    words = (
        f"{state.most_ml:.1f} mL in each balloon ({setup.placement}, {setup.lies}). Let down: {lift:.1f} mm of front height and "
        f"{angle:.1f}° stay; the hollows hold {_hollow_ml(setup, state):.1f} mL."
    )
    if state.cement is not None and state.filled:
        words += f" {state.cement.injected_ml:.1f} mL of cement put in."
    return f"{words} {' '.join(_said(one) for one in verdicts(setup, state)[ABOVE:])}" if scanned else words


def _said(verdict: dict[str, Any]) -> str:
    return f"{verdict['name']}: {verdict['words']}."


def verdicts(setup: Setup, state: State) -> list[dict[str, Any]]:
    """What a scan and a supervisor say of it."""
    return [{"name": one.name, "good": one.good, "words": one.words} for one in ballooning.assess(setup, state)]


def cut(setup: Setup, state: State) -> NDArray[np.uint8]:
    """The body cut along the right needle, front on the left: bone grey, hollows black, cement white."""
    body = ballooning.shape(setup, state)
    return section(body, setup.bed.centres_mm[0][0], None if state.cement is None else state.cement.cement_share)


def poster(setup: Setup, state: State, picture: NDArray[np.uint8]) -> Figure:
    """The screen, pressure and lift by volume, and the body broken and now."""
    from matplotlib.figure import Figure

    done = ballooning.inflation(setup, state)
    with style.matplotlib_style():
        figure = Figure(figsize=(11, 3.6), layout="constrained")
        screen, chart, broken, now = figure.subplots(1, 4, width_ratios=(1.2, 1.3, 1, 1))
        chart.plot(done.volume_ml, done.pressure_mpa, color=style.BLUE, label="pressure, MPa")
        chart.plot(done.volume_ml, done.lift_mm, "--", color=style.VERMILLION, label="lift, mm")
        chart.set_xlabel("Volume of each balloon, mL")
        chart.legend(frameon=False, fontsize=9)
        images = (picture, section(setup.bed.body, setup.bed.centres_mm[0][0]), cut(setup, state))
        for axes, image, words in zip((screen, broken, now), images, ("fluoroscopy", "broken", "now"), strict=True):
            axes.imshow(image, cmap="gray", vmin=0, vmax=255)
            axes.set_title(words, fontsize=9)
            axes.set_axis_off()
        figure.suptitle(textwrap.fill(describe(setup, state), 120), fontsize=10)
    return figure
