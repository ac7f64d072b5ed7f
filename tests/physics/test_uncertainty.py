"""How far results spread: the estimator against a function whose indices are known, and what is kept of it."""

import numpy as np
import pytest
from refusals import refused

from vertebra import cache, tables
from vertebra.errors import CourseError
from vertebra.models import heat
from vertebra.result_spread import ResultSpread, spread_of, stored_spreads
from vertebra.validation import uncertainty

INPUTS = ("bone_perfusion_per_s", "canal_perfusion_per_s", "cement_air_fraction")


def test_a_sum_of_inputs_has_the_indices_of_their_variances():
    """For a sum of independent inputs, total index = (weight x width)^2 over the sum of all of them."""
    widths = np.array([tables.quantity(name).high - tables.quantity(name).low for name in INPUTS])
    weights = np.array([3.0, 2.0, 0.0]) / widths
    study = uncertainty.Study(
        "trial",
        INPUTS,
        {"sum": ""},
        lambda values: {"sum": 7.0 + sum(weight * values[name] for weight, name in zip(weights, INPUTS, strict=True))},
    )
    (found,) = uncertainty.compute(study, draws=1024)
    assert [found.indices[name] for name in INPUTS] == pytest.approx([9 / 13, 4 / 13, 0], abs=0.03)
    lows = np.array([tables.quantity(name).low for name in INPUTS])
    assert found.middle == pytest.approx(7 + weights @ lows + 2.5, abs=0.1)
    assert found.low < found.middle < found.high


def test_the_same_seed_draws_the_same():
    study = uncertainty.Study("trial", INPUTS[:2], {"value": ""}, lambda values: {"value": values[INPUTS[0]]})
    assert uncertainty.compute(study, draws=8) == uncertainty.compute(study, draws=8)


def test_a_replaced_quantity_is_back_afterwards_and_no_cache_keeps_it():
    before, rate = tables.value("setting_activation_j_per_mol"), heat.rate_per_s(37)
    with tables.replaced({"setting_activation_j_per_mol": 0.5 * before}):
        assert tables.value("setting_activation_j_per_mol") == 0.5 * before
        assert heat.rate_per_s(37) != pytest.approx(rate)
    assert tables.value("setting_activation_j_per_mol") == before
    assert heat.rate_per_s(37) == rate
    cache.clear()


def test_what_no_table_holds_is_not_replaced():
    with refused(CourseError, "no_such_quantity"), tables.replaced({"no_such_quantity": 1.0}):
        pass


def test_every_input_of_a_study_has_a_range_and_every_result_is_kept():
    kept = {(spread.card, spread.output): spread for spread in stored_spreads()}
    for study in uncertainty.STUDIES:
        for output in study.outputs:
            spread = kept.pop((study.card, output))
            assert set(spread.indices) == set(study.inputs)
            assert spread.low <= spread.middle <= spread.high
    assert not kept


@pytest.mark.slow
@pytest.mark.parametrize("study", uncertainty.STUDIES, ids=lambda study: study.card)
def test_the_kept_spread_holds_what_the_model_gives_in_the_middle(study):
    middle = {name: sum(uncertainty.range_of(name)) / 2 for name in study.inputs}
    for output, value in study.run(middle).items():
        spread = spread_of(study.card, output)
        assert spread.low <= value <= spread.high, output


def test_a_band_keeps_its_place_and_scales_with_the_value():
    spread = ResultSpread("trial", "rise", "K", 47.0, 42.0, 57.0, {})
    assert spread.around(47, 37) == pytest.approx((42, 57))
    assert spread.around(57, 37) == pytest.approx((47, 77))
    assert spread_of("trial", "nothing") is None
