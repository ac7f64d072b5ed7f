"""Complications with their intervals, and lines of equal dose."""

import numpy as np
import pytest

from vertebra import texts
from vertebra.lab import mrs_a
from vertebra.models import heat
from vertebra.models.epidemiology.complications import complications
from vertebra.models.experiments import thermal_dose
from vertebra.models.experiments.curing_case import curing_case
from vertebra.views import complications as view
from vertebra.views import thermal_dose as dose


def test_intervals_are_wilsons():
    found = {one.name: one for one in complications()}
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
    told = view.describe(complications())
    first = next(one.values for one in texts.parts(told) if one.values.get("events") == 164)
    assert [first[name] for name in ("people", "percent", "low", "high")] == [201, "82", "76", "86"]
    axes = view.static_figure(complications()).axes[0]
    assert len(axes.get_yticklabels()) == len(complications())
    assert axes.get_xscale() == "log"


def test_a_line_of_equal_dose_is_one():
    seconds = thermal_dose.seconds_for_dose(16.0)
    for at in (10, 60, 110):
        assert heat.cem43_minutes([thermal_dose.TEMPERATURES_C[at]], seconds[at]) == pytest.approx(16)
        assert heat.arrhenius([thermal_dose.TEMPERATURES_C[at]], thermal_dose.seconds_to_burn()[at]) == pytest.approx(1)
    assert (np.diff(seconds) < 0).all()
    assert len(dose.static_figure(thermal_dose.dose_lines()).axes[0].get_lines()) == 4
    lines = thermal_dose.dose_lines()
    seconds = [one.values["seconds_at"] for one in texts.parts(dose.describe(lines)) if "seconds_at" in one.values]
    assert seconds == [f"{lines.seconds_at(dose.NERVE, at):.0f}" for at in (46, 50, 54)]


@pytest.mark.slow
def test_lesson_eight_tells_the_models_temperatures():
    """Hotter than boiling water in the middle, 47 °C beside it, 43 at the wall, 39 at the dura; a leak brings over
    twenty more."""

    def peaks(volume_ml, leak=False, blood=True):
        return {name: trace.max() for name, trace in curing_case(mrs_a(), volume_ml, leak, blood).history_c.items()}

    usual = peaks(4.0)
    assert usual["cement centre"] > 100
    assert [usual[one] for one in ("bone beside it", "back wall", "dura")] == pytest.approx([47, 43, 39], abs=0.6)
    assert 1 < peaks(8.0)["dura"] - usual["dura"] < 5
    assert peaks(4.0, leak=True)["dura"] - usual["dura"] > 20
    assert 0.3 < peaks(4.0, blood=False)["dura"] - usual["dura"] < 2
