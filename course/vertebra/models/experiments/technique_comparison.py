"""One fracture treated by vertebroplasty and by kyphoplasty with as much cement: what each gains and what it costs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra.arguments import checked
from vertebra.models import fracture
from vertebra.models.imaging import xray_scene as scene
from vertebra.models.imaging.xray_scene import XrayScene
from vertebra.models.procedure import KYPHOPLASTY, kyphoplasty
from vertebra.models.procedure.cavity import DEPTH_MM
from vertebra.models.procedure.comparison import TECHNIQUES, Technique, injection_curve
from vertebra.models.procedure.radiopaque import cannulas, cement_objects
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

    technique: Technique
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


@checked
def fractured_body(patient: Patient, level: str = "L1") -> Vertebra:
    """Return the patient's collapsed vertebra on the grid of this comparison."""
    return fracture.of_patient(patient, level, VOXEL_MM)


@checked
def technique_outcome(fractured: Vertebra, technique: Technique, cement_ml: float) -> TechniqueOutcome:
    """Inject cement by one technique and measure the result.

    Parameters
    ----------
    fractured : Vertebra
    technique : {"vertebroplasty", "kyphoplasty"}
    cement_ml : float
        0 to `comparison.MAX_ML`.

    Raises
    ------
    InputError
        For a volume outside its range.
    """
    curve = injection_curve(fractured, technique)
    site = kyphoplasty.site(curve.before)
    history, broken, cement = curve.until(cement_ml), site.collapsed, curve.at(cement_ml)
    return TechniqueOutcome(
        technique,
        history,
        curve.heights.anterior_mm - broken.anterior_mm,
        broken.wedge_deg - curve.heights.wedge_deg,
        kyphoplasty.cavity_fill_fraction(cement) if technique == "kyphoplasty" else 0.0,
        curve.body,
        cement.cement_fraction,
        site.centres_mm[0][0],
    )


@checked
def compare_techniques(fractured: Vertebra, cement_ml: float) -> dict[Technique, TechniqueOutcome]:
    """Return both outcomes by technique."""
    return {technique: technique_outcome(fractured, technique, cement_ml) for technique in TECHNIQUES}


@checked
def technique_xray_scene(patient: Patient, fractured: Vertebra, technique: Technique, cement_ml: float) -> XrayScene:
    """Return the patient with the treated body, its needles and its cement, for fluoroscopy."""
    curve = injection_curve(fractured, technique)
    rods = cannulas(fractured, KYPHOPLASTY.placement, KYPHOPLASTY.gauge, DEPTH_MM)
    return scene.xray_scene_with_moving_body(patient, curve.body).with_instruments(
        *rods, *cement_objects(curve.at(cement_ml))
    )
