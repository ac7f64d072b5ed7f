"""What lessons 03 and 09 say in numbers is what the models find."""

import pytest

from vertebra.lessons import mrs_a
from vertebra.models import cascade, risk, spine


@pytest.fixture(scope="module")
def ends() -> dict[str, float]:
    """People of 1000 like Mrs A. with a new fracture within five years, by plan."""
    plans = {
        "none": cascade.Policy(),
        "zoledronate": cascade.Policy("zoledronate"),
        "few": cascade.Policy("zoledronate", taken_share=0.3),
        "few, longer": cascade.Policy("zoledronate", years=5, taken_share=0.3),
        "many": cascade.Policy("zoledronate", taken_share=0.8),
    }
    people = cascade.cohort_like(mrs_a())
    return {name: 10 * cascade.run(people, plan, years=5).ever_fractured_percent for name, plan in plans.items()}


def test_a_drug_for_three_years_spares_about_120_of_310_or_one_in_eight(ends):
    assert ends["none"] == pytest.approx(310, abs=10)
    spared = ends["none"] - ends["zoledronate"]
    assert spared == pytest.approx(120, abs=10)
    assert 1000 / spared == pytest.approx(8, abs=0.6)


def test_reaching_many_spares_more_than_treating_few_for_longer(ends):
    assert ends["few"] > ends["few, longer"] > ends["many"] + 20


def test_the_number_needed_in_the_trial_is_thirteen():
    assert round(risk.treatment_effect("zoledronate").number_needed) == 13


def test_a_low_wedge_carries_several_times_as_far_and_loads_two_thirds_more():
    low, high = spine.stand({"L1": 15}), spine.stand({"T8": 15})
    assert low.cobb_added_deg == high.cobb_added_deg
    assert low.plumb_line_mm > 3 * high.plumb_line_mm
    assert spine.level_load(mrs_a(), {"L1": 15}, "L2").ratio == pytest.approx(1 + 2 / 3, abs=0.05)


def test_the_band_of_the_breath_is_wider_than_the_fall_with_three_fractures():
    none, three = spine.vital_capacity_percent(0), spine.vital_capacity_percent(3)
    assert none.high - none.low > none.value - three.value
    assert three.high > none.low
