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
    assert arrays["bone"].shape == arrays["peaks"].shape


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
