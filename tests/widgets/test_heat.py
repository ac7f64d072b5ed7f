"""The heat explorer tells what the model computes, and a leak changes what the dura gets."""

import numpy as np
import pytest
from refusals import refused
from rows import each_row
from sentences import said
from widgets_shown import assert_has_still, meters

from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import fracture, heat
from vertebra.models.experiments import curing_case as experiment
from vertebra.views import heat as view
from vertebra.widgets.heat import HeatExplorer


@pytest.fixture(scope="module")
def explorer():
    return HeatExplorer(mrs_a())


@pytest.fixture(autouse=True)
def fresh(explorer, sent):
    explorer.dispatch(reset=True)
    sent.clear()


@pytest.mark.slow
def test_its_histories_and_doses_are_the_models(explorer, sent, tell):
    tell(explorer, None)
    content, arrays = sent[-1]
    body = fracture.of_patient(mrs_a(), "L1", experiment.VOXEL_MM)
    found = heat.simulate_curing(body, experiment.injected_cement_fraction(mrs_a(), 4.0), experiment.MINUTES)
    dura = content["state"]["names"].index("dura")
    np.testing.assert_allclose(arrays["histories"][dura], found.history_c["dura"], rtol=1e-5)
    assert meters(content)["dura"]["value"] == pytest.approx(found.history_c["dura"].max())
    assert arrays["peaks"].max() > 200
    minutes, rows, columns = arrays["maps"].shape
    assert (rows, columns) == arrays["peaks"].shape
    assert minutes == experiment.MINUTES / content["state"]["map_step"] + 1
    fine_rows, fine_columns = arrays["surface"].shape
    assert (fine_rows - 1) / (rows - 1) == (fine_columns - 1) / (columns - 1) > 1, "the outline lies on the map"


def test_the_map_of_a_minute_is_the_models_and_the_highest_is_the_highest_of_all(explorer, sent, tell):
    tell(explorer, None)
    content, arrays = sent[-1]
    case = experiment.curing_case(mrs_a(), 4.0, False, True)
    maps, step = arrays["maps"].astype(int), content["state"]["map_step"]
    hottest = int(np.argmax(maps.reshape(len(maps), -1).sum(axis=1)))
    peak_minute = case.times_s[np.argmax(case.history_c["cement centre"])] / 60
    assert abs(hottest * step - peak_minute) < 3, "the map is warmest soon after the cement has set"
    assert maps[0].max() == 0, "nothing is warm when the injection ends"
    assert (arrays["peaks"].astype(int) >= maps.max(axis=0) - 1).all()
    shown = np.clip((case.plane_c[-1] - view.MIN_SHOWN_C) / (view.MAX_SHOWN_C - view.MIN_SHOWN_C), 0, 1)
    assert maps[-1].max() == int(255 * shown.max())


def test_maps_come_once_for_a_case_and_not_for_each_minute(explorer, sent, tell):
    tell(explorer, None)
    explorer.dispatch(minute=5)
    assert "maps" not in sent[-1][1]
    explorer.dispatch(leak=True)
    assert "maps" in sent[-1][1]
    explorer.dispatch(highest=True)
    assert sent[-1][0]["state"]["highest"]
    assert "maps" not in sent[-1][1]


def test_a_leak_and_no_blood_make_the_dura_hotter(explorer, sent):
    explorer.dispatch(minute=3)
    usual = meters(sent[-1][0])["dura"]["value"]
    explorer.dispatch(blood=False)
    still = meters(sent[-1][0])["dura"]["value"]
    explorer.dispatch(blood=True, leak=True)
    leaking = meters(sent[-1][0])["dura"]
    assert usual < still < leaking["value"]
    assert leaking["grave"]
    assert said(explorer.current_alt_text, "cement-behind-wall")


@pytest.mark.slow
def test_more_cement_is_hotter_at_the_wall(explorer, sent):
    walls = []
    for volume in experiment.VOLUMES_ML:
        explorer.dispatch(volume=volume)
        walls.append(meters(sent[-1][0])["back wall"]["value"])
    assert walls == sorted(walls)


@each_row(("action", "named"), [({"volume": 5}, "5"), ({"minute": 90}, "90"), ({"q": 1}, "q")])
def test_what_is_not_possible_is_said_and_changes_nothing(explorer, action, named):
    before = explorer.state
    with refused(InputError, named):
        explorer.dispatch(**action)
    assert explorer.state == before


def test_where_nothing_runs_there_is_a_picture_and_a_sentence(explorer):
    assert_has_still(explorer)
