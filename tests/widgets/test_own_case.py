"""A vertebra from a CT in the trainers: a built bone turned and resampled is steered into, filled and raised like
itself."""

from dataclasses import replace

import numpy as np
import pytest
from refusals import missing_facts, refused
from rows import each_row

from vertebra.errors import CourseError, InputError
from vertebra.models import anatomy, fracture, procedure
from vertebra.models.anatomy import vertebra_file
from vertebra.models.experiments.own_scan import PRACTICE_LEVEL, PRACTICE_PATIENT, practice_scan
from vertebra.models.imaging.synthetic_scan import WHOLE
from vertebra.models.procedure import INITIAL_ERROR, KYPHOPLASTY, Subject, kyphoplasty
from vertebra.patient import Part, Patient
from vertebra.widgets.carm_positioning import CArmTrainer
from vertebra.widgets.cement import CementTrainer
from vertebra.widgets.kyphoplasty import BalloonTrainer
from vertebra.widgets.needle import NeedleTrainer
from vertebra.widgets.own_case import COARSE_FILE, FILE, CannotOpen, OwnCase

CORRECTION = {"move": [-INITIAL_ERROR[0], -INITIAL_ERROR[2]], "turn": [-INITIAL_ERROR[1], INITIAL_ERROR[3]]}


@pytest.fixture(scope="module")
def case():
    """The practice scan, which lies turned, on voxels of its own and with noise."""
    return OwnCase.from_scan(*practice_scan(), PRACTICE_LEVEL, 68, "male", {WHOLE: "vertebra"})


@pytest.fixture(scope="module")
def built():
    """The bone that was scanned, broken in the same way."""
    return fracture.of_vertebra(anatomy.build(PRACTICE_PATIENT, PRACTICE_LEVEL)).fractured


def lacking(case, *names):
    landmarks = {name: place for name, place in case.vertebra.landmarks_mm.items() if name not in names}
    return OwnCase(replace(case.vertebra, landmarks_mm=landmarks))


@pytest.mark.slow
def test_a_needle_is_placed_as_in_the_built_bone(case, built):
    trainers = case.needle(), NeedleTrainer(PRACTICE_PATIENT, vertebra=built)
    depth = procedure.needle.planned_needle(built, "right").depth_mm
    for one in trainers:
        one.dispatch(**CORRECTION)
        while one.state.now.needle.depth_mm < depth - 1:
            one.dispatch(advance=2.0)
        one.dispatch(scan=True)
        assert one.state.now.steering.breach == ""
    ours, theirs = (one.state.now for one in trainers)
    assert ours.fractured is case.vertebra
    assert np.linalg.norm(np.subtract(ours.needle.tip_mm, theirs.needle.tip_mm)) < 3
    passed = [{one.criterion: one.passed for one in procedure.assess(now)} for now in (ours, theirs)]
    for criterion in ("canal", "pedicle", "front wall", "aorta"):
        assert passed[0].get(criterion) == passed[1].get(criterion)


@pytest.mark.slow
def test_cement_fills_it_as_the_built_bone_and_leaves_it_alone(case, built):
    before = case.vertebra.labels.tobytes()
    trainers = case.cement(), CementTrainer(PRACTICE_PATIENT, vertebra=built)
    for one in trainers:
        one.dispatch(flow=0.1)
        one.dispatch(inject=20.0)
    ours, theirs = (one.outcome(one.state) for one in trainers)
    assert ours.cement.injected_ml == pytest.approx(theirs.cement.injected_ml, rel=0.02)
    assert ours.cement.stored_ml == pytest.approx(theirs.cement.stored_ml, rel=0.1)
    centres = [
        np.average(
            np.argwhere(one.cement.cement_fraction > 0),
            axis=0,
            weights=one.cement.cement_fraction[one.cement.cement_fraction > 0],
        )
        + one.fractured.origin_mm
        for one in (ours, theirs)
    ]
    assert np.linalg.norm(centres[0] - centres[1]) < 3
    assert ours.vertebra.is_part(Part.CEMENT).any()
    assert case.vertebra.labels.tobytes() == before


def test_balloons_raise_it_as_the_built_bone(case):
    same = fracture.of_vertebra(anatomy.build(PRACTICE_PATIENT, PRACTICE_LEVEL, 1.5)).fractured
    trainers = case.balloon(), BalloonTrainer(PRACTICE_PATIENT, vertebra=same)
    for one in trainers:
        one.dispatch(volume=2.0)
    ours, theirs = (one.outcome(one.state) for one in trainers)
    assert trainers[0].fractured.spacing_mm == (1.5, 1.5, 1.5)
    assert ours.balloons.volume_ml == pytest.approx(theirs.balloons.volume_ml, abs=0.4)
    assert kyphoplasty.lift_mm(ours) == pytest.approx(kyphoplasty.lift_mm(theirs), abs=1.0)


def test_the_carm_shows_and_judges_it(case, tell, sent):
    trainer = case.carm()
    assert isinstance(trainer, CArmTrainer)
    tell(trainer, {"hint": True})
    tell(trainer, {"claim": True})
    assert sent[-1][0]["kind"] == "frame"
    assert sent[-1][0]["state"]["verdicts"]


def test_what_the_scan_does_not_show_is_named_and_the_rest_opens(case, tell, sent):
    blind = lacking(case, "pedicle_right", "pedicle_left", "spinous_tip")
    for closed in (blind.needle(), blind.cement(), blind.balloon()):
        assert isinstance(closed, CannotOpen)
        assert "pedicle_right" in closed.words
        assert "pedicle_right" in closed._repr_html_()
    for name in ("pedicle_right", "pedicle_left", "spinous_tip"):
        assert name in repr(blind)
    trainer = blind.carm()
    for ask in ({"hint": True}, {"claim": True}):
        tell(trainer, ask)
        assert sent[-1][0]["kind"] == "error"
        assert not missing_facts(sent[-1][0]["message"], "spinous_tip")
    tell(trainer, {"rotation": 3.0})
    assert sent[-1][0]["kind"] == "frame"


def test_with_one_pedicle_the_trainers_open_on_its_side(case, tell, sent):
    left = lacking(case, "pedicle_right")
    assert left.needle().state.now.needle.side == "left"
    trainer = left.cement()
    assert trainer.outcome(trainer.state).needle.side == "left"
    tell(trainer, {"side": 1})
    assert not missing_facts(sent[-1][0]["message"], "pedicle_right")
    assert trainer.state.actions == ()
    assert isinstance(left.balloon(), CannotOpen)
    assert lacking(case, "pedicle_left").balloon().state.equipment.placement != KYPHOPLASTY.placement


def test_a_cleft_needs_the_plane_of_a_fracture(case, tell, sent):
    trainer = lacking(case, "fracture_front", "fracture_back").cement()
    tell(trainer, {"cleft": True})
    assert sent[-1][0]["key"] == "no-fracture-plane"
    assert not trainer.state.cleft


def test_a_saved_procedure_opens_on_the_same_scan_only(case, built):
    trainer = case.cement()
    trainer.dispatch(inject=2.0)
    text = trainer.saved_text(trainer.state)
    again = OwnCase(vertebra_file.from_bytes(vertebra_file.to_bytes(case.vertebra))).cement()
    again.dispatch(load=text)
    assert again.outcome(again.state).digest == trainer.outcome(trainer.state).digest
    same_person = CementTrainer(vertebra=replace(built, patient=case.patient))
    assert same_person.fractured.patient == case.patient
    with pytest.raises(InputError):
        same_person.dispatch(load=text)
    assert Subject.of(case.vertebra).labels


def test_nobody_named_is_refused(case):
    for trainer in (NeedleTrainer, CementTrainer, BalloonTrainer, CArmTrainer):
        with refused(InputError, "trainer-without-patient"):
            trainer(vertebra=replace(case.vertebra, patient=None))
        with refused(InputError, "trainer-without-patient"):
            trainer()


def test_a_vertebra_comes_back_from_its_file_as_it_was(case, tmp_path):
    content = vertebra_file.to_bytes(case.vertebra)
    assert content == vertebra_file.to_bytes(case.vertebra)
    read = vertebra_file.from_bytes(content)
    for name in vertebra_file.ARRAYS:
        assert (getattr(read, name) == getattr(case.vertebra, name)).all()
    for name in ("landmarks_mm", "spacing_mm", "origin_mm", "level", "patient", "kind", "history", "scanned"):
        assert getattr(read, name) == getattr(case.vertebra, name)
    (tmp_path / FILE).write_bytes(content)
    (tmp_path / COARSE_FILE).write_bytes(content)
    assert OwnCase.open(tmp_path).balloon().fractured.shape == case.vertebra.shape


@each_row("damage", ["empty", "text", "cut", "array", "version", "landmark"])
def test_a_damaged_file_is_refused(case, damage):
    content = vertebra_file.to_bytes(replace(case.vertebra, landmarks_mm={"foramen": (np.nan, 0.0, 0.0)}))
    if damage == "empty":
        content = b""
    elif damage == "text":
        content = b"{}" * 40
    elif damage == "cut":
        content = content[: len(content) // 2]
    elif damage == "array":
        content = content[:2000] + bytes(64) + content[2064:]
    elif damage == "version":
        whole = vertebra_file.VERSION
        vertebra_file.VERSION = 0
        try:
            content = vertebra_file.to_bytes(case.vertebra)
        finally:
            vertebra_file.VERSION = whole
    with pytest.raises(InputError) as error:
        vertebra_file.from_bytes(content)
    assert error.value.text.key == ("vertebra-file-version" if damage == "version" else "no-vertebra-file")


def test_a_missing_file_is_named(tmp_path):
    with refused(CourseError, FILE):
        OwnCase.open(tmp_path)


def test_a_person_of_a_scan_needs_no_more_than_age_and_sex(case):
    assert case.patient == Patient(68, "male")
