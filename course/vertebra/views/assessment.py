"""What is said of a procedure when it is over: each criterion by name, and why it is met or not.

Long because every criterion has its name and its words here.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from vertebra.models.procedure import Assessment
from vertebra.texts import N_, Text, _, join, pgettext
from vertebra.views.assessment_level import is_near
from vertebra.views.case_texts import CAUSES

Values = Mapping[str, Any]

NAMES = {
    "volume": N_("Volume"),
    "canal_leak": N_("Canal and its veins"),
    "other_leak": N_("Discs, sides, track"),
    "posterior_third": N_("Back third"),
    "height": N_("Height"),
    "balloon_pressure": N_("Balloons"),
    "cavity_fill": N_("Hollows"),
    "extracavitary_cement": N_("Bone beyond"),
    "bone_contact": N_("Bone"),
    "canal": N_("Canal"),
    "pedicle": N_("Pedicle"),
    "nerve_root": N_("Nerve root"),
    "anterior_wall": N_("Front wall"),
    "tip_depth": N_("Tip"),
    "aorta": N_("Aorta"),
    "vena_cava": N_("Vena cava"),
    "lung": N_("Lung"),
    "segmental_artery": N_("Segmental artery"),
    "suggested_place": N_("Advised place"),
    "target": N_("Your plan"),
    "target_distance": N_("Your mark"),
    "wall_rule": N_("Wall rule"),
    "breach": N_("On the way"),
    "exposures": N_("Pictures"),
    "moved_after_scan": N_("After the scan"),
    "bleeding": N_("Bleeding"),
    "anticoagulant": N_("Anticoagulant"),
    "preparation": N_("Preparation"),
    "anaesthesia": N_("Anaesthesia"),
    "emergency": N_("What happened"),
}
STRUCTURES = {
    "aorta": N_("aorta"),
    "vena cava": N_("vena cava"),
    "lung": N_("lung"),
    "segmental artery": N_("segmental artery"),
    "canal": N_("canal"),
    "front wall": N_("front wall"),
    "back wall": N_("back wall"),
    "upper endplate": N_("upper endplate"),
    "lower endplate": N_("lower endplate"),
    "side wall": N_("side wall of the body"),
    "medial_pedicle_wall": N_("medial wall of the pedicle"),
    "lateral_pedicle_wall": N_("lateral wall of the pedicle"),
    "upper_pedicle_wall": N_("upper wall of the pedicle"),
    "lower_pedicle_wall": N_("lower wall of the pedicle"),
    "no way": N_("no way leads there"),
}
BODY_WALLS = {
    "front wall": N_("Front wall"),
    "back wall": N_("Back wall"),
    "upper endplate": N_("Upper endplate"),
    "lower endplate": N_("Lower endplate"),
    "side wall": N_("Side wall"),
}
"""Names of the criterion "anterior_wall", by the wall of the body that it is about."""
REACHED = ("pedicle", "anterior_wall")
"""Criteria that say nothing before the needle has come there."""
WALLS = {"medial": N_("medial"), "lateral": N_("lateral"), "upper": N_("upper"), "lower": N_("lower")}


def name(assessment: Assessment) -> str:
    """Return the criterion's name; of a wall of the body, that wall's."""
    wall = assessment.values.get("wall") if assessment.criterion == "anterior_wall" else None
    return _(BODY_WALLS[str(wall)] if wall else NAMES[assessment.criterion])


def reason(assessment: Assessment) -> str:
    """Return the numbers behind it, as the end of a sentence."""
    return REASONS[assessment.criterion](assessment.passed, assessment.values)


def sentence(assessment: Assessment) -> str:
    """Return name and reason; the sentence's key is the criterion."""
    values = {"name": name(assessment), "reason": reason(assessment)}
    return Text(_("{name}: {reason}.").format(**values), assessment.criterion, values)


def sentences(assessments: Iterable[Assessment]) -> str:
    """Return all of them, one after the other."""
    return join(*map(sentence, assessments))


def rows(assessments: Iterable[Assessment]) -> list[dict[str, Any]]:
    """Return them for a widget's list."""
    return [
        {
            "criterion": assessment.criterion,
            "name": name(assessment),
            "good": assessment.passed,
            "near": assessment.near or is_near(assessment),
            "open": assessment.criterion in REACHED and "margin_mm" not in assessment.values,
            "words": reason(assessment),
        }
        for assessment in assessments
    ]


def structure(key: str) -> str:
    """Return the name of a wall or vessel, as it stands in a sentence."""
    return _(STRUCTURES[key])


def _volume(passed: bool, v: Values) -> str:
    return _("{stored} mL in the bone; {low} to {high} is usual").format(
        stored=f"{v['stored_ml']:.1f}", low=f"{v['min_ml']:g}", high=f"{v['max_ml']:g}"
    )


def _canal_leak(passed: bool, v: Values) -> str:
    return _("{leaked} mL; any that is seen there means stop").format(leaked=f"{v['leaked_ml']:.2f}")


def _other_leak(passed: bool, v: Values) -> str:
    return _("{leaked} mL; common, mostly unnoticed").format(leaked=f"{v['leaked_ml']:.2f}")


def _posterior_third(passed: bool, v: Values) -> str:
    share = f"{100 * v['fraction']:.0f}"
    return _("{percent} % of the cement lies in the back third of the body").format(percent=share)


def _height(passed: bool, v: Values) -> str:
    return _("{lift} mm of front height stay").format(lift=f"{v['lift_mm']:.1f}")


def _balloon_pressure(passed: bool, v: Values) -> str:
    return _("{pressure} MPa at most; they bear {limit}").format(
        pressure=f"{v['pressure_mpa']:.2f}", limit=f"{v['max_mpa']:.2f}"
    )


def _cavity_fill(passed: bool, v: Values) -> str:
    return _("{filled} % of them hold cement; {least} or more keep the height").format(
        filled=f"{100 * v['fraction']:.0f}", least=f"{100 * v['min_fraction']:.0f}"
    )


def _extracavitary_cement(passed: bool, v: Values) -> str:
    return _("{beyond} mL in the bone round them; up to {most} takes hold, more looks for a way out").format(
        beyond=f"{v['volume_ml']:.1f}", most=f"{v['max_ml']:g}"
    )


def _bone_contact(passed: bool, v: Values) -> str:
    return _("the needle does not touch this vertebra")


def _canal(passed: bool, v: Values) -> str:
    room = f"{abs(v['margin_mm']):.1f}"
    return (_("{room} mm of room") if passed else _("{room} mm inside it")).format(room=room)


def _pedicle(passed: bool, v: Values) -> str:
    if "margin_mm" not in v:
        return _("not reached")
    wall, room = _(WALLS[v["wall"]]), f"{abs(v['margin_mm']):.1f}"
    if not passed:
        return _("its {wall} wall is broken by {room} mm").format(wall=wall, room=room)
    if v["approach"] == "transpedicular":
        return _("{room} mm of bone at its {wall} wall").format(wall=wall, room=room)
    return _("{room} mm of room at its {wall} wall").format(wall=wall, room=room)


def _nerve_root(passed: bool, v: Values) -> str:
    return _("{room} mm away").format(room=f"{v['margin_mm']:.1f}") if passed else _("touched")


def _anterior_wall(passed: bool, v: Values) -> str:
    if "margin_mm" not in v:
        return _("not reached")
    if not passed:
        return _("pierced by {mm} mm").format(mm=f"{-v['margin_mm']:.1f}")
    return _("{room} mm of bone").format(room=f"{v['margin_mm']:.1f}")


def _tip_depth(passed: bool, v: Values) -> str:
    if v["fraction"] < 0:
        return _("not in the body yet: {mm} mm behind its back wall").format(mm=f"{v['behind_mm']:.0f}")
    if v["fraction"] > 1:
        return _("past the body's front")
    return _("{percent} % of the way from back wall to front").format(percent=f"{100 * v['fraction']:.0f}")


def _beside(passed: bool, v: Values) -> str:
    return _("{room} mm away").format(room=f"{v['margin_mm']:.0f}") if passed else _("pierced")


def _distance(passed: bool, v: Values) -> str:
    return _("the tip is {distance} mm from it").format(distance=f"{v['distance_mm']:.0f}")


def _target(passed: bool, v: Values) -> str:
    return _("a good place for the tip") if passed else _("a bad place: {fault}").format(fault=target_fault(v))


def target_fault(v: Values) -> str:
    """Return what is wrong with a place marked for the tip, by the values that `needle_assessment.target_problem`
    gives."""
    return FAULTS[v["fault"]](v)


def _too_far_back(v: Values) -> str:
    return _(
        "too far back, {percent} % of the way from back wall to front; {least} % or more keeps cement off the canal"
    ).format(percent=f"{100 * v['fraction']:.0f}", least=f"{100 * v['min_fraction']:.0f}")


def _too_near_front(v: Values) -> str:
    return _(
        "too near the front wall, {percent} % of the way from back wall to front; {most} % or less leaves bone before "
        "it"
    ).format(percent=f"{100 * v['fraction']:.0f}", most=f"{100 * v['max_fraction']:.0f}")


def _across(v: Values) -> str:
    text = (
        _("{across} mm across the midline, where a needle from the right comes too near the canal")
        if v["side"] == "right"
        else _("{across} mm across the midline, where a needle from the left comes too near the canal")
    )
    return text.format(across=f"{v['across_mm']:.0f}")


def _superficial(v: Values) -> str:
    return _("only {cover} mm below the surface of the body; cement finds its way out there").format(
        cover=f"{v['cover_mm']:.0f}"
    )


def _no_way(v: Values) -> str:
    text = (
        _("the straight way there through the pedicle's middle is not free ({broken})")
        if v["approach"] == "transpedicular"
        else _("the straight way there beside the pedicle is not free ({broken})")
    )
    return text.format(broken=structure(v["structure"]))


FAULTS: dict[str, Callable[[Values], str]] = {
    "in_arch": lambda v: _("outside the body, in the arch behind it"),
    "in_canal": lambda v: _("outside the body, in the canal"),
    "outside": lambda v: _("outside the body, {beyond} mm from bone").format(beyond=f"{v['beyond_mm']:.0f}"),
    "posterior": _too_far_back,
    "anterior": _too_near_front,
    "across_midline": _across,
    "superficial": _superficial,
    "no_way": _no_way,
}


def _wall_rule(passed: bool, v: Values) -> str:
    if passed:
        return _("kept all the way")
    return pgettext(
        "wall-rule-broken",
        "not kept: {depth} mm deep the tip was across the inner border, and no picture from the side had shown it "
        "past the back wall",
    ).format(depth=f"{v['depth_mm']:.0f}")


def _breach(passed: bool, v: Values) -> str:
    return _("no wall broken") if passed else _("broken: {structure}").format(structure=structure(v["structure"]))


def _exposures(passed: bool, v: Values) -> str:
    return _("{count}; {most} are plenty").format(count=str(v["count"]), most=f"{v['max']:.0f}")


def _moved_after_scan(passed: bool, v: Values) -> str:
    return _("the needle was moved on when the scan had shown where it lay")


def _bleeding(passed: bool, v: Values) -> str:
    return _("the anticoagulant has to be paused beforehand, by its own rules")


def _anticoagulant(passed: bool, v: Values) -> str:
    return _("which drug, the last dose, INR and platelets come first, then the pause, and no heparin in between")


def _preparation(passed: bool, v: Values) -> str:
    return _("INR and platelets, allergies, antibiotic, monitoring with antidotes, and the time-out last of all")


def _anaesthesia(passed: bool, v: Values) -> str:
    if passed:
        return pgettext("anaesthesia-good", "the bone was numb, and the patient could still tell you")
    if v["level"] == "silent":
        return pgettext("anaesthesia-deep", "sedated so deeply that the patient could tell you nothing")
    return pgettext("anaesthesia-none", "nobody numbed skin and periosteum")


def _emergency(passed: bool, v: Values) -> str:
    volumes = {"canal": f"{v['canal_ml']:.2f}", "lungs": f"{v['lung_ml']:.2f}"}
    return CAUSES[v["event"]].format(**volumes)


REASONS: dict[str, Callable[[bool, Values], str]] = {
    "volume": _volume,
    "canal_leak": _canal_leak,
    "other_leak": _other_leak,
    "posterior_third": _posterior_third,
    "height": _height,
    "balloon_pressure": _balloon_pressure,
    "cavity_fill": _cavity_fill,
    "extracavitary_cement": _extracavitary_cement,
    "bone_contact": _bone_contact,
    "canal": _canal,
    "pedicle": _pedicle,
    "nerve_root": _nerve_root,
    "anterior_wall": _anterior_wall,
    "tip_depth": _tip_depth,
    "aorta": _beside,
    "vena_cava": _beside,
    "lung": _beside,
    "segmental_artery": _beside,
    "suggested_place": _distance,
    "target": _target,
    "target_distance": _distance,
    "wall_rule": _wall_rule,
    "breach": _breach,
    "exposures": _exposures,
    "moved_after_scan": _moved_after_scan,
    "bleeding": _bleeding,
    "anticoagulant": _anticoagulant,
    "preparation": _preparation,
    "anaesthesia": _anaesthesia,
    "emergency": _emergency,
}
