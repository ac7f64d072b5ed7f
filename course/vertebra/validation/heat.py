"""Heat: exact solutions, and vertebrae in a bath beside what thermometers showed there."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vertebra import tables
from vertebra.models import anatomy, cement, heat
from vertebra.models.heat import ThermalProperties
from vertebra.models.procedure.needle import needle_in_pedicle
from vertebra.patient import Patient, mrs_a
from vertebra.validation.run import computes

_CONDUCTIVITY, _CAPACITY = 0.4, 2.4
_DEPTH_MM = {"T11": 20.0, "L1": 24.0, "L3": 24.0}
PIG = Patient(25, "female", 160, 60, vbmd_mg_cm3=330)
"""Bone as dense as that of young pigs, a third of it solid: a teaching assumption. A human's shape stands for a
pig's."""


@computes("V11.1-2mm", "V11.1-5mm", "V11.1-10mm")
def hot_sphere() -> dict[str, float]:
    """Highest temperature beside a hot ball of 4 mL, as a share of its first excess."""
    radius = (3 * 4000 / (4 * np.pi)) ** (1 / 3)
    axis = np.arange(-36, 37) * 1.0
    away = np.sqrt((np.stack(np.meshgrid(axis, axis, axis, indexing="ij")) ** 2).sum(axis=0))
    share = np.clip(0.5 + (radius - away), 0, 1)
    fields = [np.full(away.shape, value, np.float32) for value in (_CONDUCTIVITY, _CAPACITY, 0, 0)]
    start = (37 + 80 * share).astype(np.float32)
    found = heat.solve_heat(ThermalProperties(*fields), start, (1, 1, 1), 700.0)
    near = {gap: np.abs(away - radius - gap) < 0.25 for gap in (2, 5, 10)}
    return {f"V11.1-{gap}mm": float((found.peak_c[where].mean() - 37) / 80) for gap, where in near.items()}


@computes("V11.2-rise")
def insulated_cement() -> dict[str, float]:
    """Rise (K) of cement that gives no heat away."""
    shape = (6, 6, 6)
    capacity = tables.value("cement_capacity_j_per_ml_k")
    fields = [np.full(shape, value, np.float32) for value in (_CONDUCTIVITY, capacity, 0, 1)]
    found = heat.solve_heat(
        ThermalProperties(*fields),
        np.full(shape, 25, np.float32),
        (1, 1, 1),
        1500.0,
        conversion=np.zeros(shape, np.float32),
        heat_j_per_ml=tables.value("cement_heat_j_per_ml"),
        insulated=True,
    )
    return {"V11.2-rise": float(found.temperature_c.mean()) - 25}


@computes("V11.3-dose")
def thermal_dose() -> dict[str, float]:
    """Largest deviation (%) of CEM43 of steady temperatures from its definition."""
    traces = ((47, 1, 16), (50, 1, 128), (45, 1, 4), (45, 30, 120))
    doses = [heat.cem43_minutes(np.full(600, degrees), minutes / 10) / dose for degrees, minutes, dose in traces]
    return {"V11.3-dose": 100 * max(abs(one - 1) for one in doses)}


def bath_peaks_c(patient: Patient, level: str, volume_ml: float) -> dict[str, float]:
    """Return the highest temperature at each place of a bare vertebra without blood, in water of 37 °C."""
    body = anatomy.build(patient, level, 2.0)
    tips = [needle_in_pedicle(body, side, _DEPTH_MM[level]).tip_mm for side in ("right", "left")]
    share = cement.inject_to_volume(body, tips, volume_ml).cement_fraction
    found = heat.simulate_curing(body, share, perfused=False, bath=True, cement_c=23.0)
    return {name: float(trace.max()) for name, trace in found.history_c.items()}


def _medians(peaks: Sequence[dict[str, float]], case: str) -> dict[str, float]:
    places = {"centre": "body centre", "front": "front wall", "back": "back wall"}
    return {f"{case}-{end}": float(np.median([one[place] for one in peaks])) for end, place in places.items()}


@computes("V11.4-centre", "V11.4-front", "V11.4-back", slow=True)
def cadavers() -> dict[str, float]:
    """Medians (°C) of T11, L1 and L3 with 6 and 10 mL."""
    who = replace(mrs_a(), fractures=())
    return _medians([bath_peaks_c(who, level, ml) for level in _DEPTH_MM for ml in (6.0, 10.0)], "V11.4")


@computes("V11.5-centre", "V11.5-front", "V11.5-back", slow=True)
def pigs() -> dict[str, float]:
    """Medians (°C) of T11 and L1 with 2 and 3 mL in dense bone."""
    return _medians([bath_peaks_c(PIG, level, ml) for level in ("T11", "L1") for ml in (2.0, 3.0)], "V11.5")


@computes("V11.8-setting")
def setting_time() -> dict[str, float]:
    """Minutes until half has set at 37 °C."""
    seed, rate, end = tables.value("kinetics_seed"), heat.rate_per_s(37), heat.final_conversion(37)
    done, seconds, step = 0.0, 0.0, 0.05
    while done < 0.5 and math.isfinite(done):
        done += rate * (done + seed) * (end - done) * step
        seconds += step
    return {"V11.8-setting": seconds / 60}
