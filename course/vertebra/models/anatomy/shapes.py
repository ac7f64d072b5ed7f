"""Solids as signed distances in mm (negative inside), joined smoothly and each sampled only where it can matter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vertebra.arguments import checked

Array = NDArray[np.floating[Any]]
Distance = Callable[[Array, Array, Array], Array]
FAR_MM = 1.0e3


@dataclass(frozen=True)
class ImplicitShape:
    """A distance function of (x, y, z) and the corners of a box that holds the solid."""

    distance: Distance
    low: tuple[float, float, float]
    high: tuple[float, float, float]


class Solid:
    """The distance to a union of shapes, sampled on the grid of three axes (float32, mm).

    It is known to `margin_mm` outside the shapes and very large beyond.
    """

    def __init__(self, axes: tuple[Array, Array, Array], margin_mm: float = 0.0) -> None:
        self.axes = axes
        self.margin_mm = margin_mm
        self.distance_mm: Array = np.full(tuple(len(axis) for axis in axes), FAR_MM, np.float32)

    def add(self, shape: ImplicitShape, blend_mm: float = 0.0) -> None:
        """Join `shape`; the two surfaces melt into each other over about `blend_mm`."""
        box = self._box(shape, blend_mm)
        here = self.distance_mm[box]
        if here.size:
            self.distance_mm[box] = smooth_minimum(here, shape.distance(*self._samples(box)), blend_mm)

    def cut(self, shape: ImplicitShape, blend_mm: float = 0.0) -> None:
        """Take `shape` away."""
        box = self._box(shape, blend_mm)
        here = self.distance_mm[box]
        if here.size:
            self.distance_mm[box] = -smooth_minimum(-here, shape.distance(*self._samples(box)), blend_mm)

    def _box(self, shape: ImplicitShape, blend_mm: float) -> tuple[slice, slice, slice]:
        step = float(self.axes[0][1] - self.axes[0][0])
        margin = max(blend_mm, self.margin_mm) + 2.5 * step
        x, y, z = (
            slice(int(np.searchsorted(axis, low - margin)), int(np.searchsorted(axis, high + margin)))
            for axis, low, high in zip(self.axes, shape.low, shape.high, strict=True)
        )
        return x, y, z

    def _samples(self, box: tuple[slice, slice, slice]) -> tuple[Array, Array, Array]:
        x, y, z = (axis[part] for axis, part in zip(self.axes, box, strict=True))
        return x[:, None, None], y[None, :, None], z[None, None, :]


@checked
def smooth_minimum(a: Array, b: Array, blend_mm: float) -> Array:
    """The smaller of two distances, rounded off where they differ by less than `blend_mm`."""
    smaller = np.minimum(a, b)
    if blend_mm <= 0:
        return smaller
    overlap = np.maximum(blend_mm - np.abs(a - b), 0)
    return smaller - overlap * overlap * np.float32(0.25 / blend_mm)


@checked
def capsule(start: ArrayLike, end: ArrayLike, start_radius_mm: float, end_radius_mm: float) -> ImplicitShape:
    """A round bar from `start` to `end` whose radius changes evenly."""
    a, b = np.asarray(start, np.float32), np.asarray(end, np.float32)
    along = b - a
    length2 = float(along @ along)

    def distance(x: Array, y: Array, z: Array) -> Array:
        dx, dy, dz = x - a[0], y - a[1], z - a[2]
        t = np.clip((dx * along[0] + dy * along[1] + dz * along[2]) / length2, 0, 1)
        away = np.sqrt((dx - t * along[0]) ** 2 + (dy - t * along[1]) ** 2 + (dz - t * along[2]) ** 2)
        return away - (start_radius_mm + t * (end_radius_mm - start_radius_mm))

    reach = max(start_radius_mm, end_radius_mm)
    return ImplicitShape(distance, _corner(np.minimum(a, b) - reach), _corner(np.maximum(a, b) + reach))


@checked
def rounded_box(
    centre: ArrayLike, frame: ArrayLike, half_sizes_mm: ArrayLike, round_mm: float, flare: float = 0.0
) -> ImplicitShape:
    """A box with rounded edges. The rows of `frame` (3, 3) are its own unit axes; `half_sizes_mm` lie along them.

    With `flare` its third half size grows along the first axis, from (1 - flare) at one end to (1 + flare) at the
    other.
    """
    at, axes = np.asarray(centre, np.float32), np.asarray(frame, np.float32)
    half = np.asarray(half_sizes_mm, np.float32)

    def distance(x: Array, y: Array, z: Array) -> Array:
        dx, dy, dz = x - at[0], y - at[1], z - at[2]
        u, v, w = (dx * axis[0] + dy * axis[1] + dz * axis[2] for axis in axes)
        third = half[2] * (1 + flare * np.clip(u / half[0], -1, 1)) if flare else half[2]
        q = np.abs(u) - (half[0] - round_mm), np.abs(v) - (half[1] - round_mm), np.abs(w) - (third - round_mm)
        outside = np.sqrt(sum(np.maximum(part, 0) ** 2 for part in q))
        return outside + np.minimum(np.maximum(np.maximum(q[0], q[1]), q[2]), 0) - round_mm

    reach = np.abs(axes.T) @ (half * np.array([1, 1, 1 + abs(flare)], np.float32))
    return ImplicitShape(distance, _corner(at - reach), _corner(at + reach))


@checked
def superellipsoid(centre: ArrayLike, frame: ArrayLike, half_sizes_mm: ArrayLike, taper: float = 0.0) -> ImplicitShape:
    """A cushion: between an ellipsoid and a box, with the half sizes along the rows of `frame`.

    With `taper` its second and third half size shrink along the first axis, from (1 + taper) to (1 - taper).
    """
    at, axes = np.asarray(centre, np.float32), np.asarray(frame, np.float32)
    half = np.asarray(half_sizes_mm, np.float32)

    def distance(x: Array, y: Array, z: Array) -> Array:
        dx, dy, dz = x - at[0], y - at[1], z - at[2]
        p, q, r = (
            np.abs(dx * axis[0] + dy * axis[1] + dz * axis[2]) / size for axis, size in zip(axes, half, strict=True)
        )
        if taper:
            along = (dx * axes[0][0] + dy * axes[0][1] + dz * axes[0][2]) / half[0]
            shrink = 1 - np.float32(taper) * np.clip(along, -1, 1)
            q, r = q / shrink, r / shrink
        level = np.maximum(np.cbrt(p * p * p + q * q * q + r * r * r), 1e-2)
        slope = np.sqrt((p * p / half[0]) ** 2 + (q * q / half[1]) ** 2 + (r * r / half[2]) ** 2) / (level * level)
        return (level - 1) / np.maximum(slope, 1 / (4 * half.max()))

    reach = np.abs(axes.T) @ (half * np.array([1, 1 + abs(taper), 1 + abs(taper)], np.float32))
    return ImplicitShape(distance, _corner(at - reach), _corner(at + reach))


@checked
def oval_bar(
    centre: ArrayLike,
    frame: ArrayLike,
    half_width_mm: float,
    half_height_mm: float,
    ends_mm: tuple[float, float],
    flare_per_mm: float = 0.0,
) -> ImplicitShape:
    """A bar of elliptic section along `frame[0]`, from `-ends_mm[0]` to `ends_mm[1]` of its centre, narrowest there.

    `half_width_mm` lies along `frame[1]`, `half_height_mm` along `frame[2]`; both grow with the square of the distance
    from the centre, by `flare_per_mm` times that square.
    """
    at, axes = np.asarray(centre, np.float32), np.asarray(frame, np.float32)
    back, front = ends_mm

    def distance(x: Array, y: Array, z: Array) -> Array:
        dx, dy, dz = x - at[0], y - at[1], z - at[2]
        u, v, w = (dx * axis[0] + dy * axis[1] + dz * axis[2] for axis in axes)
        wider = np.float32(flare_per_mm) * u * u
        side = elliptic(v, w, half_width_mm + wider, half_height_mm + wider)
        return -smooth_minimum(-side, -np.maximum(-u - back, u - front), 3.0)

    wider = flare_per_mm * max(back, front) ** 2
    reach = np.abs(axes.T) @ np.array([max(back, front), half_width_mm + wider, half_height_mm + wider])
    return ImplicitShape(distance, _corner(at - reach), _corner(at + reach))


@checked
def elliptic(v: Array, w: Array, half_width_mm: Array, half_height_mm: Array) -> Array:
    """Distance to an ellipse in the plane (v, w), exact to first order at its edge."""
    p, q = v / half_width_mm, w / half_height_mm
    level = np.sqrt(p * p + q * q)
    slope = np.sqrt((p / half_width_mm) ** 2 + (q / half_height_mm) ** 2)
    return (level - 1) * level / np.maximum(slope, 1e-3)


@checked
def rotated_frame(forward_deg: float, about: str = "z") -> NDArray[np.float64]:
    """Unit axes (rows) of a frame turned by `forward_deg` about one world axis, right-handed."""
    angle = np.radians(forward_deg)
    c, s = np.cos(angle), np.sin(angle)
    if about == "z":
        return np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
    return np.array([[1, 0, 0], [0, c, s], [0, -s, c]])


def _corner(point: ArrayLike) -> tuple[float, float, float]:
    x, y, z = (float(value) for value in np.asarray(point))
    return x, y, z
