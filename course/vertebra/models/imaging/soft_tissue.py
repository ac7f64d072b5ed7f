"""What lies round the vertebrae in a median sagittal slice: discs, canal with cord and fluid, ligaments, vessels, fat,
skin."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.models.anatomy import morphometry, size_factor
from vertebra.models.imaging.findings import Finding
from vertebra.models.imaging.grid import Grid
from vertebra.models.imaging.spine_assembly import PlacedVertebra
from vertebra.models.imaging.tissue_maps import TISSUES, TissueMaps
from vertebra.patient import Patient

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
__all__ = ["TISSUES", "build_soft_tissue"]
DRIED_FROM_YEARS, DRIED_TO_YEARS = 30.0, 85.0
ROOTS_ABOVE_MM, ROOTS_GROW_MM = 22.0, 50.0
"""The nerve roots leave the cord above its end, and gather below it along the back of the sac."""


@checked
def build_soft_tissue(
    placed: Sequence[PlacedVertebra],
    grid: Grid,
    patient: Patient,
    findings: Sequence[Finding],
    draw: np.random.Generator,
) -> TissueMaps:
    """Build the tissues around the bones of a sagittal slice: discs, canal, ligaments, vessels, fat and skin."""
    layers = TissueMaps.empty(grid.shape, "viscera")
    y, z = grid.axes_mm()
    front, back, canal, tips = (_line(places, z)[:, None] for places in _courses(placed, patient))
    scale = size_factor(patient)
    ahead, behind = y[None, :] - front, back - y[None, :]
    _before(layers, ahead, z, draw)
    layers.surround((behind > 0) & (y[None, :] > tips - 2), "muscle", 0.75)
    layers.surround((y[None, :] <= tips + 1) & (y[None, :] > tips - 2.5), "ligament")
    layers.surround(y[None, :] <= tips - 2.5, "fat", 1.0)
    skin = float(np.min(tips)) - tables.value("trunk_fat_layer_mm")
    layers.surround(np.broadcast_to(y[None, :] <= skin, grid.shape), "air")
    layers.surround((np.abs(ahead) < 1.0) | (np.abs(behind) < 0.8), "ligament")
    _canal(layers, placed, z, behind - 0.8, canal, scale)
    for upper, lower in pairwise(placed):
        _disc(layers, upper, lower, grid, _dryness(patient, draw))
    return layers


def _courses(placed: Sequence[PlacedVertebra], patient: Patient) -> list[NDArray[np.float64]]:
    """Points (n, 2: z, value) of the front of the bodies (y), their back (y), the canal's depth (mm) and the spinous
    tips (y)."""
    front: list[tuple[float, float]] = []
    back: list[tuple[float, float]] = []
    canal, tips = [], []
    for one in placed:
        size = morphometry(patient, one.level)
        for line in (one.upper, one.lower):
            for own, course in ((line[0], front), (line[1], back)):
                place = one.to_column(own)
                course.append((place[1], place[0]))
        _, own_y, _ = one.vertebra.axes_mm()
        tip = one.to_column(np.array([float(own_y[0]) + 4, -8.0]))
        canal.append((one.centre_mm[1], size.canal_depth_mm))
        tips.append((tip[1], tip[0]))
    return [np.array(sorted(course)) for course in (front, back, canal, tips)]


def _line(points: NDArray[np.float64], z: Floats) -> Floats:
    """A smooth course through points, level beyond them."""
    from scipy.interpolate import PchipInterpolator

    heights, first = np.unique(points[:, 0], return_index=True)
    if len(heights) == 1:
        return np.full(z.shape, points[0, 1], np.float32)
    course = PchipInterpolator(heights, points[first, 1])
    return np.asarray(course(np.clip(z, heights[0], heights[-1])), np.float32)


def _before(layers: TissueMaps, ahead: Floats, z: Floats, draw: np.random.Generator) -> None:
    """Fat before the spine, the great vessel in it, and folds of bowel further in front."""
    layers.surround(ahead > 0, "fat", 1.0)
    wander = 1.5 * np.sin(z / 45 + draw.uniform(0, 6))[:, None]
    layers.surround((ahead > 5 + wander) & (ahead < 19 + wander), "flowing blood")
    layers.surround(ahead > 25 + wander, "viscera", 0.15)
    column = np.arange(ahead.shape[1])[None, :] * 0.5
    folds = sum(
        np.cos(
            2 * np.pi / draw.uniform(18, 40) * (column * np.cos(turn) + z[:, None] * np.sin(turn)) + draw.uniform(0, 6)
        )
        for turn in draw.uniform(0, 3.1, 6)
    )
    layers.surround((ahead > 27 + wander) & (folds > 1.1), "fat", 1.0)


def _canal(
    layers: TissueMaps, placed: Sequence[PlacedVertebra], z: Floats, behind: Floats, canal: Floats, scale: float
) -> None:
    """Dural sac full of fluid, the cord down to its end, the nerve roots below it along the back, and fat behind the
    sac."""
    sac = canal - tables.value("epidural_fat_mm") * scale
    layers.surround((behind > 0) & (behind < canal), "fat", 1.0)
    layers.surround((behind > 0) & (behind < sac), "CSF")
    end = _conus_mm(placed)
    taper = np.clip((z[:, None] - end) / tables.value("conus_taper_mm"), 0, 1) ** 0.6
    thick = tables.value("cord_depth_mm") * scale * taper
    centre = sac * (0.52 + 0.1 * (1 - taper))
    layers.surround((np.abs(behind - centre) < thick / 2) & (taper > 0), "cord")
    grown = np.clip((end + ROOTS_ABOVE_MM - z[:, None]) / ROOTS_GROW_MM, 0, 1)
    roots = (behind > (0.95 - 0.3 * grown) * sac) & (behind < 0.95 * sac) & (np.abs(behind - centre) >= thick / 2)
    layers.surround(roots, "cord")
    stripes = roots & (np.sin(2 * np.pi * behind / 1.9 + z[:, None] / 40) > 0.1)
    layers.surround(stripes, "CSF")


def _conus_mm(placed: Sequence[PlacedVertebra]) -> float:
    """The height of the end of the cord: the lower end of L1, or beyond the picture."""
    for one in placed:
        if one.level == "L1":
            return float(one.to_column(one.lower.mean(axis=0))[1])
    above = placed[0].level.startswith("T")
    return placed[-1].centre_mm[1] - 200 if above else placed[0].centre_mm[1] + 200


def _dryness(patient: Patient, draw: np.random.Generator) -> float:
    """0 for a well hydrated disc, 1 for a dry one; a disc of its own each."""
    usual = (patient.age_years - DRIED_FROM_YEARS) / (DRIED_TO_YEARS - DRIED_FROM_YEARS)
    return float(np.clip(usual + 0.22 * draw.standard_normal(), 0, 1))


def _disc(layers: TissueMaps, upper: PlacedVertebra, lower: PlacedVertebra, grid: Grid, dryness: float) -> None:
    """A disc between two endplates: fibrous ring, and a core that loses its water."""
    above, below = upper.to_column(upper.lower), lower.to_column(lower.upper)
    y, z = grid.axes_mm()
    ceiling, floor = (_through(line, y)[None, :] + side * 3.0 for line, side in ((above, 1), (below, -1)))
    front = (above[0, 0] + below[0, 0]) / 2 + 2.2
    back = (above[1, 0] + below[1, 0]) / 2 - 1.8
    along = (y[None, :] - (front + back) / 2) / ((front - back) / 2)
    tall = np.clip((z[:, None] - (floor + ceiling) / 2) / ((ceiling - floor) / 2), -2, 2)
    inside = (np.abs(along) ** 6 + 0.3 * np.abs(tall) ** 4 < 1) & (np.abs(tall) < 1)
    layers.surround(inside, "ligament")
    # The endplates are a few millimetres inside the floor and ceiling, so `tall` reaches about 0.6 at the bone.
    core = inside & (np.abs((along + 0.06) / 0.86) ** 3 + np.abs(tall / 0.95) ** 3 < 1)
    layers.surround(core, "disc well hydrated" if dryness < 0.35 else "disc desiccated")
    if dryness < 0.75:
        half = 0.68 - 0.5 * dryness
        layers.surround(((along + 0.1) / half) ** 2 + (tall / (0.75 - 0.5 * dryness)) ** 2 < 1, "disc well hydrated")


def _through(line: NDArray[np.float64], y: Floats) -> Floats:
    (y0, z0), (y1, z1) = line
    return np.asarray(z0 + (z1 - z0) / (y1 - y0) * (y - y0), np.float32)
