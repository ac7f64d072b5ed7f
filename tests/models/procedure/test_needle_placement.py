"""Steering a needle: the same list gives the same needle anywhere; what was marked, seen and scanned stays on
record."""

from dataclasses import replace

import pytest
from refusals import refused
from rows import each_row

from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import fracture, procedure
from vertebra.models.procedure import INITIAL_ERROR, Equipment, ImpossibleActionError, NeedleAction, needle_assessment
from vertebra.models.procedure.needle_placement import reference_needle
from vertebra.models.procedure.outcome import START_DEPTH_MM

READY = Equipment(needle_offset=INITIAL_ERROR)


def bone(level="L1"):
    return fracture.as_recorded(mrs_a(), level)


def steered(actions, ready=READY, level="L1"):
    return procedure.run(bone(level), actions, ready)


AIM = (NeedleAction("out", -4), NeedleAction("medial", 9), NeedleAction("up", -3), NeedleAction("caudal", 8))


def test_the_deeds_that_undo_the_error_lead_to_the_advised_place():
    goal = reference_needle(bone(), "right")
    far = goal.depth_mm - START_DEPTH_MM
    steps = (*AIM, *[NeedleAction("advance", far / 4)] * 4)
    outcome = steered(steps)
    assert outcome.needle.tip_mm == pytest.approx(goal.tip_mm, abs=1e-9)
    assert needle_assessment.distance_to_reference_mm(bone(), outcome.needle) == pytest.approx(0, abs=1e-9)
    assert all(one.passed for one in procedure.assess(outcome))


def test_replaying_step_by_step_and_at_once_is_the_same():
    actions = (
        NeedleAction("target", amounts=(4.0, 6.0, -1.5)),
        NeedleAction("look", option="AP"),
        NeedleAction("turn", amounts=(9, 8)),
        NeedleAction("move", amounts=(-4, -3)),
        *AIM,
        NeedleAction("advance", 10),
        NeedleAction("shot"),
        NeedleAction("look", option="both"),
        NeedleAction("advance", -3),
        NeedleAction("scan"),
        NeedleAction("advance", 2),
    )
    outcome = steered(())
    for at, action in enumerate(actions):
        outcome = procedure.step(outcome, action)
        assert steered(actions[: at + 1]) == outcome
    assert outcome.actions == actions


def test_a_turn_and_a_move_are_two_changes_and_one_picture_of_each_view():
    one = steered((NeedleAction("turn", amounts=(9, 8)), NeedleAction("move", amounts=(-4, -3))))
    two = steered(AIM)
    assert one.needle == two.needle
    assert (one.steering.exposures, two.steering.exposures) == (2 + 2 * 2, 2 + 4 * 2)


def test_a_mark_costs_no_picture_and_is_made_before_the_needle_goes_in():
    marked = steered((NeedleAction("target", amounts=(4, 6, -1)), NeedleAction("target", amounts=(5, 6, -1))))
    assert marked.steering.target_mm == (5.0, 6.0, -1.0)
    assert marked.steering.exposures == steered(()).steering.exposures
    with refused(ImpossibleActionError, "mark-before-needle"):
        steered((*AIM, NeedleAction("advance", 10), NeedleAction("target", amounts=(4, 6, -1))))


def test_a_scan_is_an_action_and_what_follows_it_is_on_record():
    scanned = steered((*AIM, NeedleAction("advance", 20), NeedleAction("scan")))
    assert scanned.scan_current
    assert not scanned.steering.advanced_after_scan
    looked = procedure.step(scanned, NeedleAction("shot"))
    assert looked.scan_current, "a picture moves nothing"
    assert not looked.steering.advanced_after_scan
    moved = procedure.step(looked, NeedleAction("advance", 4))
    assert moved.steering.advanced_after_scan
    assert not moved.scan_current, "a scan shows the needle as it lay then"
    back = steered(
        (
            *AIM,
            NeedleAction("advance", 20),
            NeedleAction("scan"),
            NeedleAction("advance", 4),
            NeedleAction("advance", -4),
        )
    )
    assert back.steering.advanced_after_scan


def test_every_picture_counts_and_only_what_is_looked_at_is_seen():
    both = steered((NeedleAction("advance", 2), NeedleAction("advance", 2)))
    assert both.steering.exposures == 2 + 4
    one = steered((NeedleAction("look", option="AP"), NeedleAction("advance", 2), NeedleAction("advance", 2)))
    assert one.steering.exposures == 2 + 1 + 2
    assert one.steering.last_seen["AP"] == one.needle
    assert one.steering.last_seen["lateral"] == steered(()).needle
    with pytest.raises(TypeError):
        one.steering.last_seen["AP"] = None


def test_another_approach_starts_beside_its_own_entry():
    outcome = steered((NeedleAction("approach", option="parapedicular"), *AIM))
    goal = reference_needle(bone(), "right", "parapedicular")
    assert outcome.needle.entry_mm == pytest.approx(goal.entry_mm)
    assert outcome.needle.approach == "parapedicular"


def test_beside_a_narrow_pedicle_bone_is_met_later():
    goal = reference_needle(bone("T9"), "right", "parapedicular")
    steps = [NeedleAction("advance", 2)] * round((goal.depth_mm - 8) / 2)
    outcome = steered((NeedleAction("approach", option="parapedicular"), *AIM, *steps), level="T9")
    assert all(one.passed for one in procedure.assess(outcome))


def test_an_uncorrected_needle_fails_and_says_where():
    outcome = steered((NeedleAction("advance", 20), NeedleAction("advance", 14)))
    assert not all(one.passed for one in procedure.assess(outcome))
    outside = replace(READY, needle_offset=(30.0, -9.0, 3.0, 8.0))
    with refused(InputError, "needle-misses"):
        steered((NeedleAction("advance", 20),), outside)


def test_a_needle_in_the_body_is_fast_and_can_only_be_drawn_back():
    ready = procedure.run(bone(), (), Equipment())
    with refused(ImpossibleActionError, "needle-fast-in-bone"):
        procedure.step(ready, NeedleAction("medial", 2))
    assert procedure.step(ready, NeedleAction("advance", -3)).needle.depth_mm == pytest.approx(
        ready.needle.depth_mm - 3
    )


@each_row(
    ("make", "named"),
    [
        (lambda: steered((NeedleAction("advance", 10), NeedleAction("medial", 2))), "needle-fast-in-bone"),
        (lambda: steered((NeedleAction("shot"),) * 401), "400"),
        (lambda: steered((NeedleAction("shot"),) * 10_000), "400"),
    ],
)
def test_what_is_not_possible_is_said(make, named):
    with refused(ImpossibleActionError, named):
        make()
