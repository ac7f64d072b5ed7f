"""The shape that a volume of cement takes in a body: injected by the flow, through each needle in turn."""

from collections.abc import Sequence

from vertebra.errors import InputError, check_range
from vertebra.models.cement.injection import Injection
from vertebra.models.cement.outlets import Point
from vertebra.models.cement.pores import Ground
from vertebra.patient import Vertebra
from vertebra.texts import _

FLOW_ML_PER_S, TURN_S = 0.1, 1.0
MOST_TIMES = 2.0
"""So much more than was wanted is injected at most, where some leaks."""


def fill(
    vertebra: Vertebra,
    tips_mm: Sequence[Point],
    volume_ml: float,
    cement: str = "low",
    minutes: float = 6.0,
    ready: Ground | None = None,
) -> Injection:
    """An injection (0.2 to 15 mL) that has left `volume_ml` in the bone, an equal part through each needle.

    It begins `minutes` after mixing at 0.1 mL/s. InputError where so much does not stay in the bone.
    """
    wanted = check_range(_("The volume of cement"), volume_ml, 0.2, 15, "mL")
    found = Injection(vertebra, cement, tips_mm, mixed_minutes_ago=minutes, device="injector", ready=ready)
    for needle in range(len(tips_mm)):
        part = wanted * (needle + 1) / len(tips_mm)
        while (left := part - found.stored_ml) > 1e-3:
            if found.injected_ml > MOST_TIMES * wanted:
                raise InputError(
                    _("{wanted} mL do not stay in this body: {total_leaked_ml} mL leak. Take less.").format(
                        wanted=f"{wanted:g}", total_leaked_ml=f"{found.total_leaked_ml:.1f}"
                    )
                )
            if found.syringe_set:
                raise InputError(_("The cement is set before so much is in; begin earlier or take less."))
            found.advance(min(TURN_S, left / FLOW_ML_PER_S), FLOW_ML_PER_S, needle)
    return found
