"""The emergency that follows from a procedure as it was done and from its anaesthesia, if any does."""

from __future__ import annotations

from typing import Literal

from vertebra import tables
from vertebra.arguments import checked
from vertebra.models.awake.anaesthesia import Anaesthesia, sedation_level
from vertebra.models.awake.response import respond
from vertebra.models.awake.stimuli import Stimuli, stimuli
from vertebra.models.procedure.outcome import ProcedureOutcome

Emergency = Literal["", "breath", "leg", "sedation", "faint", "thread"]
EMERGENCIES: tuple[Emergency, ...] = ("breath", "leg", "sedation", "faint", "thread")
"""The emergencies, the gravest first."""


@checked
def emergency(outcome: ProcedureOutcome, given: Anaesthesia) -> Emergency:
    """Return the gravest emergency that a procedure has led to; "" where nothing happened.

    Cement in the lungs takes the breath, cement in the canal makes a leg weak or is seen there as a thread, much
    sedation silences, and pain without any makes faint.

    Parameters
    ----------
    outcome : ProcedureOutcome
        Carried out as far as it goes.
    given : Anaesthesia

    Source
    ------
    `assets/tables/awake.toml` and `canal_leak_ml` in `vertebroplasty.toml`.
    """
    felt = stimuli(outcome)
    found = set(_emergencies(felt, given)) if outcome.actions else set()
    return next((name for name in EMERGENCIES if name in found), "")


def _emergencies(felt: Stimuli, given: Anaesthesia) -> tuple[Emergency, ...]:
    found: list[Emergency] = []
    if felt.lung_ml >= tables.value("awake_breathless_ml"):
        found.append("breath")
    if felt.canal_ml >= tables.value("awake_leak_weak_ml"):
        found.append("leg")
    if sedation_level(given) == "silent":
        found.append("sedation")
    needle = Stimuli(needle_moved=True, surface_mm=0.0)
    if "faint" in respond(needle, given).symptoms:
        found.append("faint")
    if felt.canal_ml >= tables.value("canal_leak_ml"):
        found.append("thread")
    return tuple(found)
