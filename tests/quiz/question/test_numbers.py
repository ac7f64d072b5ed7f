"""A number typed is read, or refused for a reason; the browser does the same with the same cases
(tests/js/quiz_numbers.test.js).
"""

import contextlib
import json
import math
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import each_row

from vertebra.errors import InputError
from vertebra.quiz.question.numeric import numbers
from vertebra.quiz.question.numeric.unit_names import Match, canonical, matched

CASES = json.loads((Path(__file__).parents[2] / "data" / "numbers.json").read_text(encoding="utf-8"))


@each_row(("typed", "number", "unit"), CASES["read"])
def test_a_number_is_read_as_people_type_it(typed, number, unit):
    found = numbers.read(typed)
    assert found.number == pytest.approx(number, rel=1e-15)
    assert found.unit == unit


@each_row(("typed", "reason"), CASES["refused"])
def test_what_is_not_just_one_number_is_refused_with_the_reason(typed, reason):
    with pytest.raises(numbers.NumberError) as refused:
        numbers.read(typed)
    assert refused.value.reason == reason
    assert str(refused.value).isprintable()


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_a_printed_number_is_read_back_or_refused_where_a_comma_may_mean_thousands(number, decimals):
    printed = f"{number:.{decimals}f}"
    assert numbers.read(printed).number == float(printed)
    typed = printed.replace(".", ",").replace("-", "−")
    if decimals == 3 and 1 <= abs(float(printed)) < 1000:
        with pytest.raises(numbers.NumberError):
            numbers.read(typed)
    else:
        assert numbers.read(typed).number == float(printed)


@given(st.text(max_size=100))
def test_any_text_is_a_finite_number_or_refused(text):
    with contextlib.suppress(InputError):
        assert math.isfinite(numbers.read(text).number)


@given(st.text(alphabet="0123456789.,'·− \u202f", min_size=1, max_size=10))
def test_no_digit_that_was_typed_is_dropped(text):
    with contextlib.suppress(InputError):
        typed = "".join(character for character in text if character.isdigit()).lstrip("0")
        found = f"{Decimal(repr(abs(numbers.read(text).number))):f}".replace(".", "")
        assert found.lstrip("0").startswith(typed.rstrip("0").lstrip("0"))


SAME_UNITS = [
    ("mg/cm³", "mg/cm^3", "mg / cm3", "mg per cm³", "mg·cm⁻³", "mg cm-3", "mg/cm³ "),
    ("N/mm²", "N/mm2", "MPa", "N mm-2", "N·mm⁻²"),
    ("µL", "μL", "ul", "µl", "mm³", "mm3"),
    ("mL", "ml", "cm3", "cm³", "cc", "ccm"),
    ("°C", "℃", "°c"),
    ("%", "per cent", "percent", "％"),
    ("Pa s", "Pa·s", "Pa*s", "Pa⋅s"),
    ("kN", "kN "),
]


@each_row("names", SAME_UNITS)
def test_one_unit_written_in_many_ways(names):
    assert len({canonical(name) for name in names}) == 1


@each_row(
    ("typed", "accepted", "expected"),
    [
        ("MPa", "MPa", 1.0),
        ("N/mm2", "MPa", 1.0),
        ("Mpa", "MPa", 1.0),
        ("MPA", "MPa", 1.0),
        ("mPa", "MPa", Match.OTHER),
        ("mpa", "MPa", Match.UNCLEAR),
        ("GPa", "MPa", Match.OTHER),
        ("psi", "MPa", Match.OTHER),
        ("MPa", "mPa", Match.OTHER),
        ("KN", "kN", 1.0),
        ("kn", "kN", 1.0),
        ("n", "N", Match.UNCLEAR),
        ("MM", "mm", Match.UNCLEAR),
        ("Mm", "mm", Match.OTHER),
        ("mM", "mm", Match.UNCLEAR),
        ("cm", "mm", Match.OTHER),
        ("Ms", "ms", Match.OTHER),
        ("mS", "ms", Match.UNCLEAR),
        ("ML", "mL", Match.OTHER),
        ("ml/min", "mL/min", 1.0),
        ("mL/h", "mL/min", Match.OTHER),
        ("MG/CM3", "mg/cm3", Match.UNCLEAR),
        ("Mg/cm3", "mg/cm3", Match.OTHER),
        ("hu", "HU", 1.0),
        ("mgy", "mGy", 1.0),
        ("MGy", "mGy", Match.OTHER),
        ("![x](http://h/b.png)", "mm", Match.OTHER),
        ("x" * 80, "mm", Match.OTHER),
        ("", "mm", Match.OTHER),
    ],
)
def test_a_unit_fits_is_unclear_or_is_another(typed, accepted, expected):
    assert matched(typed, {accepted: 1.0}) == expected


@given(st.text(max_size=80))
def test_any_text_is_compared_as_a_unit(text):
    matched(text, {"mg/cm3": 1.0, "MPa": 1.0, "%": 1.0})
