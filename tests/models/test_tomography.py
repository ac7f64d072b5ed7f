"""Projection and reconstruction of a slice, against scikit-image and against a disc, whose projections are known."""

import numpy as np
import pytest
from rows import each_row
from skimage.transform import iradon, radon

from vertebra.models.imaging import tomography

ANGLES_DEG = np.linspace(0, 180, 60, endpoint=False)
ANGLES_RAD = np.deg2rad(ANGLES_DEG)


def discs(size: int = 64) -> np.ndarray:
    y, x = np.mgrid[:size, :size] - size // 2
    return 1.0 * (np.hypot(x, y) <= 0.4 * size) + 2.0 * (np.hypot(x - 8, y + 5) <= 4)


@each_row("size", [64, 63])
def test_projections_and_slices_are_those_of_scikit_image(size):
    image = discs(size)
    seen = tomography.project(image, ANGLES_RAD)
    np.testing.assert_allclose(seen, radon(image, ANGLES_DEG, circle=True), rtol=0, atol=1e-9)
    noisy = seen + np.random.default_rng(1).normal(0, 0.1, seen.shape)
    expected = iradon(noisy, ANGLES_DEG, filter_name="hann", circle=True)
    np.testing.assert_allclose(tomography.reconstruct(noisy, ANGLES_RAD), expected, rtol=0, atol=1e-9)


def test_a_disc_is_as_thick_as_its_chords():
    y, x = np.mgrid[:129, :129] - 64
    seen = tomography.project(1.0 * (np.hypot(x, y) <= 50), np.array([0.3]))[:, 0]
    across = np.arange(129) - 64
    chord = 2 * np.sqrt(np.maximum(50.0**2 - across**2, 0))
    inner = np.abs(across) < 45
    np.testing.assert_allclose(seen[inner], chord[inner], atol=2.0)


def test_a_reconstructed_disc_has_its_value_inside_and_none_outside():
    image = discs()
    found = tomography.reconstruct(tomography.project(image, ANGLES_RAD), ANGLES_RAD)
    y, x = np.mgrid[:64, :64] - 32
    assert found[np.hypot(x + 10, y - 8) <= 6].mean() == pytest.approx(1, abs=0.02)
    assert found[(np.hypot(x, y) >= 29) & (np.hypot(x, y) <= 31)].mean() == pytest.approx(0, abs=0.03)
