"""How a quantity is written for a reader."""

from vertebra.units import written


def test_an_interval_is_written_only_where_both_ends_are_known():
    assert written(19.2, "%", 13.6, 24.8) == "19.2 % (13.6 to 24.8)"
    assert written(19.2, "%", 13.6) == "19.2 %"
    assert written(3, "") == "3"
