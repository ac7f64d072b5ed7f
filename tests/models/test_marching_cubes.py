"""The zero surface as triangles: closed whatever the field, and the same surface as scikit-image's."""

from collections import Counter

import numpy as np
import pytest
from rows import each_row
from skimage import measure

from vertebra.models.anatomy.marching_cubes import marching_cubes
from vertebra.models.anatomy.mesh import Surface

MM = np.array([1.0, 1.0, 1.0])


def ball(radius: float, size: int = 40) -> np.ndarray:
    x, y, z = np.mgrid[:size, :size, :size] - (size - 1) / 2
    return np.sqrt(x**2 + y**2 + z**2) - radius


def surface(vertices, faces) -> Surface:
    return Surface(vertices, faces, np.zeros(len(vertices), np.uint8))


@each_row("seed", range(5))
def test_a_surface_of_noise_is_closed(seed):
    noise = np.random.default_rng(seed).normal(size=(9, 10, 11))
    _vertices, faces = marching_cubes(np.pad(noise, 1, constant_values=1.0), MM)
    passed = Counter(tuple(edge) for at in range(3) for edge in faces[:, [at, (at + 1) % 3]].tolist())
    assert len(faces) > 1000
    assert Counter({(end, start): count for (start, end), count in passed.items()}) == passed


def test_a_ball_has_its_area_and_volume_and_faces_outwards():
    found = surface(*marching_cubes(ball(15), MM))
    assert found.volume_ml == pytest.approx(4 / 3 * np.pi * 15**3 / 1000, rel=5e-3)
    assert found.area_mm2 == pytest.approx(4 * np.pi * 15**2, rel=5e-3)


def test_vertices_are_those_of_scikit_image_and_the_surface_nearly_so():
    field = ball(12.3, 32) + 0.3 * np.sin(np.arange(32))[:, None, None]
    spacing = np.array([0.5, 0.7, 0.9])
    vertices, faces = marching_cubes(field, spacing)
    theirs, their_faces, *_ = measure.marching_cubes(field, 0.0, spacing=tuple(spacing))
    mine = vertices[np.lexsort(vertices.round(4).T)]
    np.testing.assert_allclose(mine, theirs[np.lexsort(theirs.round(4).T)], atol=1e-3)
    one, other = surface(vertices, faces), surface(theirs.astype(float), their_faces)
    assert one.area_mm2 == pytest.approx(other.area_mm2, rel=1e-3)
    assert one.volume_ml == pytest.approx(abs(other.volume_ml), rel=1e-3)


def test_no_surface_is_no_triangle():
    vertices, faces = marching_cubes(np.ones((4, 4, 4)), MM)
    assert vertices.shape == (0, 3)
    assert faces.shape == (0, 3)
