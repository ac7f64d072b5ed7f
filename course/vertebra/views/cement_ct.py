"""The CT after an injection: it opens at the worst leak or, where none is seen, at the cement nearest to the canal."""

import numpy as np

from vertebra.models.cement import CementField
from vertebra.models.imaging.instruments import Cylinder
from vertebra.models.procedure import ProcedureOutcome, radiopaque_objects
from vertebra.texts import _
from vertebra.views.assessment_level import MIN_SEEN_ML
from vertebra.views.ct_stack import CtMark, CtRod, CtStack, Place, ct_stack, worst_leak_mm

TOWARDS_CANAL = ("canal", "epidural vein")
UNSEEN = "small vessels"
MIN_CEMENT_FRACTION = 0.4


def cement_ct(outcome: ProcedureOutcome, cement: CementField | None) -> CtStack:
    """Return the stack of a body with its needles, its cement, and each leak that a scan shows with its name.

    Parameters
    ----------
    outcome : ProcedureOutcome
    cement : CementField or None
        None before there is any.
    """
    rods = [
        CtRod(rod.start_mm, rod.end_mm, rod.radius_mm)
        for rod in radiopaque_objects(outcome)
        if isinstance(rod, Cylinder) and rod.bore_mm > 0
    ]
    if cement is None:
        return ct_stack(outcome.body, outcome.needle.tip_mm, rods=rods, title=_("No cement yet"))
    leaks = [leak for leak in cement.leaks() if leak.volume_ml >= MIN_SEEN_ML and leak.compartment != UNSEEN]
    marks = [
        CtMark(
            leak.centre_mm,
            _("{where}, {ml} mL").format(where=_(leak.compartment), ml=f"{leak.volume_ml:.2f}"),
            "breach" if leak.compartment in TOWARDS_CANAL else "near",
        )
        for leak in leaks
    ]
    worst = worst_leak_mm(leaks)
    near = nearest_canal_mm(cement)
    calm = _("At the cement nearest to the canal") if near else _("No cement yet")
    title = _("At the worst leak") if worst else calm
    return ct_stack(
        cement.vertebra,
        worst or near or outcome.needle.tip_mm,
        rods=rods,
        marks=marks,
        cement_fraction=cement.cement_fraction,
        leaks=leaks,
        title=title,
    )


def nearest_canal_mm(cement: CementField) -> Place | None:
    """Return the place of cement that lies farthest back; None without any."""
    places = np.argwhere(cement.cement_fraction >= MIN_CEMENT_FRACTION)
    if len(places) == 0:
        return None
    voxel = places[places[:, 1].argmin()]
    x, y, z = (float(axis[at]) for axis, at in zip(cement.vertebra.axes_mm(), voxel, strict=True))
    return x, y, z
