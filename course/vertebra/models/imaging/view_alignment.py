"""Is the view true? What an operator looks for before the needle: spinous process in the middle, endplates edge-on."""

from dataclasses import dataclass

import numpy as np

from vertebra import tables
from vertebra.arguments import checked
from vertebra.models.imaging.geometry import CArm
from vertebra.patient import BODY_PARTS, Vertebra
from vertebra.texts import _

LANDMARKS = ("spinous_tip", "pedicle_right", "pedicle_left", "anterior_upper", "posterior_upper", "upper_endplate")
RIM_FRACTION = 0.8


@dataclass(frozen=True)
class Alignment:
    """Deviation of a view from a true one; lengths in mm at the patient.

    Parameters
    ----------
    spinous_offset_mm : float
        Spinous tip from the middle between the pedicles, positive to the right of the picture.
    endplate_gap_mm : float
        Between the near and the far rim of the upper endplate, which coincide where the beam grazes it.
    walls_gap_mm : float
        Between the right and left back corners of the body, which coincide in a true lateral view.
    """

    spinous_offset_mm: float
    endplate_gap_mm: float
    walls_gap_mm: float

    @property
    def true_ap(self) -> bool:
        """Spinous process in the middle and the endplate a line."""
        within = tables.value("true_view_within_mm")
        return abs(self.spinous_offset_mm) <= within and self.endplate_gap_mm <= within

    @property
    def true_lateral(self) -> bool:
        """Endplate and posterior wall each a line."""
        within = tables.value("true_view_within_mm")
        return self.walls_gap_mm <= within and self.endplate_gap_mm <= within


@checked
def measure_alignment(vertebra: Vertebra, arm: CArm) -> Alignment:
    """Measure the alignment of a view of a vertebra that lies upright at zero, as `xray_scene` places its level.

    Raises
    ------
    InputError
        If the vertebra lacks one of `LANDMARKS`.
    """
    marks = {name: vertebra.landmark(name, _("Judging a view")) for name in LANDMARKS}
    middle = (np.array(marks["pedicle_right"]) + np.array(marks["pedicle_left"])) / 2
    spinous = _on_patient(arm, marks["spinous_tip"]) - _on_patient(arm, tuple(middle))
    front, back = _on_patient(arm, marks["anterior_upper"]), _on_patient(arm, marks["posterior_upper"])
    half = _half_width_mm(vertebra) * RIM_FRACTION
    height = marks["upper_endplate"][2]
    right, left = (_on_patient(arm, (side * half, 0.0, height)) for side in (1, -1))
    corner_y = marks["posterior_upper"][1]
    corners = [_on_patient(arm, (side * half * 0.7, corner_y, 0.0)) for side in (1, -1)]
    facing = abs(float(arm.axes[0][1])) > np.sqrt(0.5)
    rims = (front, back) if facing else (right, left)
    return Alignment(
        spinous_offset_mm=float(spinous[0]),
        endplate_gap_mm=float(abs(rims[0][1] - rims[1][1])),
        walls_gap_mm=float(abs(corners[0][0] - corners[1][0])),
    )


def _on_patient(arm: CArm, point: tuple[float, ...]) -> np.ndarray:
    """Where a point falls, in mm at the isocentre: to the right and down."""
    return arm.project(point)[0] * arm.pixel_mm / arm.magnification


def _half_width_mm(vertebra: Vertebra) -> float:
    x, _unused, _unused = vertebra.axes_mm()
    return float(np.abs(x[vertebra.is_part(*BODY_PARTS).any(axis=(1, 2))]).max())
