"""The two standard views of a patient before the tube, as an operating room has them on its screens."""

from dataclasses import dataclass

from vertebra.models.imaging import fluoroscopy
from vertebra.models.imaging.fluoroscopy import Frame, Technique
from vertebra.models.imaging.geometry import CArm
from vertebra.models.imaging.xray_scene import Scene

AP, LATERAL = CArm(), CArm(90)
LATERAL_SHUTTERS = (0.6, 0.95)
"""The lateral view is narrowed: the beam past the back would dazzle the picture."""
OPEN = (1.0, 1.0)


@dataclass(frozen=True, eq=False)
class Radiograph:
    """A frame and the C-arm that took it."""

    arm: CArm
    frame: Frame


def standard_views(what: Scene, ap_shutters: tuple[float, float] = OPEN) -> tuple[Radiograph, Radiograph]:
    """Expose the AP view, its field narrowed to `ap_shutters` (fractions of width and height), and the lateral view."""
    return (
        Radiograph(AP, fluoroscopy.take(what, AP, Technique(shutters=ap_shutters))),
        lateral_view(what),
    )


def lateral_view(what: Scene) -> Radiograph:
    """Expose the lateral view."""
    return Radiograph(LATERAL, fluoroscopy.take(what, LATERAL, Technique(shutters=LATERAL_SHUTTERS)))
