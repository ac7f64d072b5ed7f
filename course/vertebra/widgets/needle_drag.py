"""The hand on the needle trainer's pictures: a drag of mark, tip or aim becomes an action."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from vertebra.errors import InputError, check_range
from vertebra.models.imaging.geometry import CArm, Floats
from vertebra.models.procedure import Needle, NeedleAction, ProcedureOutcome, needle
from vertebra.models.procedure.options import VIEWS
from vertebra.texts import _, pgettext

PIXELS = 320
FIELD_MM = 180.0
"""Side of the part of the detector that is used: the vertebra and its neighbours, enlarged."""
ARMS: dict[str, CArm] = {
    name: CArm(turn, pixels=PIXELS, detector_mm=FIELD_MM) for name, turn in zip(VIEWS, (0, 90), strict=True)
}
AIM_MM = 45.0
"""How far along its line from the entry a needle's aim is marked on the pictures, to be dragged."""
MARK_STEP_MM = 0.5
MIDDLE_MM = (0.0, 0.0, 0.0)
"""The middle of the body, where the mark waits to be dragged to its place."""


def action_from_drag(now: ProcedureOutcome, wanted: Any) -> NeedleAction | None:
    """Return the action by which a handle comes to where it was dragged in a picture.

    The mark moves in the plane of the picture. The tip moves the entry in the AP picture, and advances along its line
    in the lateral one. The aim turns the needle, in the lateral picture only up and down.

    Parameters
    ----------
    now : ProcedureOutcome
    wanted : Any
        `view` ("AP", "lateral"), `what` ("mark", "tip", "aim"), `column` and `row` in pixels; the page sends it, so
        that it may be anything.

    Returns
    -------
    NeedleAction or None
        None for a drag that comes to nothing.

    Raises
    ------
    InputError
        For an unknown handle, a place off the picture, or a picture taken before the needle was moved.
    """
    name, what = _named(wanted)
    present = now.needle
    if what == "mark":
        here = now.steering.target_mm or MIDDLE_MM
        x, y, z = np.round(_dragged(name, here, wanted) / MARK_STEP_MM) * MARK_STEP_MM
        return NeedleAction("target", amounts=(float(x), float(y), float(z)))
    if now.steering.view not in (name, "both"):
        raise InputError(
            _("The {name} picture is an old one; look again from there, then move the needle in it.").format(name=name)
        )
    run = _dragged(name, present.tip_mm if what == "tip" else aim_mm(present), wanted)
    if what == "aim":
        return _action_of("turn", _turn(name, present, run - np.asarray(present.entry_mm)))
    run = run - np.asarray(present.tip_mm)
    if name == "lateral":
        along = present.direction * (0, 1, 1)
        return _action_of("advance", (float(run @ along / (along @ along)),))
    return _action_of("move", (needle.SIDES[present.side] * float(run[0]), float(run[2])))


def _named(wanted: Any) -> tuple[str, str]:
    known = isinstance(wanted, Mapping) and wanted.get("view") in ARMS and wanted.get("what") in ("mark", "tip", "aim")
    if not known:
        raise InputError(
            pgettext(
                "no-such-handle",
                "The trainer has no such handle; drag the mark, the tip or the aim in one of the pictures.",
            )
        )
    return str(wanted["view"]), str(wanted["what"])


def _dragged(name: str, place: Any, wanted: Mapping[str, Any]) -> Floats:
    """The place in space to which one is dragged in a picture, in the plane through it that faces the arm."""
    column, row = (
        check_range(_("The {name}").format(name=axis), wanted.get(axis, np.nan), -PIXELS, 2 * PIXELS, "pixels")
        for axis in ("column", "row")
    )
    source, along = ARMS[name].ray(column, row)
    across = 0 if name == "lateral" else 1
    return np.asarray(source + (np.asarray(place)[across] - source[across]) / along[across] * along)


def _turn(name: str, present: Needle, run: Floats) -> tuple[float, float]:
    """By how many degrees (medial, caudal) a needle turns to point along `run`, as far as the view shows it."""
    if name == "lateral":
        steep = np.degrees(np.arctan2(-run[2] * np.cos(np.radians(present.medial_deg)), max(run[1], 1.0)))
        return 0.0, float(steep) - present.caudal_deg
    medial = np.degrees(np.arctan2(-needle.SIDES[present.side] * run[0], max(run[1], 1.0)))
    caudal = np.degrees(np.arctan2(-run[2], np.hypot(run[0], max(run[1], 1.0))))
    return float(medial) - present.medial_deg, float(caudal) - present.caudal_deg


def _action_of(kind: str, amounts: tuple[float, ...]) -> NeedleAction | None:
    """Whole millimetres or degrees, no more at once than the list allows."""
    most = NeedleAction.MAX_CHANGE
    rounded = tuple(float(np.clip(np.round(amount), -most, most)) for amount in amounts)
    if not any(rounded):
        return None
    return NeedleAction(kind, rounded[0]) if kind == "advance" else NeedleAction(kind, amounts=rounded)


def aim_mm(present: Needle) -> Floats:
    """Return the place (mm) on the needle's line by which its direction is dragged."""
    return np.asarray(np.asarray(present.entry_mm) + AIM_MM * present.direction)


def nudged_mark_mm(now: ProcedureOutcome, wanted: Any) -> tuple[float, ...]:
    """Return the mark's place (mm) after a move to the right, forward and up; the first from the middle of the body.

    Parameters
    ----------
    now : ProcedureOutcome
    wanted
        Three numbers, mm; the page sends it, so that it may be anything.

    Raises
    ------
    InputError
        If they are not three numbers in range.
    """
    if not isinstance(wanted, list | tuple) or len(wanted) != 3:
        raise InputError(
            pgettext(
                "mark-needs-three-numbers",
                "The mark is moved by {wanted}; give three numbers: mm to the right, forward and up.",
            ).format(wanted=repr(wanted))
        )
    return tuple(
        at + check_range(_("The move of the mark"), by, -NeedleAction.MAX_CHANGE, NeedleAction.MAX_CHANGE, "mm")
        for at, by in zip(now.steering.target_mm or MIDDLE_MM, wanted, strict=True)
    )
