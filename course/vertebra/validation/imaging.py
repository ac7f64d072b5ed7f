"""X-rays, fluoroscopy and magnetic resonance."""

import math
from itertools import pairwise

import numpy as np

from vertebra.models.imaging import mri, oedema, sequences
from vertebra.models.imaging.attenuation import attenuation_per_cm
from vertebra.models.imaging.beam import cement_per_cm
from vertebra.models.imaging.geometry import CArm, triangulate
from vertebra.models.imaging.projection import Volume, line_integrals
from vertebra.models.imaging.sequences import null_ti_ms, preset, signal
from vertebra.patient import Patient
from vertebra.validation.anatomy import WHO
from vertebra.validation.run import computes


@computes("V4.1-bone", "V4.1-cement")
def slabs() -> dict[str, float]:
    """What a centimetre lets through: cortical bone at 60 keV, cement with a fifth of barium sulphate at 70 keV."""
    bone, cement = attenuation_per_cm("cortical bone", 60), cement_per_cm(70, 0.20)
    return {"V4.1-bone": math.exp(-bone), "V4.1-cement": math.exp(-cement)}


@computes("V4.2-magnification", "V4.2-marker")
def geometry() -> dict[str, float]:
    """Magnification on the detector, and how far from its place (mm) two views find a marker."""
    arm = CArm(source_detector_mm=1000, source_isocentre_mm=700)
    left, right = arm.project([(-20, 0, 0), (20, 0, 0)])
    return {
        "V4.2-magnification": float((right[0] - left[0]) * arm.pixel_mm / 40),
        "V4.2-marker": max(_marker_missed_mm(*views) for views in (((0, 0), (90, 0)), ((0, 0), (35, 0)))),
    }


def _marker_missed_mm(first: tuple[float, float], second: tuple[float, float]) -> float:
    axis = np.arange(-30, 31.0)
    x, y, z = np.meshgrid(axis, axis, axis, indexing="ij", sparse=True)
    true = np.array([7.3, -11.6, 9.2])
    marker = np.clip(2.5 - np.sqrt((x - true[0]) ** 2 + (y - true[1]) ** 2 + (z - true[2]) ** 2), 0, 1)
    volume = Volume(marker.astype(np.float32), (1, 1, 1), (-30.0, -30.0, -30.0))
    views = []
    for rotation, tilt in (first, second):
        arm = CArm(rotation, tilt, pixels=256, detector_mm=150)
        seen = line_integrals(volume, arm, step_mm=0.25)
        rows, columns = np.indices(seen.shape)
        views.append((arm, float((columns * seen).sum() / seen.sum()), float((rows * seen).sum() / seen.sum())))
    return float(np.linalg.norm(triangulate(views)[0] - true))


@computes("V5.1-null", "V5.1-opposed", "V5.1-in-phase")
def echoes() -> dict[str, float]:
    """Largest deviation (ms) of the null of inversion recovery from T1 ln 2; echo times of fat and water at 1.5 T."""
    opposed, in_phase = sequences.dixon_echoes_ms(1.5)
    missed = max(abs(null_ti_ms(t1_ms) - t1_ms * math.log(2)) for t1_ms in (240, 260, 288))
    return {"V5.1-null": missed, "V5.1-opposed": opposed, "V5.1-in-phase": in_phase}


@computes("V5.2-ratio", "V5.2-order")
def tissues() -> dict[str, float]:
    """Oedema over marrow on STIR, the lower of two fields, and how many neighbours in the ranks are the wrong way
    round."""
    ratios, wrong = [], 0
    for field_t in (1.5, 3.0):
        t1 = [signal(preset("T1", field_t), name, field_t) for name in ("fat", "marrow", "oedema")]
        stir = [signal(preset("STIR", field_t), name, field_t) for name in ("CSF", "oedema", "marrow", "fat")]
        wrong += sum(int(high < low) for ranked in (t1, stir) for high, low in pairwise(ranked))
        ratios.append(stir[1] / stir[2])
    return {"V5.2-ratio": min(ratios), "V5.2-order": float(wrong)}


@computes("V5.3-women", "V5.3-men", slow=True)
def young_fat() -> dict[str, float]:
    """Fat (%) in the marrow of L2 at 25, mean of twelve."""
    found = {}
    for sex, who in WHO.items():
        scenes = [mri.sagittal_scene(Patient(25, sex, seed=1), (), ("L1", "L3"), seed=seed) for seed in range(12)]
        fat = [float(one.maps.marrow_fat[one.body("L2")].mean()) for one in scenes]
        found[f"V5.3-{who}"] = 100 * float(np.mean(fat))
    return found


@computes("V5.4-collapsed", "V5.4-not-collapsed")
def oedema_at_a_year() -> dict[str, float]:
    """Share (%) of untreated fractures with oedema after a year."""
    return {
        "V5.4-collapsed": 100 * oedema.visible_fraction(52, True),
        "V5.4-not-collapsed": 100 * oedema.visible_fraction(52, False),
    }
