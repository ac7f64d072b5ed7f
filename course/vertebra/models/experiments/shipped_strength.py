"""The strength of the lessons' patient's own bone at the loads of the tasks: shipped, since each takes seconds and the
explorer of loads opens with it.

After a change of mechanics or of the patient `write_shipped()` writes it anew; a test compares it with the crush test.
See decision 0482.
"""

import json
from pathlib import Path

from vertebra import cache
from vertebra.arguments import checked
from vertebra.patient import Patient, mrs_a

LEVEL = "L1"
SHIPPED = Path(__file__).with_suffix(".json")
YOUNG = "young"


@checked
def shipped_n(patient: Patient, level: str, name: str) -> float | None:
    """Return a shipped strength (N), None where none is shipped for it.

    Parameters
    ----------
    patient : Patient
    level : str
    name : str
        As `load_name` gives it, or `YOUNG` for the same person at 30 with an average density.
    """
    return _shipped().get(name) if (patient, level) == (mrs_a(), LEVEL) else None


@checked
def load_name(voxel_mm: float, forward_mm: float) -> str:
    """Return how the strength of the patient's own bone under a load is called.

    Parameters
    ----------
    voxel_mm : float
        Of the grid.
    forward_mm : float
        How far in front of the middle the load acts.
    """
    return f"{voxel_mm:g} mm, {forward_mm:.1f} mm in front"


@checked
def write_shipped() -> None:
    """Crush the lessons' patient's body under the load of each task, and write the strengths."""
    SHIPPED.write_text(json.dumps(computed(), indent=1) + "\n", encoding="utf-8")


@checked
def computed() -> dict[str, float]:
    """Return what is shipped, computed anew."""
    from vertebra.models.experiments import loading
    from vertebra.models.mechanics.loads import TASKS, spinal_load

    patient, strengths = mrs_a(), {YOUNG: loading.crushed_young_n(mrs_a(), LEVEL)}
    places = {round(spinal_load(patient, task, LEVEL).forward_mm, 1) for task in TASKS.values()}
    for voxel_mm, wanted in ((loading.FINE_MM, places), (loading.COARSE_MM, {0.0})):
        for forward_mm in sorted(wanted):
            loaded = loading.compression_test(patient, LEVEL, 100.0, voxel_mm).apply_load(1000, forward_mm)
            strengths[load_name(voxel_mm, forward_mm)] = round(loaded.strength_n, 2)
    return strengths


@cache.CONSTANTS.memoize
def _shipped() -> dict[str, float]:
    return dict(json.loads(SHIPPED.read_text(encoding="utf-8")))
