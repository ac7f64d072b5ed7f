"""Complications with their intervals, and lines of equal dose."""

import numpy as np
import pytest

from vertebra.models import heat
from vertebra.views import complications, dose


def test_intervals_are_wilsons():
    found = {one.name: one for one in complications.complications()}
    rare = found["Operation because of it"]
    z, n, p = 1.959964, rare.people, rare.events / rare.people
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    assert (rare.low_percent, rare.high_percent) == pytest.approx(
        (100 * (middle - half), 100 * (middle + half)), rel=1e-6
    )
    for one in found.values():
        assert one.low_percent < one.percent < one.high_percent


def test_they_are_told_and_drawn():
    told = complications.describe()
    assert "164 of 201 treated bodies, 82 % (76 to 86)" in told
    axes = complications.poster().axes[0]
    assert len(axes.get_yticklabels()) == len(complications.complications())
    assert axes.get_xscale() == "log"


def test_a_line_of_equal_dose_is_one():
    seconds = dose.seconds_for_dose(16.0)
    for at in (10, 60, 110):
        assert heat.cem43_minutes([dose.TEMPERATURES_C[at]], seconds[at]) == pytest.approx(16)
        assert heat.arrhenius([dose.TEMPERATURES_C[at]], dose.seconds_to_burn()[at]) == pytest.approx(1)
    assert (np.diff(seconds) < 0).all()
    assert len(dose.poster().axes[0].get_lines()) == 4
    assert "A nerve bears" in dose.describe()
