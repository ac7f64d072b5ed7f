"""An intact body under a load that is moved, at other densities and on two grids,
for a learner who turns the controls."""

from dataclasses import replace

import numpy as np

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.models import anatomy
from vertebra.models.experiments import shipped_strength
from vertebra.models.mechanics import Compression, CompressionTest
from vertebra.patient import Patient, Vertebra

COARSE_MM, FINE_MM = 2.0, 1.0
YOUNG_AGE, YOUNG_T = 30.0, 0.0
COARSE_TOLERANCE, FINE_TOLERANCE = 1e-3, 1e-5
"""Of the solver at another density, which starts from the patient's own bone."""


@checked
def loaded_body(
    patient: Patient, level: str, density_percent: float, voxel_mm: float, load_n: float, forward_mm: float
) -> Compression:
    """Load the patient's intact body at a percentage of its trabecular density; it is solved once for all loads.

    Parameters
    ----------
    patient : Patient
    level : str
        T7 to L5.
    density_percent : float
        Of the patient's trabecular density.
    voxel_mm : float
        0.5 to 3 mm.
    load_n : float
        Compression in N.
    forward_mm : float
        Offset of the load towards the front.
    """
    return _apply_load(compression_test(patient, level, density_percent, voxel_mm), load_n, forward_mm)


@cache.LOADED.memoize
def _apply_load(solved: CompressionTest, load_n: float, forward_mm: float) -> Compression:
    return solved.apply_load(load_n, forward_mm)


@checked
@cache.LOADED.memoize
def compression_test(
    patient: Patient, level: str, density_percent: float = 100.0, voxel_mm: float = FINE_MM
) -> CompressionTest:
    """Solve the patient's intact body at a percentage of its trabecular density, starting from its own density."""
    own = anatomy.build(patient, level, voxel_mm)
    if density_percent == 100:
        return CompressionTest(own)
    nearby = compression_test(patient, level, 100.0, voxel_mm)
    tolerance = COARSE_TOLERANCE if voxel_mm > FINE_MM else FINE_TOLERANCE
    return CompressionTest(with_density(own, density_percent / 100), tolerance=tolerance, start=nearby)


@checked
def own_strength_n(
    loaded: Compression, patient: Patient, level: str, density_percent: float = 100.0, voxel_mm: float = FINE_MM
) -> float:
    """Return the strength (N) of a loaded body: as shipped for the lessons' patient, otherwise by a crush test.

    Parameters
    ----------
    loaded : Compression
        What `loaded_body` returns for the other arguments.
    patient, level, density_percent, voxel_mm
        As for `loaded_body`.
    """
    name = shipped_strength.load_name(voxel_mm, loaded.forward_mm)
    known = shipped_strength.shipped_n(patient, level, name) if density_percent == 100 else None
    return loaded.strength_n if known is None else known


@checked
def quick_strength_n(loaded: Compression, patient: Patient, level: str) -> float:
    """Estimate the strength (N) of a loaded body while a control moves; `Compression.strength_n` takes seconds.

    The linear criterion says by how much place and density change the strength of the patient's own bone, pressed in
    its middle on the coarse grid. Within 5 % in the middle and 12 % elsewhere.

    Parameters
    ----------
    loaded : Compression
        With a force on it.
    patient, level
        Whose own bone it began from.
    """
    own = compression_test(patient, level, 100.0, COARSE_MM).apply_load(1000)
    strength = own_strength_n(own, patient, level, 100.0, COARSE_MM)
    return strength * loaded.strength_by_criterion_n["pistoia"] / own.strength_by_criterion_n["pistoia"]


@checked
@cache.EXPERIMENTS.memoize
def young_strength_n(patient: Patient, level: str) -> float:
    """Return the strength (N) of the same person at 30 with an average density, under a straight load."""
    known = shipped_strength.shipped_n(patient, level, shipped_strength.YOUNG)
    return crushed_young_n(patient, level) if known is None else known


@checked
def crushed_young_n(patient: Patient, level: str) -> float:
    """Crush the body of the same person at 30, and return its strength (N)."""
    young = replace(patient, age_years=YOUNG_AGE, t_score=YOUNG_T, vbmd_mg_cm3=None, fractures=())
    return CompressionTest(anatomy.build(young, level, COARSE_MM)).apply_load(1000).strength_n


@checked
def with_density(vertebra: Vertebra, factor: float) -> Vertebra:
    """Return the vertebra with its trabecular density multiplied by `factor`; the shell stays."""
    walls = vertebra.shell_fraction * np.float32(tables.value("cortical_density_mg_cm3"))
    core = np.maximum(vertebra.density_mg_cm3 - walls, 0)
    density = vertebra.density_mg_cm3 + np.float32(factor - 1) * core
    return replace(vertebra, density_mg_cm3=density.astype(np.float32))
