"""The MRI contrast explorer shows what the imaging model measures."""

import numpy as np
import pytest
from refusals import refused
from rows import each_row
from sentences import said
from widgets_shown import assert_has_still, meters

from vertebra import texts
from vertebra.errors import InputError
from vertebra.models.imaging import mri
from vertebra.patient import Patient
from vertebra.widgets.mri import MriExplorer

PATIENT = Patient(74, "female", t_score=-2.8, seed=1)


@pytest.mark.slow
def test_it_opens_where_the_new_fracture_hardly_shows(sent, tell):
    tell(MriExplorer(PATIENT), None)
    content, arrays = sent[0]
    assert content["state"]["name"] == "T2"
    assert meters(content)["new L1"]["verdict"].key == "contrast-none"
    assert arrays["image"].dtype == np.uint8
    assert arrays["signals"].shape == (4, len(arrays["times"]))
    assert [place[0] for place in content["state"]["places"]] == ["T10", "T11", "T12", "L1", "L2", "L3"]


@pytest.mark.slow
def test_stir_makes_the_new_one_bright_and_the_old_one_not(sent, tell):
    explorer = MriExplorer(PATIENT)
    assert [values["level"] for values in said(explorer.dispatch(preset="STIR"), "body-bright")] == ["L1"]
    found = meters(sent[-1][0])
    assert found["new L1"]["verdict"].key == "contrast-bright"
    assert found["old T11"]["verdict"].key == "contrast-none"
    assert found["fat"]["verdict"].key == "fat-nulled"


@pytest.mark.slow
@pytest.mark.parametrize("field", [1.5, 3])
def test_the_fat_is_nulled_where_theory_says_and_nowhere_near(sent, field):
    explorer = MriExplorer(PATIENT)
    explorer.dispatch(field=field)
    explorer.dispatch(preset="STIR")
    fat = mri.null_ti_ms(288 if field == 1.5 else 382, explorer.state.sequence.tr_ms)
    explorer.dispatch(ti=round(fat))
    assert meters(sent[-1][0])["fat"]["value"] < 0.005
    assert explorer.state.name == "own"
    times, signals = (np.array(sent[-1][1].get(name, sent[-2][1].get(name))) for name in ("times", "signals"))
    assert times[signals[0].argmin()] == pytest.approx(fat, abs=40)
    explorer.dispatch(ti=round(2 * fat))
    assert meters(sent[-1][0])["fat"]["verdict"].key != "fat-nulled"


def test_moving_along_the_curve_sends_the_picture_and_no_curve(sent):
    explorer = MriExplorer(PATIENT)
    explorer.dispatch(preset="STIR")
    explorer.dispatch(ti=300)
    assert set(sent[-1][1]) == {"image"}
    explorer.dispatch(tr=2000)
    assert set(sent[-1][1]) == {"image", "times", "signals"}


def test_oedema_fades_over_months_and_not_in_weeks():
    explorer = MriExplorer(PATIENT)
    explorer.dispatch(preset="STIR")
    ratios = []
    for weeks in (1, 8, 104):
        explorer.dispatch(weeks=weeks)
        what, image = explorer._picture(explorer.state)
        ratios.append(mri.roi_mean(image, what.body("L1")))
    assert ratios[1] > 0.6 * ratios[0]
    assert ratios[2] < 0.6 * ratios[0]


def test_without_the_pulse_it_is_a_spin_echo(sent):
    explorer = MriExplorer(PATIENT)
    explorer.dispatch(preset="STIR")
    sentence = explorer.dispatch(ti=None)
    assert said(sentence, "spin-echo")
    assert {name: texts.values(sentence)[name] for name in ("tr", "te", "inversion")} == {
        "tr": "4500",
        "te": "60",
        "inversion": "",
    }
    assert sent[-1][0]["state"]["ti"] is None


@each_row(
    ("action", "named"),
    [
        ({"preset": "FLAIR"}, "FLAIR"),
        ({"tr": 10}, "10"),
        ({"te": "long"}, "long"),
        ({"field": 7}, "7"),
        ({"weeks": -1}, "-1"),
        ({"b": 1}, "b"),
    ],
)
def test_what_is_not_possible_is_said(action, named):
    explorer = MriExplorer(PATIENT)
    with refused(InputError, named):
        explorer.dispatch(**action)
    assert explorer.state == explorer.initial_state()


def test_where_nothing_runs_there_is_a_picture_and_a_sentence():
    assert_has_still(MriExplorer(PATIENT))
