"""One patient, one fracture: whoever asks for the broken body gets the same one, with all its landmarks."""

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from refusals import refused
from rows import each_row

from vertebra import tables
from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import anatomy, fracture, procedure
from vertebra.models import case as patient_case
from vertebra.models.case.procedure import VOXEL_MM
from vertebra.models.experiments import before_after
from vertebra.models.imaging import sagittal, xray_scene
from vertebra.models.imaging.findings import Finding
from vertebra.models.imaging.reading_cases import NOT_OSTEOPOROTIC
from vertebra.models.procedure import BalloonAction
from vertebra.models.procedure.cavity import create_cavity
from vertebra.models.procedure.needle import planned_needle
from vertebra.patient import Fracture, Part, Patient, Vertebra

ARRAYS = ("labels", "density_mg_cm3", "shell_fraction", "surface_mm")
ARCH = ("pedicle_right", "pedicle_left", "pedicle_right_front", "pedicle_left_front", "spinous_tip")
PATIENT = Patient(77, "female", t_score=-3.0, fractures=(Fracture("L2", 3, 2),), seed=4)


def same_bone(one: Vertebra, other: Vertebra) -> bool:
    """Whether voxels, places and landmarks are equal, byte for byte."""
    arrays = all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in ARRAYS)
    frames = (one.spacing_mm, one.origin_mm, one.level, one.kind) == (
        other.spacing_mm,
        other.origin_mm,
        other.level,
        other.kind,
    )
    return arrays and frames and dict(one.landmarks_mm) == dict(other.landmarks_mm)


@pytest.mark.slow
@each_row(("who", "level"), [(mrs_a(), "L1"), (PATIENT, "L2")])
def test_body_on_mri_is_the_body_operated_on(who: Patient, level: str):
    on_mri = next(one.vertebra for one in sagittal.sagittal_scene(who).placed if one.level == level)
    operated = procedure.run(fracture.of_patient(who, level)).vertebra
    ballooned = procedure.run(operated, [BalloonAction("inflate", 0.4)]).fractured
    _, radiographed = before_after.before_and_after(who, level)
    for body in (on_mri, operated, ballooned, radiographed):
        assert body.kind == "collapsed"
        assert same_bone(body, fracture.of_patient(who, level))


@each_row("kind", sorted(set(patient_case.KINDS)))
def test_body_of_a_case_is_the_same_on_its_mri_and_under_its_needle(kind):
    case = patient_case.sample_case(3, kind)
    on_mri = sagittal.body(case.patient, case.level, case.findings, VOXEL_MM)
    assert same_bone(patient_case.fractured(case), on_mri)
    assert (on_mri.kind == "collapsed") == (case.verdict != NOT_OSTEOPOROTIC)


@pytest.mark.slow
def test_bodies_are_broken_in_one_place_only():
    """Whoever wants a fractured body asks `models.fracture`; the learner's own collapse and the specimens of published
    experiments are the exceptions."""
    package = Path(fracture.__file__).parents[2]
    calls = {
        path.relative_to(package.parent).as_posix().removeprefix("vertebra/")
        for folder in (package, package.parent / "questions")
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "collapse"
    }
    assert calls == {
        "models/fracture/patient_fracture.py",
        "models/experiments/collapse_series.py",
        "validation/augmentation.py",
    }


def test_an_earlier_body_is_unchanged_by_later_ones():
    body = fracture.of_patient(PATIENT, "L2", 2.0)
    before = [getattr(body, name).tobytes() for name in ARRAYS], dict(body.landmarks_mm)
    fracture.of_patient(PATIENT, "L2", 2.0, grade=1)
    fracture.of_patient(PATIENT, "L2", 2.0, cleft_ml=1.0)
    create_cavity(body, 2.0)
    assert before == ([getattr(body, name).tobytes() for name in ARRAYS], dict(body.landmarks_mm))
    for name in ARRAYS:
        with pytest.raises(ValueError, match="read-only"):
            getattr(body, name)[0, 0, 0] = 1


@pytest.mark.slow
@each_row("shape", fracture.SHAPES)
def test_landmarks_move_with_the_bone_and_the_arch_stays(shape: fracture.Shape):
    case = fracture.load_case(PATIENT, "L2", 1.0, shape=shape)
    before, after = case.intact.landmarks_mm, case.fractured.landmarks_mm
    assert set(after) == set(before) | {"fracture_front", "fracture_back"}
    assert all(after[name] == before[name] for name in ARCH)
    for name, (x, y, z) in after.items():
        if name.endswith(("_upper", "_lower")) or name.endswith("_endplate"):
            assert (x, y) == before[name][:2]
            column = case.fractured.surface_mm[
                tuple(round((at - low) / 1.0) for at, low in zip((x, y), case.fractured.origin_mm, strict=False))
            ]
            z_mm = case.fractured.axes_mm()[2]
            assert abs(np.interp(z, z_mm, column)) < 0.8, name
    lost = (
        before["anterior_upper"][2]
        - before["anterior_lower"][2]
        - after["anterior_upper"][2]
        + after["anterior_lower"][2]
    )
    assert (lost > 4) == (shape != "biconcave")


def test_kyphoplasty_keeps_and_lifts_the_landmarks():
    body = fracture.of_patient(mrs_a(), "L1", 1.5)
    after = create_cavity(body, 2.4).vertebra
    assert set(after.landmarks_mm) == set(body.landmarks_mm)
    assert all(after.landmarks_mm[name] == body.landmarks_mm[name] for name in ARCH)
    assert after.landmarks_mm["anterior_upper"][2] > body.landmarks_mm["anterior_upper"][2] + 0.5


@pytest.mark.slow
@each_row(("level", "voxel_mm"), [("L2", 1.0), ("T12", 2.0), ("L4", 2.0)])
@each_row("shape", fracture.SHAPES)
def test_every_grade_is_read_back_as_itself(level: str, voxel_mm: float, shape: fracture.Shape):
    for grade in (0, 1, 2, 3):
        case = fracture.load_case(PATIENT, level, voxel_mm, grade=grade, shape=shape)
        now, before = (fracture.morphometry_heights(one) for one in (case.fractured, case.intact))
        assert fracture.grade(now, before) == grade


def test_the_record_says_which_bodies_are_broken():
    kinds = {one.level: one.vertebra.kind for one in sagittal.sagittal_scene(mrs_a(), pixel_mm=1.0).placed}
    assert [level for level, kind in kinds.items() if kind == "collapsed"] == ["L1"]
    assert fracture.as_recorded(mrs_a(), "L1", 2.0).kind == "collapsed"
    assert fracture.as_recorded(mrs_a(), "L2", 2.0).kind == "built"
    broken = xray_scene.xray_scene(mrs_a(), "L2", 1, voxel_mm=2.0).bone.values.sum()
    whole = xray_scene.xray_scene(replace(mrs_a(), fractures=()), "L2", 1, voxel_mm=2.0).bone.values.sum()
    assert broken != whole


def test_a_finding_elsewhere_leaves_the_recorded_fracture_broken():
    shown = sagittal.sagittal_scene(mrs_a(), [Finding("T12", "haemangioma")], pixel_mm=1.0)
    assert next(one.vertebra.kind for one in shown.placed if one.level == "L1") == "collapsed"


def test_numbers_of_the_collapse_stand_in_the_table_with_unit_and_source():
    table = tables.table("fracture_collapse")
    assert {"load", "load_forward", "height_loss", "shape"} <= set(table.texts("quantity"))
    assert all(table.texts("source"))
    assert all(table.texts("status"))
    assert all(table.texts("note"))


@each_row(
    ("wrong", "words"),
    [({"grade": 4}, "4"), ({"shape": "flat"}, "flat"), ({"cleft_ml": 9}, "9"), ({"level": "S1"}, "S1")],
)
def test_wrong_fractures_are_named(wrong, words):
    with refused(InputError, words):
        fracture.of_patient(mrs_a(), **{"voxel_mm": 2.0, **wrong})


def test_a_body_without_an_arch_breaks_and_only_the_needle_asks_for_its_pedicles():
    built = anatomy.build(replace(mrs_a(), fractures=()), "L1", 2.0)
    arch = built.is_part(Part.PEDICLE, Part.POSTERIOR_ELEMENTS, Part.CANAL)
    marks = {name: at for name, at in built.landmarks_mm.items() if not name.startswith(("pedicle", "spinous"))}
    body = replace(built, labels=np.where(arch, 0, built.labels).astype(np.uint8), landmarks_mm=marks)
    case = fracture.of_vertebra(body, grade=2)
    assert fracture.grade(*map(fracture.morphometry_heights, (case.fractured, case.intact))) == 2
    with refused(InputError, "pedicle_right"):
        planned_needle(case.fractured, "right")
