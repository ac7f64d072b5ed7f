"""How a quantity is written for a reader."""

from vertebra.units import format_quantity


def test_an_interval_is_written_only_where_both_ends_are_known():
    assert format_quantity(19.2, "%", 13.6, 24.8) == "19.2 % (13.6 to 24.8)"
    assert format_quantity(19.2, "%", 13.6) == "19.2 %"
    assert format_quantity(3, "") == "3"
