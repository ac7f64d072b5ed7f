"""The trabecular texture: the same numbers as from the whole lattice, without keeping it."""

import inspect
import os
import subprocess
import sys

import numpy as np
import pytest
from rows import each_row

from vertebra import cache
from vertebra.models import anatomy
from vertebra.models.anatomy import tissue
from vertebra.patient import LEVELS, Patient


def whole(axes, pitch_mm, seed, level):
    """The field from all of the lattice."""
    count = tissue._count(pitch_mm)
    field = np.random.default_rng([seed, LEVELS.index(level)]).standard_normal((count, count, count), dtype=np.float32)
    for axis in axes:
        first, weights = tissue._weights(axis, pitch_mm, count)
        field = np.moveaxis(np.tensordot(weights, field[first : first + weights.shape[1]], axes=(1, 0)), 0, -1)
    return field


@each_row("voxel_mm", [1.0, 2.5, 3.0])
@each_row("middle", [(0, 0, 0), (3, -20, 5)])
def test_a_part_of_the_lattice_gives_the_field_of_the_whole(voxel_mm, middle):
    axes = tuple(np.arange(at - 25, at + 20, voxel_mm, dtype=np.float32) for at in middle)
    for pitch_mm in (2.0, 4.0):
        part = tissue._spline_noise(axes, pitch_mm, 7, "L1")
        np.testing.assert_allclose(part, whole(axes, pitch_mm, 7, "L1"), rtol=0, atol=1e-5)
        assert 0.8 < part.std() < 1.2


@pytest.mark.slow
def test_a_hundred_vertebrae_leave_no_lattices_behind():
    cache.clear()
    for seed in range(100):
        inspect.unwrap(anatomy.build)(Patient(70, "female", t_score=-2.5, seed=seed), "L1", 3.0)
    assert cache.BONES.usage().size_bytes < 100e6


def test_dense_matrices_run_on_one_thread_unless_the_user_says_otherwise():
    code = "import vertebra, os; print(os.environ['OPENBLAS_NUM_THREADS'])"
    plain = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    for given, expected in (({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")):
        done = subprocess.run(
            [sys.executable, "-c", code], env=plain | given, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == expected
