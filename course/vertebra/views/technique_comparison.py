"""One fracture treated both ways: numbers, words, the bodies cut open."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra.models.experiments.technique_comparison import TechniqueOutcome
from vertebra.models.procedure.comparison import Technique
from vertebra.texts import _, join
from vertebra.views import style
from vertebra.views.cement_section import section
from vertebra.views.meters import meter

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STATIC_FIGURE_ML = 5.2
COLOURS = {"vertebroplasty": style.BLUE, "kyphoplasty": style.ORANGE}


def metrics(now: TechniqueOutcome) -> list[dict[str, Any]]:
    """Pressure, leak and height of one technique, for a panel of meters."""
    filled = _("{cavity_fill_fraction} % of the hollows hold cement").format(
        cavity_fill_fraction=f"{100 * now.cavity_fill_fraction:.0f}"
    )
    where = filled if now.technique == "kyphoplasty" else _("straight into the bone")
    rows = (
        ("bone-pressure", _("In the bone"), now.bone_kpa, f"{now.bone_kpa:.1f} kPa", 0, 15, where),
        ("leaked", _("Outside"), now.leaked_ml, f"{now.leaked_ml:.2f} mL", 0, 0.3, _("of cement")),
        (
            "front-height",
            _("Front height"),
            now.height_mm,
            f"{now.height_mm:.1f} mm",
            0,
            4,
            _("gained; {angle_deg}° straighter").format(angle_deg=f"{now.angle_deg:.1f}"),
        ),
    )
    return [
        meter(key, name, value, text, low, high, verdict=words) for key, name, value, text, low, high, words in rows
    ]


def sagittal_cut(now: TechniqueOutcome) -> NDArray[np.uint8]:
    """The body cut open along the right needle, cement white."""
    return section(now.body, now.needle_x_mm, now.cement_fraction)


def describe(outcomes: Mapping[Technique, TechniqueOutcome]) -> str:
    """Both techniques in words."""
    return join(
        *(
            _(
                "{way}: {cement_ml} mL at up to {bone_kpa} kPa in the bone, {leaked_ml} mL outside, {height_mm} mm "
                "and {angle_deg}° gained."
            ).format(
                way=_(way).capitalize(),
                cement_ml=f"{outcome.cement_ml:.1f}",
                bone_kpa=f"{outcome.bone_kpa:.1f}",
                leaked_ml=f"{outcome.leaked_ml:.2f}",
                height_mm=f"{outcome.height_mm:.1f}",
                angle_deg=f"{outcome.angle_deg:.1f}",
            )
            for way, outcome in outcomes.items()
        )
    )


def static_figure(outcomes: Mapping[Technique, TechniqueOutcome]) -> Figure:
    """Both bodies cut open, and the pressure by volume."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(10, 3.4), layout="constrained")
        left, right, chart = figure.subplots(1, 3, width_ratios=(1, 1, 1.3))
        for axes, (way, outcome) in zip((left, right), outcomes.items(), strict=True):
            axes.imshow(sagittal_cut(outcome), cmap="gray", vmin=0, vmax=255)
            axes.set_title(way, fontsize=9)
            axes.set_axis_off()
            dashed = "--" if way == "kyphoplasty" else "-"
            chart.plot(outcome.history[:, 0], outcome.history[:, 1], dashed, color=COLOURS[way], label=way)
        chart.set_xlabel(_("Cement in all, mL"))
        chart.set_ylabel(_("Highest pressure in the bone, kPa"))
        chart.set_ylim(bottom=0)
        chart.legend(frameon=False, fontsize=9)
        figure.suptitle(textwrap.fill(describe(outcomes), 125), fontsize=9)
    return figure
