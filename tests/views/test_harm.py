"""Complications with their intervals, and lines of equal dose."""

import numpy as np
import pytest

from vertebra.lessons import mrs_a
from vertebra.models import heat
from vertebra.views import complications, dose
from vertebra.views import heat as cases


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


@pytest.mark.slow
def test_lesson_eight_tells_the_models_temperatures():
    """Hotter than boiling water in the middle, 47 °C beside it, 43 at the wall, 39 at the dura; a leak brings over twenty more."""

    def peaks(volume_ml, leak=False, blood=True):
        return {name: trace.max() for name, trace in cases.case(mrs_a(), volume_ml, leak, blood).history_c.items()}

    usual = peaks(4.0)
    assert usual["cement centre"] > 100
    assert [usual[one] for one in ("bone beside it", "back wall", "dura")] == pytest.approx([47, 43, 39], abs=0.6)
    assert 1 < peaks(8.0)["dura"] - usual["dura"] < 5
    assert peaks(4.0, leak=True)["dura"] - usual["dura"] > 20
    assert 0.3 < peaks(4.0, blood=False)["dura"] - usual["dura"] < 2
