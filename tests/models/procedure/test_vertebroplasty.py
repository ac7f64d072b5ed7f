"""A list of deeds always comes to the same cement; it can be undone, kept, opened and judged."""

import json

import numpy as np
import pytest

from vertebra.errors import InputError
from vertebra.lessons import mrs_a
from vertebra.models import vertebroplasty as vp
from vertebra.models.vertebroplasty import Act, Replay, Setup
from vertebra.patient import Part

SETUP = Setup(mrs_a(), voxel_mm=2.0)
DEEDS = (
    Act("inject", 6.0, 0.1),
    Act("wait", 30.0),
    Act("move", -4.0),
    Act("inject", 5.0, 0.2),
    Act("side", -1),
    Act("inject", 4.0, 0.1),
)


def test_the_same_list_gives_the_same_cement_in_any_order_of_asking():
    straight = Replay(SETUP).state(DEEDS)
    wanted = straight.cement.saturation
    wandering = Replay(SETUP)
    for length in (2, 4, 1, 6, 3):
        wandering.state(DEEDS[:length])
    again = wandering.state(DEEDS)
    np.testing.assert_array_equal(again.cement.saturation, wanted)
    assert (again.side, again.depth_mm) == (straight.side, straight.depth_mm) == (-1, vp.START_DEPTH_MM)


def test_small_pieces_are_one_injection():
    acts = ()
    pieces = Replay(SETUP)
    for _ in range(24):
        acts = vp.merged(acts, Act("inject", 0.25, 0.1))
        pieces.state(acts)
    assert acts == (Act("inject", 6.0, 0.1),)
    whole = Replay(SETUP).state(acts)
    np.testing.assert_array_equal(pieces.state(acts).cement.saturation, whole.cement.saturation)
    assert whole.cement.injected_ml == pytest.approx(0.6)
    assert vp.merged(acts, Act("inject", 1.0, 0.2)) == (*acts, Act("inject", 1.0, 0.2))


def test_what_is_undone_was_never_done():
    one = Replay(SETUP)
    before = one.state(DEEDS[:1]).cement.saturation
    one.state(DEEDS[:4])
    np.testing.assert_array_equal(one.state(DEEDS[:1]).cement.saturation, before)
    assert one.state(()).cement.injected_ml == 0


def test_a_procedure_is_kept_and_opened_again():
    assert vp.restored(vp.saved(SETUP, DEEDS)) == (SETUP, DEEDS)


def _changed(change):
    whole = json.loads(vp.saved(SETUP, DEEDS))
    change(whole)
    return json.dumps(whole)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "no saved procedure"),
        ("[1, 2]", "no saved procedure"),
        ("not json at all", "no saved procedure"),
        (vp.saved(SETUP, DEEDS)[:-40], "no saved procedure"),
        (_changed(lambda whole: whole["plan"].update(version=0)), "version 0"),
        (_changed(lambda whole: whole["plan"]["deeds"][0].update(amount=600)), "damaged"),
    ],
)
def test_a_damaged_list_is_said_to_be_one(text, named):
    with pytest.raises(InputError, match=named):
        vp.restored(text)


def test_the_needle_points_from_the_pedicle_into_the_front_of_the_body():
    stand = vp.bench(SETUP.patient, "L1", 2.0)
    for side in (1, -1):
        x, y, z = vp.tip_mm(stand.collapsed, side, vp.START_DEPTH_MM)
        assert 2 < side * x < 12
        assert -3 < y < 8
        place = tuple(
            round((at - low) / step)
            for at, low, step in zip((x, y, z), stand.collapsed.origin_mm, stand.collapsed.spacing_mm, strict=True)
        )
        assert stand.collapsed.labels[place] in (Part.TRABECULAR, Part.BASIVERTEBRAL_VEIN)


def test_a_needle_drawn_out_of_the_body_is_refused_and_nothing_is_lost():
    one = Replay(SETUP)
    one.state(DEEDS[:1])
    with pytest.raises(InputError, match="keep it inside"):
        one.state((*DEEDS[:1], Act("move", 30)))
    assert one.state(DEEDS[:1]).cement.injected_ml == pytest.approx(0.6)


@pytest.mark.slow
def test_a_careful_procedure_is_judged_well_and_a_careless_one_is_not():
    careful = Replay(SETUP).state((Act("wait", 180.0), Act("inject", 30.0, 0.1)))
    assert all(one.good for one in vp.assess(careful))
    careless = Replay(SETUP).state((Act("move", -16), Act("inject", 60.0, 0.15)))
    assert not all(one.good for one in vp.assess(careless))
    nothing = Replay(SETUP).state(())
    assert not vp.assess(nothing)[0].good


@pytest.mark.slow
def test_shadows_hold_needle_cement_and_leaks():
    empty = Replay(SETUP).state(())
    assert len(vp.shadows(SETUP, empty)) == 1
    careless = Replay(SETUP).state((Act("move", -16), Act("inject", 60.0, 0.15)))
    tools = vp.shadows(SETUP, careless)
    assert len(tools) >= 3
    cloud = tools[1].share
    assert cloud.values.sum() * np.prod(cloud.spacing_mm) / 1000 == pytest.approx(careless.cement.stored_ml, rel=0.01)


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: Act("inject", -1, 0.1), "-1"), (lambda: Act("inject", 1, 9), "9"), (lambda: Act("dance", 1), "dance"),
        (lambda: Act("move", 400), "400"),
    ],
)  # fmt: skip
def test_impossible_deeds_are_refused(make, named):
    with pytest.raises(InputError, match=named):
        make()
