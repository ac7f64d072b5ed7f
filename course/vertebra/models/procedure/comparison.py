"""One fracture treated two ways with as much cement: straight into the bone, or into the hollows that balloons left."""

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vertebra.errors import InputError, check_range
from vertebra.models import ballooning, fracture
from vertebra.models.ballooning import Deed, Replay, Setup
from vertebra.models.cement import Injection, Snapshot
from vertebra.patient import Vertebra

Way = Literal["vertebroplasty", "kyphoplasty"]
WAYS: tuple[Way, ...] = ("vertebroplasty", "kyphoplasty")
BALLOON_ML = 2.4
STEP_ML = 0.2
MOST_ML = 7.0
"""Of cement, on both sides together."""


class Course:
    """An injection in steps of `STEP_ML`, worked out as far as it is asked for, and kept.

    `body` is the vertebra before the cement, `heights` its heights.
    """

    def __init__(self, body: Vertebra, setup: Setup) -> None:
        self.body, self.heights = body, fracture.morphometry_heights(body)
        self._cement = ballooning.syringes(setup, body)
        self._stops: list[Snapshot] = [self._cement.snapshot()]
        self._rows = [(0.0, 0.0, 0.0)]

    def at(self, cement_ml: float) -> Injection:
        """The injection when so much had been given in all (0 to `MOST_ML`); the next call moves it on."""
        check_range("The volume of cement", cement_ml, 0, MOST_ML, "mL")
        wanted = round(cement_ml / STEP_ML)
        if wanted >= len(self._stops):
            self._cement.restore(self._stops[-1])
        while wanted >= len(self._stops):
            self._go_on()
        self._cement.restore(self._stops[wanted])
        return self._cement

    def until(self, cement_ml: float) -> NDArray[np.float64]:
        """Rows (n, 3) from nothing to so much: cement in all (mL), the highest pressure in the bone so far (kPa), cement outside (mL)."""
        self.at(cement_ml)
        return np.array(self._rows[: round(cement_ml / STEP_ML) + 1])

    def _go_on(self) -> None:
        cement, most = self._cement, self._rows[-1][1]
        flow = ballooning.FLOW_ML_PER_S
        for tip in range(len(cement.tips_mm)):
            cement.advance(STEP_ML / len(cement.tips_mm) / flow, flow, tip)
            most = max(most, 1000 * cement.pressures.bone_mpa)
        self._rows.append((cement.injected_ml, most, cement.total_leaked_ml))
        self._stops.append(cement.snapshot())


@lru_cache(maxsize=6)
def course(setup: Setup, way: Way, balloon_ml: float = BALLOON_ML) -> Course:
    """Cement by turns through a needle on each side, its opening where the balloons' middles are, whether there were any or not.

    `balloon_ml` (0 to 6) was in each balloon before it was let down.
    """
    if way not in WAYS:
        raise InputError(f"The way is {way!r}; give {' or '.join(WAYS)}.")
    return Course(setup.bed.body if way == "vertebroplasty" else _treated(setup, balloon_ml), setup)


def _treated(setup: Setup, balloon_ml: float) -> Vertebra:
    deeds = (Deed("inflate", balloon_ml), Deed("down"))
    return ballooning.shape(setup, Replay(setup).state(deeds))
