"""What each finding does to a sagittal slice: marrow replaced by water, tumour, vessels, pus; clefts;
walls that bulge."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.models.imaging.findings import Finding
from vertebra.models.imaging.grid import Grid
from vertebra.models.imaging.spine_assembly import PlacedVertebra
from vertebra.models.imaging.tissue_maps import TissueMaps

Floats = NDArray[np.float32]
EDGE_MM = 3.0
"""How gradually oedema ends."""


@checked
def apply_finding(
    layers: TissueMaps,
    finding: Finding,
    placed: Sequence[PlacedVertebra],
    grid: Grid,
    body_of: NDArray[np.int8],
    draw: np.random.Generator,
) -> None:
    """Write a finding into the tissue maps of a slice, in place.

    Parameters
    ----------
    layers : TissueMaps
    finding : Finding
    placed : sequence of PlacedVertebra
        The column, the finding's level among it.
    grid : Grid
    body_of : array (rows, columns) of int8
        Index in `placed` of the body that a pixel belongs to, -1 elsewhere.
    draw : numpy.random.Generator
        Draws ragged borders.
    """
    index = [one.level for one in placed].index(finding.level)
    one = placed[index]
    if finding.kind == "fracture":
        _oedema(layers, finding.extent, one, grid, body_of == index, draw)
        _line(layers, finding, one, grid, body_of == index)
        if finding.cleft != "none":
            _cleft(layers, finding.cleft, one, grid, body_of == index)
    elif finding.kind == "haemangioma":
        _haemangioma(layers, one, grid, body_of == index)
    elif finding.kind == "metastasis":
        _metastasis(layers, one, grid, body_of == index, draw)
    else:
        below = placed[index + 1] if index + 1 < len(placed) else None
        _infection(layers, one, below, grid, body_of, index, draw)


def _depth_mm(one: PlacedVertebra, y: Floats, z: Floats, from_above: bool = True) -> Floats:
    """How far below the upper endplate (or above the lower one) a place of the body lies."""
    (y0, z0), (y1, z1) = one.upper if from_above else one.lower
    edge = z0 + (z1 - z0) / (y1 - y0) * (y - y0)
    return np.asarray(edge - z if from_above else z - edge, np.float32)


def _ragged(y: Floats, z: Floats, draw: np.random.Generator, size_mm: float) -> Floats:
    """An uneven border: a few waves of about one unit, of 6 to 18 mm."""
    total = np.zeros_like(y)
    for _ in range(5):
        turn, phase = draw.uniform(0, 2 * np.pi, 2)
        total += np.cos(2 * np.pi / draw.uniform(6, 18) * (y * np.cos(turn) + z * np.sin(turn)) + phase)
    return np.asarray(size_mm * total / 1.6, np.float32)


def _oedema(
    layers: TissueMaps,
    extent: float,
    one: PlacedVertebra,
    grid: Grid,
    body: NDArray[np.bool_],
    draw: np.random.Generator,
) -> None:
    """Water from the upper endplate down, over as much of the body as `extent` tells."""
    window, y, z = grid.window(one)
    tall = float(np.mean(one.upper[:, 1] - one.lower[:, 1]))
    reach = extent * (tall + 3 * EDGE_MM) - EDGE_MM
    depth = _depth_mm(one, y, z) + _ragged(y, z, draw, 1.2)
    strong = np.clip(extent / 0.35, 0, 1)
    water = strong / (1 + np.exp(np.clip((depth - reach) / (EDGE_MM / 2), -30, 30)))
    layers.oedema[window] = np.where(body[window], np.maximum(layers.oedema[window], water), layers.oedema[window])


def _line(layers: TissueMaps, finding: Finding, one: PlacedVertebra, grid: Grid, body: NDArray[np.bool_]) -> None:
    """The band of bone pressed together below the endplate; it fades as the fracture heals."""
    window, y, z = grid.window(one)
    depth = _depth_mm(one, y, z)
    pressed = 0.5 * finding.extent**0.5 * np.exp(-(((depth - 4.5 - 0.8 * np.sin(y / 3)) / 1.1) ** 2))
    within = body[window] & (
        np.abs(y - float(one.upper[:, 0].mean())) < 0.42 * float(one.upper[0, 0] - one.upper[1, 0])
    )
    layers.solid[window] = np.where(within, np.maximum(layers.solid[window], pressed), layers.solid[window])


def _cleft(layers: TissueMaps, filling: str, one: PlacedVertebra, grid: Grid, body: NDArray[np.bool_]) -> None:
    """A flat hollow below the upper endplate, thicker in front."""
    window, y, z = grid.window(one)
    front, back = one.upper[0, 0], one.upper[1, 0]
    along = (y - (0.6 * front + 0.4 * back)) / (0.38 * (front - back))
    half = 2.3 * np.sqrt(np.clip(1 - along**2, 0, 1)) * (1 + 0.25 * along)
    away = np.abs(_depth_mm(one, y, z) - 4.0) - half
    share = np.where(body[window] & (np.abs(along) < 1), np.clip(0.5 - away / grid.pixel_mm, 0, 1), 0)
    layers.replace(window, share.astype(np.float32), filling)
    layers.solid[window] *= 1 - share


def _haemangioma(layers: TissueMaps, one: PlacedVertebra, grid: Grid, body: NDArray[np.bool_]) -> None:
    """A round place of fat and slow blood between thick upright trabeculae; the outline of the body is kept."""
    window, y, z = grid.window(one)
    away = np.hypot(y - 1.0, z - 0.5) - 7.5
    share = np.where(body[window], np.clip(0.5 - away / 1.0, 0, 1), 0).astype(np.float32)
    layers.marrow_fat[window] = np.maximum(layers.marrow_fat[window], 0.95 * share)
    layers.replace(window, 0.18 * share, "slow blood")
    struts = share * 0.3 * (np.cos(2 * np.pi * y / 2.8) > 0.75)
    layers.solid[window] = np.maximum(layers.solid[window], struts)


def _metastasis(
    layers: TissueMaps, one: PlacedVertebra, grid: Grid, body: NDArray[np.bool_], draw: np.random.Generator
) -> None:
    """Tumour in all of the body, through the posterior wall, which it bulges into the canal."""
    window, y, z = grid.window(one)
    fat = tables.value("tumour_fat_fraction")
    # What is not tumour's water is its fat.
    layers.marrow_fat[window] = np.where(body[window], 1, layers.marrow_fat[window])
    layers.replace(window, np.where(body[window], 1 - fat, 0).astype(np.float32), "tumour")
    middle, wall = float(np.mean([one.upper[1, 1], one.lower[1, 1]])), float(one.upper[1, 0])
    half = 0.46 * float(one.upper[1, 1] - one.lower[1, 1])
    bulge = 5.0 * np.clip(1 - ((z - middle) / half) ** 2, 0, 1) - _ragged(y, z, draw, 0.3)
    beyond = (y < wall + 3) & (y > wall - bulge) & (np.abs(z - middle) < half) & ~body[window]
    layers.bone_fraction[window] *= ~beyond
    soft = np.zeros_like(body)
    soft[window] = beyond
    layers.surround(soft, "tumour", fat)
    # The wall that it has eaten is gone.
    eaten = body[window] & (y < wall + 2.5) & (np.abs(z - middle) < 0.8 * half)
    layers.solid[window] = np.where(eaten, 0.05, layers.solid[window])


def _infection(
    layers: TissueMaps,
    one: PlacedVertebra,
    below: PlacedVertebra | None,
    grid: Grid,
    body_of: NDArray[np.int8],
    index: int,
    draw: np.random.Generator,
) -> None:
    """Pus in the disc below, both endplates eaten, water in both bodies beside it, swelling before and behind."""
    sides = [(one, index, False)] + ([(below, index + 1, True)] if below is not None else [])
    for side, number, from_above in sides:
        window, y, z = grid.window(side)
        depth = _depth_mm(side, y, z, from_above)
        ragged = depth + _ragged(y, z, draw, 1.4)
        body = body_of[window] == number
        water = np.where(body, 1 / (1 + np.exp(np.clip((ragged - 12) / 1.8, -30, 30))), 0)
        layers.oedema[window] = np.maximum(layers.oedema[window], water)
        eaten = np.where(body & (ragged < 2.8), 0.9, 0).astype(np.float32)
        layers.replace(window, eaten, "pus")
        layers.solid[window] *= 1 - eaten
    y, z = grid.axes_mm()
    under = below.to_column(below.upper) if below is not None else one.to_column(one.lower) - np.array([0, 8.0])
    between = (one.to_column(one.lower).mean(axis=0) + under.mean(axis=0)) / 2
    gap = float(one.to_column(one.lower)[:, 1].mean() - under[:, 1].mean())
    along, up = (y[None, :] - between[0]) / (0.5 * (one.lower[0, 0] - one.lower[1, 0])), z[:, None] - between[1]
    disc = (np.abs(along) < 0.95) & (np.abs(up) < 0.75 * gap * np.sqrt(np.clip(1 - along**4, 0, 1)))
    layers.surround(disc, "pus")
    swelling = (np.abs(np.abs(along) - 1.08) < 0.16 * np.clip(1 - (up / 16) ** 2, 0, 1)) & (np.abs(up) < 16)
    layers.surround(swelling, "pus", 0.15)
