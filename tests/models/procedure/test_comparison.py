"""One fracture, two ways: as much cement in both, and what differs."""

import numpy as np
import pytest

from vertebra.errors import InputError
from vertebra.lessons import mrs_a
from vertebra.models import ballooning, kyphoplasty, ways
from vertebra.models.ballooning import Setup
from vertebra.models.cement import Injection

SETUP = Setup(mrs_a(), voxel_mm=2.0)


@pytest.fixture(scope="module")
def both():
    return {way: ways.course(SETUP, way) for way in ways.WAYS}


@pytest.mark.slow
def test_both_get_the_same_cement_and_lose_none(both):
    for course in both.values():
        cement = course.at(4.0)
        assert cement.injected_ml == pytest.approx(4.0)
        assert cement.injected_ml == pytest.approx(cement.stored_ml + cement.total_leaked_ml, abs=1e-6)


def test_hollows_take_it_at_a_fraction_of_the_pressure_until_they_are_full(both):
    into_bone, into_hollows = (both[way].until(6.0)[:, 1] for way in ways.WAYS)
    room = kyphoplasty.hollow_ml(both["kyphoplasty"].body)
    early, late = round(0.7 * room / ways.STEP_ML), round(6.0 / ways.STEP_ML)
    back = 1000 * ballooning.tables.value("venous_pressure_kpa") / 1000
    assert into_hollows[early] - back < 0.3 * (into_bone[early] - back)
    rise = np.diff(into_hollows)
    assert rise[late - 3 : late].mean() > 5 * rise[1:early].mean()


def test_only_the_balloon_gains_height(both):
    broken = SETUP.bed.collapsed
    assert both["vertebroplasty"].heights == broken
    assert both["kyphoplasty"].heights.anterior_mm > broken.anterior_mm + 1


def test_going_back_and_on_gives_what_going_on_gave(both):
    course = both["vertebroplasty"]
    there = course.at(2.0).saturation
    course.at(5.0)
    course.at(0.0)
    np.testing.assert_array_equal(course.at(2.0).saturation, there)
    fresh = Injection(course.body, "low", SETUP.bed.centres_mm, gauge=ballooning.GAUGE, mixed_minutes_ago=6)
    for _ in range(10):
        for tip in (0, 1):
            fresh.advance(1.0, 0.1, tip)
    np.testing.assert_array_equal(there, fresh.saturation)


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: ways.course(SETUP, "open"), "open"),
        (lambda: ways.course(SETUP, "vertebroplasty").at(-1), "-1"),
        (lambda: ways.course(SETUP, "vertebroplasty").at(99), "99"),
    ],
)
def test_what_is_not_possible_is_said(make, named):
    with pytest.raises(InputError, match=named):
        make()
