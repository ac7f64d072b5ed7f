"""A loaded or collapsed vertebral body as still pictures and in words."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.models import fracture
from vertebra.models.mechanics import Compression
from vertebra.models.mechanics.loads import GRAVITY_N_PER_KG, factor_of_risk
from vertebra.result_spread import spread_of
from vertebra.texts import _, pgettext
from vertebra.views import style
from vertebra.views.bone import COLOUR_MAP
from vertebra.views.meters import meter

if TYPE_CHECKING:
    from matplotlib.figure import Figure

YIELDING = 1.0
"""Share of its yield strain at which a voxel is drawn in the last colour."""

OUTSIDE = (66, 74, 84)

GRADES = (_("no fracture"), _("grade 1, mild"), _("grade 2, moderate"), _("grade 3, severe"))


def yield_ratio_image(state: Compression) -> NDArray[np.uint8]:
    """Return how far each voxel of the median sagittal plane is strained towards yield.

    Parameters
    ----------
    state : Compression

    Returns
    -------
    array of uint8
        (y, z); 1 to 255 over 0 to `YIELDING`, 0 outside the bone.
    """
    specimen = state.test.specimen
    middle = round(-specimen.origin_mm[0] / specimen.spacing_mm[0])
    plane, bone = state.yield_ratio[middle], specimen.tissue[middle]
    return np.where(bone, 1 + np.clip(254 * plane / YIELDING, 0, 254), 0).astype(np.uint8)


def yield_ratio_colormap() -> NDArray[np.uint8]:
    """Return the colours of `yield_ratio_image`.

    Returns
    -------
    array of uint8
        (256, 3), red, green and blue; what is no bone is slate, so that bone at rest is seen against it.
    """
    colours = style.colour_table("inferno")
    colours[0] = OUTSIDE
    return colours


def failing_outline(state: Compression) -> NDArray[np.uint8]:
    """Return where bone yields first, seen from the side through the whole body.

    Parameters
    ----------
    state : Compression

    Returns
    -------
    array of uint8
        (y, z), 1 there and 0 elsewhere.
    """
    return np.asarray(state.first_failure.where.any(axis=0), dtype=np.uint8)


def describe_load(state: Compression, strength_n: float, words: str = "") -> str:
    """Load, strength, factor of risk, and where the bone yields first."""
    risk = factor_of_risk(state.force_n, strength_n)
    verdict = pgettext("bone-fails", "the bone is expected to fail") if risk >= 1 else _("the bone bears it")
    ahead = state.forward_mm >= 0
    where = (_(", {mm} mm in front of the middle") if ahead else _(", {mm} mm behind the middle")).format(
        mm=f"{abs(state.forward_mm):.0f}"
    )
    place = where if abs(state.forward_mm) >= 0.5 else ""
    return _(
        "{words}{force_n} N{place}. The strength loaded like this is {strength_n} N; factor of risk {risk}: "
        "{verdict}. In this model bone yields first in the {region}."
    ).format(
        words=words.capitalize() + ": " if words else "",
        force_n=f"{round(state.force_n, -1):.0f}",
        place=place,
        strength_n=f"{round(strength_n, -1):.0f}",
        risk=f"{risk:.2f}",
        verdict=verdict,
        region=_(state.first_failure.region),
    )


def _with_spread(output: str, value: float, written: Callable[[float], str], unit: str = "") -> str:
    """A value with the band by what is not known of the bone, where a study has it."""
    spread = spread_of("mechanics", output)
    if spread is None:
        return f"{written(value)}{unit}"
    low, high = map(written, spread.around(value))
    return pgettext("value-with-band", "{middle}{unit} ({low} to {high})").format(
        middle=written(value), unit=unit, low=low, high=high
    )


def load_meter_values(state: Compression, strength_n: float, young_n: float) -> list[dict[str, Any]]:
    """Return load, strength and factor of risk for a panel of meters.

    Parameters
    ----------
    state : Compression
    strength_n : float
        Of this body, loaded like this.
    young_n : float
        Strength (N) of the same person when young.

    Returns
    -------
    list of dict
        Rows of `meters.meter`.
    """
    strength, risk = strength_n, factor_of_risk(state.force_n, strength_n)
    highest = 1.2 * max(young_n, strength)
    return [
        meter(
            "load",
            _("Load"),
            state.force_n,
            f"{state.force_n:.0f} N",
            0,
            highest,
            verdict=_("the weight of {force_n} kg").format(force_n=f"{state.force_n / GRAVITY_N_PER_KG:.0f}"),
        ),
        meter(
            "strength",
            _("Strength"),
            strength,
            _with_spread("strength", strength, lambda newton: f"{round(newton, -1):.0f}", " N"),
            0,
            highest,
            limits=[{"at": young_n, "text": _("at 30")}],
            verdict=_("loaded like this"),
        ),
        meter(
            "factor-of-risk",
            _("Factor of risk"),
            risk,
            _with_spread("factor of risk in lifting", risk, lambda ratio: f"{ratio:.2f}"),
            0,
            2,
            limits=[{"at": 1, "text": _("1: load equals strength")}],
            verdict=_("expected to fail") if risk >= 1 else _("the bone bears it"),
            grave=risk >= 1,
        ),
    ]


def collapse_meter_values(
    now: fracture.VertebralHeights, before: fracture.VertebralHeights, graded: bool
) -> list[dict[str, Any]]:
    """Return the three heights beside those before, for a panel of meters.

    Parameters
    ----------
    now, before : fracture.VertebralHeights
    graded : bool
        What was lost is told only once it is graded.

    Returns
    -------
    list of dict
        Rows of `meters.meter`, in mm.
    """
    losses = now.losses_percent(before)
    rows = zip(
        (("front", _("Front")), ("middle", _("Middle")), ("back", _("Back"))),
        (now.anterior_mm, now.middle_mm, now.posterior_mm),
        (before.anterior_mm, before.middle_mm, before.posterior_mm),
        losses,
        strict=True,
    )
    return [
        meter(
            *name,
            mm,
            f"{mm:.1f} mm",
            0,
            30,
            limits=[{"at": was, "text": _("{was} before").format(was=f"{was:.1f}")}],
            verdict=_("{lost} % lost").format(lost=f"{max(lost, 0):.0f}") if graded else "",
            grave=graded and lost == max(losses) and fracture.grade(now, before) > 0,
        )
        for name, mm, was, lost in rows
    ]


def grade_feedback(guess: int, now: fracture.VertebralHeights, before: fracture.VertebralHeights) -> str:
    """Return whether the learner's grade is that of the heights, and why.

    Parameters
    ----------
    guess : int
        0 to 3.
    now, before : fracture.VertebralHeights
    """
    losses = now.losses_percent(before)
    grade, worst = fracture.grade(now, before), int(np.argmax(losses))
    place, lost = (_("front"), _("middle"), _("back"))[worst], max(*losses, 0)
    starts = [tables.value(f"genant_grade_{grade_number}_from_percent") for grade_number in (1, 2, 3)]
    kind = f"{GRADES[grade]}{'' if grade == 0 else f' ({_(fracture.deformity_type(now, before))})'}"
    opening = (
        pgettext("grade-right", "Right: {kind}").format(kind=kind)
        if guess == grade
        else pgettext("grade-wrong", "You said {guess}; it is {kind}").format(guess=GRADES[guess], kind=kind)
    )
    return _(
        "{opening}. The {place} has lost most, {lost} %; grade 1 begins at {grade_1_from} %, grade 2 at {grade_2_from} "
        "%, grade 3 above {grade_3_from} %."
    ).format(
        opening=opening,
        place=place,
        lost=f"{lost:.0f}",
        grade_1_from=f"{starts[0]:g}",
        grade_2_from=f"{starts[1]:g}",
        grade_3_from=f"{starts[2]:g}",
    )


def describe_collapse(now: fracture.VertebralHeights, before: fracture.VertebralHeights, graded: bool = True) -> str:
    """The three heights against those before and, if `graded`, the shape, the grade and the angle."""
    pairs = zip(
        (_("front"), _("middle"), _("back")),
        (now.anterior_mm, now.middle_mm, now.posterior_mm),
        (before.anterior_mm, before.middle_mm, before.posterior_mm),
        strict=True,
    )
    measured = ", ".join(
        _("{name} {mm} of {was} mm").format(name=name, mm=f"{mm:.1f}", was=f"{was:.1f}") for name, mm, was in pairs
    )
    if not graded:
        return _("Heights: {measured}.").format(measured=measured)
    losses = now.losses_percent(before)
    grade = fracture.grade(now, before)
    shape = fracture.deformity_type(now, before)
    return _(
        "Heights: {measured}. The most that is lost is {losses} %: {grade}{shape_text}. The endplates have "
        "tipped forward by {wedge_deg}°."
    ).format(
        measured=measured,
        losses=f"{max(losses):.0f}",
        grade=GRADES[grade],
        shape_text="" if shape == "none" else f", {_(shape)}",
        wedge_deg=f"{now.wedge_deg - before.wedge_deg:.0f}",
    )


def static_load_figure(state: Compression, strength_n: float, words: str = "") -> Figure:
    """The median plane with the strain in it, and the shell's share of the load by height."""
    import matplotlib.pyplot as plt

    specimen = state.test.specimen
    dy, dz = specimen.spacing_mm[1:]
    with style.matplotlib_style():
        figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.2), layout="constrained", width_ratios=(1.4, 1))
        plane = np.ma.masked_equal(yield_ratio_image(state), 0) / 255
        ny, nz = plane.shape
        y0, z0 = specimen.origin_mm[1], specimen.origin_mm[2]
        extent = (y0 - dy / 2, y0 + (ny - 0.5) * dy, z0 - dz / 2, z0 + (nz - 0.5) * dz)
        shown = left.imshow(plane.T, origin="lower", cmap="inferno", vmin=0, vmax=1, extent=extent)
        left.invert_xaxis()
        left.set(xlabel=_("front to back (mm)"), ylabel=_("height (mm)"))
        figure.colorbar(shown, ax=left, label=_("strain, share of yield"), shrink=0.8)
        z_mm, share = state.shell_fraction()
        right.plot(100 * share, z_mm, color=style.BLUE)
        right.set(xlabel=_("load borne by the shell (%)"), ylabel=_("height (mm)"), xlim=(0, 100))
        figure.suptitle(textwrap.fill(describe_load(state, strength_n, words), 100), fontsize=10)
    plt.close(figure)
    return figure


def wall_fraction_by_height(state: Compression) -> Figure:
    """The shell's share of the load against height, with a grid fine enough to read it to a few percent."""
    import matplotlib.pyplot as plt

    z_mm, share = state.shell_fraction()
    with style.matplotlib_style():
        figure, axes = plt.subplots(figsize=(5.6, 4), layout="constrained")
        axes.plot(100 * share, z_mm, color=style.BLUE, linewidth=2.5)
        axes.set(
            xlabel=_("share of the load borne by the shell (%)"), ylabel=_("height (mm)"), xlim=(0, 100), ylim=(-12, 12)
        )
        axes.set_xticks(range(0, 101, 10))
        axes.grid(True, color="0.85")
        axes.axhline(0, color="0.4", linewidth=1, linestyle=":")
    plt.close(figure)
    return figure


def static_collapse_figure(density: NDArray[np.float32], spacing_mm: tuple[float, float], sentence: str) -> Figure:
    """Draw a median plane with its sentence.

    Parameters
    ----------
    density : array of float32
        mg/cm3, (y, z).
    spacing_mm : tuple[float, float]
        Along y and z.
    sentence : str
    """
    import matplotlib.pyplot as plt

    ny, nz = density.shape
    with style.matplotlib_style():
        figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
        extent = (0, ny * spacing_mm[0], 0, nz * spacing_mm[1])
        axes.imshow(density.T, origin="lower", cmap=COLOUR_MAP, vmin=0, vmax=350, extent=extent)
        axes.invert_xaxis()
        axes.set(xticks=[], yticks=[])
        figure.suptitle(textwrap.fill(sentence, 80), fontsize=10)
    plt.close(figure)
    return figure
