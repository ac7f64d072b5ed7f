"""The needle trainer: what it shows is what the model says, and the truth waits for the scan."""

import pytest

from vertebra.errors import InputError
from vertebra.lessons import mrs_a
from vertebra.models import needle, needling
from vertebra.models.needling import OFF
from vertebra.widgets.needle import NeedleTrainer


@pytest.fixture(scope="module")
def trainer():
    return NeedleTrainer(mrs_a())


@pytest.fixture(autouse=True)
def fresh(trainer, sent):
    trainer.act(reset=True)
    sent.clear()


def corrected(trainer):
    trainer.act(out=-OFF[0], up=-OFF[2])
    trainer.act(medial=-OFF[1], caudal=OFF[3])


def test_the_truth_is_hidden_until_the_scan(trainer, sent, tell):
    tell(trainer, None)
    content, arrays = sent[-1]
    assert set(arrays) == {"AP", "lateral"}
    assert content["state"]["verdicts"] == []
    assert "Canal" not in trainer.sentence
    trainer.act(scan=True)
    content, arrays = sent[-1]
    assert {"axial", "sagittal"} <= set(arrays)
    assert {one["name"] for one in content["state"]["verdicts"]} == {
        "Canal",
        "Pedicle",
        "Nerve root",
        "Front wall",
        "Tip",
        "Aorta",
        "Planned place",
    }


def test_a_corrected_aim_ends_well_and_the_first_one_does_not(trainer, sent):
    for way in (False, True):
        trainer.act(reset=True)
        if way:
            corrected(trainer)
        for _ in range(18):
            trainer.act(advance=2)
        trainer.act(scan=True)
        found = {one["name"]: one["good"] for one in sent[-1][0]["state"]["verdicts"]}
        assert all(found.values()) == way


def test_a_needle_in_the_bone_can_not_be_turned(trainer, sent):
    for _ in range(6):
        trainer.act(advance=2)
    before = trainer.state
    with pytest.raises(InputError, match="draw it back first"):
        trainer.act(medial=2)
    assert trainer.state == before
    trainer.act(advance=-8)
    trainer.act(medial=2)


def test_each_change_costs_two_pictures(trainer, sent):
    corrected(trainer)
    shots = trainer.state.now.shots
    trainer.act(advance=2)
    trainer.act(advance=4)
    assert trainer.state.now.shots == shots + 4
    trainer.act(scan=True)
    assert trainer.state.now.shots == shots + 4


def test_the_rule_is_shown_when_it_is_broken(trainer, sent):
    trainer.act(medial=28, out=-8)
    for _ in range(8):
        trainer.act(advance=2)
        if not sent[-1][0]["state"]["rule"]:
            break
    assert not sent[-1][0]["state"]["rule"]
    assert not needle.wall_rule(trainer.setup.vertebra, trainer.state.now.needle)


def test_one_arm_shows_one_view_and_holds_the_other_picture(trainer, sent):
    trainer.act(look="lateral")
    shots = trainer.state.now.shots
    trainer.act(advance=2)
    content, arrays = sent[-1]
    assert set(arrays) == {"lateral"}
    assert content["state"]["held"] == ["AP"]
    assert trainer.state.now.shots == shots + 1
    trainer.act(look="AP")
    content, arrays = sent[-1]
    assert set(arrays) == {"AP"}
    assert content["state"]["held"] == []


def test_undo_gives_back_the_needle_and_the_dose(trainer, sent):
    before = trainer.state
    corrected(trainer)
    for _ in range(4):
        trainer.act(undo=True)
    assert trainer.state == before
    trainer.act(undo=True)
    assert trainer.state == before


def test_a_kept_procedure_is_opened_again_and_another_ones_is_not(trainer, sent):
    corrected(trainer)
    trainer.act(advance=6)
    trainer.act(scan=True)
    kept, then = sent[-1][0]["state"]["saved"], trainer.state
    trainer.act(reset=True)
    trainer.act(load=kept)
    assert (trainer.state.deeds, trainer.state.now) == (then.deeds, then.now)
    other = needling.saved(needling.Setup(mrs_a(), "L2"), then.deeds)
    for text, named in (
        (other, "another level"),
        (kept.replace("6.0", "7.0", 1), "damaged"),
        ("{}", "no saved procedure"),
    ):
        with pytest.raises(InputError, match=named):
            trainer.act(load=text)
    assert trainer.state.deeds == then.deeds


def test_the_way_and_the_needle_are_chosen_while_it_is_loose(trainer, sent):
    trainer.act(way="parapedicular", gauge=13)
    held = trainer.state.now.needle
    assert (held.way, held.gauge) == ("parapedicular", 13)
    assert "beside the right pedicle" in trainer.sentence
    corrected(trainer)
    while trainer.state.now.needle.depth_mm < needling.planned(trainer.setup, "parapedicular", 13).depth_mm - 2:
        trainer.act(advance=2)
    with pytest.raises(InputError, match="draw it back"):
        trainer.act(gauge=11)
    trainer.act(scan=True)
    assert all(one["good"] for one in sent[-1][0]["state"]["verdicts"])


@pytest.mark.parametrize(
    ("action", "named"),
    [({"advance": 99}, "99"), ({"q": 1}, "q"), ({"look": "oblique"}, "oblique"), ({"gauge": 9}, "9 gauge"),
     ({"way": "through the rib"}, "rib"), ({"medial": "much"}, "much")],
)  # fmt: skip
def test_what_is_not_possible_is_said_and_changes_nothing(trainer, action, named):
    before = trainer.state
    with pytest.raises(InputError, match=named):
        trainer.act(**action)
    assert trainer.state == before


def test_where_nothing_runs_there_is_a_picture_and_a_sentence(trainer):
    data, _ = trainer._repr_mimebundle_()
    assert data["text/plain"].startswith("Needle. Needle of 11 gauge")
    assert len(data["image/png"]) > 10_000
