"""One fracture, two techniques: as much cement in both, and what differs."""

import numpy as np
import pytest
from refusals import refused
from rows import each_row

from vertebra import tables
from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import cement, fracture
from vertebra.models.procedure import KYPHOPLASTY, kyphoplasty
from vertebra.models.procedure.cavity import cavity_ml
from vertebra.models.procedure.comparison import STEP_ML, TECHNIQUES, injection_curve


def body():
    return fracture.of_patient(mrs_a(), "L1", 2.0)


@pytest.fixture(scope="module")
def both():
    return {technique: injection_curve(body(), technique) for technique in TECHNIQUES}


@pytest.mark.slow
def test_both_get_the_same_cement_and_lose_none(both):
    for curve in both.values():
        field = curve.at(4.0)
        assert field.injected_ml == pytest.approx(4.0)
        assert field.injected_ml == pytest.approx(field.stored_ml + field.total_leaked_ml, abs=1e-6)


@pytest.mark.slow
def test_cavities_take_it_at_a_fraction_of_the_pressure_until_they_are_full(both):
    into_bone, into_cavities = (both[technique].until(6.0)[:, 1] for technique in TECHNIQUES)
    room = cavity_ml(both["kyphoplasty"].body)
    early, late = round(0.7 * room / STEP_ML), round(6.0 / STEP_ML)
    back = tables.value("venous_pressure_kpa")
    assert into_cavities[early] - back < 0.3 * (into_bone[early] - back)
    rise = np.diff(into_cavities)
    assert rise[late - 3 : late].mean() > 5 * rise[1:early].mean()


def test_only_the_balloon_gains_height(both):
    broken = kyphoplasty.site(both["kyphoplasty"].before).collapsed
    assert both["vertebroplasty"].heights == broken
    assert both["kyphoplasty"].heights.anterior_mm > broken.anterior_mm + 1


def test_an_earlier_amount_is_unchanged_by_later_ones(both):
    curve = both["vertebroplasty"]
    there = curve.at(2.0)
    before = there.digest
    curve.at(5.0)
    curve.at(0.0)
    assert curve.at(2.0).digest == there.digest == before
    centres = kyphoplasty.site(curve.before).centres_mm
    fresh = cement.begin(curve.body, "low", centres, gauge=KYPHOPLASTY.gauge, mixed_minutes_ago=6)
    for _ in range(10):
        for needle in (0, 1):
            fresh = cement.inject(fresh, 1.0, 0.1, needle)
    assert fresh.digest == before


@each_row(
    ("make", "named"),
    [
        (lambda: injection_curve(body(), "open"), "open"),
        (lambda: injection_curve(body(), "vertebroplasty").at(-1), "-1"),
        (lambda: injection_curve(body(), "vertebroplasty").at(99), "99"),
    ],
)
def test_what_is_not_possible_is_said(make, named):
    with refused(InputError, named):
        make()
