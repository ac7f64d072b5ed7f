"""The vertebral body as a solid: kidney-shaped section, waist, concave endplates with a raised rim."""

import numpy as np
from numpy.typing import ArrayLike

from vertebra import tables
from vertebra.models.anatomy.dimensions import Morphometry, level_row
from vertebra.models.anatomy.shapes import Array, ImplicitShape, smooth_minimum

RIM_ROUNDING_MM = 1.2
RIM_ALLOWANCE_MM = 0.35
"""What the rounding and the waist take off the rim's half width; added so that calipers find the published size."""
FRONT_POWER, BACK_POWER = 2.2, 3.2
"""Powers of the superellipse: nearly elliptic in front, squarer behind."""


class Body:
    """The body of one vertebra. `scale` is the patient's size factor; (x, y, z) in mm from its centre."""

    def __init__(self, size: Morphometry, scale: float) -> None:
        self.size = size
        self.scale = scale
        self.taper = level_row("anatomy_shape", size.level)["anterior_taper"]
        self.waist = tables.value("waist_fraction")
        self.back_waist_mm = tables.value("posterior_waist_mm") * scale
        self.hollow_mm = tables.value("posterior_wall_hollow_mm") * scale
        self.half_height_mm = size.posterior_height_mm / 2
        self.slant = (size.anterior_height_mm - size.posterior_height_mm) / (
            size.upper_endplate_depth_mm + size.lower_endplate_depth_mm
        )

    def shape(self) -> ImplicitShape:
        """The body as a shape to join to others."""
        half = self.size.lower_endplate_width_mm / 2 + 1, max(self._depths()) / 2 + self.hollow_mm
        tall = max(self.size.anterior_height_mm, self.size.posterior_height_mm) / 2 + 1
        return ImplicitShape(self.distance_mm, (-half[0], -half[1], -tall), (half[0], half[1], tall))

    def distance_mm(self, x: Array, y: Array, z: Array) -> Array:
        """Distance to the body's surface, true to first order."""
        side = self.side_mm(x, y, z)
        ends = np.maximum(z - self.upper_mm(x, y), self.lower_mm(x, y) - z)
        return -smooth_minimum(-side, -ends, RIM_ROUNDING_MM)

    def side_mm(self, x: Array, y: Array, z: Array) -> Array:
        """Distance to the wall round the body, endplates left out."""
        across, front, back = self._half_sizes(z)
        behind = np.clip(-y / back, 0, 1)
        bulge = self.hollow_mm * behind * behind * np.minimum((x / (0.6 * across)) ** 2, 1)
        forward = np.clip(y / front, 0, 1.2)
        width = across * (1 - self.taper * forward * forward)
        p, q_front, q_back = np.abs(x) / width, np.maximum(y, 0) / front, np.maximum(-y - bulge, 0) / back
        ahead = (p**FRONT_POWER + q_front**FRONT_POWER) ** (1 / FRONT_POWER)
        astern = (p**BACK_POWER + q_back**BACK_POWER) ** (1 / BACK_POWER)
        level = np.maximum(np.where(y > 0, ahead, astern), 1e-3)
        return (level - 1) / level * np.sqrt(x * x + y * y + 1e-6)

    def upper_mm(self, x: ArrayLike, y: ArrayLike) -> Array:
        """Height of the upper endplate's outer surface."""
        dish = tables.value("upper_endplate_concavity_mm") * self.scale
        size = self.size
        return self._endplate(x, y, 1, dish, size.upper_endplate_width_mm, size.upper_endplate_depth_mm)

    def lower_mm(self, x: ArrayLike, y: ArrayLike) -> Array:
        """Height of the lower endplate's outer surface."""
        dish = tables.value("lower_endplate_concavity_mm") * self.scale
        size = self.size
        return self._endplate(x, y, -1, dish, size.lower_endplate_width_mm, size.lower_endplate_depth_mm)

    def _endplate(
        self, x: ArrayLike, y: ArrayLike, side: int, dish_mm: float, width_mm: float, depth_mm: float
    ) -> Array:
        x, y = np.asarray(x, np.float32), np.asarray(y, np.float32)
        rim = self.half_height_mm + self.slant * (y + depth_mm / 2)
        out = np.sqrt((2 * x / width_mm) ** 2 + ((2 * y + 0.1 * depth_mm) / depth_mm) ** 2)
        central = tables.value("central_endplate_fraction")
        fall = np.clip((out - 0.35) / (central + 0.12 - 0.35), 0, 1)
        return side * (rim - dish_mm * (1 - fall * fall * (3 - 2 * fall)))

    def _half_sizes(self, z: Array) -> tuple[Array, Array, Array]:
        """Half the width, and the reach in front and behind, at height z."""
        upper = np.clip(0.5 + z / (2 * self.half_height_mm), -0.1, 1.1)
        level = np.clip(z / self.half_height_mm, -1, 1)
        drawn_in = 1 - level * level
        width = self._between(upper, self.size.lower_endplate_width_mm, self.size.upper_endplate_width_mm)
        depth = self._between(upper, self.size.lower_endplate_depth_mm, self.size.upper_endplate_depth_mm)
        narrowed = 1 - self.waist * drawn_in
        half_width, half_depth = width / 2 + RIM_ALLOWANCE_MM, depth / 2 + RIM_ALLOWANCE_MM
        return half_width * narrowed, half_depth * narrowed, half_depth - self.back_waist_mm * drawn_in

    def _depths(self) -> tuple[float, float]:
        return self.size.upper_endplate_depth_mm, self.size.lower_endplate_depth_mm

    @staticmethod
    def _between(upper: Array, low: float, high: float) -> Array:
        return low + upper * (high - low)
