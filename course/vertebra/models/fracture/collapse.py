"""Collapse of a vertebra: the shape that follows from the load, and the crushed bone.

The body is shortened column by column, most where the mechanics says that bone fails; mineral is kept, so compressed
bone is denser. The arch stays where it is, and the body closes about the height of the pedicles. Bone that is pushed
sideways, and the two halves of a split, are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.models.anatomy import midline_profile
from vertebra.models.fracture import parameters
from vertebra.models.fracture.morphometry import morphometry_heights
from vertebra.models.mechanics import Compression, remap
from vertebra.patient import BODY_PARTS, FractureHistory, Part, Vertebra
from vertebra.texts import _

Floats = NDArray[np.float64]
Point = tuple[float, float, float]
Shape = Literal["wedge", "biconcave", "crush"]
SHAPES: tuple[Shape, ...] = ("wedge", "biconcave", "crush")

ARCH_LANDMARKS = ("pedicle_", "canal_", "spinous_")
"""How the names of landmarks begin that belong to the arch, which stays where it is when the body collapses."""


@checked
def deformity_from_load(state: Compression) -> Shape:
    """Shape that a load ends in: bending makes a wedge, a straight load sinks the endplates ("biconcave")."""
    return "wedge" if state.forward_mm >= parameters.value("wedge_from") else "biconcave"


@checked
def collapse(state: Compression, loss_percent: float, shape: Shape | None = None) -> Vertebra:
    """Let a loaded vertebra collapse.

    Where shell and endplates were strained most they are cracked: their share of the voxel is gone.

    Parameters
    ----------
    state : Compression
        The vertebra under the load that breaks it.
    loss_percent : float
        Height lost in front (wedge), in the middle (biconcave) or everywhere (crush), 0 to 70 %.
    shape : str, optional
        A member of `SHAPES`, by default `deformity_from_load`.

    Returns
    -------
    Vertebra
        Of the kind "collapsed", with landmarks of the fracture plane and the history of the fracture.

    Raises
    ------
    InputError
        For a loss out of range, an unknown shape, and a loss that would press the bone to nothing.

    Source
    ------
    `assets/tables/fracture_collapse.csv`.
    """
    loss = check_range(_("The height lost"), loss_percent, 0, parameters.value("height_loss", "most"), "%")
    if shape is not None and shape not in SHAPES:
        raise InputError(
            _("The shape is {shape}; give one of {shapes}.").format(shape=repr(shape), shapes=", ".join(SHAPES))
        )
    return collapse_where(
        state.test.vertebra, failure_pattern(state, loss), loss, deformity_from_load(state) if shape is None else shape
    )


@dataclass(frozen=True, eq=False)
class FailurePattern:
    """All that a collapse takes from the solved load: where bone fails first, and which voxels crack.

    Parameters
    ----------
    failing_mm : float
        Height (z) at which bone fails first.
    cracked : array (nx, ny, nz) of bool
        Voxels of shell and endplates whose share of wall is gone.
    """

    failing_mm: float
    cracked: NDArray[np.bool_]


@checked
def failure_pattern(state: Compression, loss_percent: float) -> FailurePattern:
    """Return where a loaded vertebra fails.

    Parameters
    ----------
    state : Compression
    loss_percent : float
        Height lost, 0 to 70 %.
    """
    cracked = _with_cracks(state.test.vertebra, state, loss_percent)
    return FailurePattern(float(state.first_failure.middle_mm[2]), cracked)


@checked
def collapse_where(vertebra: Vertebra, pattern: FailurePattern, loss_percent: float, shape: Shape) -> Vertebra:
    """Let a vertebra collapse by a known pattern of failure.

    Parameters
    ----------
    vertebra : Vertebra
        Intact, on the grid of `pattern`.
    pattern : FailurePattern
    loss_percent : float
        Height lost, 0 to 70 %.
    shape : str
        A member of `SHAPES`.

    Raises
    ------
    InputError
        For a pattern of another grid, and a loss that would press the bone to nothing.
    """
    if pattern.cracked.shape != vertebra.shape:
        raise InputError(
            _("The pattern of failure has the shape {shape}, the vertebra {other}; give one of the same grid.").format(
                shape=pattern.cracked.shape, other=vertebra.shape
            )
        )
    lowered = _lowering(vertebra, shape, loss_percent / 100)
    moved = _displaced(vertebra, pattern.failing_mm, lowered)
    broken = remap_columns(vertebra, moved, np.where(pattern.cracked, 0, vertebra.shell_fraction).astype(np.float32))
    marks = {**broken.landmarks_mm, **_plane(vertebra, pattern.failing_mm, lowered, moved)}
    return replace(broken, landmarks_mm=marks, history=_history(vertebra, pattern.failing_mm))


def _history(vertebra: Vertebra, failing_mm: float) -> FractureHistory:
    """What treatment can be compared with."""
    before = morphometry_heights(vertebra)
    heights = before.anterior_mm, before.middle_mm, before.posterior_mm
    return FractureHistory(heights, before.wedge_deg, failing_mm)


def _lowering(vertebra: Vertebra, shape: Shape, share: float) -> Floats:
    """How far the endplates come together, by column (nx, ny), in mm."""
    x, y, _unused = vertebra.axes_mm()
    (front, middle, back), low, high = midline_profile(vertebra)
    tall = np.interp(y, *high) - np.interp(y, *low)
    if shape == "crush":
        return np.broadcast_to(share * tall, (len(x), len(y))).copy()
    if shape == "wedge":
        ahead = np.clip((y - back) / (front - back), 0, 1.1)
        return np.broadcast_to(share * np.interp(front, y, tall) * ahead, (len(x), len(y))).copy()
    half_width = 0.5 * float(np.ptp(x[np.asarray(vertebra.is_part(*BODY_PARTS)).any(axis=(1, 2))]))
    along = np.clip(1 - ((y - middle) / (front - middle)) ** 2, 0, 1)[None, :]
    across = np.clip(1 - 0.8 * (x / half_width) ** 2, 0, 1)[:, None]
    return np.asarray(share * np.interp(middle, y, tall) * along * across)


def _displaced(vertebra: Vertebra, failing_mm: float, lowered: Floats) -> Floats:
    """The new height (mm) of each voxel's centre (nx, ny, nz); the pedicles, and the arch with them, stay where they
    are."""
    _unused, y, z = vertebra.axes_mm()
    (_unused, _unused, wall), low, high = midline_profile(vertebra)
    failing, floor, lid = _failing_mm(vertebra, failing_mm)
    band = np.exp(-0.5 * ((z - failing) / parameters.value("band")) ** 2) + 0.15
    band[(z < floor - 2) | (z > lid + 2)] = 0
    step = vertebra.spacing_mm[2]
    band = _rate_limited(band / (band.sum() * step), float(lowered.max()), step)
    shift = np.cumsum(band) * step - 0.5 * band * step
    still = float(np.interp(_pedicle_height(vertebra), z, shift))
    # A little of the band lies outside a column's own endplates; the column is lowered by so much more.
    reach = np.interp(np.interp(y, *high), z, shift) - np.interp(np.interp(y, *low), z, shift)
    lowered = lowered / np.clip(reach, 0.8, 1)[None, :]
    free = np.clip((y - wall) / 3.0 + 1, 0, 1)[None, :, None]
    return np.asarray(z - free * lowered[:, :, None] * (shift[None, None, :] - still))


def _failing_mm(vertebra: Vertebra, failing_mm: float) -> tuple[float, float, float]:
    """The height at which bone fails, kept off the endplates, and the height of either endplate in the middle."""
    (_unused, middle_y, _unused), low, high = midline_profile(vertebra)
    floor, lid = (float(np.interp(middle_y, *side)) for side in (low, high))
    return float(np.clip(failing_mm, floor + 4, lid - 4)), floor, lid


def _plane(
    vertebra: Vertebra, failing_mm: float, lowered: Floats, moved: Floats
) -> dict[str, tuple[float, float, float]]:
    """Where the plane through the crushed band begins and ends in the median plane, as landmarks;
    none without a loss."""
    x, y, z = vertebra.axes_mm()
    median = int(np.argmin(np.abs(x)))
    (front, _unused, back), _unused, _unused = midline_profile(vertebra)
    crushed = (lowered[median] > parameters.value("plane_from") * lowered.max()) & (y >= back) & (y <= front)
    if not lowered.max() > 0 or not crushed.any():
        return {}
    failing, _unused, _unused = _failing_mm(vertebra, failing_mm)
    found = {}
    for name, j in (("fracture_back", np.flatnonzero(crushed)[0]), ("fracture_front", np.flatnonzero(crushed)[-1])):
        found[name] = (0.0, float(y[j]), float(np.interp(failing, z, moved[median, j])))
    return found


def _rate_limited(band: Floats, most_mm: float, step: float) -> Floats:
    """Spread the band until nothing is pressed by more than DENSEST_SQUEEZE; its sum over height stays one."""
    inside = band > 0
    squeeze = parameters.value("squeeze", "most")
    for _unused in range(60):
        over = band * most_mm > squeeze
        if not over.any():
            break
        band = np.where(over, squeeze / most_mm, band)
        free = inside & ~over
        missing = 1 - band.sum() * step
        if not free.any():
            raise InputError(_("So much height can't be lost: the body would be pressed to nothing. Choose less."))
        band = np.where(free, band + missing / (free.sum() * step), band)
    return band


def _pedicle_height(vertebra: Vertebra) -> float:
    pedicles = np.argwhere(vertebra.is_part(Part.PEDICLE))
    if len(pedicles) == 0:
        return 0.0
    return float(vertebra.origin_mm[2] + pedicles[:, 2].mean() * vertebra.spacing_mm[2])


def _with_cracks(vertebra: Vertebra, state: Compression, loss: float) -> NDArray[np.bool_]:
    """Voxels of shell and endplates that were strained most, more of them the more height is lost."""
    specimen = state.test.specimen
    ratio = np.zeros(vertebra.shape, np.float32)
    target, source = [], []
    for low, origin, step, mine, its in zip(
        specimen.origin_mm,
        vertebra.origin_mm,
        vertebra.spacing_mm,
        vertebra.shape,
        state.yield_ratio.shape,
        strict=True,
    ):
        start = round((low - origin) / step)
        target.append(slice(max(start, 0), min(start + its, mine)))
        source.append(slice(max(-start, 0), min(its, mine - start)))
    ratio[tuple(target)] = state.yield_ratio[tuple(source)]
    walls = np.asarray(vertebra.shell_fraction > 0) & vertebra.is_part(
        Part.CORTICAL_SHELL, Part.SUPERIOR_ENDPLATE, Part.INFERIOR_ENDPLATE
    )
    if loss <= 0 or not walls.any():
        return np.zeros(vertebra.shape, dtype=bool)
    share = parameters.value("cracked_fraction") * min(1.0, loss / 20)
    return np.asarray(walls & (ratio > np.percentile(ratio[walls], 100 * (1 - share))))


@checked
def remap_columns(vertebra: Vertebra, moved: Floats, shell: NDArray[np.float32]) -> Vertebra:
    """Move the bone to new heights, column by column on the same grid, and the body's landmarks with it.

    Parameters
    ----------
    vertebra : Vertebra
    moved : array (nx, ny, nz)
        New height of each voxel's centre in mm, rising along z.
    shell : array (nx, ny, nz)
        Share of wall in each voxel before it is moved.

    Returns
    -------
    Vertebra
        Of the kind "collapsed". Density times thickness is kept; landmarks of the arch stay where they are.
    """
    density, walls, surface = (np.zeros(vertebra.shape, np.float32) for _unused in range(3))
    labels = np.zeros(vertebra.shape, np.uint8)
    steps = np.ascontiguousarray((moved - vertebra.origin_mm[2]) / vertebra.spacing_mm[2])
    old_density, old_surface = (np.array(one, np.float32) for one in (vertebra.density_mg_cm3, vertebra.surface_mm))
    remap.remap(
        steps, old_density, np.array(shell), old_surface, np.array(vertebra.labels), density, walls, surface, labels
    )
    return replace(
        vertebra,
        labels=labels,
        density_mg_cm3=density,
        shell_fraction=walls,
        surface_mm=surface,
        kind="collapsed",
        landmarks_mm=_move_landmarks(vertebra, moved),
    )


def _move_landmarks(vertebra: Vertebra, moved: Floats) -> Mapping[str, Point]:
    """The landmarks after `moved`, which is interpolated between voxels."""
    from scipy import ndimage

    marks = dict(vertebra.landmarks_mm)
    body = [name for name in marks if not name.startswith(ARCH_LANDMARKS)]
    if not body:
        return marks
    places = np.array([marks[name] for name in body], dtype=float)
    at = (places - vertebra.origin_mm) / vertebra.spacing_mm
    _unused, _unused, z = vertebra.axes_mm()
    lifted = ndimage.map_coordinates(moved - z, at.T, order=1, mode="nearest")
    for name, (x, y, height), more in zip(body, places, lifted, strict=True):
        marks[name] = (float(x), float(y), float(height + more))
    return marks
