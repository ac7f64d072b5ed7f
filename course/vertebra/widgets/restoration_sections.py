"""Sections of a body with more and more cement; those of the lessons' patient are shipped, so that they come at once.

After a change of the models or of the drawing `python -m vertebra.widgets.restoration_sections` writes them anew; a
test compares them with the models.

See decision 0421.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vertebra import cache
from vertebra.models.experiments import restoration_curve as experiment
from vertebra.patient import Patient, mrs_a
from vertebra.views import restoration as view

STEP_ML = 0.5
"""Volumes of which a section is shown; the curves are read at every volume."""
SHIPPED = Path(__file__).with_suffix(".npz")


def section(patient: Patient, level: str, placement: str, volume_ml: float) -> NDArray[np.uint8]:
    """Return the section at the nearest volume of which there is one.

    Parameters
    ----------
    patient : Patient
    level : str
    placement : str
        One of `restoration_curve.PLACEMENTS`.
    volume_ml : float
        0 to the largest of `restoration_curve.VOLUMES_ML`.

    Returns
    -------
    array of uint8
        As `views.restoration.section`.
    """
    step = round(volume_ml / STEP_ML)
    if (patient, level) == (mrs_a(), "L1"):
        pictures: NDArray[np.uint8] = _shipped()[experiment.check_placement(placement)]
        return pictures[step]
    return computed_section(patient, level, placement, step * STEP_ML)


def computed_section(patient: Patient, level: str, placement: str, volume_ml: float) -> NDArray[np.uint8]:
    """Inject the cement, and draw it."""
    body = experiment.fractured_body(patient, level)
    return view.section(body, experiment.cement_fraction(patient, level, placement, volume_ml))


def write_shipped(path: Path = SHIPPED) -> None:
    """Compute the sections of the lessons' patient and write them."""
    steps = range(round(max(experiment.VOLUMES_ML) / STEP_ML) + 1)
    pictures = {
        placement: np.stack([computed_section(mrs_a(), "L1", placement, step * STEP_ML) for step in steps])
        for placement in experiment.PLACEMENTS
    }
    np.savez_compressed(path, **pictures)  # type: ignore[arg-type]


@cache.CONSTANTS.memoize
def _shipped() -> dict[str, NDArray[np.uint8]]:
    with np.load(SHIPPED) as pictures:
        return dict(pictures)


if __name__ == "__main__":
    write_shipped()
