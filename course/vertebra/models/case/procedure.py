"""A case's procedure, carried out on the case's vertebra."""

from collections.abc import Sequence

from vertebra.arguments import checked
from vertebra.models import fracture, procedure
from vertebra.models.case.sampling import Case
from vertebra.models.procedure import KYPHOPLASTY, Action, BalloonAction, Equipment, ProcedureOutcome
from vertebra.patient import Vertebra

VOXEL_MM = 2.0
"""So coarse for the trainer and the judgement alike: what was seen is what is judged,
and a class is judged in minutes."""


@checked
def run_procedure(case: Case, actions: Sequence[Action]) -> ProcedureOutcome:
    """Carry out a case's procedure on its vertebra.

    Parameters
    ----------
    case : Case
    actions : sequence of Action
        The procedure's actions. If any is a `BalloonAction`, only those count and the equipment is kyphoplasty's.

    Raises
    ------
    ImpossibleActionError
        If an action was not possible when it was done.
    """
    balloons = any(isinstance(one, BalloonAction) for one in actions)
    chosen = [one for one in actions if isinstance(one, BalloonAction)] if balloons else actions
    return procedure.run(fractured(case), chosen, equipment(balloons))


@checked
def fractured(case: Case) -> Vertebra:
    """Return the case's vertebra as imaged, on the trainer's voxels of 2 mm.

    It is fractured, or intact for a tumour or infection.
    """
    return fracture.as_recorded(case.patient, case.level, VOXEL_MM)


@checked
def equipment(balloons: bool) -> Equipment:
    """Return what lies ready for a case."""
    return KYPHOPLASTY if balloons else Equipment()
