"""Assessment of a procedure when it is over: criteria, whether each is met, and the numbers.

Views put it into words.
"""

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.models.cement import CementField
from vertebra.models.procedure import kyphoplasty
from vertebra.models.procedure.needle_assessment import assess_needle
from vertebra.models.procedure.outcome import Assessment, ProcedureOutcome
from vertebra.patient import Vertebra

CANAL = ("canal", "epidural vein")
UNSEEN = "small vessels"
"""Compartment whose cement no scan shows."""


@checked
def assess(outcome: ProcedureOutcome) -> tuple[Assessment, ...]:
    """Assess an outcome: its needle, if it was steered, its balloons, and its cement.

    Parameters
    ----------
    outcome : ProcedureOutcome

    Returns
    -------
    tuple of Assessment

    Raises
    ------
    InputError
        For a vertebra that lacks what a criterion needs, such as a canal or pedicles.

    Source
    ------
    `assets/tables/needle.toml`, `balloon.toml` and `vertebroplasty.toml`.
    """
    found: list[Assessment] = []
    if outcome.equipment.needle_offset is not None:
        found += assess_needle(outcome)
    if outcome.balloons.used:
        found += assess_balloons(outcome)
    elif outcome.cement_given or outcome.equipment.needle_offset is None:
        found += assess_cement(outcome)
    return tuple(found)


@checked
def assess_cement(outcome: ProcedureOutcome) -> tuple[Assessment, ...]:
    """Assess the volume of cement, the leaks by place, and how far back cement reaches.

    Leaks are left out where no cement could flow.
    """
    cement = outcome.cement
    stored = 0.0 if cement is None else cement.stored_ml
    low, high = (tables.value(f"volume_{end}_ml") for end in ("min", "max"))
    most = tables.value("posterior_third_max_fraction")
    behind = 0.0 if cement is None else posterior_third_fraction(cement.vertebra, cement.cement_fraction)
    return (
        Assessment("volume", low <= stored <= high, {"stored_ml": stored, "min_ml": low, "max_ml": high}),
        *(() if cement is None else assess_leaks(cement)),
        Assessment("posterior_third", behind < most, {"fraction": behind, "max_fraction": most}),
    )


@checked
def assess_leaks(cement: CementField) -> tuple[Assessment, Assessment]:
    """Assess the leaks towards the canal, and those elsewhere; seepage through small vessels is not counted."""
    out = {name: ml for name, ml in cement.leaked_ml.items() if name != UNSEEN}
    canal = sum(out[name] for name in CANAL)
    elsewhere = sum(out.values()) - canal
    limits = tables.value("canal_leak_ml"), tables.value("other_leak_ml")
    return (
        Assessment("canal_leak", canal < limits[0], {"leaked_ml": canal, "max_ml": limits[0]}),
        Assessment("other_leak", elsewhere < limits[1], {"leaked_ml": elsewhere, "max_ml": limits[1]}),
    )


@checked
def assess_balloons(outcome: ProcedureOutcome) -> tuple[Assessment, ...]:
    """Assess lift and pressure, and, once the balloons are out, cavities and leaks."""
    lift, least = kyphoplasty.lift_mm(outcome), tables.value("lift_worth_mm")
    pressed, limit = kyphoplasty.max_pressure_mpa(outcome), kyphoplasty.pressure_limit_mpa()
    stopped = outcome.balloons.stopped
    found = (
        Assessment("height", lift >= least, {"lift_mm": lift, "min_mm": least}),
        Assessment(
            "balloon_pressure",
            stopped != "pressure" and pressed <= limit,
            {"pressure_mpa": pressed, "max_mpa": limit, "stopped": stopped},
        ),
    )
    if not outcome.balloons.removed or outcome.cement is None:
        return found
    return (*found, *_assess_cavities(outcome.cement))


def _assess_cavities(cement: CementField) -> tuple[Assessment, ...]:
    filled, beyond = kyphoplasty.cavity_fill_fraction(cement), kyphoplasty.extracavitary_cement_ml(cement)
    least, most = tables.value("hollow_filled_fraction"), tables.value("cement_beyond_hollow_ml")
    return (
        Assessment("cavity_fill", filled >= least, {"fraction": filled, "min_fraction": least}),
        Assessment("extracavitary_cement", beyond <= most, {"volume_ml": beyond, "max_ml": most}),
        *assess_leaks(cement),
    )


@checked
def posterior_third_fraction(body: Vertebra, cement_fraction: NDArray[np.float32]) -> float:
    """Share of the cement (0 to 1) that lies in the back third of a body or behind it; 0 without cement.

    Parameters
    ----------
    body : Vertebra
        With spongy bone.
    cement_fraction : array (nx, ny, nz)
        Share of each voxel that is cement.
    """
    _, y, _ = body.axes_mm()
    rows = np.flatnonzero(body.spongy_bone().any(axis=(0, 2)))
    back = y < y[rows[0]] + (y[rows[-1]] - y[rows[0]]) / 3
    total = float(cement_fraction.sum())
    return float(cement_fraction[:, back].sum()) / total if total > 0 else 0.0
