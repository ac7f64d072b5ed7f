"""One fracture treated by vertebroplasty and by kyphoplasty with as much cement: what each gains and what it costs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra.models import ballooning, kyphoplasty, vertebroplasty, ways
from vertebra.models.ballooning import GAUGE, Setup
from vertebra.models.imaging import scene
from vertebra.models.imaging.scene import Scene
from vertebra.models.ways import WAYS, Way
from vertebra.patient import Patient, Vertebra

VOXEL_MM = 2.0


@dataclass(frozen=True, eq=False)
class TechniqueOutcome:
    """What a technique gave by some volume of cement.

    Parameters
    ----------
    technique
        "vertebroplasty" or "kyphoplasty".
    history
        Rows (n, 3): cement in all (mL), the highest pressure in the bone so far (kPa), cement outside the bone (mL).
    height_mm, angle_deg
        Front height and angle gained.
    cavity_fill_fraction
        Fraction of the cavities that holds cement; 0 without cavities.
    body, cement_fraction
        The vertebra before the cement, and the fraction of each voxel that is cement.
    needle_x_mm
        Where the right needle's side is cut.
    """

    technique: Way
    history: NDArray[np.float64]
    height_mm: float
    angle_deg: float
    cavity_fill_fraction: float
    body: Vertebra
    cement_fraction: NDArray[np.floating]
    needle_x_mm: float

    @property
    def cement_ml(self) -> float:
        """Cement given in all."""
        return float(self.history[-1, 0])

    @property
    def bone_kpa(self) -> float:
        """The highest pressure in the bone."""
        return float(self.history[-1, 1])

    @property
    def leaked_ml(self) -> float:
        """Cement outside the bone."""
        return float(self.history[-1, 2])


def setup_for(patient: Patient, level: str = "L1") -> Setup:
    """Return the procedure's setup that both techniques share."""
    return Setup(patient, level, voxel_mm=VOXEL_MM)


def technique_outcome(setup: Setup, technique: Way, cement_ml: float) -> TechniqueOutcome:
    """Inject `cement_ml` (0 to `ways.MOST_ML`) by one technique and measure."""
    course = ways.course(setup, technique)
    history, broken, cement = course.until(cement_ml), setup.bed.collapsed, course.at(cement_ml)
    return TechniqueOutcome(
        technique,
        history,
        course.heights.anterior_mm - broken.anterior_mm,
        broken.wedge_deg - course.heights.wedge_deg,
        ballooning.filled_share(cement) if technique == "kyphoplasty" else 0.0,
        course.body,
        cement.cement_share,
        setup.bed.centres_mm[0][0],
    )


def compare_techniques(setup: Setup, cement_ml: float) -> dict[Way, TechniqueOutcome]:
    """Return both outcomes by technique."""
    return {technique: technique_outcome(setup, technique, cement_ml) for technique in WAYS}


def xray_scene(setup: Setup, technique: Way, cement_ml: float) -> Scene:
    """Return the patient with the treated body, its needles and its cement, for fluoroscopy."""
    course = ways.course(setup, technique)
    cement = course.at(cement_ml)
    needles = (
        vertebroplasty.cannula(course.body, side, kyphoplasty.DEPTH_MM, GAUGE, cement.cannula.bore_radius_mm)
        for side in kyphoplasty.SIDES[setup.placement]
    )
    return scene.posed(setup.patient, course.body).with_tools(*needles, *vertebroplasty.cement_shadows(cement))
