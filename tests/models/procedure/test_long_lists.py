"""One more action costs as much after hundreds of others as after none."""

import pytest

from vertebra.models import fracture, procedure
from vertebra.models.procedure import STEERING, NeedleAction
from vertebra.patient import mrs_a


@pytest.fixture
def hashed(monkeypatch):
    """How often any action was hashed."""
    count, plain = [0], NeedleAction.__hash__

    def counted(self):
        count[0] += 1
        return plain(self)

    monkeypatch.setattr(NeedleAction, "__hash__", counted)
    return count


def test_a_list_of_actions_is_hashed_a_few_times_and_not_walked_through_again(hashed):
    body = fracture.of_patient(mrs_a(), "L1", 3.0)
    actions = tuple(NeedleAction("shot") for _ in range(200))
    for length in (198, 199):
        procedure.run(body, actions[:length], STEERING)
    hashed[0] = 0
    outcome = procedure.run(body, actions, STEERING)
    assert outcome.actions == actions
    assert 0 < hashed[0] < 6 * len(actions)


def test_an_arms_axes_are_computed_once_and_can_not_be_changed():
    from vertebra.models.imaging.geometry import CArm

    arm = CArm(30, 10)
    assert arm.axes is arm.axes
    with pytest.raises(ValueError, match="read-only"):
        arm.axes[0][0] = 1.0
    assert arm == CArm(30, 10)
    assert hash(arm) == hash(CArm(30, 10))
