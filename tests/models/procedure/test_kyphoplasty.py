"""A kyphoplasty as a list of deeds: always the same lift, hollows and cement; undone, kept, opened and judged."""

import json

import numpy as np
import pytest

from vertebra import tables
from vertebra.errors import InputError
from vertebra.lessons import mrs_a
from vertebra.models import ballooning as bl
from vertebra.models import kyphoplasty, vertebroplasty
from vertebra.models.ballooning import Deed, Replay, Setup
from vertebra.patient import Part

SETUP = Setup(mrs_a(), voxel_mm=2.0)
LIFT = (Deed("inflate", 2.4), Deed("down"))
DEEDS = (*LIFT, Deed("cement", 1.0), Deed("wait", 60.0), Deed("cement", 1.2))


@pytest.fixture(scope="module")
def treated():
    return Replay(SETUP).state(DEEDS)


def test_the_same_list_gives_the_same_cement_in_any_order_of_asking(treated):
    wanted = treated.cement.saturation
    wandering = Replay(SETUP)
    for length in (2, 4, 1, 5, 3):
        wandering.state(DEEDS[:length])
    np.testing.assert_array_equal(wandering.state(DEEDS).cement.saturation, wanted)


def test_small_pieces_are_one_deed():
    deeds, pieces = LIFT, Replay(SETUP)
    for _ in range(6):
        deeds = bl.merged(deeds, Deed("cement", 0.05))
        pieces.state(deeds)
    assert deeds == (*LIFT, Deed("cement", 0.3))
    np.testing.assert_array_equal(
        pieces.state(deeds).cement.saturation, Replay(SETUP).state(deeds).cement.saturation
    )  # fmt: skip
    assert bl.merged((Deed("inflate", 0.4),), Deed("inflate", 0.2)) == (Deed("inflate", 0.6),)
    assert len(bl.merged((Deed("inflate", 0.4),), Deed("inflate", -0.2))) == 2


def test_what_is_undone_was_never_done(treated):
    one = Replay(SETUP)
    one.state(DEEDS)
    assert one.state(DEEDS[:2]).cement.injected_ml == 0
    assert one.state(DEEDS[:1]).cement is None
    assert one.state(()).volume_ml == 0


def test_filled_at_once_it_is_the_kyphoplasty_of_the_model():
    found = kyphoplasty.perform(mrs_a(), volume_ml=2.4, voxel_mm=2.0)
    full, after = Replay(SETUP).state(LIFT[:1]), Replay(SETUP).state(LIFT)
    assert bl.heights(SETUP, full) == found.heights[2]
    assert bl.heights(SETUP, after).anterior_mm == pytest.approx(found.heights[3].anterior_mm, abs=1e-3)
    assert bl.pressure_mpa(SETUP, full) == pytest.approx(float(found.inflation.pressure_mpa[-1]))
    assert after.cement.pressures.syringe_mpa == 0


def test_drawn_back_the_endplate_sinks_by_a_part_and_the_gauge_falls():
    heights, gauges = [], []
    for back in (0.0, -0.2, -1.0, -2.4):
        state = Replay(SETUP).state((Deed("inflate", 2.4), Deed("inflate", back)))
        heights.append(bl.heights(SETUP, state).anterior_mm)
        gauges.append(bl.pressure_mpa(SETUP, state))
    assert heights == sorted(heights, reverse=True)
    assert gauges == sorted(gauges, reverse=True)
    assert gauges[-1] == 0
    lost = (heights[0] - heights[-1]) / (heights[0] - SETUP.bed.collapsed.anterior_mm)
    assert lost == pytest.approx(tables.value("deflation_loss_share"), abs=0.05)


def test_filled_again_it_goes_on_where_the_bone_was_crushed_to():
    again = Replay(SETUP).state((*LIFT, Deed("inflate", 3.0)))
    once = Replay(SETUP).state((Deed("inflate", 3.0),))
    assert (again.volume_ml, again.most_ml, again.out) == (3.0, 3.0, False)
    assert bl.heights(SETUP, again) == bl.heights(SETUP, once)


def test_more_than_a_balloon_holds_stops_and_says_so():
    state = Replay(SETUP).state((Deed("inflate", 6.0),))
    assert state.stopped == "volume"
    assert state.volume_ml == pytest.approx(tables.value("balloon_most_ml"), abs=0.01)


def test_cement_takes_the_hollows_first_and_none_is_lost(treated):
    cement = treated.cement
    assert cement.injected_ml == pytest.approx(2 * 2.2)
    assert cement.injected_ml == pytest.approx(cement.stored_ml + cement.total_leaked_ml, abs=1e-6)
    hollow = np.asarray(cement.vertebra.is_part(Part.CAVITY))
    inside = float(cement.cement_share[hollow].sum()) * cement.vertebra.voxel_ml
    assert inside > 0.8 * cement.injected_ml
    assert bl.beyond_ml(cement) == pytest.approx(cement.stored_ml - inside, abs=1e-6)
    assert bl.filled_share(cement) > 0.85


@pytest.mark.slow
def test_a_good_one_is_praised_and_each_fault_named(treated):
    assert all(one.good for one in bl.assess(SETUP, treated))
    little = Replay(SETUP).state((Deed("inflate", 0.6), Deed("down"), Deed("cement", 0.2)))
    assert {one.name for one in bl.assess(SETUP, little) if not one.good} >= {"Height"}
    half = Replay(SETUP).state((*LIFT, Deed("cement", 0.5)))
    assert "Hollows" in {one.name for one in bl.assess(SETUP, half) if not one.good}
    much = Replay(SETUP).state((*LIFT, Deed("cement", 4.5)))
    assert "Bone beyond" in {one.name for one in bl.assess(SETUP, much) if not one.good}


def test_what_stands_in_the_beam():
    full = bl.shadows(SETUP, Replay(SETUP).state(LIFT[:1]))
    assert len(full) == 4
    done = kyphoplasty.perform(mrs_a(), volume_ml=2.4, voxel_mm=2.0).inflation
    assert full[2].height_mm == pytest.approx(float(done.up_mm[-1]))
    assert len(bl.shadows(SETUP, Replay(SETUP).state(LIFT))) == 2
    assert len(bl.shadows(Setup(mrs_a(), placement="one side", voxel_mm=2.0), Replay(SETUP).state(LIFT[:1]))) == 2


def test_a_procedure_is_kept_and_opened_again():
    assert bl.restored(bl.saved(SETUP, DEEDS)) == (SETUP, DEEDS)


def _changed(change):
    whole = json.loads(bl.saved(SETUP, DEEDS))
    change(whole)
    return json.dumps(whole)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "no saved procedure"),
        (_changed(lambda one: one["plan"].update(version=7)), "version 7"),
        (_changed(lambda one: one["plan"]["deeds"].pop()), "damaged"),
        (vertebroplasty.saved(vertebroplasty.Setup(mrs_a()), ()), "saved vertebroplasty"),
    ],
)
def test_a_damaged_or_foreign_list_is_refused(text, named):
    with pytest.raises(InputError, match=named):
        bl.restored(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: Deed("inflate", 9), "9"),
        (lambda: Deed("burst"), "burst"),
        (lambda: Deed("cement", -1), "-1"),
        (lambda: Deed("cement", 0.12), "0.05"),
        (lambda: Setup(mrs_a(), lies="standing"), "standing"),
        (lambda: Setup(mrs_a(), placement="left"), "left"),
        (lambda: Replay(SETUP).state((Deed("inflate", 2.0), Deed("cement", 0.2))), "let them down first"),
        (lambda: Replay(SETUP).state((*DEEDS, Deed("inflate", 1.0))), "cement in the body"),
        (lambda: Replay(SETUP).state((Deed("wait", 1.0),) * 300), "200"),
    ],
)
def test_what_is_not_possible_is_said(make, named):
    with pytest.raises(InputError, match=named):
        make()
