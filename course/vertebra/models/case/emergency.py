"""The emergency that follows from a case's procedure, and the anaesthesia under which it was done.

See decision 0426.
"""

from collections.abc import Sequence

from vertebra.arguments import checked
from vertebra.models import awake
from vertebra.models.awake import SEDATIONS, Anaesthesia
from vertebra.models.case.actions import PROCEDURE_KINDS, kind_of, option_of, procedural
from vertebra.models.case.procedure import run_procedure
from vertebra.models.case.sampling import Case
from vertebra.models.procedure import Action, ProcedureOutcome


@checked
def prepared_steps(actions: Sequence[Action]) -> tuple[str, ...]:
    """Return the steps of the preparation, in their order, up to the first action of the procedure."""
    kinds = [kind_of(one) for one in actions]
    first = next((at for at, kind in enumerate(kinds) if kind in PROCEDURE_KINDS), len(kinds))
    return tuple(option_of(one) for one in actions[:first] if kind_of(one) == "prepare")


@checked
def anaesthesia_of(actions: Sequence[Action]) -> Anaesthesia:
    """Return what the patient was given before the procedure: nothing where nothing was chosen.

    Of two sedations both are given.
    """
    steps = prepared_steps(actions)
    sedated = [SEDATIONS[one] for one in ("light", "deep") if one in steps]
    return Anaesthesia(
        lidocaine_mg=SEDATIONS["local"].lidocaine_mg if "local" in steps else 0.0,
        midazolam_mg=sum(one.midazolam_mg for one in sedated),
        fentanyl_ug=sum(one.fentanyl_ug for one in sedated),
    )


@checked
def outcome_of(case: Case, actions: Sequence[Action]) -> ProcedureOutcome | None:
    """Return the outcome of a case's procedure; None before there is one.

    Raises
    ------
    ImpossibleActionError
        If an action was not possible when it was done.
    """
    done = procedural(actions)
    return run_procedure(case, done) if done else None


@checked
def emergency_of(case: Case, actions: Sequence[Action]) -> str:
    """Return the key of the emergency that follows from the procedure as it was done; "" where nothing happens.

    Raises
    ------
    ImpossibleActionError
        If an action was not possible when it was done.
    """
    outcome = outcome_of(case, actions)
    return "" if outcome is None else awake.emergency(outcome, anaesthesia_of(actions))
