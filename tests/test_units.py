"""How a quantity is written for a reader."""

from vertebra.units import format_number, format_quantity


def test_an_interval_is_written_only_where_both_ends_are_known():
    assert format_quantity(19.2, "%", 13.6, 24.8) == "19.2 % (13.6 to 24.8)"
    assert format_quantity(19.2, "%", 13.6) == "19.2 %"
    assert format_quantity(3, "") == "3"


def test_large_numbers_are_divided_and_tiny_ones_have_a_power_of_ten():
    assert format_number(858978) == "858,978"
    assert format_number(3175) == "3175"
    assert format_quantity(4.45e-8, "m2") == "4.45 × 10⁻⁸ m²"
    assert format_number(0) == "0"


def test_degrees_stand_at_their_number_and_celsius_is_written_out():
    assert format_quantity(3.1, "°") == "3.1°"
    assert format_quantity(37, "C") == "37 °C"
