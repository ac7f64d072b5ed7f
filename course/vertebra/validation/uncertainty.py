"""What the models' results depend on: inputs drawn from their published or assumed ranges, and Sobol's indices.

A study draws every input evenly from the range that its table gives, runs the model for each draw, and says how far
the results spread (the middle nine tenths) and which input that comes from. The draws have a seed; what was computed
last is kept in `uncertainty.csv`, for the cards and the widgets. `vertebra validate --spread` computes it anew.

See decision 0471.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vertebra import files, tables
from vertebra.models import anatomy, cement, heat, mechanics
from vertebra.models.experiments.curing_case import VOXEL_MM, fractured_body, injected_cement_fraction
from vertebra.models.mechanics import loads
from vertebra.models.procedure.needle import IN_BODY_MM, needle_in_pedicle
from vertebra.models.procedure.vertebroplasty import porous_medium
from vertebra.paths import TABLES
from vertebra.patient import Patient, Vertebra, mrs_a
from vertebra.result_spread import ResultSpread, stored_spreads

SEED = 1
DRAWS = 32
"""Sobol's scheme runs a model `DRAWS` x (inputs + 2) times."""
SPREAD_PERCENT = (5, 95)
VOLUME_ML = 4.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Study:
    """A model's results and the inputs that are drawn for them.

    Parameters
    ----------
    card : str
        The model card.
    inputs : tuple of str
        Quantities of the tables that have a range; `density` stands for the trabecular density of people of one
        T-score.
    outputs : dict
        Unit of each result by its name.
    run : callable
        Takes the values of the inputs by name, returns the results by name.
    """

    card: str
    inputs: tuple[str, ...]
    outputs: Mapping[str, str]
    run: Callable[[Mapping[str, float]], Mapping[str, float]]


def range_of(name: str) -> tuple[float, float]:
    """Return the range from which an input is drawn."""
    if name == DENSITY:
        mean, spread = _density_of_her_t_score()
        return mean - spread, mean + spread
    found = tables.quantity(name)
    assert found.low is not None, name
    assert found.high is not None, name
    return found.low, found.high


DENSITY = "density"


def _density_of_her_t_score() -> tuple[float, float]:
    """Trabecular density (mg/cm3) of people with Mrs A.'s T-score: mean, and 1.64 standard deviations."""
    from vertebra.models import bone

    explained = tables.value("dxa_qct_correlation")
    spread = tables.value("trabecular_sd_mg_cm3") * np.sqrt(1 - explained**2)
    return bone.trabecular_mean_mg_cm3(replace(mrs_a(), vbmd_mg_cm3=None)), 1.64 * float(spread)


def _with_density(values: Mapping[str, float]) -> Patient:
    return replace(mrs_a(), fractures=(), vbmd_mg_cm3=float(values[DENSITY]))


@functools.cache
def _broken_and_filled() -> tuple[Vertebra, NDArray[np.float32]]:
    return fractured_body(mrs_a()), injected_cement_fraction(mrs_a(), VOLUME_ML)


def _run_heat(values: Mapping[str, float]) -> dict[str, float]:
    body, filled = _broken_and_filled()
    with tables.replaced(values):
        traces = heat.simulate_curing(body, filled).history_c
    return {name: float(traces[name].max()) for name in ("body centre", "back wall", "nerve root")}


def _run_strength(values: Mapping[str, float]) -> dict[str, float]:
    with tables.replaced({name: value for name, value in values.items() if name != DENSITY}):
        patient = _with_density(values)
        crushed = mechanics.crush_test(anatomy.build(patient, "L1", VOXEL_MM))
        lifted_n = loads.spinal_load(patient, loads.TASKS["lift"], "L1").force_n
        found = {"stiffness": float(crushed.force_n[1] / crushed.displacement_mm[1]), "strength": crushed.peak_n}
    return {**found, "factor of risk in lifting": lifted_n / found["strength"]}


def _run_flow(values: Mapping[str, float]) -> dict[str, float]:
    body, _ = _broken_and_filled()
    with tables.replaced(values):
        tips = [needle_in_pedicle(body, side, IN_BODY_MM).tip_mm for side in ("right", "left")]
        found = cement.begin(body, "low", tips, mixed_minutes_ago=6, device="injector", medium=porous_medium(body))
        for _ in range(2):
            for needle in (0, 1):
                found = cement.inject(found, VOLUME_ML / 4 / 0.1, 0.1, needle)
    return {"leaked": found.total_leaked_ml, "pressure in the bone": 1000 * found.pressures.bone_mpa}


STUDIES = (
    Study(
        "heat",
        (
            "cement_heat_j_per_ml",
            "cement_conductivity_w_per_m_k",
            "cement_capacity_j_per_ml_k",
            "cement_air_fraction",
            "cancellous_conductivity_w_per_m_k",
            "bone_perfusion_per_s",
            "canal_perfusion_per_s",
        ),
        {"body centre": "°C", "back wall": "°C", "nerve root": "°C"},
        _run_heat,
    ),
    Study(
        "mechanics",
        (
            DENSITY,
            "trabecular_compressive_yield_strain",
            "shell_modulus_mpa",
            "shell_thickness_mm",
            "endplate_thickness_mm",
            "posterior_gradient_fraction",
            "muscle_arm_mm",
        ),
        {"stiffness": "N/mm", "strength": "N", "factor of risk in lifting": ""},
        _run_strength,
    ),
    Study(
        "cement",
        ("permeability_si_m2", "permeability_ap_m2", "marrow_viscosity_pa_s", "fracture_gap_mm"),
        {"leaked": "mL", "pressure in the bone": "kPa"},
        _run_flow,
    ),
)


def runs(study: Study, draws: int = DRAWS) -> int:
    """Return how often a study runs its model."""
    return draws * (len(study.inputs) + 2)


def compute(study: Study, draws: int = DRAWS) -> list[ResultSpread]:
    """Draw a study's inputs and return the spread of each of its results.

    Parameters
    ----------
    study : Study
    draws : int
        A power of 2, at least 2.

    Source
    ------
    Total indices by the estimator of `scipy.stats.sobol_indices`.
    """
    from scipy.stats import sobol_indices, uniform

    names, outputs = study.inputs, list(study.outputs)
    ranges = [range_of(name) for name in names]
    results: list[Floats] = []

    def run_all(columns: Floats) -> Floats:
        found = np.empty((len(outputs), columns.shape[1]))
        for at in range(columns.shape[1]):
            ours = study.run(dict(zip(names, map(float, columns[:, at]), strict=True)))
            found[:, at] = [ours[name] for name in outputs]
        results.append(found.copy())  # SciPy shifts what it gets.
        return found

    drawn = [uniform(loc=low, scale=high - low) for low, high in ranges]
    indices = sobol_indices(func=run_all, n=draws, dists=drawn, rng=np.random.default_rng(SEED))
    independent = results[0]
    low, middle, high = np.percentile(independent, (SPREAD_PERCENT[0], 50, SPREAD_PERCENT[1]), axis=1)
    total = np.atleast_2d(indices.total_order)
    return [
        ResultSpread(
            study.card,
            output,
            study.outputs[output],
            float(middle[at]),
            float(low[at]),
            float(high[at]),
            {name: float(np.clip(index, 0, 1)) for name, index in zip(names, total[at], strict=True)},
        )
        for at, output in enumerate(outputs)
    ]


def write(spreads: list[ResultSpread]) -> None:
    """Keep what was computed, one row a result and input; other cards' rows stay."""
    kept = [found for found in stored_spreads() if found.card not in {new.card for new in spreads}]
    head = [
        "# source: Course",
        "# status: computed",
        "# note: spread of results (5th, 50th and 95th percentile) when inputs are drawn from the ranges of their "
        "tables, and the share of the variance each input takes part in; by 'vertebra validate --spread --write'",
        "card,output,unit,middle,low,high,input,total_index",
    ]
    rows = [
        f"{found.card},{found.output},{found.unit},{found.middle:.4g},{found.low:.4g},{found.high:.4g},{name},{index:.2f}"
        for found in [*kept, *spreads]
        for name, index in found.indices.items()
    ]
    files.write_atomic(TABLES / "uncertainty.csv", ("\n".join([*head, *rows]) + "\n").encode())
