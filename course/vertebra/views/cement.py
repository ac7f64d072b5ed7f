"""An injection of cement in numbers, in words and as still pictures."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.models.cement import CementField, minutes_left
from vertebra.models.procedure import ProcedureOutcome, assess
from vertebra.patient import BONE_PARTS, Vertebra
from vertebra.texts import _, pgettext
from vertebra.views import assessment, scan_summary, style
from vertebra.views.meters import meter

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MAX_DENSITY_SHOWN_MG_CM3 = 500.0
BONE_LEVELS, CEMENT_LEVEL = 190, 255
PASTE_PA_S = 100.0
"""Above it cement hangs from the needle's tip as toothpaste does; below, it drips."""


def meter_values(cement: CementField) -> list[dict[str, Any]]:
    """Return what the operator can know, for a panel of meters: volume, thickness and pressure at the syringe.

    Parameters
    ----------
    cement : CementField

    Returns
    -------
    list of dict
        Rows of `meters.meter`, in mL, Pa s (the needle by its logarithm) and MPa.
    """
    return [_volume_meter(cement), _thickness_meter(cement), _syringe_meter(cement)]


def _volume_meter(cement: CementField) -> dict[str, Any]:
    volume_ml = cement.injected_ml
    marks = [{"at": 2, "text": "2"}, {"at": 6, "text": "6"}]
    return meter("cement", _("Cement"), volume_ml, f"{volume_ml:.1f} mL", 0, 10, marks, _("injected"))


def _thickness_meter(cement: CementField) -> dict[str, Any]:
    """It warns of runny cement only once some was injected: before, waiting is what one does."""
    thin = cement.viscosity_pa_s < PASTE_PA_S
    left = minutes_left(cement.injector.cement, cement.syringe_age_s, tables.value("room_temperature_c"))
    if cement.syringe_set:
        words = _("set: nothing flows")
    else:
        thick = _("runny: it drips") if thin else _("like toothpaste")
        words = _("{thick}; sets in the syringe in {left} min").format(thick=thick, left=f"{left:.0f}")
    return meter(
        "thickness",
        _("Thickness"),
        float(np.log10(max(cement.viscosity_pa_s, 1))),
        f"{_tidy(cement.viscosity_pa_s)} Pa s",
        0,
        4,
        [{"at": 2, "text": _("paste")}],
        words,
        (thin and cement.injected_ml > 0) or cement.syringe_set,
    )


def _syringe_meter(cement: CementField) -> dict[str, Any]:
    pressure_mpa, limit = cement.pressures.syringe_mpa, cement.injector.limit_mpa
    limited = cement.pressure_limited
    words = _("the syringe gives no more: less comes than you ask") if limited else cannula_text(cement)
    marks = [{"at": limit, "text": _("limit")}]
    return meter(
        "syringe", _("Syringe"), pressure_mpa, f"{pressure_mpa:.2f} MPa", 0, 1.25 * limit, marks, words, limited
    )


def cannula_text(cement: CementField) -> str:
    """How much of the pressure is lost in the cannula, in words."""
    if cement.pressures.syringe_mpa <= 0:
        return _("at rest")
    percent = 100 * cement.pressures.cannula_fraction
    return _("{cannula_fraction} % of it in the cannula").format(cannula_fraction=f"{percent:.0f}")


def _tidy(value: float) -> str:
    return _("over 100 000") if value > 1e5 else f"{float(f'{value:.2g}'):,.0f}".replace(",", " ")


def verdicts(outcome: ProcedureOutcome) -> list[dict[str, Any]]:
    """What a scan and a supervisor say of it afterwards."""
    return assessment.rows(assess(outcome))


def summary(outcome: ProcedureOutcome) -> tuple[str, str]:
    """Return one sentence that sums a scan up, and its level: "good", "near" or "bad"."""
    return scan_summary.summarise(assess(outcome))


def describe(outcome: ProcedureOutcome, cleft: bool = False, scanned: bool = False) -> str:
    """Describe the injection so far in a sentence or two.

    Parameters
    ----------
    outcome : ProcedureOutcome
        With its needle in the body.
    cleft : bool, optional
        Whether the bone has one.
    scanned : bool, optional
        What lies outside the bone is told only after the scan.
    """
    cement, side = cement_of(outcome), outcome.needle.side
    where = pgettext("bone-has-cleft", " The bone has a cleft.") if cleft else ""
    words = _(
        "{injected_ml} mL of {cement}-viscosity cement in {time_s} minutes; the needle, on the {side}, "
        "reaches {beyond_pedicle_mm} mm beyond the pedicle's middle.{where}"
    ).format(
        injected_ml=f"{cement.injected_ml:.1f}",
        cement=_(outcome.equipment.cement),
        time_s=f"{cement.time_s / 60:.1f}",
        side=_(side),
        beyond_pedicle_mm=f"{outcome.beyond_pedicle_mm:.0f}",
        where=where,
    )
    if not scanned:
        return words
    out = [f"{_(name)} {ml:.2f} mL" for name, ml in cement.leaked_ml.items() if ml >= 0.005 and name != "small vessels"]
    filled = _("{stored_ml} mL lie in the bone, {fill_fraction} % of its pores.").format(
        stored_ml=f"{cement.stored_ml:.1f}", fill_fraction=f"{100 * cement.fill_fraction:.0f}"
    )
    return pgettext("cement-outside-bone", "{words} {filled} Outside the bone: {out}.").format(
        words=words, filled=filled, out=", ".join(out) if out else _("nothing that a scan would show")
    )


def cement_of(outcome: ProcedureOutcome) -> CementField:
    """Return the cement of a procedure.

    Parameters
    ----------
    outcome : ProcedureOutcome
        With its needle in the body.

    Returns
    -------
    CementField
        Never None.
    """
    cement = outcome.cement
    assert cement is not None  # The trainer's needle never leaves the body.
    return cement


def slices(cement: CementField) -> dict[str, NDArray[np.uint8]]:
    """Return sections through the cement's middle.

    Parameters
    ----------
    cement : CementField

    Returns
    -------
    dict of str to array of uint8
        Bone grey, cement white. "sagittal" is seen from the side (z, y), "axial" from below (y, x; the patient's right
        on the left).
    """
    body, share = cement.vertebra, cement.cement_fraction
    level = _levels(body, share)
    i, k = _middle(body, share)
    sagittal = level[i].T[::-1, ::-1]
    axial = level[:, :, k].T[::-1, ::-1]
    return {"sagittal": np.ascontiguousarray(sagittal), "axial": np.ascontiguousarray(axial)}


def _levels(body: Vertebra, share: NDArray[np.float32]) -> NDArray[np.uint8]:
    bone = np.clip(body.density_mg_cm3 / MAX_DENSITY_SHOWN_MG_CM3, 0, 1) * BONE_LEVELS
    bone = np.where(np.asarray(body.is_part(*BONE_PARTS)), np.maximum(bone, 45), bone * 0.3)
    return np.asarray(bone + share * (CEMENT_LEVEL - bone), np.uint8)


def _middle(body: Vertebra, share: NDArray[np.float32]) -> tuple[int, int]:
    """The slices across x and z that hold most cement, or the body's middle."""
    if not share.any():
        x, _unused, z = body.axes_mm()
        return int(np.argmin(np.abs(x))), int(np.argmin(np.abs(z)))
    return int(share.sum(axis=(1, 2)).argmax()), int(share.sum(axis=(0, 1)).argmax())


def static_figure(outcome: ProcedureOutcome, picture: NDArray[np.uint8], cleft: bool = False) -> Figure:
    """Draw the screen, and sections through the cement.

    Parameters
    ----------
    outcome : ProcedureOutcome
    picture : array of uint8
        Grey levels of the screen (rows, columns).
    cleft : bool, optional
        Whether the bone has one.
    """
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(10, 4.2), layout="constrained")
        panes = figure.subplots(1, 3, width_ratios=(1.2, 1, 1))
        shown = slices(cement_of(outcome))
        for axes, image, title in zip(
            panes,
            (picture, shown["sagittal"], shown["axial"]),
            ("fluoroscopy", _("from the side"), _("from below")),
            strict=True,
        ):
            axes.imshow(image, cmap="gray", vmin=0, vmax=255)
            axes.set_title(title, fontsize=10)
            axes.set_axis_off()
        figure.suptitle(textwrap.fill(describe(outcome, cleft, True), 110), fontsize=10)
    return figure
