"""Cement setting in a patient's broken vertebra: temperature over time by volume, leak and blood flow."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.models import cement, fracture, heat
from vertebra.models.heat import ThermalField
from vertebra.models.procedure.needle import IN_BODY_MM, needle_in_pedicle
from vertebra.models.procedure.vertebroplasty import porous_medium
from vertebra.patient import Part, Patient, Vertebra

VOLUMES_ML = (2.0, 4.0, 6.0, 8.0)
VOXEL_MM, MINUTES = 2.0, 15.0
LEAK_ML = 0.4
DOSE_STEPS = 2000
PROBES = ("bone beside it", "back wall", "dura", "nerve root")
"""Where harm is looked for."""
NERVES = ("dura", "nerve root")


@checked
@cache.EXPERIMENTS.memoize
def curing_case(
    patient: Patient, volume_ml: float, leak: bool = False, blood: bool = True, level: str = "L1"
) -> ThermalField:
    """Simulate fifteen minutes of setting after an injection on both sides.

    Parameters
    ----------
    patient : Patient
    volume_ml : float
        Cement in the bone.
    leak : bool
        Whether 0.4 mL lie behind the back wall, in the canal.
    blood : bool
        Whether blood flow cools the tissue.
    level : str
        T7 to L5.
    """
    body = fractured_body(patient, level)
    share = injected_cement_fraction(patient, volume_ml, level)
    if leak:
        share = np.maximum(share, _canal_leak(body))
    return heat.simulate_curing(body, share, MINUTES, perfused=blood, plane_mm=0.0)


@checked
@cache.EXPERIMENTS.memoize
def injected_cement_fraction(patient: Patient, volume_ml: float, level: str = "L1") -> NDArray[np.float32]:
    """Return the share of each voxel (nx, ny, nz) that is cement after an injection through both pedicles."""
    body = fractured_body(patient, level)
    tips = [needle_in_pedicle(body, side, IN_BODY_MM).tip_mm for side in ("right", "left")]
    return cement.inject_to_volume(body, tips, volume_ml, medium=porous_medium(body)).cement_fraction


@checked
def fractured_body(patient: Patient, level: str = "L1") -> Vertebra:
    """Return the patient's collapsed vertebra on the grid of these cases."""
    return fracture.of_patient(patient, level, VOXEL_MM)


@dataclass(frozen=True)
class ThermalHarm:
    """The thermal load at a probe.

    Parameters
    ----------
    peak_c : float
        Highest temperature in °C.
    dose_cem43_minutes : float
        Equivalent minutes at 43 °C.
    harmful : bool
        Whether the dose reaches the tissue's limit.
    """

    peak_c: float
    dose_cem43_minutes: float
    harmful: bool


@checked
def thermal_harm(case: ThermalField) -> Mapping[str, ThermalHarm]:
    """Return peak and dose at each of `PROBES` that the case has, against the limits for nerve and for bone."""
    return {name: _harm(case, name) for name in PROBES if name in case.history_c}


def _harm(case: ThermalField, name: str) -> ThermalHarm:
    history, end_s = case.history_c[name], float(case.times_s[-1])
    even = np.interp(np.linspace(0, end_s, DOSE_STEPS), case.times_s, history)
    dose = heat.cem43_minutes(even, end_s / DOSE_STEPS)
    limit = tables.value("nerve_harm_cem43_minutes" if name in NERVES else "bone_harm_cem43_minutes")
    return ThermalHarm(float(history.max()), dose, dose >= limit)


def _canal_leak(body: Vertebra) -> NDArray[np.float32]:
    """A drop behind the middle of the back wall, twice as high as wide."""
    x, y, z = body.axes_mm()
    middle = int(np.argmin(np.abs(x)))
    rows = np.flatnonzero(np.asarray(body.is_part(Part.CANAL))[middle, :, int(np.argmin(np.abs(z)))])
    front = float(y[rows[-1]]) - 1.5
    radius = (3 * LEAK_ML * 1000 / (4 * np.pi * 2.0)) ** (1 / 3)
    grid = np.stack(np.meshgrid(x, y - front, z / 2.0, indexing="ij"), axis=-1)
    return np.asarray(np.linalg.norm(grid, axis=-1) <= max(radius, 2.1), np.float32)
