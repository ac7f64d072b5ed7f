"""Sizes of built vertebrae beside the tables that they were built from, and beside volumes that they were not."""

import numpy as np

from vertebra import tables
from vertebra.models import anatomy
from vertebra.patient import BODY_PARTS, LEVELS, Patient, Sex, Vertebra
from vertebra.validation.run import computes

WHO: dict[Sex, str] = {"female": "women", "male": "men"}
_SCANNED = ("L1", "L2", "L3")
_MEASURED = ("upper_width_mm", "upper_depth_mm", "posterior_height_mm", "canal_width_mm", "canal_depth_mm")


@computes("V1.1-dimensions", slow=True)
def dimensions() -> dict[str, float]:
    """Largest deviation (%) of a built body from the table, every level, both sexes."""
    published = tables.table("vertebral_bodies")
    worst = 0.0
    for sex in WHO:
        for level in LEVELS:
            measured = anatomy.measure(anatomy.build(Patient(60, sex), level))
            row = published.row("level", level)
            worst = max(worst, *(abs(getattr(measured, one) / float(row[one]) - 1) for one in _MEASURED if one in row))
    return {"V1.1-dimensions": 100 * worst}


@computes("V1.1-volume-women", "V1.1-volume-men")
def volumes() -> dict[str, float]:
    """Volume (mL) of a body without its arch, mean of L1 to L3."""
    return {
        f"V1.1-volume-{who}": float(np.mean([_body_ml(anatomy.build(Patient(40, sex), level)) for level in _SCANNED]))
        for sex, who in WHO.items()
    }


def _body_ml(vertebra: Vertebra) -> float:
    return float(vertebra.is_part(*BODY_PARTS).sum()) * vertebra.voxel_ml


@computes("V1.3-widths", "V1.3-order", slow=True)
def pedicle_profile() -> dict[str, float]:
    """Largest deviation (%) of pedicle widths from the published profile, and steps of it that go the wrong way."""
    width = np.array([anatomy.measure(anatomy.build(Patient(60), level)).pedicle_width_mm for level in LEVELS])
    published = tables.table("pedicles").numbers("width_mm") * anatomy.size_factor(Patient(60))
    t12, l1 = LEVELS.index("T12"), LEVELS.index("L1")
    rising = np.concatenate([np.diff(width[:t12]), [width[t12 - 1] - width[t12]], np.diff(width[l1:])])
    return {"V1.3-widths": 100 * float(np.abs(width / published - 1).max()), "V1.3-order": float((rising <= 0).sum())}
