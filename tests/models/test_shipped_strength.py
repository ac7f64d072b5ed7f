"""The lessons' patient's strength at the tasks' loads is shipped: it must be what the crush test gives."""

import pytest

from vertebra.models.experiments import loading, shipped_strength
from vertebra.models.mechanics import Compression
from vertebra.models.mechanics.loads import TASKS, spinal_load
from vertebra.patient import Patient, mrs_a

LEVEL = shipped_strength.LEVEL


@pytest.mark.slow
def test_what_is_shipped_is_what_the_crush_test_gives():
    assert shipped_strength._shipped() == pytest.approx(shipped_strength.computed(), rel=1e-3)


def test_every_task_opens_without_a_crush_test_and_other_loads_and_people_have_their_own(monkeypatch):
    crushed = []
    monkeypatch.setattr(Compression, "strength_n", property(lambda loaded: crushed.append(loaded) or 1.0))
    solved = loading.compression_test(mrs_a(), LEVEL, 100.0, loading.COARSE_MM)
    for task in TASKS.values():
        place = round(spinal_load(mrs_a(), task, LEVEL).forward_mm, 1)
        assert loading.own_strength_n(solved.apply_load(500, place), mrs_a(), LEVEL) > 1000
    assert loading.young_strength_n(mrs_a(), LEVEL) > 2500
    assert crushed == []
    others = ((3.3, mrs_a(), 100.0), (0.0, mrs_a(), 80.0), (0.0, Patient(80, "male"), 100.0))
    for place, patient, density in others:
        assert loading.own_strength_n(solved.apply_load(500, place), patient, LEVEL, density) == 1.0
    assert len(crushed) == len(others)
