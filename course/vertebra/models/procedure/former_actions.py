"""Words that actions had before all procedures shared one list, in old files and in answers of graded cases."""

from collections.abc import Sequence

from vertebra.arguments import checked
from vertebra.models.procedure.action import Action, BalloonAction, CaseAction, CementAction
from vertebra.models.procedure.options import AXIAL_LOAD_BY_POSITION, PLACEMENTS

FILLING = ("inflate", "deflate")


@checked
def former_balloon_actions(deeds: Sequence[tuple[str, float]]) -> tuple[BalloonAction, ...]:
    """Translate balloon actions from the words of version 1, in which letting empty balloons down again did nothing.

    Parameters
    ----------
    deeds : sequence of (kind, amount)

    Raises
    ------
    InputError
        For an unknown kind, or an amount out of range.
    """
    actions: list[BalloonAction] = []
    for kind, amount in deeds:
        fillings = [one.kind for one in actions if one.kind in FILLING]
        if kind == "down" and fillings and fillings[-1] == "deflate":
            continue
        actions.append(BalloonAction({"down": "deflate"}.get(kind, kind), amount))
    return tuple(actions)


@checked
def former_case_actions(deeds: Sequence[tuple[str, str, float, float]]) -> tuple[Action, ...]:
    """Translate the actions of a case from the words of its version 1 and of graded answers.

    Placement and position held there for the whole case, whenever they were given; now they come before the balloons
    are filled.

    Parameters
    ----------
    deeds : sequence of (kind, option, amount, flow)

    Raises
    ------
    InputError
        For an unknown kind, or an amount out of range.
    """
    actions: list[Action] = []
    for kind, what, amount, flow in deeds:
        if kind == "cement":
            actions.append(CementAction(what, amount, flow))
        elif kind == "balloon" and what in (*PLACEMENTS, *AXIAL_LOAD_BY_POSITION):
            setting = BalloonAction("placement" if what in PLACEMENTS else "position", option=what)
            actions.insert(_first_filling(actions), setting)
        elif kind == "balloon":
            fillings = [one.kind for one in actions if isinstance(one, BalloonAction) and one.kind in FILLING]
            if what != "down" or not fillings or fillings[-1] != "deflate":
                actions.append(BalloonAction({"down": "deflate"}.get(what, what), amount))
        else:
            actions.append(CaseAction(kind, what))
    return tuple(actions)


def _first_filling(actions: Sequence[Action]) -> int:
    """Where the first action with balloons is that isn't about how they lie."""
    settled = ("placement", "position")
    places = (at for at, one in enumerate(actions) if isinstance(one, BalloonAction) and one.kind not in settled)
    return next(places, len(actions))
