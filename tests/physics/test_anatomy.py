"""Does the built vertebra measure what the tables say, at any voxel size, and is its distance a distance?"""

import dataclasses

import numpy as np
import pytest
from rows import each_row
from scipy.spatial import cKDTree

from vertebra import tables
from vertebra.models import anatomy
from vertebra.models.anatomy import tissue
from vertebra.models.anatomy.redistancing import signed_distance
from vertebra.patient import BODY_PARTS, LEVELS, Part, Patient, Vertebra

LENGTHS = [field.name for field in dataclasses.fields(anatomy.Morphometry) if field.name.endswith("_mm")]
PUBLISHED = {"pedicle_width_mm": ("pedicles", "width_mm"), "pedicle_height_mm": ("pedicles", "height_mm")}


def published_mm(name: str, level: str) -> float | None:
    """The mean of both sexes in the tables, or None for a height that no table gives."""
    table, column = PUBLISHED.get(name, ("vertebral_bodies", name))
    rows = tables.table(table)
    return float(rows.row("level", level)[column]) if column in rows.columns else None


@pytest.mark.slow
@each_row("sex", ["female", "male"])
@each_row("level", LEVELS)
def test_dimensions_are_within_a_tenth_of_the_tables(level: str, sex: str) -> None:
    patient = Patient(60, sex)
    measured, meant = anatomy.measure(anatomy.build(patient, level)), anatomy.morphometry(patient, level)
    for name in LENGTHS:
        assert getattr(measured, name) == pytest.approx(getattr(meant, name), rel=0.06), name
        table = published_mm(name, level)
        if table is not None:
            assert getattr(measured, name) == pytest.approx(table, rel=0.10), name


@pytest.mark.slow
@pytest.mark.parametrize("voxel_mm", [0.5, 2.0])
def test_dimensions_do_not_depend_on_the_grid(voxel_mm: float) -> None:
    patient = Patient(60)
    measured, meant = anatomy.measure(anatomy.build(patient, "L3", voxel_mm)), anatomy.morphometry(patient, "L3")
    for name in LENGTHS:
        assert getattr(measured, name) == pytest.approx(getattr(meant, name), rel=0.06), name


def test_women_have_smaller_vertebrae_by_the_share_of_their_height() -> None:
    def volume(sex: str) -> float:
        return float(anatomy.build(Patient(60, sex), "L3").is_part(*BODY_PARTS).sum())

    heights = tables.value("mean_height_female_cm") / tables.value("mean_height_male_cm")
    assert volume("female") / volume("male") == pytest.approx(heights**3, rel=0.02)


def mineral_g(vertebra: Vertebra) -> float:
    return float(vertebra.density_mg_cm3.sum(dtype=np.float64)) * vertebra.voxel_ml / 1000


@pytest.mark.slow
@pytest.mark.parametrize("level", ["T7", "L1", "L5"])
def test_mass_converges_with_the_voxel_size(level: str) -> None:
    patient = Patient(74, t_score=-2.8, seed=1)
    coarse, middle, fine = (mineral_g(anatomy.build(patient, level, step)) for step in (2.0, 1.0, 0.5))
    assert middle == pytest.approx(fine, rel=0.015)
    assert coarse == pytest.approx(fine, rel=0.04)


def test_shell_volume_is_area_times_thickness_on_any_grid() -> None:
    for voxel_mm in (0.7, 1.0, 2.0):
        vertebra = anatomy.build(Patient(60), "L3", voxel_mm)
        x, y, _ = vertebra.axes_mm()
        # A window over the middle of the body: two nearly flat endplates and nothing else.
        window = (np.abs(x) < 12)[:, None, None] & ((y > -8) & (y < 10))[None, :, None]
        area = window.sum() * voxel_mm**2
        volume = vertebra.shell_fraction[window[..., 0]].sum() * voxel_mm**3
        assert volume == pytest.approx(2 * area * tables.value("endplate_thickness_mm"), rel=0.04)


def test_texture_is_the_same_in_millimetres_on_every_grid() -> None:
    fine, coarse = (np.arange(-30, 31, step, dtype=np.float32) for step in (1.0, 3.0))
    one, other = (tissue.trabecular_texture((axis, axis, axis), 7, "L2") for axis in (fine, coarse))
    assert np.allclose(one[::3, ::3, ::3], other, atol=1e-4)
    assert one.std() == pytest.approx(1, abs=0.06)
    assert abs(one.mean()) < 0.06


def test_distance_to_a_sphere_is_exact_from_any_function_with_that_zero() -> None:
    step, radius = 1.0, 11.3
    axis = np.arange(-20, 21, step)
    r = np.sqrt(axis[:, None, None] ** 2 + axis[None, :, None] ** 2 + axis[None, None, :] ** 2)
    level = ((r / radius) ** 3 - 1).astype(np.float32)
    distance = signed_distance(level, (step, step, step))
    for reach, most in ((2, 0.06), (4, 0.12), (9, 0.25)):
        near = np.abs(r - radius) < reach
        assert np.abs(distance - (r - radius))[near].max() < most
    slope = np.sqrt(sum(part**2 for part in np.gradient(distance, step)))
    near = np.abs(r - radius) < 2
    assert np.abs(slope[near] - 1).max() < 0.05


def test_distance_on_half_of_a_symmetric_grid_is_that_of_the_whole() -> None:
    x, y = np.arange(-15.0, 16), np.arange(-14.0, 15)
    r = np.sqrt((x[:, None, None] / 1.2) ** 2 + y[None, :, None] ** 2 + (y[None, None, :] * 0.8) ** 2)
    level = (r - 9).astype(np.float32)
    whole = signed_distance(level, (1.0, 1.0, 1.0))
    half = signed_distance(level[15:], (1.0, 1.0, 1.0), mirrored=True)
    assert np.allclose(whole[15:], half, atol=0.05)


def test_distance_needs_a_surface() -> None:
    with pytest.raises(ValueError, match="zero"):
        signed_distance(np.ones((4, 4, 4), np.float32), (1.0, 1.0, 1.0))


@pytest.mark.slow
@pytest.mark.parametrize("level", ["T7", "L1"])
def test_surface_mm_is_the_distance_to_a_finer_surface(level: str) -> None:
    """Against the triangles of a build at half the voxel size: within a tenth of a voxel near, a quarter further
    off."""
    patient = Patient(60)
    surface = anatomy.surface(anatomy.build(patient, level, 0.5))
    corners = surface.vertices_mm[surface.faces]
    tree = cKDTree(np.concatenate([surface.vertices_mm, corners.mean(axis=1)]))
    vertebra = anatomy.build(patient, level)
    random = np.random.default_rng(3)
    for low, high, most in ((0.0, 1.0, 0.1), (1.0, 4.0, 0.25)):
        ring = np.argwhere((np.abs(vertebra.surface_mm) >= low) & (np.abs(vertebra.surface_mm) < high))
        at = ring[random.choice(len(ring), 2000, replace=False)]
        place = np.array(vertebra.origin_mm) + at * np.array(vertebra.spacing_mm)
        error = np.abs(vertebra.surface_mm[tuple(at.T)]) - tree.query(place)[0]
        assert np.percentile(np.abs(error), 95) < most


@each_row("level", ["T7", "T12", "L3"])
def test_the_slope_of_the_distance_is_one(level: str) -> None:
    """Within 5% in five of six voxels near the surface; across rims and grooves, sharper than the grid, it can't be."""
    vertebra = anatomy.build(Patient(60), level)
    slope = np.sqrt(sum(part**2 for part in np.gradient(vertebra.surface_mm, *vertebra.spacing_mm)))
    near = np.abs(vertebra.surface_mm) < 1.5
    assert np.median(slope[near]) == pytest.approx(1, abs=0.01)
    assert np.mean(np.abs(slope[near] - 1) < 0.05) > 5 / 6


def test_the_canal_is_free_from_end_to_end() -> None:
    """A rod of 60% of the canal's width passes through every level without touching bone."""
    for level in LEVELS:
        vertebra = anatomy.build(Patient(60), level, 1.5)
        size = anatomy.morphometry(Patient(60), level)
        x, y, _ = vertebra.axes_mm()
        middle = -size.back_wall_mm - size.canal_depth_mm / 2
        reach = 0.3 * min(size.canal_width_mm, size.canal_depth_mm)
        rod = (x[:, None] ** 2 + (y[None, :] - middle) ** 2) < reach**2
        assert (vertebra.surface_mm[rod] > 0).all()


def test_the_foramina_lie_below_the_pedicles() -> None:
    """Behind the lower half of the body, between body and articular process, is a way out for the nerve."""
    for level in ("T9", "L2"):
        vertebra = anatomy.build(Patient(60), level)
        x, y, z = vertebra.axes_mm()
        pedicle = np.array(vertebra.landmarks_mm["pedicle_right"])
        size = anatomy.morphometry(Patient(60), level)
        below = pedicle[2] - size.pedicle_height_mm / 2 - 2.5
        line = vertebra.surface_mm[
            x > size.canal_width_mm / 2, np.argmin(np.abs(y - pedicle[1])), np.argmin(np.abs(z - below))
        ]
        assert (line > 0).all()
        assert (vertebra.labels == Part.PEDICLE).any()
