"""Patients of the last lesson: the right way earns everything, each fault costs what the card says, and the same list gives the same marks."""

from dataclasses import replace

import pytest

from vertebra.errors import InputError
from vertebra.models import pathway
from vertebra.models.pathway import Deed, draw, judge, total
from vertebra.models.pathway.judged import FITTING, NEEDED, RIGHT_ORDER, TRUE, follow_up, longest_in_order

CEMENT = (Deed("cement", "wait", 240), Deed("cement", "move", 2), Deed("cement", "inject", 30, 0.1))
BALLOONS = (Deed("balloon", "prone, spine extended"), Deed("balloon", "inflate", 3.0), Deed("balloon", "down"))


def right_way(case, way=None):
    """What a careful doctor does for the case; without cement unless `way` says so."""
    way = way or FITTING[case.kind][0]
    deeds = [Deed(*one) for one in NEEDED] + [Deed("image", "MRI"), Deed("image", "bloods"), Deed("call", case.verdict)]
    deeds += [Deed("decide", way)]
    if case.verdict == "new" and case.kind != "weak legs":
        deeds += [Deed("tell", what) for what in TRUE]
    if way == "vertebroplasty":
        deeds += [Deed("prepare", "pause"), *CEMENT]
        deeds += [Deed("act", what) for what in RIGHT_ORDER[case.trouble]]
    if case.verdict != "not osteoporotic":
        drug = next(one for one in pathway.WHATS["give"] if one not in pathway.unsuited(case))
        deeds += [Deed("give", drug), *(Deed("follow", what) for what in follow_up(case, drug))]
    return deeds


def share(case, deeds, name):
    return next(one.share for one in judge(case, deeds) if one.name == name)


@pytest.mark.parametrize("kind", dict.fromkeys(pathway.KINDS))
def test_the_right_way_earns_everything_for_every_kind_of_patient(kind):
    for number in range(6):
        case = draw(number, kind)
        assert total(judge(case, right_way(case))) == pytest.approx(1)


@pytest.mark.slow
def test_cement_is_replayed_and_every_patient_in_severe_pain_can_be_treated_well():
    for number in range(5):
        case = draw(number, "severe")
        parts = judge(case, right_way(case, "vertebroplasty"))
        assert total(parts) == pytest.approx(1), (case, parts)
        assert parts == judge(case, right_way(case, "vertebroplasty"))


def test_who_is_asked_for_cement_has_to_give_it():
    case = draw(2, "severe")
    without = judge(case, right_way(case), "vertebroplasty")
    assert {one.name: one.share for one in without if one.share < 1} == {"decision": 0, "procedure": 0, "trouble": 0}
    assert total(judge(case, right_way(case, "vertebroplasty"), "vertebroplasty")) == pytest.approx(1)


def with_balloons(case, cement_ml):
    """The right way of a vertebroplasty, done with balloons instead."""
    deeds = [
        replace(one, what="kyphoplasty") if one.kind == "decide" else one for one in right_way(case, "vertebroplasty")
    ]
    at = next(place for place, one in enumerate(deeds) if one.kind == "cement")
    kept = [one for one in deeds if one.kind != "cement"]
    return [*kept[:at], *BALLOONS, Deed("balloon", "cement", cement_ml), *kept[at:]]


@pytest.mark.slow
def test_a_kyphoplasty_is_replayed_with_balloons():
    case = draw(0, "severe")
    good, scant = ({one.name: one for one in judge(case, with_balloons(case, ml))}["procedure"] for ml in (2.8, 0.5))
    assert good.share == 1
    assert {"Height", "Hollows"} < {one.name for one in good.verdicts}
    assert {one.name for one in scant.verdicts if not one.good} == {"Hollows"}


def test_balloons_belong_to_kyphoplasty():
    case = draw(0, "severe")
    deeds = [replace(one, what="vertebroplasty") if one.kind == "decide" else one for one in with_balloons(case, 2.0)]
    with pytest.raises(InputError, match="kyphoplasty"):
        judge(case, deeds)


@pytest.mark.slow
def test_too_much_runny_cement_is_seen():
    case = draw(3, "severe")
    deeds = [one for one in right_way(case, "vertebroplasty") if one.kind != "cement"]
    at = next(place for place, one in enumerate(deeds) if one.kind == "act")
    flood = (*deeds[:at], Deed("cement", "inject", 90, 0.15), *deeds[at:])
    assert share(case, flood, "procedure") < share(case, right_way(case, "vertebroplasty"), "procedure")


def test_eight_patients_in_a_row_hold_each_kind_and_a_number_always_draws_the_same():
    assert sorted(draw(number).kind for number in range(16, 24)) == sorted(pathway.KINDS)
    assert draw(41) == draw(41)
    assert draw(41, "old").kind == "old"


def test_each_fault_costs_what_the_card_says():
    case = draw(0, "severe")
    right = right_way(case)
    assert share(case, [one for one in right if (one.kind, one.what) != ("ask", "fever")], "history") == pytest.approx(
        7 / 8
    )
    wrong_reading = [Deed("call", "old") if one.kind == "call" else one for one in right]
    assert share(case, wrong_reading, "pictures") == pytest.approx(0.4)
    assert share(case, [*right, Deed("tell", "cure")], "consent") == pytest.approx(1 - 2 / 6)
    assert share(case, [*right, Deed("follow", "bed")], "bone") == pytest.approx(0.7)
    barred = replace(case, infarction=True)
    given = [Deed("give", "romosozumab") if one.kind == "give" else one for one in right]
    assert share(barred, given, "bone") == pytest.approx(0.5)
    assert share(replace(case, infarction=False), given, "bone") == pytest.approx(1)


def test_weak_kidneys_forbid_bisphosphonates():
    case = replace(draw(0, "severe"), clearance_ml_min=34.9, infarction=False)
    assert set(pathway.unsuited(case)) == {"nothing", "zoledronate", "alendronate"}
    assert set(pathway.unsuited(replace(case, clearance_ml_min=35.0))) == {"nothing"}
    assert "teriparatide" in pathway.unsuited(replace(case, clearance_ml_min=29.9))
    assert "teriparatide" not in pathway.unsuited(replace(case, clearance_ml_min=30.0))


def test_denosumab_in_weak_kidneys_needs_the_minerals_first():
    case = replace(draw(0, "mild"), clearance_ml_min=26.0, infarction=True)
    given = (Deed("give", "denosumab"), *(Deed("follow", what) for what in follow_up(case, "alendronate")))
    (without,) = [part for part in judge(case, given) if part.name == "bone"]
    (with_them,) = [part for part in judge(case, (*given, Deed("follow", "minerals"))) if part.name == "bone"]
    (better,) = [part for part in judge(replace(case, clearance_ml_min=58.0), given) if part.name == "bone"]
    assert without.missed == ("follow minerals",)
    assert without.share == pytest.approx(0.5)
    assert with_them.share == better.share == pytest.approx(1)


def test_a_needle_where_none_belongs_earns_nothing():
    case = draw(0, "infection")
    deeds = [*right_way(case)[:-1], Deed("decide", "vertebroplasty"), *CEMENT]
    assert share(case, deeds, "decision") == share(case, deeds, "procedure") == 0


def test_a_blood_thinner_that_nobody_paused_is_found():
    case = replace(draw(1, "severe"), blood_thinner=True)
    right = right_way(case, "vertebroplasty")
    late = [one for one in right if one.kind != "prepare"]
    assert share(case, late, "procedure") == pytest.approx(0.8)
    assert share(case, [*late, Deed("prepare", "pause")], "procedure") == pytest.approx(0.8)


def test_in_trouble_stopping_comes_first_and_harm_costs_half():
    case = replace(draw(1, "severe"), trouble="breath")
    before = [one for one in right_way(case, "vertebroplasty") if one.kind != "act"]
    acted = lambda *whats: share(case, [*before, *(Deed("act", what) for what in whats)], "trouble")  # noqa: E731
    order = RIGHT_ORDER["breath"]
    assert acted(*order) == 1
    assert acted(*order[1:], "stop") == pytest.approx(0.5)
    assert acted(*order, "inject") == pytest.approx(0.5)
    assert acted() == 0


@pytest.mark.parametrize(("places", "longest"), [([], 0), ([0, 1, 2], 3), ([2, 1, 0], 1), ([1, 0, 2, 4, 3], 3)])
def test_the_longest_run_in_order(places, longest):
    assert longest_in_order(places) == longest


@pytest.mark.parametrize(
    ("deeds", "named"),
    [
        ([Deed("call", "new")], "no picture"),
        ([CEMENT[0]], "without a decision"),
        ([Deed("act", "stop")], "Nothing has happened"),
        ([Deed("ask", "fever"), Deed("ask", "fever")], "ask fever"),
        ([Deed("decide", "wait"), Deed("decide", "surgeon")], "committed"),
        ([Deed("image", "MRI")] * 201, "200"),
    ],
)
def test_what_could_not_be_done_is_named(deeds, named):
    with pytest.raises(InputError, match=named):
        judge(draw(1), deeds)


def test_bad_input_is_named():
    for wrong in (
        lambda: Deed("sing", "a song"),
        lambda: Deed("ask", "money"),
        lambda: draw(-1),
        lambda: draw(1, "broken"),
    ):
        with pytest.raises(InputError):
            wrong()
