"""A CT of a treated vertebra as a stack to scroll through: bone among soft tissue, and what must be told from it.

The page cuts it in three planes (`js/ct_stack.js`), so that the whole stack goes there once.

See decision 0415.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.errors import InputError
from vertebra.models.anatomy import adjacent_structures as beside
from vertebra.models.cement.leaks import LeakEllipsoid
from vertebra.models.procedure import Needle
from vertebra.models.procedure.needle import nerve_root_mm
from vertebra.patient import Part, Vertebra
from vertebra.texts import N_, _
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Place = tuple[float, float, float]
Greys = NDArray[np.uint8]

PARTS = {
    "bone": (1, N_("bone")),
    "canal": (2, N_("canal")),
    "root": (4, N_("nerve root")),
    "vessel": (8, N_("vessel")),
    "cement": (16, N_("cement")),
    "leak": (32, N_("leak")),
    "cavity": (64, N_("cavity")),
}
"""Bit of each part in `ct_parts`, and its name."""
GREAT_VESSELS = {"aorta": N_("aorta"), "vena_cava": N_("vena cava")}
MARGIN_MM = ((22.0, 22.0), (10.0, 32.0), (8.0, 8.0))
"""What is shown beside, behind and before, below and above the vertebra's own box."""
MAX_DENSITY_SHOWN_MG_CM3 = 500.0
LUNG, FAT, MUSCLE, FLUID, DISC, VESSEL, BONE, METAL = 4, 34, 62, 52, 74, 80, 88, 255
"""Grey levels of a bone window."""
NOISE = 5.0
SHAFT_MM = 60.0
"""Length of needle that is drawn behind its entry."""
MIN_LEAK_ML = 0.005
ROOT_LENGTH_MM = 14.0


@dataclass(frozen=True)
class CtRod:
    """A straight line in the stack: a needle, or the way that was planned.

    Parameters
    ----------
    start_mm, end_mm : (x, y, z)
    radius_mm : float
        0 for a mere line.
    kind : {"needle", "plan"}
    """

    start_mm: Place
    end_mm: Place
    radius_mm: float
    kind: str = "needle"


@dataclass(frozen=True)
class CtMark:
    """A place with words and a sign.

    Parameters
    ----------
    place_mm : (x, y, z)
    words : str
    kind : {"breach", "near", "plan", "name", "upright"}
        "breach" is drawn in the colour of alarm, with a cross, "near" in amber; "upright" names what runs through all
        axial slices.
    """

    place_mm: Place
    words: str
    kind: str = "name"


@dataclass(frozen=True)
class CtStack:
    """Arrays of the stack and how to draw them: `state` goes into a frame as `ct`, `arrays` as its arrays.

    Parameters
    ----------
    state : dict
        As `frame_types.common.CtStackState`.
    arrays : dict of array of uint8
        "ct_grey" and "ct_parts" (bits of `PARTS`), each (nx, ny, nz).
    """

    state: dict[str, Any]
    arrays: dict[str, Greys] = field(default_factory=dict)


def rod_of(needle: Needle) -> CtRod:
    """Return a needle as a rod, from behind its entry to its tip."""
    start = np.asarray(needle.entry_mm) - SHAFT_MM * needle.direction
    return CtRod(_place(start), needle.tip_mm, needle.radius_mm)


def ct_stack(
    body: Vertebra,
    open_at_mm: Place,
    *,
    rods: Sequence[CtRod] = (),
    marks: Sequence[CtMark] = (),
    cement_fraction: NDArray[np.floating] | None = None,
    leaks: Sequence[LeakEllipsoid] = (),
    title: str = "",
) -> CtStack:
    """Return the CT of a vertebra with what was put into it.

    Parameters
    ----------
    body : Vertebra
        With `Part.CEMENT` and `Part.CAVITY` if there are any.
    open_at_mm : (x, y, z)
        The place where the stack opens, such as the worst one; see `worst_leak_mm`.
    rods : sequence of CtRod
        Needles, and the planned way.
    marks : sequence of CtMark
    cement_fraction : array (nx, ny, nz), optional
        Share of each voxel of the body that is cement.
    leaks : sequence of LeakEllipsoid
        Cement outside the bone, in the colour of alarm.
    title : str, optional
        What the stack shows at the place where it opens, in a few words.
    """
    tissue, parts, origin = _surroundings(body)
    grey = tissue.astype(np.float32)
    inner = tuple(slice(low, low + n) for low, n in zip(_margins(body)[:, 0], body.shape, strict=True))
    if cement_fraction is not None:
        share = np.clip(np.asarray(cement_fraction, np.float32), 0, 1)
        grey[inner] += share * (METAL - grey[inner])
        parts[inner] |= np.where(share > 0.5, PARTS["cement"][0], 0).astype(np.uint8)
    axes = [start + step * np.arange(n) for start, step, n in zip(origin, body.spacing_mm, grey.shape, strict=True)]
    for leak in leaks:
        if leak.volume_ml >= MIN_LEAK_ML:
            inside = _in_ellipsoid(axes, leak, min(body.spacing_mm))
            grey[inside] = METAL
            parts[inside] |= PARTS["leak"][0]
    for rod in rods:
        if rod.radius_mm > 0:
            cover = _in_rod(axes, rod, min(body.spacing_mm))
            grey += cover * (METAL - grey)
    state = {
        "spacing": [float(step) for step in body.spacing_mm],
        "origin": [round(float(start), 3) for start in origin],
        "open_at": [round(float(mm), 2) for mm in open_at_mm],
        "title": title,
        "rods": [
            {"start": list(rod.start_mm), "end": list(rod.end_mm), "radius": rod.radius_mm, "kind": rod.kind}
            for rod in rods
        ],
        "marks": [
            {"place": list(mark.place_mm), "words": mark.words, "kind": mark.kind} for mark in (*marks, *_names(body))
        ],
        "parts": [name for name, (bit, _name) in PARTS.items() if (parts & bit).any()],
    }
    return CtStack(state, {"ct_grey": np.clip(grey, 0, 255).astype(np.uint8), "ct_parts": parts})


def worst_leak_mm(leaks: Sequence[LeakEllipsoid]) -> Place | None:
    """Return the middle of the leak that matters most: the largest in the canal or its veins, else the largest.

    None without one that a scan shows.
    """
    seen = [leak for leak in leaks if leak.volume_ml >= MIN_LEAK_ML]
    in_canal = [leak for leak in seen if leak.compartment in ("canal", "epidural vein")]
    worst = max(in_canal or seen, key=lambda leak: leak.volume_ml, default=None)
    return None if worst is None else worst.centre_mm


def section(stack: CtStack, name: str) -> tuple[Greys, Greys]:
    """Return grey levels and parts of the slice at which a stack opens.

    Parameters
    ----------
    stack : CtStack
    name : {"axial", "sagittal"}

    Returns
    -------
    (array of uint8, array of uint8)
        Front on top and the patient's right on the left, or front on the left.
    """
    along = {"axial": 2, "sagittal": 0}[name]
    start, step, place = (stack.state[key][along] for key in ("origin", "spacing", "open_at"))
    count = stack.arrays["ct_grey"].shape[along]
    index = int(np.clip(round((place - start) / step), 0, count - 1))
    grey, parts = (
        np.ascontiguousarray(np.take(stack.arrays[key], index, axis=along).T[::-1, ::-1])
        for key in ("ct_grey", "ct_parts")
    )
    return grey, parts


def draw_section(axes: Axes, stack: CtStack, name: str) -> None:
    """Draw the slice at which a stack opens, with canal and leak outlined."""
    grey, parts = section(stack, name)
    axes.imshow(grey, cmap="gray", vmin=0, vmax=255)
    for key, colour in (("canal", style.YELLOW), ("leak", style.VERMILLION)):
        mask = (parts & PARTS[key][0]) > 0
        if mask.any():
            axes.contour(mask, levels=[0.5], colors=[colour], linewidths=1.2)
    axes.set_axis_off()


def _names(body: Vertebra) -> list[CtMark]:
    """The names of the great vessels."""
    ellipses = {name: beside.vessel_ellipse(body, key) for key, name in GREAT_VESSELS.items()}
    return [CtMark((at[0], at[1], 0.0), _(name), "upright") for name, at in ellipses.items() if at is not None]


def _margins(body: Vertebra) -> NDArray[np.int_]:
    return np.array([[round(mm / step) for mm in ends] for ends, step in zip(MARGIN_MM, body.spacing_mm, strict=True)])


def _surroundings(body: Vertebra) -> tuple[Greys, Greys, Place]:
    """Bone among soft tissue as grey levels, the parts as bits, and where the first voxel lies (mm)."""
    margins = _margins(body)
    origin = np.asarray(body.origin_mm) - margins[:, 0] * np.asarray(body.spacing_mm)
    labels = np.pad(body.labels, margins)
    density = np.pad(body.density_mg_cm3, margins)
    axes = [start + step * np.arange(n) for start, step, n in zip(origin, body.spacing_mm, labels.shape, strict=True)]
    grey, parts = _soft_tissue(body, axes)
    canal = _canal(labels, body)
    grey[canal] = FLUID
    is_bone = (labels > 0) & ~np.isin(labels, (Part.CANAL, Part.PAD, Part.CAVITY, Part.CEMENT))
    level = BONE + np.clip(density / MAX_DENSITY_SHOWN_MG_CM3, 0, 1) * (225 - BONE)
    grey = np.where(is_bone, level, grey)
    grey[labels == Part.CAVITY] = LUNG
    grey[labels == Part.CEMENT] = METAL
    with_fillings = is_bone | np.isin(labels, (Part.CAVITY, Part.CEMENT))
    for name, mask in (("bone", with_fillings), ("canal", canal), ("cavity", labels == Part.CAVITY)):
        parts |= np.where(mask, PARTS[name][0], 0).astype(np.uint8)
    parts |= np.where(labels == Part.CEMENT, PARTS["cement"][0], 0).astype(np.uint8)
    noise = np.random.default_rng(0).normal(0, NOISE, grey.shape)
    return np.clip(grey + noise, 0, 255).astype(np.uint8), parts, _place(origin)


def _canal(labels: Greys, body: Vertebra) -> NDArray[np.bool_]:
    """The canal, continued above and below the bone, so that it does not end in the air."""
    canal = np.asarray(labels == Part.CANAL)
    planes = np.flatnonzero(canal.any(axis=(0, 1)))
    if len(planes):
        canal[:, :, : planes[0]] = canal[:, :, planes[0], None]
        canal[:, :, planes[-1] + 1 :] = canal[:, :, planes[-1], None]
    return canal & ((labels == 0) | (labels == Part.CANAL))


def _soft_tissue(body: Vertebra, axes: Sequence[NDArray[np.floating]]) -> tuple[NDArray[np.float32], Greys]:
    """Muscle behind and beside, fat in front, discs, vessels, roots and the lung: all schematic."""
    x, y, z = np.ix_(*axes)
    shape = tuple(map(len, axes))
    (left, right), (behind, front) = beside.body_extent_mm(body)
    middle = (left + right) / 2, (behind + front) / 2
    half = (right - left) / 2, (front - behind) / 2
    # Psoas or crura: an ellipse on either side of the body; the back muscles fill all behind it.
    psoas = ((np.abs(x - middle[0]) - half[0] - 9) / 13) ** 2 + ((y - middle[1] + 4) / 17) ** 2 < 1
    grey = np.where(psoas | (y < behind), MUSCLE, FAT) * np.ones(shape, np.float32)
    in_body = ((x - middle[0]) / (half[0] + 1.5)) ** 2 + ((y - middle[1]) / (half[1] + 1.5)) ** 2 < 1
    grey = np.where(in_body, DISC, grey)
    parts = np.zeros(shape, np.uint8)
    if np.isfinite(beside.distance_to_lung_mm(body, np.array([[0.0, middle[1], 0.0]]))):
        lung = np.abs(x - middle[0]) > half[0] + tables.value("lung_beside_body_mm")
        grey = np.where(lung & (y > behind), LUNG, grey)
    for vessel in _vessels(body, x, y, z):
        grey = np.where(vessel, VESSEL, grey)
        parts |= np.where(vessel, PARTS["vessel"][0], 0).astype(np.uint8)
    for side, out in (("right", 1), ("left", -1)):
        root = _root(body, side, out, x, y, z)
        if root is not None:
            grey = np.where(root, MUSCLE + 14, grey)
            parts |= np.where(root, PARTS["root"][0], 0).astype(np.uint8)
    return grey.astype(np.float32), parts


def _vessels(body: Vertebra, x: Any, y: Any, z: Any) -> list[NDArray[np.bool_]]:
    circles = [ellipse for name in beside.SIDE_OF if (ellipse := beside.vessel_ellipse(body, name))]
    masks = [np.hypot(x - px, y - py) + 0 * z <= wide for px, py, wide in circles]
    course, radius = beside.segmental_artery_mm(body) or (np.empty((0, 3)), 0.0)
    thick = max(radius, min(body.spacing_mm))
    artery = np.zeros(np.broadcast(x, y, z).shape, bool)
    for px, py, pz in course:
        near = (np.abs(x - px) <= thick) & (np.abs(y - py) <= thick) & (np.abs(z - pz) <= thick)
        artery |= near
    return [*masks, artery]


def _root(body: Vertebra, side: str, out: int, x: Any, y: Any, z: Any) -> NDArray[np.bool_] | None:
    """A nerve root below its pedicle, running outwards and down; None in a vertebra without that pedicle."""
    try:
        place = nerve_root_mm(body, side)
    except InputError:
        return None
    along = out * (x - place[0])
    radius = tables.value("root_radius_mm")
    near = np.hypot(y - place[1] - 0.25 * along, z - place[2] + 0.45 * along) <= radius
    return np.asarray(near & (np.abs(along) <= ROOT_LENGTH_MM / 2))


def _in_rod(axes: Sequence[NDArray[np.floating]], rod: CtRod, step_mm: float) -> NDArray[np.float32]:
    """Share of each voxel that a rod covers, with a soft edge."""
    start, run = np.asarray(rod.start_mm), np.subtract(rod.end_mm, rod.start_mm)
    length = float(np.linalg.norm(run))
    along = run / length
    places = np.ix_(*(axis - at for axis, at in zip(axes, start, strict=True)))
    ahead = sum(axis * part for axis, part in zip(places, along, strict=True))
    far = np.clip(ahead, 0, length)
    away = np.sqrt(np.maximum(sum(axis**2 for axis in places) - far * (2 * ahead - far), 0))
    return np.asarray(np.clip((rod.radius_mm - away) / step_mm + 0.5, 0, 1), np.float32)


def _in_ellipsoid(axes: Sequence[NDArray[np.floating]], leak: LeakEllipsoid, step_mm: float) -> NDArray[np.bool_]:
    """Voxels of a leak; at least one, however small it is."""
    places = np.ix_(*(axis - at for axis, at in zip(axes, leak.centre_mm, strict=True)))
    along = sum(axis * part for axis, part in zip(places, leak.axis, strict=True))
    across2 = sum(axis**2 for axis in places) - along**2
    half, radius = max(leak.half_length_mm, 0.6 * step_mm), max(leak.radius_mm, 0.6 * step_mm)
    return np.asarray((along / half) ** 2 + across2 / radius**2 <= 1)


def _place(values: Any) -> Place:
    x, y, z = map(float, values)
    return x, y, z
