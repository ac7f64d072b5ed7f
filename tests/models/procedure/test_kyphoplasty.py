"""Balloons and the cement that takes their place: the same lift, cavities and cement for the same list."""

from dataclasses import replace

import numpy as np
import pytest
from refusals import refused
from rows import each_row

from vertebra import tables
from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import fracture, procedure
from vertebra.models.procedure import KYPHOPLASTY, BalloonAction, CementAction, ImpossibleActionError, kyphoplasty
from vertebra.models.procedure.action_list import append_action
from vertebra.models.procedure.cavity import create_cavity
from vertebra.patient import Part

LIFT = (BalloonAction("inflate", 2.4), BalloonAction("deflate"))
ACTIONS = (*LIFT, BalloonAction("cement", 1.0), BalloonAction("wait", 60.0), BalloonAction("cement", 1.2))
ONE_SIDE = BalloonAction("placement", option="one side")


def body():
    return fracture.of_patient(mrs_a(), "L1", 2.0)


def done(*actions):
    return procedure.run(body(), actions, KYPHOPLASTY)


def test_small_pieces_are_one_action():
    actions = LIFT
    for _ in range(6):
        actions = append_action(actions, BalloonAction("cement", 0.05))
        pieces = done(*actions)
    assert actions == (*LIFT, BalloonAction("cement", 0.3))
    procedure.simulate.PREFIXES.clear()
    assert done(*actions) == pieces
    more = append_action((BalloonAction("inflate", 0.4),), BalloonAction("inflate", 0.2))
    assert more == (BalloonAction("inflate", 0.6),)
    assert len(append_action(more, BalloonAction("inflate", -0.2))) == 2


def test_the_shorter_list_is_the_undo():
    done(*ACTIONS)
    assert not done(*ACTIONS[:2]).cement_given
    assert done(*ACTIONS[:2]).cement.injected_ml == 0
    assert done(*ACTIONS[:1]).cement is None
    assert done().balloons.volume_ml == 0


def test_filled_at_once_it_is_the_cavity_of_the_model():
    found = create_cavity(body(), 2.4)
    full, after = done(*LIFT[:1]), done(*LIFT)
    assert full.heights == found.heights[2]
    assert after.heights.anterior_mm == pytest.approx(found.heights[3].anterior_mm, abs=1e-3)
    assert kyphoplasty.pressure_mpa(full) == pytest.approx(float(found.inflation.pressure_mpa[-1]))
    assert after.cement.pressures.syringe_mpa == 0


def test_drawn_back_the_endplate_sinks_by_a_part_and_the_gauge_falls():
    heights, gauges = [], []
    for back in (0.0, -0.2, -1.0, -2.4):
        outcome = done(BalloonAction("inflate", 2.4), BalloonAction("inflate", back))
        heights.append(outcome.heights.anterior_mm)
        gauges.append(kyphoplasty.pressure_mpa(outcome))
    assert heights == sorted(heights, reverse=True)
    assert gauges == sorted(gauges, reverse=True)
    assert gauges[-1] == 0
    lost = (heights[0] - heights[-1]) / (heights[0] - kyphoplasty.site(done()).collapsed.anterior_mm)
    assert lost == pytest.approx(tables.value("deflation_loss_fraction"), abs=0.05)


def test_filled_again_it_goes_on_where_the_bone_was_crushed_to():
    again, once = done(*LIFT, BalloonAction("inflate", 3.0)), done(BalloonAction("inflate", 3.0))
    assert (again.balloons.volume_ml, again.balloons.max_volume_ml, again.balloons.removed) == (3.0, 3.0, False)
    assert again.heights == once.heights
    assert again.cement is None


def test_more_than_a_balloon_holds_stops_and_says_so():
    outcome = done(BalloonAction("inflate", 6.0))
    assert outcome.balloons.stopped == "volume"
    assert outcome.balloons.volume_ml == pytest.approx(tables.value("balloon_max_ml"), abs=0.01)


def test_cement_takes_the_cavities_first_and_none_is_lost():
    field = done(*ACTIONS).injected
    assert field.injected_ml == pytest.approx(2 * 2.2)
    assert field.injected_ml == pytest.approx(field.stored_ml + field.total_leaked_ml, abs=1e-6)
    cavity = np.asarray(field.vertebra.is_part(Part.CAVITY))
    inside = float(field.cement_fraction[cavity].sum()) * field.vertebra.voxel_ml
    assert inside > 0.8 * field.injected_ml
    assert kyphoplasty.extracavitary_cement_ml(field) == pytest.approx(field.stored_ml - inside, abs=1e-6)
    assert kyphoplasty.cavity_fill_fraction(field) > 0.85


def test_cement_can_also_be_given_by_hand_to_either_cavity():
    by_hand = done(*LIFT, CementAction("inject", 5.0, 0.1), CementAction("side", -1), CementAction("inject", 5.0, 0.1))
    x, _, _ = by_hand.body.axes_mm()
    by_side = by_hand.injected.cement_fraction.sum(axis=(1, 2))
    assert by_side[x > 1].sum() == pytest.approx(by_side[x < -1].sum(), rel=0.05)


@pytest.mark.slow
def test_a_good_one_passes_and_each_fault_is_named():
    assert all(one.passed for one in procedure.assess(done(*ACTIONS)))
    little = done(BalloonAction("inflate", 0.6), BalloonAction("deflate"), BalloonAction("cement", 0.2))
    assert "height" in _failed(little)
    assert "cavity_fill" in _failed(done(*LIFT, BalloonAction("cement", 0.5)))
    assert "extracavitary_cement" in _failed(done(*LIFT, BalloonAction("cement", 4.5)))


def _failed(outcome):
    return {one.criterion for one in procedure.assess(outcome) if not one.passed}


def test_what_stands_in_the_beam():
    full = procedure.radiopaque_objects(done(*LIFT[:1]))
    assert len(full) == 8, "two needles, two balloons, and two bands on each"
    assert full[2].height_mm == pytest.approx(float(create_cavity(body(), 2.4).inflation.semi_axis_vertical_mm[-1]))
    assert len(procedure.radiopaque_objects(done(*LIFT))) == 2
    assert len(procedure.radiopaque_objects(done(ONE_SIDE, *LIFT[:1]))) == 4
    behind, front = (np.mean([band.start_mm, band.end_mm], axis=0) for band in full[4:6])
    centre = kyphoplasty.site(done(*LIFT[:1])).centres_mm[0]
    np.testing.assert_allclose((behind + front) / 2, centre, err_msg="the bands lie at the balloon's ends")
    assert np.linalg.norm(front - behind) == pytest.approx(tables.value("balloon_length_mm"))


def test_how_the_patient_lies_is_an_action_too():
    extended = BalloonAction("position", option="prone, spine extended")
    assert done(extended, *LIFT).heights.anterior_mm > done(*LIFT).heights.anterior_mm
    with refused(ImpossibleActionError, "balloons-already-filled"):
        done(*LIFT, extended)


@each_row(
    ("actions", "named"),
    [
        ((BalloonAction("inflate", 2.0), BalloonAction("cement", 0.2)), "balloons-in-the-way"),
        ((BalloonAction("inflate", 2.0), CementAction("inject", 2.0, 0.1)), "balloons-in-the-way"),
        ((*ACTIONS, BalloonAction("inflate", 1.0)), "balloon-after-cement"),
        ((BalloonAction("deflate"),), "balloons-empty"),
        ((*LIFT, BalloonAction("deflate")), "balloons-already-out"),
        ((*LIFT, CementAction("move", 2)), "needles-in-cavities"),
        ((ONE_SIDE, *LIFT, CementAction("side", -1)), "no-cavity-on-this-side"),
        ((*LIFT, procedure.NeedleAction("advance", 2)), "no-steering-after-balloons"),
    ],
)
def test_what_is_not_possible_is_said(actions, named):
    with refused(ImpossibleActionError, named):
        done(*actions)


def test_a_body_without_room_or_pedicles_is_refused_by_name():
    with refused(InputError, "pedicle_right"):
        procedure.run(replace(body(), landmarks_mm={}), LIFT, KYPHOPLASTY)
