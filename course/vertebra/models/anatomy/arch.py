"""The frame of the arch: where its pieces stand, the pedicle and the canal.

Only the right half (x >= 0) is described.
"""

import numpy as np
from numpy.typing import NDArray

from vertebra.arguments import checked
from vertebra.models.anatomy.dimensions import Morphometry, level_row
from vertebra.models.anatomy.shapes import Array, ImplicitShape, oval_bar

Vector = NDArray[np.float64]

CANAL_POWER = 2.2
PEDICLE_ENDS_MM = 7.5, 9.0
PEDICLE_FLARE_PER_MM = 0.012


class Arch:
    """The arch of one vertebra. Lengths of `anatomy_shape` are multiplied by `scale`, the patient's size factor."""

    def __init__(self, size: Morphometry, scale: float) -> None:
        self.size = size
        self.scale = scale
        row = level_row("anatomy_shape", size.level)
        self.shape = {name: value * scale if name.endswith("_mm") else value for name, value in row.items()}
        self.top_mm = size.posterior_height_mm / 2
        self.canal_back_mm = -size.back_wall_mm - size.canal_depth_mm
        self.canal_middle_mm = -size.back_wall_mm - size.canal_depth_mm / 2
        self.pedicle_mm = np.array(size.pedicle_centre_mm)
        self.lumbar = size.level.startswith("L")

    def at(self, x: float, y: float, z: float) -> Vector:
        """A step of (x, y, z) mm in a vertebra of the tables' size, scaled to this one."""
        return np.array([x, y, z]) * self.scale

    def pedicle(self) -> ImplicitShape:
        """The oval bar between body and articular mass."""
        width, height = self.size.pedicle_width_mm / 2, self.size.pedicle_height_mm / 2
        ends = PEDICLE_ENDS_MM[0] * self.scale, PEDICLE_ENDS_MM[1] * self.scale
        return oval_bar(self.pedicle_mm, self.pedicle_frame(), width, height, ends, PEDICLE_FLARE_PER_MM)

    def pedicle_frame(self) -> Vector:
        """Rows: along the right pedicle (forward), across it, up it."""
        return frame_from(np.array(self.size.pedicle_axis), np.array([0.0, 0.0, 1.0]))

    def canal(self, forward_mm: float = 0.0) -> ImplicitShape:
        """The vertebral foramen drawn out into a tube, round in the thoracic spine, triangular in the lower lumbar.

        `forward_mm` moves it towards the body.
        """
        half_width, half_depth = self.size.canal_width_mm / 2, self.size.canal_depth_mm / 2
        taper, middle = self.shape["canal_taper"], self.canal_middle_mm + forward_mm

        def distance(x: Array, y: Array, z: Array) -> Array:
            back = np.clip((middle - y) / half_depth, -1, 1)
            width = half_width * (1 - taper * np.maximum(back, 0) ** 2)
            p, q = np.abs(x) / width, np.abs(y - middle) / half_depth
            level = np.maximum((p**CANAL_POWER + q**CANAL_POWER) ** (1 / CANAL_POWER), 1e-3)
            return (level - 1) / level * np.sqrt(x * x + (y - middle) ** 2 + 1e-6) + 0 * z

        tall = 60 * self.scale
        return ImplicitShape(
            distance, (-half_width, middle - half_depth, -tall), (half_width, middle + half_depth, tall)
        )

    def pillar(self) -> Vector:
        """Where pedicle, lamina and processes meet."""
        return self.pedicle_mm - (8.0 if self.lumbar else 7.0) * self.scale * np.array(self.size.pedicle_axis)

    def lamina_z_mm(self) -> float:
        """Middle of the lamina's height."""
        return float(self.pedicle_mm[2]) - 0.35 * self.shape["lamina_height_mm"]


@checked
def frame_from(along: Vector, near: Vector) -> Vector:
    """Three unit axes as rows: `along`, across, and the direction nearest to `near` at right angles to both."""
    first = along / np.linalg.norm(along)
    across = np.cross(first, near)
    across /= np.linalg.norm(across)
    return np.array([first, across, np.cross(across, first)])
