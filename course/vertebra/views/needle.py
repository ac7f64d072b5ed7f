"""A needle in a pedicle: sections that show the truth, and verdicts in words."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra.models.anatomy import adjacent_structures as beside
from vertebra.models.procedure import Needle, ProcedureOutcome, assess
from vertebra.models.procedure.needle_placement import wall_rule_ok
from vertebra.patient import Part, Vertebra
from vertebra.texts import _, join, ngettext, pgettext
from vertebra.views import assessment, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MAX_DENSITY_SHOWN_MG_CM3 = 500.0
TITLES = {
    "axial": _("from below: the patient’s right on the left, vessels grey"),
    "sagittal": _("from the side: front on the left"),
}
DIRECTIONS = (
    (pgettext("place-right", "{mm} mm to the right"), pgettext("place-left", "{mm} mm to the left")),
    (pgettext("place-forward", "{mm} mm forward"), pgettext("place-back", "{mm} mm back")),
    (pgettext("place-up", "{mm} mm up"), pgettext("place-down", "{mm} mm down")),
)
"""Towards and against x, y and z."""
VESSEL_GREY = 110
FORWARD_MM, SIDEWAYS_MM = 30.0, 10.0
"""So much before and beside the bone is shown, for the great vessels."""


def sections(vertebra: Vertebra, needle: Needle) -> dict[str, NDArray[np.uint8]]:
    """Return CT sections along a needle.

    Parameters
    ----------
    vertebra : Vertebra
    needle : Needle

    Returns
    -------
    dict of str to array of uint8
        "axial" is seen from below through the needle's middle (front on top, the patient's right on the left, vessels
        grey), "sagittal" from the side at its tip (front on the left).
    """
    x, _unused, z = vertebra.axes_mm()
    halfway = np.asarray(needle.entry_mm) + 0.6 * needle.depth_mm * needle.direction
    i, k = int(np.argmin(np.abs(x - halfway[0]))), int(np.argmin(np.abs(z - halfway[2])))
    level = np.clip(vertebra.density_mg_cm3 / MAX_DENSITY_SHOWN_MG_CM3, 0, 1) * 200
    level = np.maximum(level, 40 * (vertebra.labels > 0) * (vertebra.labels != Part.CANAL))
    level = np.where(_near(vertebra, needle), 255, level).astype(np.uint8)
    axial = level[:, :, max(k - 1, 0) : k + 2].max(axis=2)
    return {
        "axial": np.ascontiguousarray(_with_vessels(vertebra, axial, float(z[k])).T[::-1, ::-1]),
        "sagittal": np.ascontiguousarray(level[max(i - 1, 0) : i + 2].max(axis=0).T[::-1, ::-1]),
    }


def _with_vessels(vertebra: Vertebra, axial: NDArray[np.uint8], height_mm: float) -> NDArray[np.uint8]:
    """An axial plane (x, y), longer to the front and wider, with what lies beside the bone at its height."""
    x, y, _unused = vertebra.axes_mm()
    across, along = vertebra.spacing_mm[:2]
    wider, longer = round(SIDEWAYS_MM / across), round(FORWARD_MM / along)
    padded = np.pad(axial, ((wider, wider), (0, longer)))
    aside = x[0] + across * (np.arange(padded.shape[0]) - wider)
    ahead = y[0] + along * np.arange(padded.shape[1])
    circles = [ellipse for name in beside.SIDE_OF if (ellipse := beside.vessel_ellipse(vertebra, name))]
    course, radius = beside.segmental_artery_mm(vertebra) or (np.empty((0, 3)), 0.0)
    circles += [(px, py, radius) for px, py, pz in course if abs(pz - height_mm) <= radius + vertebra.spacing_mm[2]]
    for px, py, wide in circles:
        inside = np.hypot(aside[:, None] - px, ahead[None] - py) <= wide
        padded = np.where(inside, np.maximum(padded, VESSEL_GREY), padded)
    return np.asarray(padded, np.uint8)


def _near(vertebra: Vertebra, needle: Needle) -> NDArray[np.bool_]:
    """Voxels that the needle fills."""
    places = np.ix_(*(axis - start for axis, start in zip(vertebra.axes_mm(), needle.entry_mm, strict=True)))
    ahead = sum(axis * part for axis, part in zip(places, needle.direction, strict=True))
    far = np.clip(ahead, 0, needle.depth_mm)
    away_mm2 = sum(axis**2 for axis in places) - far * (2 * ahead - far)
    return np.asarray(away_mm2 <= max(needle.radius_mm, 0.6 * min(vertebra.spacing_mm)) ** 2)


def verdicts(outcome: ProcedureOutcome) -> list[dict[str, Any]]:
    """What a supervisor says once the scan is there, one line each."""
    return assessment.rows(assess(outcome))


def warning(outcome: ProcedureOutcome) -> str:
    """Return what the pictures themselves say against going on.

    Parameters
    ----------
    outcome : ProcedureOutcome
        Only what was looked at counts.

    Returns
    -------
    str
        Empty for nothing.
    """
    needle, seen = outcome.needle, outcome.steering.last_seen
    if seen["AP"] != needle or wall_rule_ok(outcome, needle):
        return ""
    if seen["lateral"] == needle:
        return pgettext(
            "wall-not-passed",
            "Stop: from behind the tip has crossed the pedicle's inner border, and from the side it is still "
            "behind the back wall. Draw back.",
        )
    return pgettext(
        "wall-not-seen",
        "From behind the tip has crossed the pedicle's inner border, and no picture from the side has shown it past "
        "the back wall: look "
        "from the side before it goes on.",
    )


def describe(outcome: ProcedureOutcome) -> str:
    """Where the needle stands and what is marked, without the truth that only the scan knows."""
    present = outcome.needle
    passage = (
        pgettext("needle-through-right", "Needle of {gauge} gauge through the right pedicle"),
        pgettext("needle-through-left", "Needle of {gauge} gauge through the left pedicle"),
        pgettext("needle-beside-right", "Needle of {gauge} gauge beside the right pedicle"),
        pgettext("needle-beside-left", "Needle of {gauge} gauge beside the left pedicle"),
    )[2 * (present.approach == "parapedicular") + (present.side == "left")]
    inward = _("{deg}° away from the midline") if present.medial_deg < 0 else _("{deg}° towards the midline")
    down = _("{deg}° upwards") if present.caudal_deg < 0 else _("{deg}° downwards")
    exposures = ngettext(
        "{passage}: {medial}, {caudal}, {depth} mm deep; {n} picture taken.",
        "{passage}: {medial}, {caudal}, {depth} mm deep; {n} pictures taken.",
        outcome.steering.exposures,
    ).format(
        passage=passage.format(gauge=present.gauge),
        medial=inward.format(deg=f"{abs(present.medial_deg):.0f}"),
        caudal=down.format(deg=f"{abs(present.caudal_deg):.0f}"),
        depth=f"{present.depth_mm:.0f}",
        n=outcome.steering.exposures,
    )
    return join(exposures, _target_text(outcome), warning(outcome))


def _target_text(outcome: ProcedureOutcome) -> str:
    """The learner's mark, told from the middle of the pictures."""
    target_mm = outcome.steering.target_mm
    if target_mm is None:
        return _("No place is marked for the tip yet.") if outcome.is_steerable else ""
    places = [
        (there if mm > 0 else back).format(mm=f"{abs(mm):.0f}")
        for mm, (there, back) in zip(target_mm, DIRECTIONS, strict=True)
        if round(mm)
    ]
    if not places:
        return _("Your mark for the tip: the pictures' middle.")
    return _("Your mark for the tip: {words} of the pictures' middle.").format(words=join(*places, between=", "))


def describe_scan(outcome: ProcedureOutcome) -> str:
    """The truth in words."""
    return assessment.sentences(assess(outcome))


def static_figure(outcome: ProcedureOutcome) -> Figure:
    """Both sections and what is said of them."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(8.5, 4.6), layout="constrained")
        for axes, (name, image) in zip(
            figure.subplots(1, 2), sections(outcome.fractured, outcome.needle).items(), strict=True
        ):
            axes.imshow(image, cmap="gray", vmin=0, vmax=255)
            axes.set_title(TITLES[name], fontsize=10)
            axes.set_axis_off()
        figure.suptitle(textwrap.fill(describe_scan(outcome), 110), fontsize=9)
    return figure
