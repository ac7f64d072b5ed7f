"""The balloon trainer tells what the model does, and what stays when it is let down."""

import numpy as np
import pytest

from vertebra.errors import InputError
from vertebra.lessons import mrs_a
from vertebra.models import kyphoplasty
from vertebra.views import kyphoplasty as view
from vertebra.widgets.balloon import BalloonTrainer


@pytest.fixture(scope="module")
def trainer():
    return BalloonTrainer(mrs_a())


@pytest.fixture(autouse=True)
def fresh(trainer, sent):
    trainer.act(reset=True)
    sent.clear()


def read(content):
    return {row["name"]: row for row in content["state"]["readouts"]}


def test_gauge_and_heights_are_the_models(trainer, sent, tell):
    tell(trainer, {"volume": 2.4})
    content, arrays = sent[-1]
    found = kyphoplasty.perform(mrs_a(), volume_ml=2.4, voxel_mm=view.VOXEL_MM)
    assert read(content)["Pressure"]["value"] == pytest.approx(found.inflation.pressure_mpa[-1])
    assert read(content)["Front height"]["value"] == pytest.approx(found.heights[2].anterior_mm)
    whole = kyphoplasty.perform(mrs_a(), volume_ml=4.0, voxel_mm=view.VOXEL_MM)
    np.testing.assert_allclose(arrays["lifts"], whole.inflation.lift_mm, rtol=1e-5)


def test_the_hollow_shows_and_grows(trainer, sent, tell):
    tell(trainer, None)
    bone = sent[-1][1]["broken"] > 0
    dark = []
    for volume in (0.0, 1.0, 3.0):
        trainer.act(volume=volume)
        dark.append(int((sent[-1][1]["image"] == 0)[bone].sum()))
    assert dark[0] == 0
    assert dark[2] > dark[1] + 10 > dark[0] + 20


def test_letting_down_loses_a_part_and_filling_again_needs_a_hand(trainer, sent):
    trainer.act(volume=3)
    full = read(sent[-1][0])["Front height"]["value"]
    sentence = trainer.act(down=True)
    assert "stay" in sentence
    assert read(sent[-1][0])["Front height"]["value"] < full
    assert read(sent[-1][0])["Pressure"]["value"] == 0
    trainer.act(volume=2)
    assert not trainer.state.down


def test_without_a_load_it_lifts_more_and_one_alone_less(trainer, sent):
    heights = []
    for load, placement in (("no load, as in a cadaver", "both sides"), ("prone", "both sides"), ("prone", "one side")):
        trainer.act(load=load, placement=placement, volume=3)
        heights.append(read(sent[-1][0])["Front height"]["value"])
    assert heights == sorted(heights, reverse=True)
    assert heights[0] > heights[1] + 1


def test_both_ways_side_by_side():
    both = view.beside(mrs_a())
    assert both["kyphoplasty"]["cement_ml"] == pytest.approx(both["vertebroplasty"]["cement_ml"], rel=0.01)
    assert both["kyphoplasty"]["bone_kpa"] < both["vertebroplasty"]["bone_kpa"]
    assert both["kyphoplasty"]["height_mm"] > 0 == both["vertebroplasty"]["height_mm"]
    assert len(view.poster_beside(mrs_a()).axes) == 3


@pytest.mark.parametrize(
    ("action", "named"),
    [({"volume": 9}, "9"), ({"load": "standing"}, "standing"), ({"placement": "left"}, "left"), ({"q": 1}, "q")],
)
def test_what_is_not_possible_is_said_and_changes_nothing(trainer, action, named):
    before = trainer.state
    with pytest.raises(InputError, match=named):
        trainer.act(**action)
    assert trainer.state == before


def test_where_nothing_runs_there_is_a_picture_and_a_sentence(trainer):
    data, _ = trainer._repr_mimebundle_()
    assert data["text/plain"].startswith("Balloon. 0.4 mL in each balloon")
    assert len(data["image/png"]) > 10_000
