"""Bone density through a life as still pictures and in words."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.models.bone import DensityCurve, ScanAtAge, TreatmentPlan, VertebraOverLife
from vertebra.patient import Sex
from vertebra.texts import _, pgettext
from vertebra.views import style
from vertebra.views.meters import meter

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WINDOW_MG_CM3 = (0.0, 350.0)
COLOUR_MAP = "cividis"
"""Even in lightness and readable with any colour vision."""
TOO_YOUNG = pgettext("too-young-for-who", "too young for the WHO criteria")


def grey_levels(density_mg_cm3: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return densities as grey levels, for a canvas that colours them itself.

    Parameters
    ----------
    density_mg_cm3 : array of float32
        Of any shape.

    Returns
    -------
    array of uint8
        Of the same shape, 0 to 255 over `WINDOW_MG_CM3`.
    """
    low, high = WINDOW_MG_CM3
    return np.clip((density_mg_cm3 - low) * (255 / (high - low)), 0, 255).astype(np.uint8)


def describe(lifetime: VertebraOverLife, moment: ScanAtAge, plan: TreatmentPlan | None = None) -> str:
    """Describe a moment in one sentence: age, treatment, the three results and the category.

    Parameters
    ----------
    lifetime : VertebraOverLife
    moment : ScanAtAge
        One of its scans.
    plan : TreatmentPlan, optional
        The treatment, where there is one.
    """
    scans = moment.scans
    treated = _treatment_in_words(plan or TreatmentPlan(), moment.age_years)
    return _(
        "At {age_years} years{treated}: trabecular density {qct_mg_cm3} mg/cm³, {hounsfield_hu} HU, DXA "
        "{areal_g_cm2} g/cm², T {t_score}, Z {z_score}; {category}."
    ).format(
        age_years=f"{moment.age_years:.0f}",
        treated=treated,
        qct_mg_cm3=f"{scans.qct_mg_cm3:.0f}",
        hounsfield_hu=f"{scans.hounsfield_hu:.0f}",
        areal_g_cm2=f"{scans.areal_g_cm2:.2f}",
        t_score=format_signed(scans.t_score),
        z_score=format_signed(scans.z_score),
        category=_category_in_words(scans.category, moment.age_years, lifetime.patient.sex),
    )


def meter_values(lifetime: VertebraOverLife, moment: ScanAtAge) -> list[dict[str, Any]]:
    """What the three scans read, each with its scale, the limits that matter and a verdict, for a panel of meters."""
    scans = moment.scans
    low, osteoporosis = tables.value("qct_low_mg_cm3"), tables.value("qct_osteoporosis_mg_cm3")
    unlikely, likely = tables.value("hu_high_sensitivity_hu"), tables.value("hu_high_specificity_hu")
    old_enough = _who_applies(moment.age_years, lifetime.patient.sex)
    return [
        _meter_value(
            "qct",
            "QCT",
            scans.qct_mg_cm3,
            (0, 250),
            f"{scans.qct_mg_cm3:.0f} mg/cm³",
            (osteoporosis, low),
            (_("osteoporosis"), _("low"), _("not low")),
        ),
        _meter_value(
            "ct",
            "CT",
            scans.hounsfield_hu,
            (0, 300),
            f"{scans.hounsfield_hu:.0f} HU",
            (likely, unlikely),
            (_("osteoporosis likely"), _("can’t tell"), _("osteoporosis unlikely")),
        ),
        _meter_value(
            "dxa",
            "DXA",
            scans.t_score,
            (-5, 2),
            f"T {format_signed(scans.t_score)}",
            (-2.5, -1.0),
            ((_(scans.category) if old_enough else TOO_YOUNG),) * 3,
        )
        | {"grave": old_enough and "osteoporosis" in scans.category},
    ]


def _meter_value(
    key: str,
    name: str,
    value: float,
    scale: tuple[float, float],
    text: str,
    limits: tuple[float, float],
    words: Sequence[str],
) -> dict[str, Any]:
    worse, better = limits
    zone = 0 if value <= worse else 1 if value < better else 2
    return meter(
        key,
        name,
        value,
        text,
        scale[0],
        scale[1],
        limits=[{"at": limit, "text": f"{limit:g}".replace("-", "−")} for limit in limits],
        verdict=words[zone],
        grave=zone == 0,
    )


def format_signed(score: float) -> str:
    """`−2.8`, `+0.3`: a score with its sign, as scores are written; never `−0.0`."""
    rounded = round(score, 1)
    return f"{rounded:+.1f}".replace("-", "−") if rounded else "0.0"


def static_figure(lifetime: VertebraOverLife, moment: ScanAtAge, plan: TreatmentPlan | None = None) -> Figure:
    """Two planes of the vertebra, the density of a life with the moment marked, and the scans' results."""
    import matplotlib.pyplot as plt

    with style.matplotlib_style():
        figure = plt.figure(figsize=(9, 4.8), layout="constrained")
        grid = figure.add_gridspec(2, 2, width_ratios=(1, 1.7))
        sagittal, coronal = lifetime.planes(moment)
        x, y, z = lifetime.vertebra.axes_mm()
        _draw_plane(figure.add_subplot(grid[0, 0]), sagittal, y, z, _("Sagittal"), front_on_the_left=True)
        _draw_plane(figure.add_subplot(grid[1, 0]), coronal, x, z, _("Coronal"))
        draw_density_curve(figure.add_subplot(grid[:, 1]), lifetime.trajectory(plan), moment)
        figure.suptitle(textwrap.fill(describe(lifetime, moment, plan), 100), fontsize=10)
    plt.close(figure)
    return figure


def draw_density_curve(axes: Axes, life: DensityCurve, moment: ScanAtAge | None = None) -> None:
    """Draw density (mg/cm3) by age (years).

    Parameters
    ----------
    axes : Axes
    life : DensityCurve
        With its treatment; the same life untreated is drawn where it differs, beside the mean of age and sex and QCT's
        limits.
    moment : ScanAtAge, optional
        Marked on the curve.
    """
    adult = life.ages_years >= 30
    ages = life.ages_years[adult]
    axes.plot(
        ages,
        life.reference_mg_cm3[adult],
        color=style.GREY,
        linestyle=":",
        gid="reference",
        label=_("mean of age and sex"),
    )
    if not np.allclose(life.density_mg_cm3, life.untreated_mg_cm3):
        axes.plot(
            ages,
            life.untreated_mg_cm3[adult],
            color=style.VERMILLION,
            linestyle="--",
            gid="untreated",
            label=_("untreated"),
        )
    axes.plot(ages, life.density_mg_cm3[adult], color=style.BLUE, gid="density", label=_("this patient"))
    for name, words in (("qct_low_mg_cm3", _("low below")), ("qct_osteoporosis_mg_cm3", _("osteoporosis below"))):
        limit = tables.value(name)
        axes.axhline(limit, color=style.INK, linewidth=0.8, alpha=0.5)
        axes.text(99.5, limit + 2, f"{words} {limit:.0f}", ha="right", va="bottom", fontsize=8)
    if moment is not None:
        axes.plot(moment.age_years, moment.trabecular_mg_cm3, "o", color=style.INK, markersize=8)
    axes.set(xlabel=_("Age (years)"), ylabel=_("Trabecular density, QCT (mg/cm³)"), xlim=(30, 100), ylim=(0, None))
    axes.legend(loc="lower left")


def _draw_plane(
    axes: Axes, plane: NDArray, across: NDArray, up: NDArray, title: str, front_on_the_left: bool = False
) -> None:
    low, high = WINDOW_MG_CM3
    extent = (float(across[0]), float(across[-1]), float(up[0]), float(up[-1]))
    axes.imshow(plane.T, origin="lower", cmap=COLOUR_MAP, vmin=low, vmax=high, extent=extent, interpolation="bilinear")
    if front_on_the_left:
        axes.invert_xaxis()
    axes.set(xticks=[], yticks=[])
    axes.set_title(title, fontsize=9)
    axes.spines[:].set_visible(False)


def _treatment_in_words(plan: TreatmentPlan, age_years: float) -> str:
    if plan.treatment == "none":
        return ""
    if plan.start_age_years is not None and age_years < plan.start_age_years:
        return pgettext("before-treatment", ", before {treatment}").format(treatment=_(plan.treatment))
    return pgettext("on-treatment", ", with {treatment}").format(treatment=_(plan.treatment))


def _who_applies(age_years: float, sex: Sex) -> bool:
    return age_years >= (tables.value("menopause_age_years") if sex == "female" else 50)


def _category_in_words(category: str, age_years: float, sex: Sex) -> str:
    if not _who_applies(age_years, sex):
        return TOO_YOUNG
    return _("by the WHO criteria {category}").format(category=_(category))
