"""Sagittal MRI: what each finding looks like, what is asked for wrongly, and that a seed repeats a picture."""

import numpy as np
import pytest
from refusals import refused
from rows import each_row

from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models.imaging import mri, sequences
from vertebra.models.imaging.findings import Finding
from vertebra.patient import Patient

HEALTHY = Patient(74, "female", 158, 58, -2.8, seed=1)


@pytest.fixture(scope="module")
def healthy():
    return mri.sagittal_scene(HEALTHY)


def _seen(scene, level: str, *names: str) -> list[float]:
    where = scene.body(level)
    return [mri.roi_mean(mri.acquire(scene, mri.preset(name), seed=None), where) for name in names]


def _depth_region(scene, level: str, depth_mm: float, half_mm: float = 0.8) -> np.ndarray:
    """A strip across the body so far below its upper endplate."""
    one = scene.placed[scene.levels.index(level)]
    y, z = scene.grid.axes_mm()
    own = one.to_own(np.stack(np.meshgrid(y, z), axis=-1))
    (y0, z0), (y1, z1) = one.upper
    below = z0 + (z1 - z0) / (y1 - y0) * (own[..., 0] - y0) - own[..., 1]
    middle = np.abs(own[..., 0] - 3) < 4
    return (np.abs(below - depth_mm) < half_mm) & middle & (scene.body_of == scene.levels.index(level))


@pytest.mark.slow
def test_the_patients_fracture_is_shown_by_default():
    scene = mri.sagittal_scene(mrs_a())
    assert [(one.level, one.weeks, one.grade) for one in scene.findings] == [("L1", 3, 2)]
    assert scene.levels == ("T10", "T11", "T12", "L1", "L2", "L3")
    row, column = scene.centre_of("L1")
    assert scene.body_of[int(row), int(column)] == 3


@pytest.mark.slow
def test_a_new_fracture_is_dark_on_t1_and_bright_on_stir():
    scene = mri.sagittal_scene(HEALTHY, [Finding("L1", weeks=2)])
    t1, stir = _seen(scene, "L1", "T1", "STIR")
    t1_beside, stir_beside = _seen(scene, "L2", "T1", "STIR")
    assert t1 < 0.75 * t1_beside
    assert stir > 2.5 * stir_beside


@pytest.mark.slow
def test_an_old_fracture_has_the_marrow_of_its_neighbours_and_a_shape_of_its_own():
    old = mri.sagittal_scene(HEALTHY, [Finding("L1", weeks=1000, grade=3)])
    for name in ("T1", "T2", "STIR"):
        here, beside = (_seen(old, level, name)[0] for level in ("L1", "L2"))
        assert here == pytest.approx(beside, rel=0.15), name
    heights = [(old.body_of == old.levels.index(level)).sum() for level in ("L1", "L2")]
    assert heights[0] < 0.85 * heights[1]


@pytest.mark.slow
def test_oedema_without_loss_of_height_is_shown_too():
    scene = mri.sagittal_scene(HEALTHY, [Finding("L2", weeks=1, grade=0)])
    stir, beside = (_seen(scene, level, "STIR")[0] for level in ("L2", "T12"))
    assert stir > 2.5 * beside


@pytest.mark.slow
@each_row(("filling", "t2_ratio"), [("fluid", (1.5, 9)), ("gas", (0, 0.45))])
def test_a_cleft_is_bright_with_fluid_and_black_with_gas(filling, t2_ratio):
    scene = mri.sagittal_scene(HEALTHY, [Finding("L1", weeks=10, cleft=filling)])
    t2 = mri.acquire(scene, mri.preset("T2"), seed=None)
    ratio = mri.roi_mean(t2, _depth_region(scene, "L1", 4.0)) / mri.roi_mean(t2, scene.body("L2"))
    assert t2_ratio[0] <= ratio <= t2_ratio[1]
    t1 = mri.acquire(scene, mri.preset("T1"), seed=None)
    assert mri.roi_mean(t1, _depth_region(scene, "L1", 4.0)) < 0.6 * mri.roi_mean(t1, scene.body("L2"))


def test_a_haemangioma_is_bright_on_t1_and_t2_within_an_intact_body(healthy):
    scene = mri.sagittal_scene(HEALTHY, [Finding("L1", "haemangioma")])
    assert np.array_equal(scene.body_of, healthy.body_of)
    middle = np.zeros_like(scene.body("L1"))
    row, column = (round(one) for one in scene.centre_of("L1"))
    middle[row - 8 : row + 9, column - 12 : column + 8] = True
    for name in ("T1", "T2"):
        before, now = (mri.roi_mean(mri.acquire(one, mri.preset(name), seed=None), middle) for one in (healthy, scene))
        assert now > 1.03 * before, name


def test_a_metastasis_replaces_all_marrow_and_bulges_into_the_canal(healthy):
    scene = mri.sagittal_scene(HEALTHY, [Finding("L1", "metastasis")])
    t1, stir = _seen(scene, "L1", "T1", "STIR")
    assert t1 < 0.7 * _seen(healthy, "L1", "T1")[0]
    assert stir > 2.5 * _seen(healthy, "L1", "STIR")[0]
    assert scene.tissue("CSF", 0).sum() < healthy.tissue("CSF", 0).sum() - 50
    for level in ("T12", "L2"):
        assert _seen(scene, level, "T1") == pytest.approx(_seen(healthy, level, "T1"), rel=0.02)


def test_an_infection_takes_the_disc_and_both_bodies_beside_it(healthy):
    scene = mri.sagittal_scene(HEALTHY, [Finding("L1", "infection")])
    for level in ("L1", "L2"):
        assert _seen(scene, level, "STIR")[0] > 1.8 * _seen(healthy, level, "STIR")[0]
    assert _seen(scene, "T12", "STIR")[0] == pytest.approx(_seen(healthy, "T12", "STIR")[0], rel=0.05)
    stir = mri.acquire(scene, mri.preset("STIR"), seed=None)
    assert mri.roi_mean(stir, scene.tissue("pus")) > 3 * mri.roi_mean(stir, healthy.body("L3"))


def test_in_opposed_phase_normal_marrow_falls_and_tumour_does_not(healthy):
    tumour = mri.sagittal_scene(HEALTHY, [Finding("L1", "metastasis")])
    falls = []
    for scene in (healthy, tumour):
        together, against = _seen(scene, "L1", "Dixon in phase", "Dixon opposed phase")
        falls.append(1 - against / together)
    assert falls[0] > 0.25
    assert falls[1] < 0.2


def test_water_and_fat_pictures_add_up_to_in_phase(healthy):
    images = {
        name: mri.acquire(healthy, mri.preset(f"Dixon {name}"), seed=None)[20:-20, 20:-20]
        for name in ("in phase", "water", "fat")
    }
    # Magnitudes add up where both signals are positive, which ripples beside edges are not.
    assert np.median(np.abs(images["water"] + images["fat"] - images["in phase"])) < 0.005


def test_fat_is_displaced_by_its_frequency_over_the_bandwidth(healthy):
    line = healthy.grid.shape[0] // 2
    edges = []
    for field in (1.5, 3.0):
        fat = mri.acquire(healthy, mri.preset("Dixon fat", field), field, seed=None)[line]
        water = mri.acquire(healthy, mri.preset("Dixon water", field), field, seed=None)[line]
        assert water.shape == fat.shape
        edges.append(np.flatnonzero(fat > 0.25)[-1] * healthy.grid.pixel_mm)
    assert edges[1] - edges[0] == pytest.approx(0.9 * 217 / 200, abs=0.6)


def test_noise_is_as_stated_halved_at_3_t_and_repeats_with_its_seed(healthy):
    fat = healthy.tissue("fat", 3.0)
    for field in (1.5, 3.0):
        once, twice = (mri.acquire(healthy, mri.preset("T1", field), field, seed=seed)[fat] for seed in (1, 2))
        assert (once - twice).std() / np.sqrt(2) == pytest.approx(sequences.noise_sd(field), rel=0.1)
    assert sequences.noise_sd(1.5) == 2 * sequences.noise_sd(3.0)
    first, again = (mri.acquire(healthy, mri.preset("STIR"), seed=7) for _ in range(2))
    assert np.array_equal(first, again)


def test_noise_lifts_the_floor_where_there_is_no_signal(healthy):
    """The magnitude of noise alone has the mean of Rayleigh's law."""
    void = healthy.tissue("flowing blood", 3.0)
    plain, noisy = (mri.acquire(healthy, mri.preset("STIR"), seed=seed)[void].mean() for seed in (None, 1))
    assert plain < 0.004
    assert noisy == pytest.approx(sequences.noise_sd(1.5) * np.sqrt(np.pi / 2), rel=0.15)


def test_a_coarse_pixel_blurs_what_a_fine_one_tells_apart(healthy):
    sharp, blurred = (mri.acquire(healthy, mri.preset("T2"), pixel_mm=size, seed=None) for size in (0.7, 3.0))
    assert np.abs(np.diff(blurred)).max() < 0.6 * np.abs(np.diff(sharp)).max()


def test_the_same_patient_is_shown_the_same_twice_and_another_seed_differs():
    one, again, other = (mri.sagittal_scene(HEALTHY, (), ("T12", "L2"), seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one.maps.marrow_fat, again.maps.marrow_fat)
    assert not np.array_equal(one.maps.marrow_fat, other.maps.marrow_fat)


def test_cement_gives_no_signal_in_any_sequence():
    from dataclasses import replace

    from vertebra.models import anatomy
    from vertebra.patient import Part

    built = anatomy.build(HEALTHY, "L1")
    x, y, z = built.axes_mm()
    drop = x[:, None, None] ** 2 + (y[None, :, None] - 2) ** 2 + z[None, None, :] ** 2 < 49
    labels = np.where(drop & built.is_part(Part.TRABECULAR), np.uint8(Part.CEMENT), built.labels)
    treated = replace(built, labels=labels, kind="treated")
    scene = mri.sagittal_scene(HEALTHY, (), ("T12", "L2"), {"L1": treated})
    core = _depth_region(scene, "L1", 11.0, 2.0)
    for name in ("T1", "T2", "STIR"):
        image = mri.acquire(scene, mri.preset(name), seed=None)
        assert mri.roi_mean(image, core) < 0.25 * mri.roi_mean(image, scene.body("L2")), name


@each_row("levels", [("L3", "L3"), ("T7", "T8"), ("L4", "L5")])
def test_any_part_of_the_spine_can_be_shown(levels):
    scene = mri.sagittal_scene(HEALTHY, [Finding(levels[1], "infection")], levels)
    image = mri.acquire(scene, mri.preset("STIR", 3.0), 3.0)
    assert np.isfinite(image).all()
    assert all(scene.body(level).any() for level in scene.levels)


def test_the_screen_shows_black_to_white(healthy):
    grey = mri.to_display(mri.acquire(healthy, mri.preset("T2")))
    assert grey.dtype == np.uint8
    assert grey.max() == 255
    assert np.median(grey) < 200


@each_row(
    ("asked", "told"),
    [
        (lambda: Finding("L1", "cyst"), "haemangioma"),
        (lambda: Finding("S2"), "T7"),
        (lambda: Finding("L1", grade=4), "unknown-grade"),
        (lambda: Finding("L1", cleft="water"), "fluid"),
        (lambda: Finding("L1", weeks=-1), "5200"),
        (lambda: mri.sagittal_scene(HEALTHY, [Finding("T7")]), "finding-outside-picture"),
        (lambda: mri.sagittal_scene(HEALTHY, pixel_mm=3), "0.25"),
        (lambda: mri.Sequence(10, 5), "20000"),
        (lambda: mri.Sequence(500, 5, fat="melted"), "saturated"),
        (lambda: mri.preset("FLAIR"), "STIR"),
        (lambda: mri.preset("T1", 7.0), "unknown-field"),
        (lambda: mri.signal(mri.preset("T1"), "gold"), "CSF"),
        (lambda: mri.signal(mri.preset("T1"), "marrow", fat_fraction=2), "fat-share"),
    ],
)
def test_what_cannot_be_is_refused(asked, told):
    with refused(InputError, told):
        asked()


def test_a_place_outside_the_picture_is_refused(healthy):
    with refused(InputError, "level-not-in-picture"):
        healthy.body("L5")
    with refused(InputError, "unknown-tissue"):
        healthy.tissue("liver")
    with refused(InputError, "region-outside-picture"):
        mri.roi_mean(np.zeros((3, 3), np.float32), np.zeros((3, 3), bool))
