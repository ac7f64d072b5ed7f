"""What a supervisor says of a needle: where it lies, by the scan; where it was meant to lie; and how it was brought there.

All of it is read from the state that replaying the deeds gives: what was broken on the way and what had been looked at when the
needle went on are as much on record as where it ended.
"""

import numpy as np

from vertebra import tables
from vertebra.errors import InputError
from vertebra.models import needle, needling
from vertebra.models.beside import BODY, sampled
from vertebra.models.needle import Needle, Point
from vertebra.models.needling import Setup, State
from vertebra.models.vertebroplasty import Verdict
from vertebra.patient import Part, Vertebra


def judged(setup: Setup, state: State) -> tuple[Verdict, ...]:
    """All there is to say: the scan's truth, the place that was marked, and the way there."""
    return (*lying(setup, state.needle), *meant(setup, state), *steered(setup, state))


def lying(setup: Setup, held: Needle) -> tuple[Verdict, ...]:
    """What a scan says of the needle, one thing each: walls, canal, root, vessels, lung, depth, and how far from the advised place."""
    found = needle.verdicts(setup.vertebra, held)
    away = off_advised_mm(setup, held)
    return (
        *(Verdict(name, good, words) for name, (good, words) in found.items()),
        Verdict("Advised place", away <= tables.value("on_mark_mm"), f"the tip is {away:.0f} mm from it"),
    )


def meant(setup: Setup, state: State) -> tuple[Verdict, ...]:
    """The learner's own plan: whether the place marked is a good one, and how far the tip is from it. Nothing without a mark."""
    if state.target_mm is None:
        return ()
    fault = plan_fault(setup, state.target_mm, state.needle)
    away = float(np.linalg.norm(np.subtract(state.needle.tip_mm, state.target_mm)))
    return (
        Verdict("Your plan", not fault, f"a bad place: {fault}" if fault else "a good place for the tip"),
        Verdict("Your mark", away <= tables.value("on_mark_mm"), f"the tip is {away:.0f} mm from it"),
    )


def steered(setup: Setup, state: State) -> tuple[Verdict, ...]:
    """The way there: the rule of the wall, walls that were broken, pictures, and whether it went on after a scan."""
    most = tables.value("pictures_most")
    told = [
        wall_rule(state),
        Verdict("On the way", not state.broken, f"broken: {state.broken}" if state.broken else "no wall broken"),
        Verdict("Pictures", state.shots <= most, f"{state.shots}; {most:.0f} are plenty"),
    ]
    if state.moved_on:
        told.append(Verdict("After the scan", False, "the needle was moved on when the scan had shown where it lay"))
    return tuple(told)


def wall_rule(state: State) -> Verdict:
    """Whether the rule of the wall was kept all the way, by what had been seen when the needle was advanced."""
    if state.unseen_mm is None:
        return Verdict("Wall rule", True, "kept all the way")
    return Verdict(
        "Wall rule",
        False,
        f"not kept: {state.unseen_mm:.0f} mm deep the tip was across the inner border, and no picture from the side had shown it past the back wall",
    )


def off_advised_mm(setup: Setup, held: Needle) -> float:
    """How far the tip lies from where it should lie, by the same way."""
    goal = needling.advised(setup, held.way, held.gauge).tip_mm
    return float(np.linalg.norm(np.subtract(held.tip_mm, goal)))


def plan_fault(setup: Setup, place_mm: Point, held: Needle) -> str:
    """What is wrong with a place marked for the tip of a needle like `held`, in words; "" for a good one."""
    bone = setup.vertebra
    outside = _outside(bone, place_mm)
    if outside:
        return outside
    share, from_share, to_share = (
        needle.depth_share(bone, place_mm),
        *map(tables.value, ("tip_from_share", "tip_to_share")),
    )
    if share < from_share:
        return f"too far back, {100 * share:.0f} % of the way from back wall to front; {100 * from_share:.0f} % or more keeps cement off the canal"
    if share > to_share:
        return f"too near the front wall, {100 * share:.0f} % of the way from back wall to front; {100 * to_share:.0f} % or less leaves bone before it"
    across = -needle.SIDES[setup.side] * place_mm[0]
    if across > tables.value("mark_across_mm"):
        return f"{across:.0f} mm across the midline, where a needle from the {setup.side} comes too near the canal"
    cover = -float(sampled(bone, bone.surface_mm, np.array([place_mm]))[0])
    if cover < tables.value("mark_cover_mm"):
        return f"only {cover:.0f} mm below the surface of the body; cement finds its way out there"
    return _no_way(setup, place_mm, held)


def _outside(bone: Vertebra, place_mm: Point) -> str:
    """Where a place is if it isn't in the body."""
    index = tuple(int(np.argmin(np.abs(axis - one))) for axis, one in zip(bone.axes_mm(), place_mm, strict=True))
    label = int(bone.labels[index])
    if label in BODY:
        return ""
    beyond = float(sampled(bone, bone.surface_mm, np.array([place_mm]))[0])
    if beyond <= 0:
        return "outside the body, in the arch behind it"
    return "outside the body, in the canal" if label == Part.CANAL else f"outside the body, {beyond:.0f} mm from bone"


def _no_way(setup: Setup, place_mm: Point, held: Needle) -> str:
    """What the straight way to a place breaks, through the pedicle's middle or past its outer border."""
    try:
        there = needle.suggested(setup.vertebra, setup.side, held.gauge, held.way, place_mm)
        broken = needle.margins(setup.vertebra, there).breach
    except InputError:
        broken = "no way leads there"
    passing = "through the pedicle's middle" if held.way == "transpedicular" else "beside the pedicle"
    return f"the straight way there {passing} is not free ({broken})" if broken else ""
