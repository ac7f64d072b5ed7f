"""A needle in a pedicle: sections that show the truth, and verdicts in words."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from vertebra.models.procedure import ProcedureOutcome, assess
from vertebra.models.procedure.needle import breach_place_mm, margins, touches_bone
from vertebra.models.procedure.needle_assessment import first_breach
from vertebra.models.procedure.needle_placement import wall_rule_ok
from vertebra.texts import _, join, ngettext, pgettext
from vertebra.views import assessment, style
from vertebra.views.ct_stack import CtMark, CtRod, CtStack, ct_stack, draw_section, rod_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLES = {
    "axial": _("from below: the patient’s right on the left"),
    "sagittal": _("from the side: front on the left"),
}
DIRECTIONS = (
    (pgettext("place-right", "{mm} mm to the right"), pgettext("place-left", "{mm} mm to the left")),
    (pgettext("place-forward", "{mm} mm forward"), pgettext("place-back", "{mm} mm back")),
    (pgettext("place-up", "{mm} mm up"), pgettext("place-down", "{mm} mm down")),
)
"""Towards and against x, y and z."""


def ct(outcome: ProcedureOutcome) -> CtStack:
    """Return the CT of a needle: open where it broke something, else at its tip, with the plan and what is broken."""
    needle, target, bone = outcome.needle, outcome.steering.target_mm, outcome.fractured
    rods = [rod_of(needle)]
    marks = []
    if target is not None:
        rods.append(CtRod(needle.entry_mm, target, 0.0, "plan"))
        marks.append(CtMark(target, _("your plan"), "plan"))
    broken = first_breach(outcome)
    now = margins(bone, needle).breached_structure if touches_bone(bone, needle) else ""
    place = needle.tip_mm
    if now:
        place = breach_place_mm(bone, needle)
        marks.append(CtMark(place, assessment.structure(now), "breach"))
    if broken is not None and (not now or broken.structure != now):
        words = _("first: {structure}").format(structure=assessment.structure(broken.structure))
        marks.append(CtMark(broken.place_mm, words, "breach"))
        place = place if now else broken.place_mm
    return ct_stack(bone, place, rods=rods, marks=marks, title=summary(outcome))


def summary(outcome: ProcedureOutcome) -> str:
    """Return what a supervisor says first: what went wrong first and when, else what is nearest to going wrong."""
    broken, criteria = first_breach(outcome), assess(outcome)
    late = join(
        *(assessment.sentence(criterion) for criterion in criteria if criterion.criterion == "moved_after_scan")
    )
    failed = [criterion for criterion in criteria if not criterion.passed and criterion.criterion != "moved_after_scan"]
    near = [criterion for criterion in criteria if criterion.near]
    if broken is not None:
        words = pgettext("first-broken", "First the {structure} broke, {depth} mm deep.").format(
            structure=assessment.structure(broken.structure), depth=f"{broken.depth_mm:.0f}"
        )
    elif failed:
        words = pgettext("nothing-broken-but", "Nothing is broken, but: {sentence}").format(
            sentence=assessment.sentence(failed[0])
        )
    elif near:
        words = pgettext("well-but-near", "It lies well, with little room: {sentence}").format(
            sentence=assessment.sentence(near[0])
        )
    else:
        words = pgettext("needle-lies-well", "It lies well: nothing is broken, and the rule of the wall was kept.")
    return join(words, late)


def verdicts(outcome: ProcedureOutcome) -> list[dict[str, Any]]:
    """What a supervisor says once the scan is there, one line each."""
    return assessment.rows(assess(outcome))


def warning(outcome: ProcedureOutcome) -> str:
    """Return what the pictures themselves say against going on.

    Parameters
    ----------
    outcome : ProcedureOutcome
        Only what was looked at counts.

    Returns
    -------
    str
        Empty for nothing.
    """
    needle, seen = outcome.needle, outcome.steering.last_seen
    if seen["AP"] != needle or wall_rule_ok(outcome, needle):
        return ""
    if seen["lateral"] == needle:
        return pgettext(
            "wall-not-passed",
            "Stop: from behind the tip has crossed the pedicle's inner border, and from the side it is still "
            "behind the back wall. Draw back.",
        )
    return pgettext(
        "wall-not-seen",
        "From behind the tip has crossed the pedicle's inner border, and no picture from the side has shown it past "
        "the back wall: look "
        "from the side before it goes on.",
    )


def describe(outcome: ProcedureOutcome) -> str:
    """Where the needle stands and what is marked, without the truth that only the scan knows."""
    present = outcome.needle
    passage = (
        pgettext("needle-through-right", "Needle of {gauge} gauge through the right pedicle"),
        pgettext("needle-through-left", "Needle of {gauge} gauge through the left pedicle"),
        pgettext("needle-beside-right", "Needle of {gauge} gauge beside the right pedicle"),
        pgettext("needle-beside-left", "Needle of {gauge} gauge beside the left pedicle"),
    )[2 * (present.approach == "parapedicular") + (present.side == "left")]
    inward = _("{deg}° away from the midline") if present.medial_deg < 0 else _("{deg}° towards the midline")
    down = _("{deg}° upwards") if present.caudal_deg < 0 else _("{deg}° downwards")
    exposures = ngettext(
        "{passage}: {medial}, {caudal}, {depth} mm deep; {n} picture taken.",
        "{passage}: {medial}, {caudal}, {depth} mm deep; {n} pictures taken.",
        outcome.steering.exposures,
    ).format(
        passage=passage.format(gauge=present.gauge),
        medial=inward.format(deg=f"{abs(present.medial_deg):.0f}"),
        caudal=down.format(deg=f"{abs(present.caudal_deg):.0f}"),
        depth=f"{present.depth_mm:.0f}",
        n=outcome.steering.exposures,
    )
    return join(exposures, _target_text(outcome), warning(outcome))


def _target_text(outcome: ProcedureOutcome) -> str:
    """The learner's mark, told from the middle of the pictures."""
    target_mm = outcome.steering.target_mm
    if target_mm is None:
        return _("No place is marked for the tip yet.") if outcome.is_steerable else ""
    places = [
        (there if mm > 0 else back).format(mm=f"{abs(mm):.0f}")
        for mm, (there, back) in zip(target_mm, DIRECTIONS, strict=True)
        if round(mm)
    ]
    if not places:
        return _("Your mark for the tip: the pictures' middle.")
    return _("Your mark for the tip: {words} of the pictures' middle.").format(words=join(*places, between=", "))


def describe_scan(outcome: ProcedureOutcome) -> str:
    """The truth in words."""
    return assessment.sentences(assess(outcome))


def static_figure(outcome: ProcedureOutcome) -> Figure:
    """Two sections of the CT where it opens, and what is said of them."""
    from matplotlib.figure import Figure

    stack = ct(outcome)
    with style.matplotlib_style():
        figure = Figure(figsize=(8.5, 4.6), layout="constrained")
        for axes, name in zip(figure.subplots(1, 2), TITLES, strict=True):
            draw_section(axes, stack, name)
            axes.set_title(TITLES[name], fontsize=10)
        figure.suptitle(textwrap.fill(describe_scan(outcome), 110), fontsize=9)
    return figure
