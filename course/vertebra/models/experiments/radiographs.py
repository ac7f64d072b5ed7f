"""The two standard views of a patient before the tube, as an operating room has them on its screens."""

from dataclasses import dataclass

from vertebra.arguments import checked
from vertebra.models.imaging import fluoroscopy
from vertebra.models.imaging.fluoroscopy import ExposureSettings, XrayFrame
from vertebra.models.imaging.geometry import CArm
from vertebra.models.imaging.xray_scene import XrayScene

AP, LATERAL = CArm(), CArm(90)
LATERAL_SHUTTERS = (0.6, 0.95)
"""The lateral view is narrowed: the beam past the back would dazzle the picture."""
OPEN = (1.0, 1.0)


@dataclass(frozen=True, eq=False)
class Radiograph:
    """A frame and the C-arm that took it."""

    arm: CArm
    frame: XrayFrame


@checked
def standard_views(what: XrayScene, ap_shutters: tuple[float, float] = OPEN) -> tuple[Radiograph, Radiograph]:
    """Expose the AP view, its field narrowed to `ap_shutters` (fractions of width and height), and the lateral view."""
    return (
        Radiograph(AP, fluoroscopy.expose(what, AP, ExposureSettings(shutters=ap_shutters))),
        lateral_view(what),
    )


@checked
def lateral_view(what: XrayScene) -> Radiograph:
    """Expose the lateral view."""
    return Radiograph(LATERAL, fluoroscopy.expose(what, LATERAL, ExposureSettings(shutters=LATERAL_SHUTTERS)))
