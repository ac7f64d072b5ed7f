"""Where the lessons' patient's fracture fails is shipped: it must be what the models give."""

import numpy as np
import pytest
from rows import each_row

from vertebra.models import mechanics
from vertebra.models.fracture import load_on, patient_fracture
from vertebra.models.fracture.shipped_failure import GRADE, LEVEL, SHAPE, VOXELS_MM, shipped_pattern, solved_pattern
from vertebra.patient import Fracture, Patient, mrs_a


@pytest.mark.slow
@each_row("voxel_mm", VOXELS_MM)
def test_what_is_shipped_is_what_the_load_gives(voxel_mm):
    intact = patient_fracture.intact_body(mrs_a(), LEVEL, voxel_mm)
    shipped = shipped_pattern(mrs_a(), LEVEL, voxel_mm, GRADE, SHAPE, intact)
    solved = solved_pattern(intact, GRADE, load_on(SHAPE))
    assert shipped.failing_mm == pytest.approx(solved.failing_mm, abs=1e-6)
    cracked = np.count_nonzero(solved.cracked)
    assert cracked > 50
    assert np.count_nonzero(shipped.cracked != solved.cracked) <= 0.005 * cracked


def test_no_load_is_solved_for_the_lessons_patient_and_one_is_for_anybody_else(monkeypatch):
    solves = []
    monkeypatch.setattr(mechanics, "compress", lambda *args, **kwargs: solves.append(args) or pytest.fail("solved"))
    body = patient_fracture._cached_fracture.__wrapped__(mrs_a(), LEVEL, 2.0, GRADE, SHAPE, 0.0)
    assert body.kind == "collapsed"
    assert not solves
    other = Patient(74, "female", t_score=-2.1, fractures=(Fracture("L1", grade=2, weeks_ago=3),), seed=8)
    with pytest.raises(pytest.fail.Exception):
        patient_fracture._cached_fracture.__wrapped__(other, LEVEL, 2.0, GRADE, SHAPE, 0.0)
    assert len(solves) == 1
