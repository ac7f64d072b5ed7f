"""A bone from a CT goes the whole way: fracture, images, needle, cement, strength."""

import nibabel as nib
import numpy as np
import pytest
from refusals import refused
from rows import each_row
from turned_scans import WHOLE, scanned
from typer.testing import CliRunner

from vertebra import cli
from vertebra.errors import InputError
from vertebra.lab import learner_folder
from vertebra.models import anatomy, fracture, mechanics, procedure
from vertebra.models.bone.measure import hounsfield_calibration, hounsfield_hu, marrow_fat_fraction
from vertebra.models.experiments.ct_case import STEPS, CtCase, ct_case
from vertebra.models.procedure import CementAction
from vertebra.patient import Part, Patient
from vertebra.views import ct_case as view
from vertebra.widgets.own_case import OwnCase

pytestmark = pytest.mark.slow
PERSON = Patient(74, "female", 158, 58, -2.8, seed=1)
NEEDED_FOR_NEEDLES = ("needles", "cement")


@pytest.fixture(scope="module")
def built():
    return anatomy.build(PERSON, "L1", 1.0)


@pytest.fixture(scope="module")
def files(built, tmp_path_factory):
    """Image and mask in one piece, and the mask of the body alone, as files."""
    folder = tmp_path_factory.mktemp("ct")
    image, mask = scanned(built, (12, -20, 8), True, seed=5)
    parts = scanned(built, (12, -20, 8), False, seed=5)[1]
    body = np.where(np.isin(parts.dataobj, (1, 2)), parts.dataobj, 0).astype(np.uint8)
    for name, one in (("image", image), ("mask", mask), ("body", nib.Nifti1Image(body, mask.affine))):
        nib.save(one, folder / f"{name}.nii.gz")
    return folder


@pytest.fixture(scope="module")
def whole(files) -> CtCase:
    read = anatomy.read_ct(
        files / "image.nii.gz", files / "mask.nii.gz", {WHOLE: "vertebra"}, patient=PERSON, voxel_mm=2.0
    )
    return ct_case(read, PERSON)


@pytest.fixture(scope="module")
def body_only(files) -> CtCase:
    return ct_case(anatomy.read_ct(files / "image.nii.gz", files / "body.nii.gz", voxel_mm=2.0), PERSON)


def test_every_step_is_taken_with_the_bone_that_was_read(whole):
    assert not whole.refused
    assert not whole.missing
    assert whole.outcome.fractured is whole.history.fractured
    assert next(one.vertebra for one in whole.mri.placed if one.level == "L1") is whole.history.fractured
    assert whole.outcome.cement.stored_ml + whole.outcome.cement.total_leaked_ml == pytest.approx(4.0, abs=0.05)
    assert whole.vertebra.kind == "ct"
    assert not whole.vertebra.is_part(Part.CEMENT).any()
    assert {"fracture_front", "fracture_back"} < set(whole.history.fractured.landmarks_mm)
    intact, broken, filled = whole.restoration.strength_n
    assert broken < 0.6 * intact < filled


def test_it_behaves_like_the_built_bone(whole):
    same = fracture.of_vertebra(anatomy.build(PERSON, "L1", 2.0))
    for ours, theirs in zip(
        (whole.history.fractured, whole.history.intact), (same.fractured, same.intact), strict=True
    ):
        heights = fracture.morphometry_heights(ours), fracture.morphometry_heights(theirs)
        assert heights[0].anterior_mm == pytest.approx(heights[1].anterior_mm, abs=1.5)
        assert heights[0].posterior_mm == pytest.approx(heights[1].posterior_mm, abs=1.5)
    assert fracture.grade(*map(fracture.morphometry_heights, (whole.history.fractured, whole.history.intact))) == 2
    strength = mechanics.compress(same.intact, load_n=500).strength_n
    assert whole.strength_n == pytest.approx(strength, rel=0.25)
    for (needle, free), side in zip(whole.needles, ("right", "left"), strict=True):
        usual = procedure.needle.planned_needle(same.fractured, side)
        assert needle.medial_deg == pytest.approx(usual.medial_deg, abs=5)
        assert np.linalg.norm(np.subtract(needle.tip_mm, usual.tip_mm)) < 3
        assert free.breached_structure == ""


def test_a_body_without_its_arch_is_broken_imaged_and_pressed_and_the_needle_names_what_is_missing(body_only):
    assert set(body_only.refused) == set(NEEDED_FOR_NEEDLES)
    assert all("pedicle_right" in body_only.refused[step] for step in NEEDED_FOR_NEEDLES)
    assert body_only.missing == ("pedicle_right", "pedicle_left", "spinous_tip")
    assert body_only.radiographs
    assert body_only.mri
    assert body_only.strength_n > 500
    assert body_only.outcome is None
    assert body_only.restoration is None


@each_row("turn", [(0, 0, 0), (12, -20, 8)])
def test_a_vertebra_that_is_broken_already_is_read_and_treated_as_it_is(turn):
    broken = fracture.of_patient(PERSON, "L1", 1.0, grade=2)
    pair = scanned(broken, turn, True, seed=6)
    case = ct_case(anatomy.read_ct(*pair, {WHOLE: "vertebra"}, voxel_mm=1.5), PERSON, grade=0)
    assert case.history is None
    assert case.outcome.fractured is case.vertebra
    assert not case.refused
    ours, theirs = map(fracture.morphometry_heights, (case.vertebra, broken))
    for end in ("anterior_mm", "middle_mm", "posterior_mm"):
        assert getattr(ours, end) == pytest.approx(getattr(theirs, end), abs=1.5)
    as_read, same, filled = case.restoration.strength_n
    assert as_read == same < filled
    assert len(view.report_pictures(case)) == 3


def test_a_bone_without_a_canal_says_so_when_the_needle_asks(whole):
    body = whole.history.fractured
    filled = anatomy.read_ct(*_without_canal(whole), voxel_mm=None)
    assert not filled.is_part(Part.CANAL).any()
    with refused(InputError, "pedicle_right"):
        procedure.needle.planned_needle(filled, "right")
    assert procedure.needle.margins(body, procedure.needle.planned_needle(body, "right")).canal_mm > 0


def _without_canal(whole):
    """The bone that was read as image and mask, its canal closed and given to the arch."""
    read = whole.vertebra
    mask = np.where(read.is_part(Part.PEDICLE, Part.POSTERIOR_ELEMENTS, Part.CANAL), 3, 0)
    mask = np.where(
        read.is_part(Part.TRABECULAR, Part.CORTICAL_SHELL, Part.SUPERIOR_ENDPLATE, Part.INFERIOR_ENDPLATE), 1, mask
    )
    affine = np.diag([*read.spacing_mm, 1.0])
    affine[:3, 3] = read.origin_mm
    return (
        nib.Nifti1Image(np.where(mask > 0, 200, 0).astype(np.float32), affine),
        nib.Nifti1Image(mask.astype(np.uint8), affine),
    )


def test_the_same_actions_give_the_same_outcome_and_leave_the_bone_alone(whole):
    body = whole.history.fractured
    before = body.labels.tobytes(), body.density_mg_cm3.tobytes()
    outcome = procedure.run(body, (CementAction("inject", 5, 0.1),))
    assert (body.labels.tobytes(), body.density_mg_cm3.tobytes()) == before
    assert mechanics.compress(outcome.vertebra, load_n=500).strength_n > 0


def test_the_page_holds_its_pictures_and_what_was_refused(whole, body_only):
    for case, pictures in ((whole, 4), (body_only, 4)):
        page = view.page(case, PERSON, "<b>a file</b>")
        assert page.count("data:image/png;base64,") == pictures
        assert "<b>a file</b>" not in page
        assert all(str(why).split(",")[0][:20] in page for why in case.refused.values())
    assert len(view.rows(whole)) == len(view.rows(body_only)) + 5
    assert set(view.STEP_NAMES) == set(STEPS)


def test_calibration_without_a_phantom_is_the_inverse_of_what_the_scanner_shows():
    slope, intercept = hounsfield_calibration(PERSON)
    fat = marrow_fat_fraction(PERSON.age_years, PERSON.sex)
    for mineral in (0.0, 80.0, 250.0):
        assert slope * hounsfield_hu(mineral, fat, 70.0) + intercept == pytest.approx(mineral, abs=3)
    assert 0.5 < slope < 1.2


def test_other_labels_are_refused_unless_they_are_to_be_ignored(built):
    image, mask = scanned(built, (0, 0, 0), True, seed=7)
    numbers = np.asarray(mask.dataobj).copy()
    numbers[:2, :2, :2] = 21
    more = nib.Nifti1Image(numbers, mask.affine)
    with pytest.raises(InputError, match="21"):
        anatomy.read_ct(image, more, {WHOLE: "vertebra"})
    read = anatomy.read_ct(image, more, {WHOLE: "vertebra"}, ignore_other_labels=True)
    assert (read.labels == anatomy.read_ct(image, mask, {WHOLE: "vertebra"}).labels).all()


RUN = CliRunner()


def test_the_command_writes_the_page(files, tmp_path):
    page = tmp_path / "l1.html"
    scan = ["ct", str(files / "image.nii.gz"), str(files / "body.nii.gz"), "--out", str(page), "--dir", str(tmp_path)]
    result = RUN.invoke(cli.app, scan)
    assert result.exit_code == 0, result.output
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    folder = tmp_path / "own_cases" / "image-L1"
    assert (folder / "page.html").read_bytes() == page.read_bytes()
    assert OwnCase.open(folder).vertebra.kind == "collapsed"
    assert learner_folder.notebook_of_case(tmp_path, "image-L1") == "own_cases/image-L1/own_case.ipynb"


WRONG = {
    "no file": (["nothing.nii.gz", "mask.nii.gz"], "nothing.nii.gz"),
    "no NIfTI": (["notes.txt", "mask.nii.gz"], "notes.txt"),
    "unknown label": (["image.nii.gz", "mask.nii.gz"], "20"),
    "a folder": ([".", "mask.nii.gz"], "folder"),
    "a page that is no page": (["image.nii.gz", "mask.nii.gz", "--out", "image.nii.gz"], "image.nii.gz"),
    "label without a meaning": (["image.nii.gz", "mask.nii.gz", "--label", "vertebra"], "20=vertebra"),
    "label of no part": (["image.nii.gz", "mask.nii.gz", "--label", "20=femur"], "femur"),
    "two calibrations": (["image.nii.gz", "mask.nii.gz", "--hounsfield", "--slope", "0.8"], "--hounsfield"),
    "no such folder": (["image.nii.gz", "mask.nii.gz", "--out", "nowhere/page.html"], "nowhere"),
    "too much cement": (["image.nii.gz", "body.nii.gz", "--cement-ml", "20"], "20"),
    "level": (["image.nii.gz", "body.nii.gz", "--level", "C3"], "C3"),
    "sex": (["image.nii.gz", "body.nii.gz", "--sex", "x"], "'x'"),
}


@each_row("case", WRONG)
def test_the_command_names_what_is_wrong_and_writes_nothing(files, monkeypatch, case):
    arguments, said = WRONG[case]
    monkeypatch.chdir(files)
    (files / "notes.txt").write_text("no scan", encoding="utf-8")
    result = RUN.invoke(cli.app, ["ct", *arguments, "--dir", "learner"])
    assert result.exit_code != 0
    assert said in str(result.exception)
    assert not list(files.glob("*.html"))
    assert not (files / "learner").exists()
