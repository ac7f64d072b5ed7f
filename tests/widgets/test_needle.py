"""The needle trainer: what it shows is what the model says, and the truth waits for the scan."""

import numpy as np
import pytest
from refusals import refused
from rows import each_row
from sentences import said
from widgets_shown import assert_has_still

from vertebra import texts
from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import fracture, procedure
from vertebra.models.anatomy import adjacent_structures as beside
from vertebra.models.procedure import INITIAL_ERROR, ActionLog, NeedleAction, Subject, needle
from vertebra.models.procedure.needle_placement import reference_needle
from vertebra.views import assessment
from vertebra.views.ct_stack import PARTS, CtStack, section
from vertebra.widgets.needle import NeedleTrainer
from vertebra.widgets.needle_drag import AIM_MM, ARMS, PIXELS


@pytest.fixture(scope="module")
def trainer():
    return NeedleTrainer(mrs_a())


@pytest.fixture(autouse=True)
def fresh(trainer, sent):
    trainer.dispatch(reset=True)
    sent.clear()


def corrected(trainer):
    trainer.dispatch(out=-INITIAL_ERROR[0], up=-INITIAL_ERROR[2])
    trainer.dispatch(medial=-INITIAL_ERROR[1], caudal=INITIAL_ERROR[3])


def test_the_truth_is_hidden_until_the_scan(trainer, sent, tell):
    tell(trainer, None)
    content, arrays = sent[-1]
    assert set(arrays) == {"AP", "lateral"}
    assert content["state"]["verdicts"] == []
    assert not texts.keys(trainer.current_alt_text) & set(assessment.NAMES)
    trainer.dispatch(scan=True)
    content, arrays = sent[-1]
    assert {"ct_grey", "ct_parts"} <= set(arrays)
    assert {one["criterion"] for one in content["state"]["verdicts"]} == {
        "canal",
        "pedicle",
        "nerve_root",
        "anterior_wall",
        "tip_depth",
        "aorta",
        "vena_cava",
        "segmental_artery",
        "suggested_place",
        "wall_rule",
        "breach",
        "exposures",
    }


def test_the_scan_is_seen_from_below_with_the_vessels_in_front(trainer, sent):
    """As on a CT screen: her right on the left. The aorta is a grey disc of its width, in front on her left."""
    corrected(trainer)
    for _ in range(3):
        trainer.dispatch(advance=12)
    trainer.dispatch(scan=True)
    content, arrays = sent[-1]
    bone, present = trainer.vertebra, trainer.state.now.needle
    stack = CtStack(content["state"]["ct"], arrays)
    assert np.linalg.norm(np.subtract(stack.state["open_at"], present.tip_mm)) < 60
    grey, parts = arrays["ct_grey"], arrays["ct_parts"]
    origin, spacing = (np.asarray(stack.state[name]) for name in ("origin", "spacing"))

    def voxel(place_mm):
        return tuple(np.rint((np.asarray(place_mm) - origin) / spacing).astype(int))

    for share in (0.2, 0.6, 0.95):
        inside = np.asarray(present.entry_mm) + share * present.depth_mm * present.direction
        assert grey[voxel(inside)] > 240
    for name, side in beside.SIDE_OF.items():
        x, y, radius = beside.vessel_ellipse(bone, name)
        assert np.sign(x) == side
        height = bone.origin_mm[2] + 2
        for place in ((x, y), (x, y + radius - 1.5), (x + radius - 1.5, y)):
            assert parts[voxel((*place, height))] & PARTS["vessel"][0]
        assert not parts[voxel((x, y + radius + 1.5, height))] & PARTS["vessel"][0]
    axial, _parts = section(stack, "axial")
    rows, columns = np.nonzero(axial > 250)
    assert columns.mean() < axial.shape[1] / 2, "a needle in the right pedicle lies on the left"
    assert np.corrcoef(rows, columns)[0, 1] < -0.8, "from behind on the left to the front in the middle"


def test_a_corrected_aim_ends_well_and_the_first_one_does_not(trainer, sent):
    for way in (False, True):
        trainer.dispatch(reset=True)
        if way:
            corrected(trainer)
        for _ in range(18):
            trainer.dispatch(advance=2)
        trainer.dispatch(scan=True)
        found = {one["name"]: one["good"] for one in sent[-1][0]["state"]["verdicts"]}
        assert all(found.values()) == way


def test_a_needle_in_the_bone_can_not_be_turned(trainer, sent):
    for _ in range(6):
        trainer.dispatch(advance=2)
    before = trainer.state
    with refused(InputError, "needle-fast-in-bone"):
        trainer.dispatch(medial=2)
    assert trainer.state == before
    trainer.dispatch(advance=-8)
    trainer.dispatch(medial=2)


def test_each_change_costs_two_pictures(trainer, sent):
    corrected(trainer)
    shots = trainer.state.now.steering.exposures
    trainer.dispatch(advance=2)
    trainer.dispatch(advance=4)
    assert trainer.state.now.steering.exposures == shots + 4
    trainer.dispatch(scan=True)
    assert trainer.state.now.steering.exposures == shots + 4


def test_the_rule_is_shown_when_it_is_broken(trainer, sent):
    trainer.dispatch(medial=28, out=-8)
    for _ in range(8):
        trainer.dispatch(advance=2)
        if sent[-1][0]["state"]["warning"]:
            break
    assert sent[-1][0]["state"]["warning"].key == "wall-not-passed"
    assert said(trainer.current_alt_text, "wall-not-passed")
    assert not needle.medial_wall_rule_ok(trainer.vertebra, trainer.state.now.needle)
    while trainer.state.now.needle.depth_mm > 4:
        trainer.dispatch(advance=-2)
    trainer.dispatch(out=9)
    assert sent[-1][0]["state"]["warning"] == ""


def test_the_warning_knows_no_more_than_was_looked_at(trainer, sent):
    corrected(trainer)
    trainer.dispatch(look="AP")
    while not needle.tip_past_medial_wall(trainer.vertebra, trainer.state.now.needle):
        trainer.dispatch(advance=2)
    assert sent[-1][0]["state"]["warning"].key == "wall-not-seen", "it may be past the wall, but nobody has seen that"
    trainer.dispatch(look="lateral")
    assert sent[-1][0]["state"]["warning"] == ""
    trainer.dispatch(reset=True)
    trainer.dispatch(medial=28, out=-8, look="lateral")
    for _ in range(8):
        trainer.dispatch(advance=2)
    assert sent[-1][0]["state"]["warning"] == "", "from the side one doesn't see that the border was crossed"
    assert trainer.state.now.steering.rule_broken_at_mm is not None, "but it was"


def pull(trainer, name, what, place):
    """Drag a handle to where a place in space is seen."""
    column, row = ARMS[name].project([place])[0]
    trainer.dispatch(pull={"view": name, "what": what, "column": float(column), "row": float(row)})


def test_the_mark_is_dragged_in_both_pictures_and_is_one_deed(trainer, sent):
    shots = trainer.state.now.steering.exposures
    for x in (1.0, 3.0, 5.0):
        pull(trainer, "AP", "mark", (x, 0.0, 2.0))
    pull(trainer, "lateral", "mark", (5.0, 6.0, 1.0))
    assert trainer.state.now.steering.target_mm == (5.0, 6.0, 1.0)
    assert len(trainer.state.actions) == 1
    assert trainer.state.now.steering.exposures == shots
    assert sent[-1][1] == {}, "no picture is taken for a mark"
    for place, mm in (("right", "5"), ("forward", "6"), ("up", "1")):
        assert said(trainer.current_alt_text, f"place-{place}") == [{"mm": mm}]
    marks = sent[-1][0]["state"]["marks"]
    assert marks["AP"]["mark"] == pytest.approx(ARMS["AP"].project([(5, 6, 1)])[0], abs=0.1)
    for _ in range(4):
        trainer.dispatch(undo=True)
    assert trainer.state.now.steering.target_mm is None


def test_the_mark_is_moved_by_keys_from_the_middle_of_the_body(trainer):
    trainer.dispatch(mark=[2, 0, 0])
    trainer.dispatch(mark=[0, 4, -2])
    assert trainer.state.now.steering.target_mm == (2.0, 4.0, -2.0)


def test_a_needle_is_brought_to_its_mark_by_dragging_alone(trainer, sent):
    goal = reference_needle(trainer.vertebra, "right")
    pull(trainer, "AP", "mark", goal.tip_mm)
    pull(trainer, "lateral", "mark", goal.tip_mm)
    start = trainer.state.now.needle
    pull(trainer, "AP", "tip", np.add(start.tip_mm, (-INITIAL_ERROR[0], 0, -INITIAL_ERROR[2])))
    assert trainer.state.now.needle.entry_mm == pytest.approx(goal.entry_mm)
    pull(trainer, "AP", "aim", np.add(goal.entry_mm, AIM_MM * goal.direction))
    aimed = trainer.state.now.needle
    assert (aimed.medial_deg, aimed.caudal_deg) == pytest.approx((goal.medial_deg, goal.caudal_deg), abs=1.01)
    for _ in range(4):
        held = trainer.state.now.needle
        pull(trainer, "lateral", "tip", np.add(held.tip_mm, 9 * held.direction))
    assert trainer.state.now.needle.depth_mm == start.depth_mm + 4 * 9
    trainer.dispatch(scan=True)
    assert all(one["good"] for one in sent[-1][0]["state"]["verdicts"])


def test_in_the_lateral_picture_the_aim_turns_up_and_down_only(trainer):
    before = trainer.state.now.needle
    far = np.add(before.entry_mm, AIM_MM * before.direction)
    pull(trainer, "lateral", "aim", np.add(far, (0, 0, -8.0)))
    after = trainer.state.now.needle
    assert after.medial_deg == before.medial_deg
    assert after.caudal_deg == pytest.approx(before.caudal_deg + 10, abs=1.5)
    pull(trainer, "lateral", "aim", np.add(after.entry_mm, AIM_MM * after.direction))
    assert trainer.state.now.needle == after
    assert len(trainer.state.actions) == 1, "a drag that comes to nothing is no deed and costs no picture"


def test_a_scan_is_in_the_list_and_what_follows_it_is_said(trainer, sent):
    corrected(trainer)
    trainer.dispatch(advance=20)
    trainer.dispatch(scan=True)
    assert trainer.state.actions[-1] == NeedleAction("scan")
    assert not said(trainer.current_alt_text, "moved_after_scan")
    trainer.dispatch(advance=2)
    content, arrays = sent[-1]
    assert not content["state"]["scanned"]
    assert set(arrays) == {"AP", "lateral"}
    trainer.dispatch(scan=True)
    assert said(trainer.current_alt_text, "moved_after_scan")


def test_one_arm_shows_one_view_and_holds_the_other_picture(trainer, sent):
    trainer.dispatch(look="lateral")
    shots = trainer.state.now.steering.exposures
    trainer.dispatch(advance=2)
    content, arrays = sent[-1]
    assert set(arrays) == {"lateral"}
    assert content["state"]["held"] == ["AP"]
    assert trainer.state.now.steering.exposures == shots + 1
    trainer.dispatch(look="AP")
    content, arrays = sent[-1]
    assert set(arrays) == {"AP"}
    assert content["state"]["held"] == []


def test_undo_gives_back_the_needle_and_the_dose(trainer, sent):
    before = trainer.state
    corrected(trainer)
    while not trainer.memory.why_not(back=True):
        trainer.dispatch(undo=True)
    assert trainer.state == before
    with refused(InputError, "nothing-to-undo"):
        trainer.dispatch(undo=True)
    assert trainer.state == before


def test_a_kept_procedure_is_opened_again_and_another_ones_is_not(trainer, sent):
    trainer.dispatch(mark=[4, 6, 0])
    corrected(trainer)
    trainer.dispatch(advance=6)
    trainer.dispatch(scan=True)
    kept, then = sent[-1][0]["state"]["saved"], trainer.state
    trainer.dispatch(reset=True)
    trainer.dispatch(load=kept)
    assert (trainer.state.actions, trainer.state.now) == (then.actions, then.now)
    other = procedure.dump(
        ActionLog("needle", then.actions, Subject.of(fracture.as_recorded(mrs_a(), "L2")), trainer.equipment)
    )
    for text, named in (
        (other, "procedure-of-another-patient"),
        (kept.replace("6.0", "7.0", 1), "procedure-damaged"),
        (kept.replace('"version": 3', '"version": 9'), "procedure-version"),
        ("{}", "not-a-saved-procedure"),
    ):
        with refused(InputError, named):
            trainer.dispatch(load=text)
    assert trainer.state.actions == then.actions


def test_the_way_and_the_needle_are_chosen_while_it_is_loose(trainer, sent):
    trainer.dispatch(way="parapedicular", gauge=13)
    held = trainer.state.now.needle
    assert (held.approach, held.gauge) == ("parapedicular", 13)
    assert said(trainer.current_alt_text, "needle-beside-right")
    corrected(trainer)
    while (
        trainer.state.now.needle.depth_mm
        < reference_needle(trainer.vertebra, "right", "parapedicular", 13).depth_mm - 2
    ):
        trainer.dispatch(advance=2)
    with refused(InputError, "needle-fast-in-bone"):
        trainer.dispatch(gauge=11)
    trainer.dispatch(scan=True)
    assert all(one["good"] for one in sent[-1][0]["state"]["verdicts"])


@each_row(
    ("action", "named"),
    [
        ({"advance": 99}, "99"),
        ({"q": 1}, "q"),
        ({"look": "oblique"}, "oblique"),
        ({"gauge": 9}, "no-such-gauge"),
        ({"way": "through the rib"}, "rib"),
        ({"medial": "much"}, "much"),
        ({"target": 3}, "wrong-count-of-numbers"),
        ({"target": [1, 2]}, "wrong-count-of-amounts"),
        ({"turn": [1, "much"]}, "much"),
        ({"mark": [1, 2]}, "mark-needs-three-numbers"),
        ({"mark": [1, 2, 99]}, "99"),
        ({"pull": {"view": "AP"}}, "no-such-handle"),
        ({"pull": {"view": "AP", "what": "mark", "column": "x", "row": 1}}, "'x'"),
        ({"pull": {"view": "AP", "what": "mark", "column": 9 * PIXELS, "row": 1}}, "out-of-range"),
    ],
)
def test_what_is_not_possible_is_said_and_changes_nothing(trainer, action, named):
    before = trainer.state
    with refused(InputError, named):
        trainer.dispatch(**action)
    assert trainer.state == before


def test_an_old_picture_can_not_be_dragged_in(trainer):
    trainer.dispatch(look="lateral")
    with refused(InputError, "AP"):
        pull(trainer, "AP", "tip", trainer.state.now.needle.tip_mm)


def test_a_needle_beside_the_vertebra_is_told_to_come_nearer(trainer, sent):
    """Bad input as a learner gives it: far outwards, then advanced."""
    trainer.dispatch(out=25)
    trainer.dispatch(advance=2)
    trainer.dispatch(advance=2)
    trainer.dispatch(advance=2)
    before = trainer.state
    for action in ({"advance": 2}, {"scan": True}):
        with refused(InputError, "needle-misses"):
            trainer.dispatch(**action)
        assert trainer.state == before


def test_where_nothing_runs_there_is_a_picture_and_a_sentence(trainer):
    assert_has_still(trainer)
