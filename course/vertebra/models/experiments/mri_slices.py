"""Sagittal MRI that pages show: slices, their pictures by sequence, and what is measured in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra import cache
from vertebra.arguments import checked
from vertebra.models.imaging import mri
from vertebra.models.imaging.mri import Finding
from vertebra.models.imaging.sagittal import SagittalScene
from vertebra.patient import Patient

Image = NDArray[np.float32]

PATIENT = ("T1", "T2", "STIR")
NEW_LEVEL, OLD_LEVEL, OLD_WEEKS = "L1", "T11", 300.0
TR_MS, TE_MS, TI_MS = (200.0, 6000.0), (5.0, 200.0), (20.0, 2600.0)
"""Ranges of repetition, echo and inversion time."""
CURVE_POINTS = 80


@checked
@cache.IMAGED.memoize
def sagittal_slice(patient: Patient, findings: tuple[Finding, ...], seed: int | None = None) -> SagittalScene:
    """Build the slice through the patient's spine with `findings`; `seed` draws discs and marrow, by default the
    patient's."""
    return mri.sagittal_scene(patient, findings, seed=seed)


@checked
def new_beside_old(patient: Patient, weeks: int) -> SagittalScene:
    """Build a slice with a fracture of L1, `weeks` old, beside one of T11 from years ago."""
    new, old = Finding(NEW_LEVEL, weeks=weeks, grade=2), Finding(OLD_LEVEL, weeks=OLD_WEEKS, grade=1)
    return sagittal_slice(patient, (new, old))


@checked
@cache.IMAGED.memoize
def acquired(what: SagittalScene, sequence: mri.Sequence, field_t: float = 1.5, seed: int | None = 0) -> Image:
    """Acquire a picture, as `mri.acquire`; the last ones are kept."""
    return mri.acquire(what, sequence, field_t, seed=seed)


@checked
def acquired_by_name(
    what: SagittalScene, names: Sequence[str] = PATIENT, field_t: float = 1.5, seed: int | None = 0
) -> Mapping[str, Image]:
    """Acquire the same slice by several presets."""
    return {name: acquired(what, mri.preset(name, field_t), field_t, seed) for name in names}


@dataclass(frozen=True, eq=False)
class SignalCurves:
    """Signals of tissues along a varied time.

    Parameters
    ----------
    times_ms : array (points,)
        Inversion or echo time.
    signals : array (tissues, points)
        In shares of fully relaxed water.
    """

    times_ms: Image
    signals: Image


@checked
def signal_curves(sequence: mri.Sequence, tissues: Sequence[str], field_t: float) -> SignalCurves:
    """Vary TI of an inversion recovery, or TE of a spin echo, over its range; TR bounds TI."""
    name, (low, high) = ("te_ms", TE_MS) if sequence.ti_ms is None else ("ti_ms", TI_MS)
    times = np.linspace(low, high, CURVE_POINTS)
    along: list[dict[str, Any]] = [{name: float(time)} for time in times]
    lines = [[mri.signal(replace(sequence, **at), tissue, field_t) for at in along] for tissue in tissues]
    return SignalCurves(times.astype(np.float32), np.array(lines, np.float32))
