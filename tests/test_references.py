"""The bibliography answers by key, and a wrong key is an error that names it."""

import pytest

from vertebra import references
from vertebra.errors import CourseError


def test_an_entry_is_written_short_and_full():
    assert references.short("Lindsay2001") == "Lindsay 2001"
    full = references.full("Lindsay2001")
    assert "JAMA 285:320-323, 2001" in full
    assert "https://doi.org/10.1001/jama.285.3.320" in full


def test_an_unknown_key_is_named():
    with pytest.raises(CourseError, match="Nobody1999"):
        references.short("Nobody1999")


def test_every_entry_can_be_written():
    for key in references.bibliography().entries:
        assert references.short(key).strip()
        assert references.full(key).endswith((".", ")"))


def test_names_are_written_as_people_write_them():
    assert references.full("Cummings2018").startswith("Cummings S, Ferrari S, Eastell R et al. Vertebral")
    assert references.full("Lindsay2001").startswith("Lindsay R et al. Risk")
    assert references.full("Yoon2021").startswith("Yoon, Kim, Ryu et al. What")
    assert "Absorptiometry? The Nerve" in references.full("Yoon2021")
    assert references.full("SOGC2022").startswith("Society of Obstetricians and Gynaecologists of Canada. Guideline")
