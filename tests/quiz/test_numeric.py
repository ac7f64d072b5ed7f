"""Numbers are read as people write them, and their units are compared as people mean them."""

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vertebra.errors import InputError
from vertebra.quiz.kinds.numeric import plain_unit, read_number
from vertebra.quiz.score import score


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("-2.3", -2.3, ""),
        ("−2,3", -2.3, ""),
        ("– 2.3", -2.3, ""),
        ("+1.5", 1.5, ""),
        (".5", 0.5, ""),
        ("104 mg/cm³", 104, "mg/cm³"),
        ("104mg/cm3", 104, "mg/cm3"),
        ("12 %", 12, "%"),
        ("1 234.5", 1234.5, ""),
        ("1\u202f234,5 HU", 1234.5, "HU"),
        ("1,234.5", 1234.5, ""),
        ("1.234,5", 1234.5, ""),
        ("1,234", 1.234, ""),
        ("1e3", 1000, ""),
        ("= 7", 7, ""),
        ("7.", 7, ""),
    ],
)
def test_numbers_as_people_write_them(text, number, unit):
    assert read_number(text) == (pytest.approx(number), unit)


@pytest.mark.parametrize("text", ["", "none", "two", "--3", "1,2,3", "1 2", "mg", "9" * 100, "1e999", "NaN", "inf"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(InputError):
        read_number(text)


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_a_printed_number_is_read_back(number, decimals):
    printed = f"{number:.{decimals}f}"
    assert read_number(printed)[0] == float(printed)
    assert read_number(printed.replace(".", ",").replace("-", "−"))[0] == float(printed)


@given(st.text(max_size=100))
def test_any_text_is_a_finite_number_or_refused(text):
    with contextlib.suppress(InputError):
        assert math.isfinite(read_number(text)[0])


def test_one_unit_written_in_many_ways():
    assert len({plain_unit(u) for u in ("mg/cm³", "mg/cm^3", "mg / cm3", "MG/CM3", "mg per cm³")}) == 1
    assert plain_unit("g/cm2") != plain_unit("g/cm3")


KEY = {
    "kind": "numeric",
    "points": 2,
    "variants": [
        {
            "value": 104.0,
            "tolerance": 2.0,
            "decimals": 0,
            "unit": "mg/cm3",
            "give_unit": True,
            "units": {"mg/cm3": 1.0, "g/cm3": 1000.0},
            "feedback": {"right": "Well read.", "wrong": "Use the slope."},
            "mistakes": [{"name": "offset", "value": 94.0, "feedback": "The offset was left out."}],
            "public": {"decimals": 0, "unit": "", "give_unit": True},
            "explanation": "",
        }
    ],
}


@pytest.mark.parametrize(
    ("answer", "points", "verdict", "said"),
    [
        ("104 mg/cm³", 2, "right", "Well read."),
        ("102 mg/cm3", 2, "right", "Well read."),
        ("106 mg/cm3", 2, "right", "Well read."),
        ("106.1 mg/cm3", 0, "wrong", "Use the slope."),
        ("0,104 g/cm³", 2, "right", "Well read."),
        ("104", 1, "partly", "give the unit"),
        ("104 g/cm2", 0, "wrong", "does not fit"),
        ("94 mg/cm3", 0, "wrong", "The offset was left out."),
        ("about right", 0, "unreadable", "can't be read"),
        ("", 0, "blank", "No answer"),
        (None, 0, "blank", "No answer"),
        (["104"], 0, "unreadable", "must be a number"),
    ],
)
def test_a_number_is_scored_with_its_unit_and_tolerance(answer, points, verdict, said):
    got = score(KEY, 0, answer)
    assert (got.points, got.max_points, got.verdict) == (points, 2, verdict)
    assert said in " ".join(got.feedback)
    assert got.right_answer == "104 mg/cm3"
