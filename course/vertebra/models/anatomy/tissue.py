"""What the bone is made of: thin cortex as a share of the voxel, and trabecular density with its texture.

See decision 0022.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.patient import LEVELS

Array = NDArray[np.floating[Any]]
Box = tuple[tuple[int, int], ...]
LATTICE_REACH_MM = 110.0
BLOCK = 16
SPLINE_VARIANCE = 151 / 315
"""Integral of the squared cubic B-spline: the variance it leaves of white noise on its knots, along one axis."""


@checked
def partial_volume(distance_mm: Array, voxel_mm: float) -> Array:
    """Share (0 to 1) of each voxel inside a surface at `distance_mm` (negative inside) from its centre."""
    return np.clip(np.float32(0.5) - distance_mm / np.float32(voxel_mm), 0, 1)


@checked
def trabecular_texture(axes: tuple[Array, Array, Array], seed: int, level: str) -> Array:
    """A random field of mean 0 and standard deviation 1, the same in millimetres on every grid.

    Random numbers sit on two lattices fixed in space; cubic B-splines carry them to the voxels. `seed` and `level` draw
    it.
    """
    grain = tables.value("trabecular_grain_mm")
    fine = _spline_noise(axes, grain, seed, level)
    broad = _spline_noise(axes, 2 * grain, seed + 1_000_003, level)
    return np.float32(0.8) * fine + np.float32(0.6) * broad


@checked
def regional_density_factor(y_fraction: Array, height_fraction: Array, age_years: float) -> Array:
    """Trabecular density over the mean, by place: higher at the back and beside the endplates, more so with age.

    Parameters
    ----------
    y_fraction : array
        -1 (posterior wall) to 1 (front).
    height_fraction : array
        -1 (lower endplate) to 1 (upper).
    age_years : float
    """
    older = np.clip((age_years - 40) / 40, 0, 1.25)
    back = tables.value("posterior_gradient_fraction") * (1 + older)
    ends = tables.value("endplate_gradient_fraction") * (1 + older)
    return (
        1 - np.float32(back) * y_fraction + np.float32(ends) * (height_fraction * height_fraction - np.float32(1 / 3))
    )


@cache.BONES.memoize
def _lattice(seed: int, level: str, pitch_mm: float, box: Box) -> NDArray[np.float32]:
    """The part of a lattice inside `box`.

    It is drawn plane by plane, as far as the box reaches, for the numbers to be the same in every part.
    """
    count = _count(pitch_mm)
    random = np.random.default_rng([seed, LEVELS.index(level)])
    (first, last), *across = box
    last = min(last, count)
    within = tuple(slice(*side) for side in across)
    plane = np.empty((count, count), np.float32)
    part = np.empty((last - first, *plane[within].shape), np.float32)
    for at in range(last):
        random.standard_normal(out=plane, dtype=np.float32)
        if at >= first:
            part[at - first] = plane[within]
    return part


def _count(pitch_mm: float) -> int:
    return 2 * int(LATTICE_REACH_MM / pitch_mm) + 5


def _spline_noise(axes: tuple[Array, Array, Array], pitch_mm: float, seed: int, level: str) -> Array:
    along = [_weights(axis, pitch_mm, _count(pitch_mm)) for axis in axes]
    used = [(first, first + weights.shape[1]) for first, weights in along]
    # Whole blocks, so that grids of other voxels find the same part.
    box = tuple((first // BLOCK * BLOCK, -(-last // BLOCK) * BLOCK) for first, last in used)
    field = _lattice(seed, level, pitch_mm, box)
    field = field[tuple(slice(first - low, last - low) for (first, last), (low, _) in zip(used, box, strict=True))]
    for _, weights in along:
        # Contract the leading axis; after three turns the axes are back in order x, y, z.
        field = np.moveaxis(np.tensordot(weights, field, axes=(1, 0)), 0, -1)
    return np.ascontiguousarray(field)


def _weights(axis: Array, pitch_mm: float, count: int) -> tuple[int, Array]:
    """Cubic B-spline weights of the lattice points for each voxel, scaled so that the field has variance 1."""
    place = axis.astype(np.float64) / pitch_mm + (count - 1) / 2
    first = int(np.floor(place[0])) - 1
    last = int(np.floor(place[-1])) + 2
    away = np.abs(place[:, None] - np.arange(first, last + 1)[None, :])
    near = 2 / 3 - away**2 + away**3 / 2
    far = np.clip(2 - away, 0, None) ** 3 / 6
    weights = np.where(away < 1, near, far)
    return first, (weights / np.sqrt(SPLINE_VARIANCE)).astype(np.float32)
