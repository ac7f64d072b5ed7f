"""The kyphosis explorer bends as the model does, and no further than a spine can."""

import numpy as np
import pytest
from refusals import refused
from rows import each_row
from sentences import said
from widgets_shown import assert_has_still, meters

from vertebra import texts
from vertebra.errors import InputError
from vertebra.models import spine
from vertebra.patient import LEVELS, Patient
from vertebra.widgets.spine import KyphosisExplorer

PATIENT = Patient(74, "female", 158, 58, t_score=-2.8, seed=1)


def test_it_opens_with_the_patients_wedge_beside_the_straight_spine(sent, tell):
    tell(KyphosisExplorer(PATIENT), None)
    content, arrays = sent[0]
    assert content["state"]["wedges"][LEVELS.index("L1")] == 15
    np.testing.assert_allclose(arrays["bodies"], spine.spine_geometry({"L1": 15}).bodies_mm, rtol=1e-5, atol=1e-4)
    np.testing.assert_allclose(arrays["straight"], spine.spine_geometry({}).bodies_mm, rtol=1e-5, atol=1e-4)
    found = spine.posture_change({"L1": 15})
    assert meters(content)["kyphosis"]["value"] == pytest.approx(found.cobb_added_deg)
    assert meters(content)["plumb-line"]["value"] == pytest.approx(found.plumb_line_mm)
    assert meters(content)["load-below"]["value"] == pytest.approx(
        spine.level_compression(PATIENT, {"L1": 15}, "L2").ratio
    )


def test_another_level_is_taken_in_hand_and_wedged_in_one_step(sent):
    explorer = KyphosisExplorer(PATIENT)
    assert texts.values(explorer.dispatch(level="T8", wedge=12))["at"] == "T8 12°, L1 15°"
    assert sent[-1][0]["state"]["thoracic"] == 1
    assert said(explorer.dispatch(straight=True), "spine-straight")


def test_a_spine_bends_no_further_than_it_can():
    explorer = KyphosisExplorer(PATIENT, wedge_deg=40)
    explorer.dispatch(level="T8", wedge=40)
    explorer.dispatch(level="T9", wedge=40)
    assert sum(explorer.state.wedges_deg) == spine.MAX_TOTAL_WEDGE_DEG


@each_row(("action", "named"), [({"wedge": 60}, "60"), ({"level": "C1"}, "C1"), ({"q": 1}, "q")])
def test_what_is_not_possible_is_said_and_changes_nothing(action, named):
    explorer = KyphosisExplorer(PATIENT)
    with refused(InputError, named):
        explorer.dispatch(**action)
    assert explorer.state == explorer.initial_state()


def test_where_nothing_runs_there_is_a_picture_and_a_sentence():
    assert_has_still(KyphosisExplorer(PATIENT))
