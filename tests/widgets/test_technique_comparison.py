"""Both ways beside each other: pictures, curves and words are the model's."""

import pytest
from refusals import refused
from rows import each_row
from widgets_shown import assert_has_still

from vertebra import texts
from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models.procedure.comparison import TECHNIQUES, injection_curve
from vertebra.widgets.technique_comparison import TechniqueComparison


@pytest.fixture(scope="module")
def explorer():
    return TechniqueComparison(mrs_a())


@pytest.fixture(autouse=True)
def fresh(explorer, sent):
    explorer.dispatch(reset=True)
    sent.clear()


def test_curves_go_as_far_as_the_hand_and_are_the_models(explorer, sent, tell):
    tell(explorer, {"cement": 3.0})
    _, arrays = sent[-1]
    assert arrays["volumes"][-1] == pytest.approx(3.0)
    for way in TECHNIQUES:
        assert arrays[f"kpa_{way}"] == pytest.approx(
            injection_curve(explorer.fractured, way).until(3.0)[:, 1], rel=1e-5
        )
    assert arrays["kpa_kyphoplasty"][-1] < arrays["kpa_vertebroplasty"][-1]


def test_cement_shows_in_both_bodies_and_on_the_screen(explorer, sent):
    white, dark = [], []
    for volume in (0.0, 4.0):
        explorer.dispatch(cement=volume, look="cut open")
        white.append([int((sent[-1][1][way] > 200).sum()) for way in TECHNIQUES])
        explorer.dispatch(look="lateral")
        dark.append([int((sent[-1][1][way][100:220, 110:220] < 60).sum()) for way in TECHNIQUES])
    for before, after in (white, dark):
        assert all(late > early + 20 for early, late in zip(before, after, strict=True))
    assert sent[-1][0]["state"]["screen"]["bar_mm"] == 20


def test_the_sentence_names_both(explorer):
    sentence = explorer.dispatch(cement=2.0)
    volumes = [part.values["cement_ml"] for part in texts.parts(sentence) if "cement_ml" in part.values]
    assert volumes == ["2.0", "2.0"]


@each_row(("action", "named"), [({"cement": 30}, "30"), ({"look": "up"}, "up"), ({"q": 1}, "q")])
def test_what_is_not_possible_is_said_and_changes_nothing(explorer, action, named):
    before = explorer.state
    with refused(InputError, named):
        explorer.dispatch(**action)
    assert explorer.state == before


def test_where_nothing_runs_there_is_a_picture_and_a_sentence(explorer):
    assert_has_still(explorer)
