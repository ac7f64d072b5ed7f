"""The bone's surface as triangles, each vertex with the part that it belongs to."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.models.anatomy.marching_cubes import marching_cubes
from vertebra.patient import BONE_PARTS, Part, Vertebra
from vertebra.texts import pgettext

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Surface:
    """A closed triangle mesh in world millimetres.

    `vertices_mm` (n, 3) float32; `faces` (m, 3) uint32, turning anticlockwise seen from outside; `part` (n,) uint8,
    values of `Part`.
    """

    vertices_mm: Array
    faces: NDArray[np.uint32]
    part: NDArray[np.uint8]

    @property
    def area_mm2(self) -> float:
        """Area of all triangles."""
        return float(np.linalg.norm(self._doubled_normals(), axis=1).sum() / 2)

    @property
    def volume_ml(self) -> float:
        """Volume inside, by the divergence theorem."""
        first = self.vertices_mm[self.faces[:, 0]].astype(np.float64)
        return float((first * self._doubled_normals()).sum() / 6000)

    def _doubled_normals(self) -> NDArray[np.float64]:
        a, b, c = (self.vertices_mm[self.faces[:, corner]].astype(np.float64) for corner in range(3))
        return np.cross(b - a, c - a)


@checked
def surface(vertebra: Vertebra, most_triangles: int | None = None) -> Surface:
    """The outer bone surface of a vertebra, by marching cubes on its signed distance (never on the labels).

    Parameters
    ----------
    vertebra : Vertebra
    most_triangles : int, optional
        At least 500. The distance is sampled more coarsely until the mesh is small enough, which keeps it smooth and
        closed. None gives the full mesh.

    Raises
    ------
    InputError
        For fewer than 500 triangles.
    """
    if most_triangles is not None and most_triangles < 500:
        raise InputError(
            pgettext(
                "too-few-triangles", "most_triangles is {most_triangles}; give 500 or more, or None for the full mesh."
            ).format(most_triangles=most_triangles)
        )
    distance, spacing = _closed(vertebra), np.array(vertebra.spacing_mm)
    origin = np.array(vertebra.origin_mm) - spacing
    vertices, faces = marching_cubes(distance, spacing)
    while most_triangles is not None and len(faces) > most_triangles:
        coarser = 1.03 * np.sqrt(len(faces) / most_triangles)
        spacing, distance = spacing * coarser, _resampled(distance, coarser)
        vertices, faces = marching_cubes(distance, spacing)
    world = (vertices + origin).astype(np.float32)
    return Surface(world, faces.astype(np.uint32), _parts(vertebra, world))


def _closed(vertebra: Vertebra) -> Array:
    """The distance with one more layer outside all round, so that bone cut by the edge of a scan is capped."""
    return np.pad(vertebra.surface_mm, 1, constant_values=max(vertebra.spacing_mm)).astype(np.float32, copy=False)


def _resampled(distance: Array, coarser: float) -> Array:
    places = [np.arange(0, count - 1 + coarser, coarser) for count in distance.shape]
    grid = np.stack(np.meshgrid(*places, indexing="ij"))
    return ndimage.map_coordinates(distance, grid, order=1, mode="nearest", output=np.float32)


def _parts(vertebra: Vertebra, world: Array) -> NDArray[np.uint8]:
    """The label of the bone voxel nearest to each vertex, looked up half a voxel inside the surface."""
    spacing, origin = np.array(vertebra.spacing_mm, np.float32), np.array(vertebra.origin_mm, np.float32)
    at = np.clip(np.rint((world - origin) / spacing), 0, np.array(vertebra.shape) - 1).astype(np.intp)
    labels = np.where(vertebra.is_part(*BONE_PARTS), vertebra.labels, Part.BACKGROUND).astype(np.uint8)
    found = labels[tuple(at.T)]
    # A vertex may round to the voxel outside: its bone is one of the six neighbours.
    for axis in range(3):
        for side in (-1, 1):
            lost = np.flatnonzero(found == Part.BACKGROUND)
            near = at[lost].copy()
            near[:, axis] = np.clip(near[:, axis] + side, 0, vertebra.shape[axis] - 1)
            found[lost] = labels[tuple(near.T)]
    lost = np.flatnonzero(found == Part.BACKGROUND)
    if len(lost):
        nearest = ndimage.distance_transform_edt(
            labels == Part.BACKGROUND, sampling=vertebra.spacing_mm, return_distances=False, return_indices=True
        )
        found[lost] = labels[tuple(nearest[:, *at[lost].T])]
    return found
