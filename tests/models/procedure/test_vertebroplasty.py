"""Cement through the needle: where it lies, what is not possible, what is seen and what it was worth."""

import numpy as np
import pytest
from refusals import refused
from rows import each_row

from vertebra.lab import mrs_a
from vertebra.models import fracture, procedure
from vertebra.models.procedure import CementAction, Equipment, ImpossibleActionError, NeedleAction, append_action
from vertebra.models.procedure.needle import IN_BODY_MM, needle_in_pedicle
from vertebra.patient import Part

ACTIONS = (
    CementAction("inject", 6.0, 0.1),
    CementAction("wait", 30.0),
    CementAction("move", -4.0),
    CementAction("inject", 5.0, 0.2),
    CementAction("side", -1),
    CementAction("inject", 4.0, 0.1),
)
CARELESS = (CementAction("move", -16), CementAction("inject", 60.0, 0.15))


def body():
    return fracture.of_patient(mrs_a(), "L1", 2.0)


def done(*actions, **equipment):
    return procedure.run(body(), actions, Equipment(**equipment))


def test_small_pieces_are_one_injection():
    actions = ()
    for _ in range(24):
        actions = append_action(actions, CementAction("inject", 0.25, 0.1))
        done(*actions)
    assert actions == (CementAction("inject", 6.0, 0.1),)
    assert done(*actions).injected.injected_ml == pytest.approx(0.6)
    other = CementAction("inject", 1.0, 0.2)
    assert append_action(actions, other) == (*actions, other)


def test_an_injection_of_any_length_does_not_depend_on_what_was_asked_before():
    """Parts that are no whole steps of the flow are not gone on with: half a second is two steps, 0.3 and 0.2 s
    three."""
    done(CementAction("inject", 0.3, 0.1))
    after_part = done(CementAction("inject", 0.5, 0.1)).digest
    procedure.simulate.PREFIXES.clear()
    assert done(CementAction("inject", 0.5, 0.1)).digest == after_part


def test_the_needle_points_from_the_pedicle_into_the_front_of_the_body():
    bone = body()
    for sign, side in ((1, "right"), (-1, "left")):
        x, y, z = needle_in_pedicle(bone, side, IN_BODY_MM).tip_mm
        assert 2 < sign * x < 12
        assert -3 < y < 8
        places = zip((x, y, z), bone.origin_mm, bone.spacing_mm, strict=True)
        assert bone.labels[tuple(round((at - low) / step) for at, low, step in places)] in (
            Part.TRABECULAR,
            Part.BASIVERTEBRAL_VEIN,
        )


def test_the_needle_of_the_cement_is_the_needle_that_was_steered():
    """Steered to the suggested place, cement flows as from the needle that lies there; its track is its own."""
    steered = procedure.run(
        body(),
        [
            NeedleAction("move", amounts=(-4, -3)),
            NeedleAction("turn", amounts=(9, 8)),
            *[NeedleAction("advance", 6.8)] * 5,
            CementAction("inject", 4.0, 0.1),
        ],
        procedure.STEERING,
    )
    placed = done(CementAction("inject", 4.0, 0.1))
    assert steered.needle.entry_mm == pytest.approx(placed.needle.entry_mm)
    assert steered.needle.depth_mm == pytest.approx(placed.needle.depth_mm)
    assert steered.injected.injected_ml == pytest.approx(0.4)
    np.testing.assert_allclose(steered.injected.tips_mm, [steered.needle.tip_mm])
    np.testing.assert_array_equal(steered.injected.saturation, placed.injected.saturation)
    assert {"wall_rule", "volume"} <= {one.criterion for one in procedure.assess(steered)}


def test_the_other_side_has_its_own_needle_and_track():
    outcome = done(*ACTIONS)
    assert (outcome.needle.side, outcome.beyond_pedicle_mm) == ("left", IN_BODY_MM)
    assert outcome.injected.directions[0] == pytest.approx(tuple(outcome.needle.direction))
    assert outcome.injected.directions[0][0] > 0, "from the left towards the midline"


@each_row(
    ("before", "action", "named"),
    [
        ((), CementAction("move", 30), "opening-would-leave-bone"),
        (ACTIONS[:1], CementAction("move", 30), "opening-would-leave-bone"),
        (ACTIONS[:1], NeedleAction("advance", -30), "opening-would-leave-bone"),
        (ACTIONS[:1], NeedleAction("medial", 3), "needle-fast-in-bone"),
        (ACTIONS[:1], procedure.BalloonAction("inflate", 1), "balloon-after-cement"),
        ((), procedure.BalloonAction("cement", 1), "balloons-in-the-way"),
        ((), procedure.CaseAction("ask", "fever"), "needs-a-patient"),
    ],
)
def test_what_is_not_possible_is_said_and_nothing_is_lost(before, action, named):
    earlier = done(*before)
    digest = earlier.digest
    with refused(ImpossibleActionError, named):
        done(*before, action)
    assert earlier.digest == done(*before).digest == digest


def test_no_cement_before_the_needle_is_in():
    with refused(ImpossibleActionError, "opening-not-in-bone-yet"):
        procedure.run(body(), [CementAction("inject", 1.0, 0.1)], procedure.STEERING)
    with refused(ImpossibleActionError, "opening-not-in-bone-yet"):
        procedure.run(body(), [CementAction("wait", 1.0)], procedure.STEERING)


@pytest.mark.slow
def test_a_careful_procedure_is_judged_well_and_a_careless_one_is_not():
    careful = done(CementAction("wait", 180.0), CementAction("inject", 30.0, 0.1))
    found = procedure.assess(careful)
    assert [one.criterion for one in found] == ["volume", "canal_leak", "other_leak", "posterior_third"]
    assert all(one.passed for one in found)
    assert found[0].values["stored_ml"] == pytest.approx(careful.injected.stored_ml)
    assert not all(one.passed for one in procedure.assess(done(*CARELESS)))
    assert not procedure.assess(done())[0].passed


@pytest.mark.slow
def test_needle_cement_and_leaks_stand_in_the_beam():
    assert len(procedure.radiopaque_objects(done())) == 1
    careless = done(*CARELESS)
    tools = procedure.radiopaque_objects(careless)
    assert len(tools) >= 3
    cloud = tools[1].fraction
    assert cloud.values.sum() * np.prod(cloud.spacing_mm) / 1000 == pytest.approx(careless.injected.stored_ml, rel=0.01)
