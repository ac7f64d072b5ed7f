"""What lies behind the body: pedicles, laminae, processes and the canal. Only the right half (x >= 0) is described."""

import numpy as np
from numpy.typing import NDArray

from vertebra.models.anatomy.dimensions import Morphometry, level_row
from vertebra.models.anatomy.shapes import Array, Shape, capsule, oval_bar, slab, turned

CANAL_POWER = 2.2
PEDICLE_ENDS_MM = (7.0, 8.0)
PEDICLE_FLARE_PER_MM2 = 0.004


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

    def pedicle(self) -> Shape:
        """The oval bar between body and articular mass."""
        width, height = self.size.pedicle_width_mm / 2, self.size.pedicle_height_mm / 2
        ends = PEDICLE_ENDS_MM[0] * self.scale, PEDICLE_ENDS_MM[1] * self.scale
        return oval_bar(self.pedicle_mm, self.pedicle_frame(), width, height, ends, PEDICLE_FLARE_PER_MM2)

    def pedicle_frame(self) -> NDArray[np.float64]:
        """Rows: along the right pedicle (forward), across it, up it."""
        along = np.array(self.size.pedicle_axis)
        across = np.cross(along, [0.0, 0.0, 1.0])
        across /= np.linalg.norm(across)
        return np.array([along, across, np.cross(across, along)])

    def canal(self) -> Shape:
        """The vertebral foramen drawn out into a tube, round in the thoracic spine, triangular in the lower lumbar."""
        half_width, half_depth = self.size.canal_width_mm / 2, self.size.canal_depth_mm / 2
        taper = self.shape["canal_taper"]

        def distance(x: Array, y: Array, z: Array) -> Array:
            back = np.clip((self.canal_middle_mm - y) / half_depth, -1, 1)
            width = half_width * (1 - taper * np.maximum(back, 0))
            p, q = np.abs(x) / width, np.abs(y - self.canal_middle_mm) / half_depth
            level = np.maximum((p**CANAL_POWER + q**CANAL_POWER) ** (1 / CANAL_POWER), 1e-3)
            away = np.sqrt(x * x + (y - self.canal_middle_mm) ** 2 + 1e-6)
            return (level - 1) / level * away + 0 * z

        tall = 60 * self.scale
        back = self.canal_middle_mm
        return Shape(distance, (-half_width, back - half_depth, -tall), (half_width, back + half_depth, tall))

    def posterior(self) -> list[tuple[Shape, float]]:
        """Every other piece of the arch with the width in mm over which it melts into the rest."""
        if self.lumbar:
            pieces = [*self._lumbar_facets(), self._lumbar_transverse()]
        else:
            pieces = [*self._thoracic_facets(), *self._thoracic_transverse()]
        return [*self._lamina(), *pieces, *self._spinous()]

    def pillar(self) -> NDArray[np.float64]:
        """Where pedicle, lamina and processes meet."""
        behind = 8.0 if self.lumbar else 7.0
        return self.pedicle_mm - behind * self.scale * np.array(self.size.pedicle_axis)

    def lamina_z(self) -> float:
        """Middle of the lamina's height."""
        return self.pedicle_mm[2] - self.shape["lamina_height_mm"] * (0.36 if self.lumbar else 0.34)

    def _lamina(self) -> list[tuple[Shape, float]]:
        s = self.scale
        outer = np.array(
            [self.size.canal_width_mm / 2 + 1.5 * s, self.canal_middle_mm - 1.5 * s, self.lamina_z() + 1 * s]
        )
        inner = np.array([-1.0 * s, self.canal_back_mm - 2.6 * s, self.lamina_z() - 1.5 * s])
        along = inner - outer
        length = np.linalg.norm(along)
        along /= length
        # The lower edge of a lamina stands further back than its upper edge: laminae overlap like tiles.
        up = np.array([0.0, 0.24 if self.lumbar else 0.34, 1.0])
        up -= along * (up @ along)
        up /= np.linalg.norm(up)
        frame = np.array([along, up, np.cross(along, up)])
        half = np.array([length / 2 + 2 * s, self.shape["lamina_height_mm"] / 2, 3.1 * s])
        pars = capsule(self.pillar(), outer + np.array([1.0, -1.0, -4.0]) * s, 4.6 * s, 4.2 * s)
        return [(slab((outer + inner) / 2, frame, half, 2.6 * s), 3.0 * s), (pars, 4.0 * s)]

    def _lumbar_facets(self) -> list[tuple[Shape, float]]:
        s = self.scale
        top = np.array(
            [self.shape["upper_facet_spacing_mm"] / 2 + 1.5 * s, self.canal_middle_mm - 3 * s, self.top_mm + 3 * s]
        )
        root = np.array([top[0], top[1], self.pedicle_mm[2] - 3 * s])
        frame = turned(90 - self.shape["upper_facet_deg"])
        upper = slab((top + root) / 2, frame, np.array([3.6 * s, 7.2 * s, (top[2] - root[2]) / 2 + 3 * s]), 3.0 * s)
        knob = top + np.array([2.6, -4.5, -3.0]) * s
        mammillary = capsule(knob, knob + np.array([0.6, -0.8, -2.5]) * s, 2.8 * s, 2.4 * s)
        foot = np.array([self.shape["lower_facet_spacing_mm"] / 2, self.canal_back_mm - 0.5 * s, -self.top_mm - 7 * s])
        hip = foot + np.array([1.0, 0.5, 14.0]) * s
        frame = turned(90 - self.shape["lower_facet_deg"])
        lower = slab((foot + hip) / 2, frame, np.array([3.5 * s, 6.2 * s, (hip[2] - foot[2]) / 2 + 2.5 * s]), 3.0 * s)
        return [(upper, 3.5 * s), (mammillary, 2.5 * s), (lower, 4.0 * s)]

    def _thoracic_facets(self) -> list[tuple[Shape, float]]:
        s = self.scale
        top = np.array(
            [self.shape["upper_facet_spacing_mm"] / 2, self.canal_middle_mm - 2.5 * s, self.top_mm + 4.5 * s]
        )
        root = np.array([top[0] + 0.5 * s, top[1] + 1.5 * s, self.pedicle_mm[2]])
        frame = turned(-self.shape["upper_facet_deg"])
        upper = slab((top + root) / 2, frame, np.array([5.0 * s, 2.6 * s, (top[2] - root[2]) / 2 + 2 * s]), 2.3 * s)
        foot = np.array(
            [self.shape["lower_facet_spacing_mm"] / 2, self.canal_back_mm - 0.5 * s, -self.top_mm - 4.5 * s]
        )
        hip = foot + np.array([0.5, 0.5, 13.0]) * s
        frame = turned(-self.shape["lower_facet_deg"])
        lower = slab((foot + hip) / 2, frame, np.array([5.2 * s, 2.9 * s, (hip[2] - foot[2]) / 2 + 2 * s]), 2.4 * s)
        return [(upper, 3.0 * s), (lower, 4.0 * s)]

    def _lumbar_transverse(self) -> tuple[Shape, float]:
        s, shape = self.scale, self.shape
        root = self.pillar() + np.array([1.0, 2.0, -2.0]) * s
        tip_x = shape["transverse_span_mm"] / 2 - 3 * s
        return self._flat_bar(root, tip_x, thick_mm=(3.4 if self.size.level == "L5" else 2.4) * s), 3.5 * s

    def _flat_bar(self, root: NDArray[np.float64], tip_x: float, thick_mm: float) -> Shape:
        along = self._transverse_direction()
        length = (tip_x - root[0]) / along[0]
        across = np.cross([0.0, 0.0, 1.0], along)
        across /= np.linalg.norm(across)
        frame = np.array([along, across, np.cross(along, across)])
        half = np.array([length / 2 + 3 * self.scale, thick_mm, self.shape["transverse_height_mm"] / 2])
        flare = -0.35 if self.size.level == "L5" else -0.12
        return slab(root + along * length / 2, frame, half, min(2.2 * self.scale, thick_mm * 0.95), flare)

    def _thoracic_transverse(self) -> list[tuple[Shape, float]]:
        s = self.scale
        root = self.pillar() + np.array([0.0, -1.0, -1.0]) * s
        along = self._transverse_direction()
        club = self.shape["transverse_height_mm"] / 2
        tip = root + along * (self.shape["transverse_span_mm"] / 2 - club - root[0]) / along[0]
        pieces = [
            (capsule(root, tip, club * 0.95, club * 0.82), 3.5 * s),
            (capsule(tip, tip + along * 0.5, club, club), 2.5 * s),
        ]
        if self.size.level == "T12":
            knob = root + np.array([3.0, -3.0, 5.0]) * s
            pieces.append((capsule(root, knob, 3.2 * s, 2.8 * s), 3.0 * s))
        return pieces

    def costal_facets(self) -> list[Shape]:
        """Shallow cups for the rib: on the tip of the transverse process (T7-T10) and beside the root of the pedicle."""
        if self.lumbar:
            return []
        s = self.scale
        side = self.pedicle_mm + np.array([self.size.pedicle_width_mm / 2 + 6.2 * s, 4.5 * s, 3.0 * s])
        cups = [capsule(side, side + [0, 0, 1], 6.0 * s, 6.0 * s)]
        if self.size.level in ("T7", "T8", "T9", "T10"):
            root = self.pillar() + np.array([0.0, -1.0, -1.0]) * s
            along = self._transverse_direction()
            club = self.shape["transverse_height_mm"] / 2
            tip = root + along * (self.shape["transverse_span_mm"] / 2 - club - root[0]) / along[0]
            front = tip + np.array([0.2, club + 4.2 * s, 0.0])
            cups.append(capsule(front, front + [0, 0, 0.5], 5.0 * s, 5.0 * s))
        return cups

    def _transverse_direction(self) -> NDArray[np.float64]:
        back, up = np.radians(self.shape["transverse_back_deg"]), np.radians(self.shape["transverse_up_deg"])
        return np.array([np.cos(up) * np.cos(back), -np.cos(up) * np.sin(back), np.sin(up)])

    def spinous_tip_mm(self) -> NDArray[np.float64]:
        """End of the spinous process."""
        start, along = self._spinous_line()
        return start + along * self.shape["spinous_length_mm"]

    def _spinous_line(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        down = np.radians(self.shape["spinous_angle_deg"])
        start = np.array([0.0, self.canal_back_mm - 2.0 * self.scale, self.lamina_z() - 1.0 * self.scale])
        return start, np.array([0.0, -np.cos(down), -np.sin(down)])

    def _spinous(self) -> list[tuple[Shape, float]]:
        s = self.scale
        start, along = self._spinous_line()
        length, height = self.shape["spinous_length_mm"], self.shape["spinous_height_mm"]
        frame = np.array([along, [1.0, 0.0, 0.0], np.cross(along, [1.0, 0.0, 0.0])])
        hatchet = self.lumbar or self.size.level in ("T11", "T12")
        thick = 3.1 if hatchet else 2.6
        half = np.array([length / 2, thick * s, height / 2])
        blade = slab(start + along * length / 2, frame, half, (thick - 0.4) * s, 0.10 if hatchet else -0.22)
        up = frame[2] * (height / 2 - 3.4 * s)
        tip = start + along * (length - 3.4 * s)
        knob = (
            capsule(tip + up, tip - up, 3.6 * s, 4.0 * s)
            if hatchet
            else capsule(tip - up * 0.2, tip + up * 0.2, 3.3 * s, 3.3 * s)
        )
        return [(blade, 3.5 * s), (knob, 3.0 * s)]
