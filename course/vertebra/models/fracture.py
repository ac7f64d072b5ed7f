"""How a vertebra collapses: which shape follows from the load, the crushed bone, and its grade by six points.

The body is shortened column by column, most where the mechanics says that bone fails; mineral is kept, so what is pressed
together is denser. The arch stays where it is, and the body closes about the height of the pedicles. Bone that is pushed sideways, and the two halves of a split, are left out.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.errors import InputError, check_range
from vertebra.models import anatomy
from vertebra.models.mechanics import Compression, carrying
from vertebra.patient import BODY_PARTS, Part, Vertebra

Floats = NDArray[np.float64]
Shape = Literal["wedge", "biconcave", "crush"]
SHAPES: tuple[Shape, ...] = ("wedge", "biconcave", "crush")

MOST_LOSS_PERCENT = 70.0
BAND_MM = 5.0
DENSEST_SQUEEZE = 0.8
"""Largest share by which a piece of bone may be shortened: bone is never pressed to nothing."""
WEDGE_FROM_MM = 3.0
CRACKED_SHARE = 0.08
RIM_INSET_MM = 1.5
"""How far inside the rim the front and back heights are taken."""
RIM_SHARE = 0.7
PLANE_SHARE = 0.25
"""The fracture plane reaches as far back as this share of the largest loss of height."""


@dataclass(frozen=True)
class Heights:
    """Front, middle and back height of a body (mm) and the angle between its endplates (degrees, + forward)."""

    anterior_mm: float
    middle_mm: float
    posterior_mm: float
    wedge_deg: float

    def losses_percent(self, before: "Heights") -> tuple[float, float, float]:
        """How much of each height `before` is lost."""
        pairs = zip(
            (self.anterior_mm, self.middle_mm, self.posterior_mm),
            (before.anterior_mm, before.middle_mm, before.posterior_mm),
            strict=True,
        )
        anterior, middle, posterior = (100 * (1 - now / then) for now, then in pairs)
        return anterior, middle, posterior


def heights(vertebra: Vertebra) -> Heights:
    """The three heights by six points in the median plane, as on a lateral radiograph."""
    places, low, high = _profile(vertebra)
    found = np.interp(places, *high) - np.interp(places, *low)
    run = places[0] - places[2]
    slopes = [np.arctan2(np.interp(places[2], *side) - np.interp(places[0], *side), run) for side in (high, low)]
    return Heights(float(found[0]), float(found[1]), float(found[2]), float(np.degrees(slopes[0] - slopes[1])))


def calipers(vertebra: Vertebra) -> list[tuple[float, float, float]]:
    """The three heights as lines in the median plane, front to back: (y, lower z, upper z) in mm."""
    places, low, high = _profile(vertebra)
    found = zip(places, np.interp(places, *low), np.interp(places, *high), strict=True)
    return [(float(y), float(below), float(above)) for y, below, above in found]


Line = tuple[Floats, Floats]


def _profile(vertebra: Vertebra) -> tuple[Floats, Line, Line]:
    """Where the heights are taken (front, middle, back; y in mm), and the lower and the upper surface as (y, z)."""
    body = vertebra.is_part(*BODY_PARTS)
    x, y, _ = vertebra.axes_mm()
    median = int(np.argmin(np.abs(x)))
    low, high = (edge[median] for edge in anatomy.spans(vertebra, body, axis=2))
    tall = high - low
    if not np.isfinite(tall).any():
        raise InputError("There is no vertebral body in the median plane, so its heights can't be measured.")
    known = np.flatnonzero(np.isfinite(tall))
    # Where one endplate reaches beyond the other a column holds only its rim: leave those out, from either end.
    while len(known) > 8 and tall[known[-1]] < RIM_SHARE * tall[known[-4]]:
        known = known[:-1]
    while len(known) > 8 and tall[known[0]] < RIM_SHARE * tall[known[3]]:
        known = known[1:]
    inset = max(RIM_INSET_MM, vertebra.spacing_mm[1])
    front, back = y[known].max() - inset, y[known].min() + inset
    return np.array([front, (front + back) / 2, back]), (y[known], low[known]), (y[known], high[known])


def genant_grade(loss_percent: float) -> int:
    """Genant's grade of the largest loss of height: 0 below 20 %, 1 from 20, 2 from 25, 3 above 40. Source: Genant1993."""
    loss = check_range("The height lost", loss_percent, -20, 100, "%")
    if loss > tables.value("genant_grade_3_from_percent"):
        return 3
    return sum(loss >= tables.value(f"genant_grade_{grade}_from_percent") for grade in (1, 2))


def grade(now: Heights, before: Heights) -> int:
    """Genant's grade by the height that is lost most, read to a whole percent as on a radiograph. Source: Genant1993."""
    return genant_grade(float(np.clip(round(max(now.losses_percent(before))), -20, 100)))


def shape_of(now: Heights, before: Heights) -> str:
    """The name of a deformity by the height that is lost most: wedge, biconcave, crush; "none" below grade 1."""
    anterior, middle, posterior = now.losses_percent(before)
    if grade(now, before) == 0:
        return "none"
    if round(posterior) >= tables.value("genant_grade_1_from_percent"):
        return "crush"
    return "wedge" if anterior >= middle else "biconcave"


def shape_from(state: Compression) -> Shape:
    """The shape that a load ends in: bending makes a wedge, straight load sinks the endplates."""
    return "wedge" if state.forward_mm >= WEDGE_FROM_MM else "biconcave"


def collapse(state: Compression, loss_percent: float, shape: Shape | None = None) -> Vertebra:
    """The loaded vertebra after it has lost `loss_percent` (0 to 70) of a height, as a new Vertebra of the kind "collapsed".

    The height lost is that in front (wedge), in the middle (biconcave) or everywhere (crush). `shape` is by default the one that
    follows from the load. Where shell and endplates were strained most they are cracked: their share of the voxel is gone.
    """
    loss = check_range("The height lost", loss_percent, 0, MOST_LOSS_PERCENT, "%")
    if shape is not None and shape not in SHAPES:
        raise InputError(f"The shape is {shape!r}; give one of {', '.join(SHAPES)}.")
    vertebra = state.press.vertebra
    lowered = _lowering(vertebra, shape or shape_from(state), loss / 100)
    moved = _moved(vertebra, state, lowered)
    cracked = _cracked(vertebra, state, loss)
    broken = carried(vertebra, moved, np.where(cracked, 0, vertebra.shell_fraction).astype(np.float32))
    return replace(broken, landmarks_mm=_plane(vertebra, state, lowered, moved))


def _lowering(vertebra: Vertebra, shape: Shape, share: float) -> Floats:
    """How far the endplates come together, by column (nx, ny), in mm."""
    x, y, _ = vertebra.axes_mm()
    (front, middle, back), low, high = _profile(vertebra)
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


def _moved(vertebra: Vertebra, state: Compression, lowered: Floats) -> Floats:
    """The new height (mm) of each voxel's centre (nx, ny, nz); the pedicles, and the arch with them, stay where they are."""
    _, y, z = vertebra.axes_mm()
    (_, _, wall), low, high = _profile(vertebra)
    failing, floor, lid = _failing_mm(vertebra, state)
    band = np.exp(-0.5 * ((z - failing) / BAND_MM) ** 2) + 0.15
    band[(z < floor - 2) | (z > lid + 2)] = 0
    step = vertebra.spacing_mm[2]
    band = _limited(band / (band.sum() * step), float(lowered.max()), step)
    shift = np.cumsum(band) * step - 0.5 * band * step
    still = float(np.interp(_pedicle_height(vertebra), z, shift))
    # A little of the band lies outside a column's own endplates; the column is lowered by so much more.
    reach = np.interp(np.interp(y, *high), z, shift) - np.interp(np.interp(y, *low), z, shift)
    lowered = lowered / np.clip(reach, 0.8, 1)[None, :]
    free = np.clip((y - wall) / 3.0 + 1, 0, 1)[None, :, None]
    return np.asarray(z - free * lowered[:, :, None] * (shift[None, None, :] - still))


def _failing_mm(vertebra: Vertebra, state: Compression) -> tuple[float, float, float]:
    """The height at which bone fails, kept off the endplates, and the height of either endplate in the middle."""
    (_, middle_y, _), low, high = _profile(vertebra)
    floor, lid = (float(np.interp(middle_y, *side)) for side in (low, high))
    return float(np.clip(state.first_failure.middle_mm[2], floor + 4, lid - 4)), floor, lid


def _plane(
    vertebra: Vertebra, state: Compression, lowered: Floats, moved: Floats
) -> dict[str, tuple[float, float, float]]:
    """Where the plane through the crushed band begins and ends in the median plane, as landmarks; none without a loss."""
    x, y, z = vertebra.axes_mm()
    median = int(np.argmin(np.abs(x)))
    (front, _, back), _, _ = _profile(vertebra)
    crushed = (lowered[median] > PLANE_SHARE * lowered.max()) & (y >= back) & (y <= front)
    if not lowered.max() > 0 or not crushed.any():
        return {}
    failing, _, _ = _failing_mm(vertebra, state)
    found = {}
    for name, j in (("fracture_back", np.flatnonzero(crushed)[0]), ("fracture_front", np.flatnonzero(crushed)[-1])):
        found[name] = (0.0, float(y[j]), float(np.interp(failing, z, moved[median, j])))
    return found


def _limited(band: Floats, most_mm: float, step: float) -> Floats:
    """Spread the band until nothing is pressed by more than DENSEST_SQUEEZE; its sum over height stays one."""
    inside = band > 0
    for _ in range(60):
        over = band * most_mm > DENSEST_SQUEEZE
        if not over.any():
            break
        band = np.where(over, DENSEST_SQUEEZE / most_mm, band)
        free = inside & ~over
        missing = 1 - band.sum() * step
        if not free.any():
            raise InputError("So much height can't be lost: the body would be pressed to nothing. Choose less.")
        band = np.where(free, band + missing / (free.sum() * step), band)
    return band


def _pedicle_height(vertebra: Vertebra) -> float:
    pedicles = np.argwhere(vertebra.is_part(Part.PEDICLE))
    if len(pedicles) == 0:
        return 0.0
    return float(vertebra.origin_mm[2] + pedicles[:, 2].mean() * vertebra.spacing_mm[2])


def _cracked(vertebra: Vertebra, state: Compression, loss: float) -> NDArray[np.bool_]:
    """Voxels of shell and endplates that were strained most, more of them the more height is lost."""
    specimen = state.press.specimen
    ratio = np.zeros(vertebra.shape, np.float32)
    target, source = [], []
    for low, origin, step, mine, its in zip(
        specimen.origin_mm, vertebra.origin_mm, vertebra.spacing_mm, vertebra.shape, state.over_yield.shape, strict=True
    ):
        start = round((low - origin) / step)
        target.append(slice(max(start, 0), min(start + its, mine)))
        source.append(slice(max(-start, 0), min(its, mine - start)))
    ratio[tuple(target)] = state.over_yield[tuple(source)]
    walls = np.asarray(vertebra.shell_fraction > 0) & vertebra.is_part(
        Part.CORTICAL_SHELL, Part.SUPERIOR_ENDPLATE, Part.INFERIOR_ENDPLATE
    )
    if loss <= 0 or not walls.any():
        return np.zeros(vertebra.shape, dtype=bool)
    share = CRACKED_SHARE * min(1.0, loss / 20)
    return np.asarray(walls & (ratio > np.percentile(ratio[walls], 100 * (1 - share))))


def carried(vertebra: Vertebra, moved: Floats, shell: NDArray[np.float32]) -> Vertebra:
    """The voxels carried to their new heights `moved` (nx, ny, nz; mm, rising along z) on the same grid.

    Density times thickness is kept; `shell` is each voxel's share of wall before it is carried.
    """
    density, walls, surface = (np.zeros(vertebra.shape, np.float32) for _ in range(3))
    labels = np.zeros(vertebra.shape, np.uint8)
    steps = np.ascontiguousarray((moved - vertebra.origin_mm[2]) / vertebra.spacing_mm[2])
    old_density, old_surface = (np.array(one, np.float32) for one in (vertebra.density_mg_cm3, vertebra.surface_mm))
    carrying.carry(
        steps, old_density, np.array(shell), old_surface, np.array(vertebra.labels), density, walls, surface, labels
    )
    return replace(
        vertebra, labels=labels, density_mg_cm3=density, shell_fraction=walls, surface_mm=surface, kind="collapsed",
        landmarks_mm={},
    )  # fmt: skip
