"""Patients of the last lesson: the right way earns everything, each fault costs what the card says, and the same list
gives the same marks."""

from dataclasses import replace

import pytest
from refusals import refused
from rows import each_row

from vertebra.errors import InputError
from vertebra.models import case as patient_case
from vertebra.models.case import sample_case, score_case, total_score
from vertebra.models.case.scoring import (
    ACCEPTABLE_DECISIONS,
    COMPLICATION_ORDER,
    REQUIRED_HISTORY,
    TRUE_STATEMENTS,
    follow_up,
    longest_increasing_subsequence,
)
from vertebra.models.imaging.reading_cases import NOT_OSTEOPOROTIC
from vertebra.models.preparation import checklist
from vertebra.models.procedure import BalloonAction, CaseAction, CementAction, ImpossibleActionError, NeedleAction

CEMENT = (CementAction("wait", 240), CementAction("move", 2), CementAction("inject", 30, 0.1))
BALLOONS = (
    BalloonAction("position", option="prone, spine extended"),
    BalloonAction("inflate", 3.0),
    BalloonAction("deflate"),
)


def right_way(case, way=None):
    """What a careful doctor does for the case; without cement unless `way` says so."""
    way = way or ACCEPTABLE_DECISIONS[case.kind][0]
    actions = [CaseAction(*one) for one in REQUIRED_HISTORY] + [
        CaseAction("image", "MRI"),
        CaseAction("image", "bloods"),
        CaseAction("call", case.verdict),
    ]
    actions += [CaseAction("decide", way)]
    if case.verdict == "new" and case.kind != "weak legs":
        actions += [CaseAction("tell", what) for what in TRUE_STATEMENTS]
    if way == "vertebroplasty":
        actions += [CaseAction("prepare", "pause"), *CEMENT]
        actions += [CaseAction("act", what) for what in COMPLICATION_ORDER[case.complication]]
    if case.verdict != NOT_OSTEOPOROTIC:
        drug = next(one for one in patient_case.ACTIONS["give"] if one not in patient_case.contraindicated_drugs(case))
        actions += [CaseAction("give", drug), *(CaseAction("follow", what) for what in follow_up(case, drug))]
    return actions


PREPARED = [CaseAction("prepare", step) for step in checklist.STEPS if step not in checklist.WRONG_STEPS]


@each_row(
    "left_out, added, lost",
    [
        ((), (), 0),
        (("drug",), (), 1),
        (("last dose",), (), 1),
        (("pause",), (), 1),
        (("coagulation",), (), 2),
        ((), ("heparin",), 1),
        (("lipid",), (), 1),
        (("time-out",), (), 1),
    ],
)
def test_a_blood_thinner_is_asked_about_before_it_is_paused(left_out, added, lost):
    case = replace(sample_case(1, "severe"), blood_thinner=True)
    rest = [one for one in right_way(case, "vertebroplasty") if one.kind != "prepare"]
    at = next(at for at, one in enumerate(rest) if one.kind in [act.kind for act in CEMENT] and one in CEMENT)
    steps = [CaseAction("prepare", step) for step in added] + [one for one in PREPARED if one.option not in left_out]
    found = score_case(case, [*rest[:at], *steps, *rest[at:]], full_checklist=True)
    stage = next(one for one in found if one.name == "procedure")
    failed = [one.criterion for one in stage.assessments if not one.passed]
    assert len(failed) == lost, failed


def test_the_case_says_which_drug_it_is_and_kidneys_decide_the_pause():
    for number in range(40):
        case = replace(sample_case(number, "severe"), blood_thinner=True)
        assert case.on_drug.drug in ("apixaban", "dabigatran", "warfarin")
        assert not (case.on_drug.drug == "dabigatran" and case.clearance_ml_min <= 30)
        assert (case.on_drug.inr > 2) == (case.on_drug.drug == "warfarin")
    assert replace(sample_case(1, "severe"), blood_thinner=False).on_drug.drug == "none"


def share(case, actions, name):
    return next(one.fraction for one in score_case(case, actions) if one.name == name)


@each_row("kind", dict.fromkeys(patient_case.KINDS))
def test_the_right_way_earns_everything_for_every_kind_of_patient(kind):
    for number in range(6):
        case = sample_case(number, kind)
        assert total_score(score_case(case, right_way(case))) == pytest.approx(1)


@pytest.mark.slow
def test_cement_is_replayed_and_every_patient_in_severe_pain_can_be_treated_well():
    for number in range(5):
        case = sample_case(number, "severe")
        parts = score_case(case, right_way(case, "vertebroplasty"))
        assert total_score(parts) == pytest.approx(1), (case, parts)
        assert parts == score_case(case, right_way(case, "vertebroplasty"))


def test_who_is_asked_for_cement_has_to_give_it():
    case = sample_case(2, "severe")
    without = score_case(case, right_way(case), "vertebroplasty")
    assert {one.name: one.fraction for one in without if one.fraction < 1} == {
        "decision": 0,
        "procedure": 0,
        "trouble": 0,
    }
    assert total_score(score_case(case, right_way(case, "vertebroplasty"), "vertebroplasty")) == pytest.approx(1)


def with_balloons(case, cement_ml):
    """The right way of a vertebroplasty, done with balloons instead."""
    actions = [
        CaseAction("decide", "kyphoplasty") if one.kind == "decide" else one
        for one in right_way(case, "vertebroplasty")
    ]
    at = next(place for place, one in enumerate(actions) if isinstance(one, CementAction))
    kept = [one for one in actions if not isinstance(one, CementAction)]
    return [*kept[:at], *BALLOONS, BalloonAction("cement", cement_ml), *kept[at:]]


@pytest.mark.slow
def test_a_kyphoplasty_is_replayed_with_balloons():
    case = sample_case(0, "severe")
    good, scant = (
        {one.name: one for one in score_case(case, with_balloons(case, ml))}["procedure"] for ml in (2.8, 0.5)
    )
    assert good.fraction == 1
    assert {"height", "cavity_fill"} < {one.criterion for one in good.assessments}
    assert {one.criterion for one in scant.assessments if not one.passed} == {"cavity_fill"}


def test_balloons_belong_to_kyphoplasty():
    case = sample_case(0, "severe")
    actions = [
        CaseAction("decide", "vertebroplasty") if one.kind == "decide" else one for one in with_balloons(case, 2.0)
    ]
    with refused(InputError, "no-decision-for-balloon"):
        score_case(case, actions)


@pytest.mark.slow
def test_too_much_runny_cement_is_seen():
    case = sample_case(3, "severe")
    actions = [one for one in right_way(case, "vertebroplasty") if not isinstance(one, CementAction)]
    at = next(place for place, one in enumerate(actions) if one.kind == "act")
    flood = (*actions[:at], CementAction("inject", 90, 0.15), *actions[at:])
    assert share(case, flood, "procedure") < share(case, right_way(case, "vertebroplasty"), "procedure")


def test_eight_patients_in_a_row_hold_each_kind_and_a_number_always_draws_the_same():
    assert sorted(sample_case(number).kind for number in range(16, 24)) == sorted(patient_case.KINDS)
    assert sample_case(41) == sample_case(41)
    assert sample_case(41, "old").kind == "old"


def test_each_fault_costs_what_the_card_says():
    case = sample_case(0, "severe")
    right = right_way(case)
    assert share(case, [one for one in right if one != CaseAction("ask", "fever")], "history") == pytest.approx(7 / 8)
    wrong_reading = [CaseAction("call", "old") if one.kind == "call" else one for one in right]
    assert share(case, wrong_reading, "pictures") == pytest.approx(0.4)
    assert share(case, [*right, CaseAction("tell", "cure")], "consent") == pytest.approx(1 - 2 / 6)
    assert share(case, [*right, CaseAction("follow", "bed")], "bone") == pytest.approx(0.7)
    barred = replace(case, infarction=True)
    given = [CaseAction("give", "romosozumab") if one.kind == "give" else one for one in right]
    assert share(barred, given, "bone") == pytest.approx(0.5)
    assert share(replace(case, infarction=False), given, "bone") == pytest.approx(1)


def test_weak_kidneys_forbid_bisphosphonates():
    case = replace(sample_case(0, "severe"), clearance_ml_min=34.9, infarction=False)
    assert set(patient_case.contraindicated_drugs(case)) == {"nothing", "zoledronate", "alendronate"}
    assert set(patient_case.contraindicated_drugs(replace(case, clearance_ml_min=35.0))) == {"nothing"}
    assert "teriparatide" in patient_case.contraindicated_drugs(replace(case, clearance_ml_min=29.9))
    assert "teriparatide" not in patient_case.contraindicated_drugs(replace(case, clearance_ml_min=30.0))


def test_denosumab_in_weak_kidneys_needs_the_minerals_first():
    case = replace(sample_case(0, "mild"), clearance_ml_min=26.0, infarction=True)
    given = (
        CaseAction("give", "denosumab"),
        *(CaseAction("follow", what) for what in follow_up(case, "alendronate")),
    )
    minerals = CaseAction("follow", "minerals")
    (without,) = [part for part in score_case(case, given) if part.name == "bone"]
    (with_them,) = [part for part in score_case(case, (*given, minerals)) if part.name == "bone"]
    (better,) = [part for part in score_case(replace(case, clearance_ml_min=58.0), given) if part.name == "bone"]
    assert without.missed == ("follow minerals",)
    assert without.fraction == pytest.approx(0.5)
    assert with_them.fraction == better.fraction == pytest.approx(1)


def test_a_needle_where_none_belongs_earns_nothing():
    case = sample_case(0, "infection")
    actions = [*right_way(case)[:-1], CaseAction("decide", "vertebroplasty"), *CEMENT]
    assert share(case, actions, "decision") == share(case, actions, "procedure") == 0


def test_a_blood_thinner_that_nobody_paused_is_found():
    case = replace(sample_case(1, "severe"), blood_thinner=True)
    right = right_way(case, "vertebroplasty")
    late = [one for one in right if one.kind != "prepare"]
    assert share(case, late, "procedure") == pytest.approx(0.8)
    assert share(case, [*late, CaseAction("prepare", "pause")], "procedure") == pytest.approx(0.8)


def test_in_trouble_stopping_comes_first_and_harm_costs_half():
    case = replace(sample_case(1, "severe"), complication="breath")
    before = [one for one in right_way(case, "vertebroplasty") if one.kind != "act"]
    acted = lambda *whats: share(case, [*before, *(CaseAction("act", what) for what in whats)], "trouble")  # noqa: E731
    order = COMPLICATION_ORDER["breath"]
    assert acted(*order) == 1
    assert acted(*order[1:], "stop") == pytest.approx(0.5)
    assert acted(*order, "inject") == pytest.approx(0.5)
    assert acted() == 0


GENTLE = (CaseAction("prepare", "local"), CaseAction("prepare", "light"))
FLOOD = (CementAction("inject", 90, 0.15), CementAction("side", -1), CementAction("inject", 60, 0.15))


def followed(case, prepared, cement, acted=()):
    """The right way with this preparation, cement and first minutes, where emergencies follow from what was done."""
    right = [one for one in right_way(case, "vertebroplasty") if one.kind not in ("act", "prepare")]
    kept = [one for one in right if not isinstance(one, CementAction)]
    actions = [*kept, *prepared, *PREPARED, *cement, *(CaseAction("act", what) for what in acted)]
    return {one.name: one for one in score_case(case, actions, full_checklist=True, consequences=True)}


@pytest.mark.slow
def test_an_emergency_follows_from_the_procedure_and_not_from_a_lot():
    case = sample_case(3, "severe")
    clean = followed(case, GENTLE, CEMENT)
    assert (clean["trouble"].weight, clean["procedure"].fraction) == (0, 1)
    assert total_score(tuple(clean.values())) == pytest.approx(1)
    leaked = followed(case, GENTLE, FLOOD)["trouble"]
    (cause,) = leaked.assessments
    assert leaked.order == COMPLICATION_ORDER[cause.values["event"]]
    assert cause.values["event"] == patient_case.emergency_of(case, [*GENTLE, *FLOOD]) != ""
    assert cause.values["canal_ml"] > 0
    assert (leaked.weight > 0, leaked.fraction) == (True, 0)
    mended = followed(case, GENTLE, FLOOD, leaked.order)["trouble"]
    assert mended.fraction == 1
    for other in patient_case.sampling.COMPLICATIONS:
        assert followed(replace(case, complication=other), GENTLE, FLOOD)["trouble"] == leaked


@pytest.mark.slow
@each_row(
    ("prepared", "event", "level"),
    [
        (("local", "light"), "", "awake"),
        (("local",), "", "awake"),
        (("local", "deep"), "sedation", "silent"),
        ((), "faint", "awake"),
    ],
)
def test_anaesthesia_is_assessed_and_has_consequences(prepared, event, level):
    case = sample_case(3, "severe")
    steps = [CaseAction("prepare", step) for step in prepared]
    assert patient_case.emergency_of(case, [*steps, *CEMENT]) == event
    stages = followed(case, steps, CEMENT)
    (judged,) = [one for one in stages["procedure"].assessments if one.criterion == "anaesthesia"]
    assert (judged.passed, judged.values["level"]) == (not event, level)


def test_what_is_said_and_given_where_nothing_of_it_was_called_for_is_judged_without_points():
    case = sample_case(0, "metastasis")
    talk = [CaseAction("tell", what) for what in ("cure", "harmless")]
    given = [CaseAction("give", "romosozumab"), CaseAction("follow", "bed")]
    plain = score_case(case, right_way(case))
    judged = {one.name: one for one in score_case(case, [*right_way(case), *talk, *given])}
    assert judged["consent"].wrong == ("cure", "harmless")
    assert "follow bed" in judged["bone"].wrong
    assert judged["consent"].weight == judged["bone"].weight == 0
    assert total_score(tuple(judged.values())) == total_score(plain)


def test_what_was_done_for_nothing_and_a_wrong_order_are_on_record():
    case = replace(sample_case(1, "severe"), complication="breath")
    before = [one for one in right_way(case, "vertebroplasty") if one.kind != "act"]
    acted = [CaseAction("act", what) for what in ("oxygen", "stop", "feet")]
    stages = {one.name: one for one in score_case(case, [*before, CaseAction("image", "CT"), *acted])}
    assert stages["trouble"].done == ("oxygen", "stop")
    assert stages["trouble"].surplus == ("feet",)
    assert stages["pictures"].surplus == ("image CT",)


@each_row(("places", "longest"), [([], 0), ([0, 1, 2], 3), ([2, 1, 0], 1), ([1, 0, 2, 4, 3], 3)])
def test_the_longest_run_in_order(places, longest):
    assert longest_increasing_subsequence(places) == longest


@each_row(
    ("actions", "named"),
    [
        ([CaseAction("call", "new")], "no-picture-yet"),
        ([CEMENT[0]], "no-decision-for-cement"),
        ([CaseAction("act", "stop")], "nothing-happened-yet"),
        ([CaseAction("ask", "fever"), CaseAction("ask", "fever")], "done-before"),
        ([CaseAction("decide", "wait"), CaseAction("decide", "surgeon")], "already-committed"),
        ([CaseAction("image", "MRI")] * 201, "200"),
        ([CaseAction("ask", "money")], "money"),
        ([NeedleAction("advance", 3)], "no-steering-in-case"),
    ],
)
def test_what_could_not_be_done_is_named(actions, named):
    with refused(ImpossibleActionError, named):
        score_case(sample_case(1), actions)


def test_bad_input_is_named():
    for wrong in (
        lambda: CaseAction("sing", "a song"),
        lambda: CaseAction("ask", 3),
        lambda: sample_case(-1),
        lambda: sample_case(1, "broken"),
    ):
        with pytest.raises(InputError):
            wrong()
