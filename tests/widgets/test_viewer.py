"""The vertebra viewer answers to its messages without a browser."""

import numpy as np
import pytest
from refusals import refused
from widgets_shown import assert_has_still

from vertebra.errors import InputError
from vertebra.models import anatomy
from vertebra.patient import LEVELS, Part, Patient
from vertebra.widgets.viewer import WORDS, VertebraViewer

PATIENT = Patient(74, "female", t_score=-2.8, seed=1)


def test_a_new_view_gets_the_bone_that_was_built(sent, tell):
    viewer = VertebraViewer(PATIENT, level="L1")
    tell(viewer, None)
    content, arrays = sent[0]
    built = anatomy.build(PATIENT, "L1", 1.0)
    np.testing.assert_array_equal(arrays["labels"], built.labels)
    assert content["state"]["origin"] == pytest.approx(built.origin_mm)
    assert arrays["faces"].max() < len(arrays["of"]) == len(arrays["places"]) // 3
    assert set(content["state"]["levels"]) == set(LEVELS)


def test_moving_a_plane_sends_no_volume_and_another_level_does(sent, tell):
    viewer = VertebraViewer(PATIENT, level="L1")
    tell(viewer, {"place": [1.0, -2.0, 3.0]})
    tell(viewer, {"level": "T7"})
    (moved, none), (other, arrays) = sent
    assert moved["state"]["place"] == [1, -2, 3]
    assert none == {}
    assert other["state"]["place"] == [0, 0, 0]
    assert arrays["density"].shape == anatomy.build(PATIENT, "T7", 1.0).shape


def test_every_part_is_named_with_what_it_is_for(sent, tell):
    viewer = VertebraViewer(PATIENT)
    for part in WORDS:
        tell(viewer, {"part": int(part)})
        assert WORDS[part] in sent[-1][0]["sentence"]


@pytest.mark.parametrize(
    ("action", "named"),
    [
        ({"level": "C7"}, "C7"),
        ({"place": [0, 0]}, "[0, 0]"),
        ({"place": [0, 0, 9999]}, "9999"),
        ({"place": ["a", 0, 0]}, "a"),
        ({"part": int(Part.CEMENT)}, "10"),
        ({"zoom": 3}, "zoom"),
    ],
)
def test_what_is_not_possible_is_said_in_words_and_changes_nothing(sent, tell, action, named):
    viewer = VertebraViewer(PATIENT)
    tell(viewer, action)
    with refused(InputError, named):
        viewer.update(viewer.state, action)
    assert sent[-1][0]["kind"] == "error"
    assert viewer.state == viewer.initial_state()


def test_reset_returns_to_the_level_of_the_lesson(sent, tell):
    viewer = VertebraViewer(PATIENT, level="T12")
    tell(viewer, {"level": "L4", "part": int(Part.PEDICLE)})
    tell(viewer, {"reset": True})
    assert viewer.state == viewer.initial_state()
    assert sent[-1][0]["state"]["level"] == "T12"


@pytest.mark.slow
def test_where_nothing_runs_there_is_a_picture_and_a_sentence():
    viewer = VertebraViewer(PATIENT)
    assert_has_still(viewer)
    assert repr(viewer) == "VertebraViewer()"
