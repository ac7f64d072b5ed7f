"""Where the lessons' patient's fractured vertebra fails, on the grids of the course: shipped, so that no solve comes
before the first picture.

After a change of mechanics or of the patient `write_shipped()` writes it anew; a test compares it with the solve.

See decision 0443.
"""

from pathlib import Path
from typing import Any

import numpy as np

from vertebra import cache
from vertebra.arguments import checked
from vertebra.models import mechanics
from vertebra.models.fracture import parameters
from vertebra.models.fracture.collapse import FailurePattern, Shape, failure_pattern
from vertebra.patient import Patient, Vertebra, mrs_a

LEVEL, GRADE = "L1", 2
SHAPE: Shape = "wedge"
VOXELS_MM = (1.0, 1.25, 1.5, 2.0)
"""Of the cement and needle trainers, questions, the balloon trainer, and the explorers and cases."""
SHIPPED = Path(__file__).with_suffix(".npz")


@checked
def shipped_pattern(
    patient: Patient, level: str, voxel_mm: float, grade: int, shape: Shape, intact: Vertebra
) -> FailurePattern | None:
    """Return the shipped pattern of a fracture, None where none is shipped for it.

    Parameters
    ----------
    patient : Patient
    level : str
    voxel_mm : float
    grade : int
    shape : str
        As for `of_patient`.
    intact : Vertebra
        The body before its fracture.
    """
    if (patient, level, grade, shape) != (mrs_a(), LEVEL, GRADE, SHAPE) or voxel_mm not in VOXELS_MM:
        return None
    content = _shipped()
    if tuple(content[f"shape_{voxel_mm}"]) != intact.shape:
        return None
    cracked = np.unpackbits(content[f"cracked_{voxel_mm}"], count=intact.labels.size).astype(bool)
    return FailurePattern(float(content[f"failing_{voxel_mm}"]), cracked.reshape(intact.shape))


@checked
def solved_pattern(intact: Vertebra, grade: int, load: tuple[float, float]) -> FailurePattern:
    """Solve the load that breaks a body, and return where it fails.

    Parameters
    ----------
    intact : Vertebra
    grade : int
        Genant's, 0 to 3.
    load : (float, float)
        The load (N), and how far in front of the body's middle it acts (mm).
    """
    solved = mechanics.compress(intact, load_n=load[0], forward_mm=load[1])
    return failure_pattern(solved, parameters.height_loss_percent(grade))


@checked
def write_shipped() -> None:
    """Solve the lessons' patient's fracture on every grid and write where it fails."""
    from vertebra.models.fracture.patient_fracture import intact_body, load_on

    content: dict[str, Any] = {}
    for voxel_mm in VOXELS_MM:
        intact = intact_body(mrs_a(), LEVEL, voxel_mm)
        pattern = solved_pattern(intact, GRADE, load_on(SHAPE))
        content[f"failing_{voxel_mm}"] = np.float64(pattern.failing_mm)
        content[f"cracked_{voxel_mm}"] = np.packbits(pattern.cracked)
        content[f"shape_{voxel_mm}"] = np.array(intact.shape)
    np.savez_compressed(SHIPPED, **content)


@cache.CONSTANTS.memoize
def _shipped() -> dict[str, Any]:
    with np.load(SHIPPED) as content:
        return dict(content)
