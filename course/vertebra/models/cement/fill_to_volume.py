"""The shape that a volume of cement takes in a body: injected by the flow, through each needle in turn."""

from collections.abc import Sequence

from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.models.cement.field import CementField
from vertebra.models.cement.flow import begin, inject
from vertebra.models.cement.leak_paths import Point
from vertebra.models.cement.porous_medium import PorousMedium
from vertebra.patient import Vertebra
from vertebra.texts import _

FLOW_ML_PER_S, TURN_S = 0.1, 1.0
MAX_RATIO = 2.0
"""Most cement given, over the volume that is wanted in the bone, where some leaks."""


@checked
def inject_to_volume(
    vertebra: Vertebra,
    tips_mm: Sequence[Point],
    volume_ml: float,
    cement: str = "low",
    minutes: float = 6.0,
    medium: PorousMedium | None = None,
) -> CementField:
    """Inject until a volume stays in the bone, an equal part through each needle in turn, at 0.1 mL/s.

    Parameters
    ----------
    vertebra : Vertebra
    tips_mm : sequence of (x, y, z)
        Openings of the needles, in spongy bone.
    volume_ml : float
        Cement in the bone at the end, 0.2 to 15 mL.
    cement : str
        A name of `rheology.cements()`.
    minutes : float
        Time since mixing at the start, 0 to 60.
    medium : PorousMedium, optional
        The body's pores, if they are known.

    Returns
    -------
    CementField

    Raises
    ------
    InputError
        For a value out of range, a needle outside spongy bone, and where the volume does not stay in the bone: twice as
        much has been given, or the cement has set.
    FlowError
        If no pressure is found.
    """
    wanted = check_range(_("The volume of cement"), volume_ml, 0.2, 15, "mL")
    field = begin(vertebra, cement, tips_mm, mixed_minutes_ago=minutes, device="injector", medium=medium)
    for needle in range(len(tips_mm)):
        part = wanted * (needle + 1) / len(tips_mm)
        while (left := part - field.stored_ml) > 1e-3:
            if field.injected_ml > MAX_RATIO * wanted:
                raise InputError(
                    _("{wanted} mL do not stay in this body: {total_leaked_ml} mL leak. Take less.").format(
                        wanted=f"{wanted:g}", total_leaked_ml=f"{field.total_leaked_ml:.1f}"
                    )
                )
            if field.syringe_set:
                raise InputError(_("The cement is set before so much is in; begin earlier or take less."))
            field = inject(field, min(TURN_S, left / FLOW_ML_PER_S), FLOW_ML_PER_S, needle)
    return field
