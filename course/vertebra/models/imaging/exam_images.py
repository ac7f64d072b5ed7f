"""Slices for questions: one number draws the case, so that what a picture is made from doesn't tell its answer.

See decision 0130.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vertebra import cache
from vertebra.arguments import checked
from vertebra.errors import check_count
from vertebra.models.imaging import reading_cases, sagittal, spine_assembly
from vertebra.models.imaging.findings import Finding
from vertebra.models.imaging.sagittal import SagittalScene
from vertebra.patient import Patient, Vertebra
from vertebra.texts import _

VOXEL_MM = 2.5
MAX_NUMBER = 1_000_000_000
"""Coarse: a class's pictures are drawn one after another, and the slice blurs more than this."""
LEVELS = ("T11", "T12", "L1", "L2")
UNNAMED = ("T1", "T2", "STIR", "Dixon fat")
"""Sequences that a reader can tell apart by fat and fluid alone."""
BROKEN = ("T1", "STIR")
DIAGNOSES = ("new", "old", "metastasis", "infection", "haemangioma")


@dataclass(frozen=True)
class ExamImage:
    """A question's picture, before it is acquired.

    Parameters
    ----------
    patient : Patient
    findings : tuple of Finding
        The question is about the first.
    sequence : str
        A preset of `mri`.
    seed : int
        Draws the slice.
    """

    patient: Patient
    findings: tuple[Finding, ...]
    sequence: str
    seed: int

    @property
    def level(self) -> str:
        """The level that the question is about."""
        return self.findings[0].level


@checked
def two_fracture_image(number: int) -> ExamImage:
    """A new fracture, an old one as low or lower, and a haemangioma, by a T1-weighted picture or STIR.

    In this order.

    Raises
    ------
    InputError
        For a number below 0 or above a billion.
    """
    number = check_count(_("The number of the picture"), number, 0, MAX_NUMBER)
    draw = np.random.default_rng([number, 1])
    new, old, other = (str(level) for level in draw.permutation(LEVELS)[:3])
    findings = (
        Finding(new, weeks=float(draw.uniform(1, 8)), grade=int(draw.integers(1, 3))),
        Finding(old, weeks=float(draw.uniform(250, 900)), grade=2, healing=0.1),
        Finding(other, "haemangioma"),
    )
    return ExamImage(_patient(draw), findings, str(draw.choice(BROKEN)), number)


@checked
def unnamed_sequence_image(number: int) -> ExamImage:
    """A new fracture, shown by a sequence that is to be named.

    Raises
    ------
    InputError
        For a number below 0 or above a billion.
    """
    number = check_count(_("The number of the picture"), number, 0, MAX_NUMBER)
    draw = np.random.default_rng([number, 2])
    sequence = str(draw.choice(UNNAMED))
    return ExamImage(_patient(draw), (Finding(str(draw.choice(LEVELS)), weeks=3),), sequence, number)


@checked
def look_alike_image(number: int) -> tuple[ExamImage, str]:
    """One of `DIAGNOSES`, each as likely, and its name; to be shown by several sequences.

    Raises
    ------
    InputError
        For a number below 0 or above a billion.
    """
    number = check_count(_("The number of the picture"), number, 0, MAX_NUMBER)
    draw = np.random.default_rng([number, 3])
    name, level = str(draw.choice(DIAGNOSES)), str(draw.choice(LEVELS[:3]))
    weeks = float(draw.uniform(1, 8))
    if name == "new":
        findings = [Finding(level, weeks=weeks, grade=int(draw.integers(0, 3)))]
    elif name == "old":
        findings = [Finding(level, weeks=float(draw.uniform(250, 900)), grade=2, healing=0.1)]
    else:
        findings = [Finding(level, name)]  # type: ignore[arg-type]
    if name == "metastasis":
        findings.append(Finding(LEVELS[(LEVELS.index(level) + 2) % len(LEVELS)], "metastasis"))
    return ExamImage(_patient(draw), tuple(findings), "T1", number), name


@checked
@cache.IMAGED.memoize
def exam_scene(slide: ExamImage) -> SagittalScene:
    """The slice, T10 to L3."""
    ready: Mapping[str, Vertebra] = {
        level: sagittal.body(slide.patient, level, slide.findings, VOXEL_MM)
        for level in spine_assembly.levels_between(*sagittal.COMMON_LEVELS)
    }
    return sagittal.sagittal_scene(slide.patient, slide.findings, vertebrae=ready, seed=slide.seed)


@checked
def body_roi(slide: ExamImage, level: str) -> dict[str, float]:
    """A body as a region of the picture.

    Returns
    -------
    dict
        An ellipse: `x`, `y`, `rx`, `ry` in shares of the picture's width and height, from the top left.
    """
    what = exam_scene(slide)
    rows, columns = np.nonzero(what.body_of == what.levels.index(level))
    tall, wide = what.grid.shape
    centre = (columns.mean() + 0.5) / wide, (rows.mean() + 0.5) / tall
    radii = 2.1 * columns.std() / wide, 2.1 * rows.std() / tall
    return {name: round(float(value), 4) for name, value in zip(("x", "y", "rx", "ry"), (*centre, *radii), strict=True)}


def _patient(draw: np.random.Generator) -> Patient:
    return reading_cases.CASE_PATIENTS[int(draw.integers(len(reading_cases.CASE_PATIENTS)))]
