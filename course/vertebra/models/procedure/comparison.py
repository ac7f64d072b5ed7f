"""One fracture treated two ways with as much cement: straight into the bone,
or into the cavities that balloons left."""

from threading import Lock
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vertebra import cache
from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.models import cement
from vertebra.models.cement import CementField
from vertebra.models.fracture import morphometry_heights
from vertebra.models.procedure import kyphoplasty, simulate
from vertebra.models.procedure.action import BalloonAction
from vertebra.models.procedure.kyphoplasty import FLOW_ML_PER_S
from vertebra.models.procedure.outcome import KYPHOPLASTY, Equipment, ProcedureOutcome
from vertebra.patient import Vertebra
from vertebra.texts import _

Technique = Literal["vertebroplasty", "kyphoplasty"]
TECHNIQUES: tuple[Technique, ...] = ("vertebroplasty", "kyphoplasty")
BALLOON_ML = 2.4
STEP_ML = 0.2
MAX_ML = 7.0
"""Cement on both sides together at most."""


class InjectionCurve:
    """An injection in steps of `STEP_ML`, by turns through each needle, computed as far as it is asked for.

    Everything that it returns stays as it is. Threads may share it.

    Parameters
    ----------
    before : ProcedureOutcome
        The procedure without its cement.

    Raises
    ------
    InputError
        For a vertebra without room for balloons or spongy bone at their middles.
    """

    def __init__(self, before: ProcedureOutcome) -> None:
        self.before, self.body = before, before.body
        self.heights = morphometry_heights(self.body)
        start = kyphoplasty.cement_at_balloons(self.body, kyphoplasty.site(before), before)
        self._fields, self._rows, self._extending = [start], [(0.0, 0.0, 0.0)], Lock()

    def at(self, cement_ml: float) -> CementField:
        """Return the cement at a volume given in all.

        Parameters
        ----------
        cement_ml : float
            0 to 7 mL, rounded to a step.

        Raises
        ------
        InputError
            For a volume out of range.
        FlowError
            If no pressure is found.
        """
        steps = self._extended_to(cement_ml)
        return self._fields[steps]

    def until(self, cement_ml: float) -> NDArray[np.float64]:
        """Return the course of the injection from nothing to a volume.

        Parameters
        ----------
        cement_ml : float
            0 to 7 mL, rounded to a step.

        Returns
        -------
        array (n, 3)
            Cement given (mL), the highest pressure in the bone so far (kPa), and cement outside the bone (mL).

        Raises
        ------
        InputError
            For a volume out of range.
        FlowError
            If no pressure is found.
        """
        steps = self._extended_to(cement_ml)
        return np.array(self._rows[: steps + 1])

    def _extended_to(self, cement_ml: float) -> int:
        steps = round(check_range(_("The volume of cement"), cement_ml, 0, MAX_ML, "mL") / STEP_ML)
        with self._extending:
            while steps >= len(self._fields):
                self._extend()
        return steps

    def _extend(self) -> None:
        field, most = self._fields[-1], self._rows[-1][1]
        needles = len(field.tips_mm)
        for needle in range(needles):
            field = cement.inject(field, STEP_ML / needles / FLOW_ML_PER_S, FLOW_ML_PER_S, needle)
            most = max(most, 1000 * field.pressures.bone_mpa)
        self._rows.append((field.injected_ml, most, field.total_leaked_ml))
        self._fields.append(field)


@checked
@cache.PROCEDURES.memoize
def injection_curve(
    fractured: Vertebra, technique: Technique, balloon_ml: float = BALLOON_ML, equipment: Equipment = KYPHOPLASTY
) -> InjectionCurve:
    """Inject cement by turns through a needle on each side, with or without balloons before it.

    The openings lie where the middles of the balloons are, or would be.

    Parameters
    ----------
    fractured : Vertebra
    technique : str
        A member of `TECHNIQUES`.
    balloon_ml : float
        Volume of each balloon before it was let down, 0 to 6 mL.
    equipment : Equipment

    Returns
    -------
    InjectionCurve

    Raises
    ------
    InputError
        For an unknown technique, a volume out of range, and a vertebra without room for balloons.
    """
    if technique not in TECHNIQUES:
        raise InputError(
            _("The way is {technique}; give {techniques}.").format(
                technique=repr(technique), techniques=" or ".join(TECHNIQUES)
            )
        )
    balloons = (BalloonAction("inflate", balloon_ml), BalloonAction("deflate"))
    return InjectionCurve(simulate.run(fractured, balloons if technique == "kyphoplasty" else (), equipment))
