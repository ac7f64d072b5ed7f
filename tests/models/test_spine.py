"""A chain of vertebrae with wedges."""

import pytest

from vertebra.errors import InputError
from vertebra.models import spine


def test_without_wedges_nothing_changes() -> None:
    assert spine.stand({}) == spine.Posture(0, pytest.approx(0, abs=1e-9), 0)


def test_wedges_add_up() -> None:
    assert spine.stand({"T8": 10, "L1": 15}).cobb_added_deg == pytest.approx(25)


def test_a_lower_wedge_carries_more_forward() -> None:
    low, high = spine.stand({"L4": 15}), spine.stand({"T8": 15})
    assert low.plumb_line_mm > high.plumb_line_mm > 0
    assert low.height_loss_mm > high.height_loss_mm > 0


def test_one_wedge_by_hand() -> None:
    """15 degrees at T7, the top: a segment of 32 - 16 tan 15 = 27.71 mm leaning by 7.5 degrees."""
    found = spine.stand({"T7": 15})
    assert found.plumb_line_mm == pytest.approx(3.617, abs=0.005)
    assert found.height_loss_mm == pytest.approx(4.524, abs=0.005)


def test_breath_falls_as_the_one_study_says() -> None:
    assert spine.vital_capacity_percent(2).value == pytest.approx(84.6)
    assert spine.vital_capacity_percent(1).crosses(100)


def test_bad_values_are_named() -> None:
    with pytest.raises(InputError, match="0 to 40"):
        spine.stand({"L1": 60})
    with pytest.raises(InputError, match="0 to 90"):
        spine.stand({"L1": 40, "L2": 40, "L3": 40})
    with pytest.raises(InputError, match="0 to 4"):
        spine.vital_capacity_percent(9)
