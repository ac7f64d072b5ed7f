"""A needle as a list of deeds: replayed the same anywhere; what was marked, seen and scanned stays on record."""

from dataclasses import asdict, replace

import pytest

from vertebra.errors import InputError
from vertebra.lessons import mrs_a
from vertebra.models import conduct, needle, needling, plan
from vertebra.models.needling import Deed, Setup

SETUP = Setup(mrs_a(), "L1")
AIM = (Deed("out", -4), Deed("medial", 9), Deed("up", -3), Deed("caudal", 8))


def test_the_deeds_that_undo_the_error_lead_to_the_advised_place():
    goal = needling.advised(SETUP)
    far = goal.depth_mm - needling.START_MM
    steps = (*AIM, *[Deed("advance", far / 4)] * 4)
    state = needling.replayed(SETUP, steps)
    assert state.needle.tip_mm == pytest.approx(goal.tip_mm, abs=1e-9)
    assert conduct.off_advised_mm(SETUP, state.needle) == pytest.approx(0, abs=1e-9)
    assert all(one.good for one in conduct.judged(SETUP, state))


def test_replaying_step_by_step_and_at_once_is_the_same():
    deeds = (
        Deed("target", amounts=(4.0, 6.0, -1.5)),
        Deed("look", what="AP"),
        Deed("turn", amounts=(9, 8)),
        Deed("move", amounts=(-4, -3)),
        *AIM,
        Deed("advance", 10),
        Deed("shot"),
        Deed("look", what="both"),
        Deed("advance", -3),
        Deed("scan"),
        Deed("advance", 2),
    )
    state = needling.start(SETUP)
    for at, deed in enumerate(deeds):
        state = needling.done(SETUP, state, deed)
        assert needling.replayed(SETUP, deeds[: at + 1]) == state
    assert needling.restored(needling.saved(SETUP, deeds)) == (SETUP, deeds)


def test_a_turn_and_a_move_are_two_changes_and_one_picture_of_each_view():
    one = needling.replayed(SETUP, (Deed("turn", amounts=(9, 8)), Deed("move", amounts=(-4, -3))))
    two = needling.replayed(SETUP, AIM)
    assert one.needle == two.needle
    assert (one.shots, two.shots) == (2 + 2 * 2, 2 + 4 * 2)


def test_a_mark_costs_no_picture_and_is_made_before_the_needle_goes_in():
    marked = needling.replayed(SETUP, (Deed("target", amounts=(4, 6, -1)), Deed("target", amounts=(5, 6, -1))))
    assert marked.target_mm == (5.0, 6.0, -1.0)
    assert marked.shots == needling.start(SETUP).shots
    with pytest.raises(InputError, match="marked before the needle goes in"):
        needling.replayed(SETUP, (*AIM, Deed("advance", 10), Deed("target", amounts=(4, 6, -1))))


def test_a_scan_is_a_deed_and_what_follows_it_is_on_record():
    scanned = needling.replayed(SETUP, (*AIM, Deed("advance", 20), Deed("scan")))
    assert scanned.shown
    assert not scanned.moved_on
    looked = needling.done(SETUP, scanned, Deed("shot"))
    assert looked.shown, "a picture moves nothing"
    assert not looked.moved_on
    moved = needling.done(SETUP, looked, Deed("advance", 4))
    assert moved.moved_on
    assert not moved.shown, "a scan shows the needle as it lay then"
    back = needling.replayed(SETUP, (*AIM, Deed("advance", 20), Deed("scan"), Deed("advance", 4), Deed("advance", -4)))
    assert back.moved_on
    assert needling.restored(needling.saved(SETUP, (*AIM, Deed("scan"))))[1][-1] == Deed("scan")


def test_a_list_of_version_1_is_read_and_leads_to_the_same_needle():
    body = [{"kind": one.kind, "amount": float(one.amount), "what": ""} for one in (*AIM, Deed("advance", 10))]
    old = plan.sealed("needle", 1, asdict(SETUP), body)
    setup, deeds = needling.restored(old)
    assert setup == SETUP
    assert needling.replayed(setup, deeds) == needling.replayed(SETUP, (*AIM, Deed("advance", 10)))


def test_every_picture_counts_and_only_what_is_looked_at_is_seen():
    both = needling.replayed(SETUP, (Deed("advance", 2), Deed("advance", 2)))
    assert both.shots == 2 + 4
    one = needling.replayed(SETUP, (Deed("look", what="AP"), Deed("advance", 2), Deed("advance", 2)))
    assert one.shots == 2 + 1 + 2
    assert one.seen["AP"] == one.needle
    assert one.seen["lateral"] == needling.start(SETUP).needle


def test_another_way_starts_beside_its_own_entry():
    state = needling.replayed(SETUP, (Deed("way", what="parapedicular"), *AIM))
    goal = needling.advised(SETUP, "parapedicular")
    assert state.needle.entry_mm == pytest.approx(goal.entry_mm)
    assert state.needle.way == "parapedicular"


def test_beside_a_narrow_pedicle_bone_is_met_later():
    setup = Setup(mrs_a(), "T9")
    goal = needling.advised(setup, "parapedicular")
    deeds = (Deed("way", what="parapedicular"), *AIM, *[Deed("advance", 2)] * round((goal.depth_mm - 8) / 2))
    assert all(one.good for one in conduct.judged(setup, needling.replayed(setup, deeds)))


def test_an_uncorrected_needle_fails_and_says_where():
    state = needling.replayed(SETUP, (Deed("advance", 20), Deed("advance", 14)))
    assert not all(one.good for one in conduct.judged(SETUP, state))
    outside = replace(SETUP, off=(30.0, -9.0, 3.0, 8.0))
    with pytest.raises(InputError, match="misses this vertebra"):
        needling.replayed(outside, (Deed("advance", 20),))


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: Deed("target", amounts=(1, 2)), "has 2 amounts; give 3"), (lambda: Deed("target", amounts=(0, 400, 0)), "400"),
        (lambda: Deed("turn", amounts=(3, "much")), "much"), (lambda: Deed("advance", 2, amounts=(1,)), "has 1 amounts"),
        (lambda: Deed("push"), "push"), (lambda: Deed("advance", 40), "40"), (lambda: Deed("look", what="oblique"), "oblique"),
        (lambda: Deed("way", what="rib"), "rib"), (lambda: Deed("gauge", 9), "9 gauge"), (lambda: Deed("gauge", 11.5), "11.5 gauge"),
        (lambda: needling.replayed(SETUP, (Deed("advance", 10), Deed("medial", 2))), "draw it back"),
        (lambda: needling.replayed(SETUP, (Deed("shot"),) * 401), "400"),
        (lambda: needling.restored(needling.saved(SETUP, AIM).replace("needle", "vertebroplasty", 1)), "not a needle"),
        (lambda: needling.restored(needling.saved(SETUP, AIM).replace("9.0", "8.0", 1)), "damaged"),
        (lambda: needling.restored(needling.saved(SETUP, AIM).replace('"version": 2', '"version": 7')), "version 7.*reads version 2"),
        (lambda: needling.restored(needling.saved(SETUP, AIM).replace('"version": 2', '"version": 1')), "damaged"),
        (lambda: needling.restored(plan.sealed("needle", 2, asdict(SETUP), [{"kind": "target", "amounts": None}])), "does not know"),
        (lambda: needling.restored("[" * 5000), "no saved procedure"),
    ],
)  # fmt: skip
def test_what_is_not_possible_is_said(make, named):
    with pytest.raises(InputError, match=named):
        make()


def test_gauges_offered_are_those_of_the_table():
    assert set(needle.gauges()) == {10, 11, 13}
