"""The built vertebra: its parts, its frame, its surface, and what it refuses."""

import dataclasses

import numpy as np
import pytest
from refusals import refused
from rows import each_row
from scipy import ndimage

from vertebra.errors import CourseError, InputError
from vertebra.models import anatomy, bone
from vertebra.models.anatomy import tissue
from vertebra.patient import BODY_PARTS, BONE_PARTS, LEVELS, Part, Patient, Vertebra

MRS_A = Patient(age_years=74, sex="female", height_cm=158, weight_kg=58, t_score=-2.8, seed=1)
BUILT_PARTS = [part for part in Part if part not in (Part.PAD, Part.CEMENT, Part.CAVITY)]


@pytest.fixture(scope="module")
def l1() -> Vertebra:
    return anatomy.build(MRS_A, "L1")


@pytest.mark.slow
@each_row("level", LEVELS)
def test_every_part_is_there_and_the_bone_is_one_piece(level: str) -> None:
    vertebra = anatomy.build(MRS_A, level, 1.5)
    assert {Part(value) for value in np.unique(vertebra.labels)} == set(BUILT_PARTS)
    assert ndimage.label(vertebra.surface_mm < 0)[1] == 1


def test_bone_is_labelled_exactly_where_the_distance_is_negative(l1: Vertebra) -> None:
    solid = l1.is_part(*BONE_PARTS)
    assert (l1.surface_mm[solid] < 0).all()
    assert np.isin(l1.labels[l1.surface_mm < 0], [*BONE_PARTS, Part.BASIVERTEBRAL_VEIN]).all()


def test_the_left_half_mirrors_the_right_except_for_the_texture(l1: Vertebra) -> None:
    assert (l1.labels == l1.labels[::-1]).all()
    assert (l1.surface_mm == l1.surface_mm[::-1]).all()
    assert not np.allclose(l1.density_mg_cm3, l1.density_mg_cm3[::-1])


def test_the_frame_is_right_anterior_up(l1: Vertebra) -> None:
    x, y, z = l1.axes_mm()
    spine = l1.landmarks_mm["spinous_tip"]
    assert l1.landmarks_mm["pedicle_right"][0] > 0 > l1.landmarks_mm["pedicle_left"][0]
    assert spine[1] < -40
    assert z[np.nonzero(l1.labels == Part.SUPERIOR_ENDPLATE)[2]].mean() > 0
    body = np.nonzero(l1.is_part(*BODY_PARTS))
    for axis, at in zip((x, y, z), body, strict=True):
        assert abs(np.percentile(axis[at], (1, 99)).mean()) <= 1.5


@each_row("level", LEVELS)
def test_walls_close_the_body(level: str) -> None:
    """No trabecular voxel of the body touches the outside through a face."""
    labels = anatomy.build(MRS_A, level, 1.3).labels
    outside = np.isin(labels, (Part.BACKGROUND, Part.CANAL))
    touching = ndimage.binary_dilation(outside) & (labels == Part.TRABECULAR)
    assert touching.sum() == 0


def test_the_vein_opens_into_the_canal_and_reaches_the_centre(l1: Vertebra) -> None:
    pieces, count = ndimage.label(l1.is_part(Part.BASIVERTEBRAL_VEIN), np.ones((3, 3, 3)))
    assert count == 1
    vein = pieces == 1
    assert (ndimage.binary_dilation(vein) & (l1.labels == Part.CANAL)).any()
    assert l1.axes_mm()[1][np.nonzero(vein)[1]].max() > 0


def test_density_depends_on_the_t_score_and_the_seed_draws_the_texture() -> None:
    weak, strong = (
        anatomy.build(dataclasses.replace(MRS_A, t_score=score), voxel_mm=2.0).density_mg_cm3 for score in (-3.5, 0.0)
    )
    assert weak.mean() < strong.mean()
    again, other = (anatomy.build(dataclasses.replace(MRS_A, seed=seed), voxel_mm=2.0) for seed in (1, 2))
    assert (again.density_mg_cm3 == anatomy.build(MRS_A, voxel_mm=2.0).density_mg_cm3).all()
    assert not np.allclose(again.density_mg_cm3, other.density_mg_cm3)
    assert (again.labels == other.labels).all()


def test_qct_of_the_core_reads_the_patients_density_and_the_rest_is_a_little_denser() -> None:
    vertebra = anatomy.build(dataclasses.replace(MRS_A, vbmd_mg_cm3=100.0))
    deep = vertebra.is_part(Part.TRABECULAR) & (vertebra.surface_mm < -2)
    assert bone.measure_qct(vertebra) == pytest.approx(100, rel=0.001)
    assert 100 < vertebra.density_mg_cm3[deep].mean() < 115


def test_the_back_of_the_body_is_denser_and_the_old_front_sparser() -> None:
    def front_to_back(age_years: float) -> float:
        vertebra = anatomy.build(Patient(age_years, vbmd_mg_cm3=120.0))
        deep = vertebra.is_part(Part.TRABECULAR) & (vertebra.surface_mm < -2)
        front = (vertebra.axes_mm()[1] > 5)[None, :, None]
        back = (vertebra.axes_mm()[1] < -5)[None, :, None]
        density = vertebra.density_mg_cm3
        return float(density[deep & front].mean() / density[deep & back].mean())

    assert front_to_back(80) < front_to_back(35) < 1


def test_the_surface_is_closed_outward_and_named(l1: Vertebra) -> None:
    surface = anatomy.surface(l1)
    edges = np.sort(surface.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2).astype(np.int64), axis=1)
    assert (np.unique(edges, axis=0, return_counts=True)[1] == 2).all()
    assert surface.vertices_mm.dtype == np.float32
    assert surface.faces.dtype == np.uint32
    assert surface.volume_ml == pytest.approx((l1.surface_mm < 0).sum() * l1.voxel_ml, rel=0.02)
    assert set(np.unique(surface.part)) <= {int(part) for part in BONE_PARTS}
    assert len(surface.part) == len(surface.vertices_mm)


def test_the_surface_part_of_each_end_is_right(l1: Vertebra) -> None:
    surface = anatomy.surface(l1)
    for name, part in (
        ("upper_endplate", Part.SUPERIOR_ENDPLATE),
        ("lower_endplate", Part.INFERIOR_ENDPLATE),
        ("spinous_tip", Part.POSTERIOR_ELEMENTS),
    ):
        nearest = np.linalg.norm(surface.vertices_mm - np.array(l1.landmarks_mm[name]), axis=1).argmin()
        assert surface.part[nearest] == part


def test_a_coarser_surface_keeps_the_volume(l1: Vertebra) -> None:
    whole, coarse = anatomy.surface(l1), anatomy.surface(l1, most_triangles=8000)
    assert len(coarse.faces) <= 8000 < len(whole.faces)
    assert coarse.volume_ml == pytest.approx(whole.volume_ml, rel=0.05)
    with refused(InputError, "too-few-triangles"):
        anatomy.surface(l1, most_triangles=10)


def test_landmarks_lie_on_the_bone(l1: Vertebra) -> None:
    spacing, origin = np.array(l1.spacing_mm), np.array(l1.origin_mm)

    def distance(name: str) -> float:
        at = ((np.array(l1.landmarks_mm[name]) - origin) / spacing)[:, None]
        return float(ndimage.map_coordinates(l1.surface_mm, at, order=1)[0])

    for place in ("anterior", "middle", "posterior"):
        for end in ("upper", "lower"):
            assert abs(distance(f"{place}_{end}")) < 0.5
    half = anatomy.morphometry(MRS_A, "L1").pedicle_width_mm / 2
    assert distance("pedicle_left") == pytest.approx(-half, abs=0.4)


@each_row(("level", "voxel_mm", "named"), [("L6", 1.0, "L6"), ("L1", 0.1, "0.1"), ("L1", 9.0, "9")])
def test_an_impossible_request_is_named(level: str, voxel_mm: float, named: str) -> None:
    with refused(InputError, named):
        anatomy.build(MRS_A, level, voxel_mm)


def test_measuring_needs_a_body(l1: Vertebra) -> None:
    empty = dataclasses.replace(l1, labels=np.zeros(l1.shape, np.uint8))
    with refused(CourseError, "nothing-to-measure"):
        anatomy.measure(empty)


def test_size_follows_height_and_sex() -> None:
    women, men = anatomy.size_factor(Patient(50)), anatomy.size_factor(Patient(50, "male"))
    assert 0.90 <= women / men <= 0.92 + 0.005
    tall = anatomy.morphometry(Patient(50, height_cm=180), "L3")
    short = anatomy.morphometry(Patient(50, height_cm=150), "L3")
    assert tall.posterior_height_mm / short.posterior_height_mm == pytest.approx(1.2)
    assert tall.pedicle_transverse_deg == short.pedicle_transverse_deg


@each_row("height_cm", [120, 210])
@each_row("level", ["T7", "T12", "L5"])
def test_extreme_heights_fit_their_grid(level: str, height_cm: float) -> None:
    """Nothing of the bone is cut off by the edge of the grid."""
    surface = anatomy.build(Patient(50, height_cm=height_cm), level, 2.0).surface_mm
    for axis in range(3):
        edges = np.take(surface, (0, -1), axis=axis)
        assert (edges > 0).all()


def test_a_part_of_a_lattice_is_the_same_as_in_the_whole() -> None:
    count = tissue._count(9.0)
    every = tissue._lattice.__wrapped__(3, "L2", 9.0, ((0, count),) * 3)
    random = np.random.default_rng([3, LEVELS.index("L2")])
    np.testing.assert_array_equal(every, random.standard_normal((count, count, count), dtype=np.float32))
    part = tissue._lattice.__wrapped__(3, "L2", 9.0, ((5, 32), (0, 11), (7, 19)))
    np.testing.assert_array_equal(part, every[5:32, 0:11, 7:19])
