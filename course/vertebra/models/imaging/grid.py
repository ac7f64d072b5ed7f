"""The plane of a sagittal picture: which millimetre lies under which pixel."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra.arguments import checked_fields
from vertebra.models.imaging.spine_assembly import PlacedVertebra

Floats = NDArray[np.float32]
FRONT_MM, BACK_MM = 68.0, 100.0
"""How far the picture reaches before and behind the line of the bodies' centres."""
BEYOND_MM = 13.0
"""How far the picture reaches beyond the centre of the first and of the last vertebra."""


@checked_fields
@dataclass(frozen=True)
class Grid:
    """Rows from the top, columns from the front.

    `top_mm` is the height of row 0, `front_mm` the place of column 0 (y).
    """

    pixel_mm: float
    top_mm: float
    front_mm: float
    shape: tuple[int, int]

    @classmethod
    def around(cls, placed: Sequence[PlacedVertebra], pixel_mm: float) -> "Grid":
        """A grid that shows the column."""
        first, last = placed[0], placed[-1]
        top = first.centre_mm[1] + BEYOND_MM
        bottom = last.centre_mm[1] - BEYOND_MM
        middle = float(np.mean([one.centre_mm[0] for one in placed]))
        rows = 2 * int(np.ceil((top - bottom) / pixel_mm / 2))
        columns = 2 * int(np.ceil((FRONT_MM + BACK_MM) / pixel_mm / 2))
        return cls(pixel_mm, float(top), middle + FRONT_MM, (rows, columns))

    def axes_mm(self) -> tuple[Floats, Floats]:
        """Place (y) of every column, and height (z) of every row."""
        rows, columns = self.shape
        y = self.front_mm - self.pixel_mm * np.arange(columns)
        z = self.top_mm - self.pixel_mm * np.arange(rows)
        return y.astype(np.float32), z.astype(np.float32)

    def pixel_of(self, y_mm: float, z_mm: float) -> tuple[float, float]:
        """Row and column of a place."""
        return (self.top_mm - z_mm) / self.pixel_mm, (self.front_mm - y_mm) / self.pixel_mm

    def window(self, one: PlacedVertebra) -> tuple[tuple[slice, slice], Floats, Floats]:
        """The rows and columns that a vertebra may fill, and its own (y, z) there."""
        _, own_y, own_z = one.vertebra.axes_mm()
        corners = one.to_column(np.array([[a, b] for a in (own_y[0], own_y[-1]) for b in (own_z[0], own_z[-1])]))
        low, high = corners.min(axis=0), corners.max(axis=0)
        top, left = self.pixel_of(high[0], high[1])
        bottom, right = self.pixel_of(low[0], low[1])
        rows = slice(max(int(top) - 1, 0), min(int(bottom) + 2, self.shape[0]))
        columns = slice(max(int(left) - 1, 0), min(int(right) + 2, self.shape[1]))
        y, z = self.axes_mm()
        places = one.to_own(np.stack(np.meshgrid(y[columns], z[rows]), axis=-1)).astype(np.float32)
        return (rows, columns), places[..., 0], places[..., 1]
