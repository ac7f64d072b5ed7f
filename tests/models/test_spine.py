"""A chain of vertebrae with wedges."""

import numpy as np
import pytest
from refusals import refused

from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import spine
from vertebra.patient import LEVELS


def test_without_wedges_nothing_changes() -> None:
    assert spine.posture_change({}) == spine.Posture(0, pytest.approx(0, abs=1e-9), 0)


def test_wedges_add_up() -> None:
    assert spine.posture_change({"T8": 10, "L1": 15}).cobb_added_deg == pytest.approx(25)


def test_a_lower_wedge_carries_more_forward() -> None:
    low, high = spine.posture_change({"L4": 15}), spine.posture_change({"T8": 15})
    assert low.plumb_line_mm > high.plumb_line_mm > 0
    assert low.height_loss_mm == pytest.approx(high.height_loss_mm)


def test_one_wedge_by_hand() -> None:
    """15 degrees at T7, the top, upright at rest: a segment of 32 - 16 tan 15 = 27.71 mm leaning by 7.5 degrees."""
    found = spine.posture_change({"T7": 15})
    assert found.plumb_line_mm == pytest.approx(3.617, abs=0.005)
    assert found.height_loss_mm == pytest.approx(4.287, abs=0.005)


def test_the_drawn_spine_stands_on_the_pelvis_and_its_bodies_keep_their_backs() -> None:
    found = spine.spine_geometry({"L1": 20})
    assert found.chain_mm[-1] == pytest.approx([0, 0])
    backs = np.linalg.norm(found.bodies_mm[:, 3] - found.bodies_mm[:, 0], axis=1)
    fronts = np.linalg.norm(found.bodies_mm[:, 2] - found.bodies_mm[:, 1], axis=1)
    at = LEVELS.index("L1")
    assert fronts[at] < 0.7 * backs[at]
    assert backs[at] == pytest.approx(backs[at + 1], rel=0.1)
    others = np.arange(len(LEVELS)) != at
    assert fronts[others] == pytest.approx(backs[others])
    assert found.lean_deg[at - 1] == pytest.approx(20)
    assert found.lean_deg[at + 1] == 0


def test_a_bent_spine_loads_the_level_below_more_than_one_far_above() -> None:
    before = spine.level_compression(mrs_a(), {}, "L2")
    assert before.ratio == 1
    below = spine.level_compression(mrs_a(), {"L1": 15}, "L2")
    assert below.before_n == before.before_n
    assert below.ratio > 1.3
    assert spine.level_compression(mrs_a(), {"L1": 15, "T8": 10}, "L2").ratio > below.ratio
    assert 1 < spine.level_compression(mrs_a(), {"L1": 15}, "T7").ratio < 1.2


def test_breath_falls_as_the_one_study_says() -> None:
    assert spine.vital_capacity_percent(2).value == pytest.approx(84.6)
    assert spine.vital_capacity_percent(1).crosses(100)


def test_bad_values_are_named() -> None:
    with refused(InputError, "0", "40"):
        spine.posture_change({"L1": 60})
    with refused(InputError, "0", "90"):
        spine.posture_change({"L1": 40, "L2": 40, "L3": 40})
    with refused(InputError, "4"):
        spine.vital_capacity_percent(9)
