"""Each compiled loop gives the same natively, by numba, and from the WebAssembly module made of the same source."""

import sys
from typing import Any

import numpy as np
import pytest
from kernel_calls import Call, copied, recording
from webassembly import Standalone

from vertebra import cache
from vertebra.compile_for_browser import find_linker
from vertebra.errors import CourseError
from vertebra.models import anatomy, cement, fracture, heat, mechanics
from vertebra.models.imaging import ct, fluoroscopy, xray_scene
from vertebra.models.imaging.fluoroscopy import CArm
from vertebra.models.imaging.instruments import Cylinder, Ellipsoid
from vertebra.models.mechanics import augmentation
from vertebra.patient import Fracture, Patient
from vertebra.site.laboratory.build import compiled_loops

MRS_A = Patient(74, "female", 158, 58, -2.8, fractures=(Fracture("L1", 2, 3),), seed=1)
FAST_MATHS_TOLERANCE = 2e-5
"""Of the largest number of an array in single precision: loops that may re-order their sums, and round otherwise."""


@pytest.fixture(scope="module")
def module() -> Standalone:
    """The loops as they are laid into pages, which are compiled once for a checkout."""
    try:
        find_linker()
    except CourseError as error:
        pytest.skip(str(error))
    return Standalone(compiled_loops())


@pytest.fixture(scope="module")
def calls() -> dict[str, list[Call]]:
    cache.clear()
    with recording() as kept:
        broken = fracture.of_patient(MRS_A, "L1", 3.0)
        mechanics.crush_test(anatomy.build(MRS_A, "T12", 3.0))
        cement.inject(cement.begin(broken, mixed_minutes_ago=6), 6, 0.1)
        heat.simulate_curing(broken, augmentation.ellipsoid_cement(broken, 4.0), 2.0)
        scene = xray_scene.xray_scene(MRS_A, "L1", 0, {"L1": broken})
        tools = Cylinder((0, 40, 0), (0, 0, 0), 1.5), Ellipsoid((0, 0, 0), (0, 0, 1), 8, 5)
        fluoroscopy.expose(scene.with_instruments(*tools), CArm(20, 5, pixels=48), step_mm=2.0)
        ct.axial_slice(broken, seed=1)
    return kept


def test_every_loop_of_the_models_is_called_and_compiled(calls: dict[str, list[Call]], module: Standalone) -> None:
    inner = {name for name in module.table if name.rpartition(".")[2].startswith("_")}
    assert set(module.table) - inner == set(calls) - inner


def test_loops_give_the_same_natively_and_in_webassembly(calls: dict[str, list[Call]], module: Standalone) -> None:
    other = {}
    for name, some in calls.items():
        at, _, attribute = name.rpartition(".")
        native = getattr(sys.modules[at], attribute)
        tolerance = FAST_MATHS_TOLERANCE if native.targetoptions.get("fastmath") else 0.0
        for values in some:
            here, there = copied(values), copied(values)
            results = (native(*here), *here), (module.call(name, *there), *there)
            other[name] = max(other.get(name, 0.0), *map(difference, *results))
            if other[name] <= tolerance:
                del other[name]
    assert not other


def difference(one: Any, other: Any) -> float:
    """Largest difference between two arrays or numbers, of the largest number; 0 only where every bit is the same."""
    if not isinstance(one, np.ndarray | float | int):
        return 0.0 if one == other else np.inf
    one, other = np.asarray(one), np.asarray(other)
    if np.array_equal(one, other, equal_nan=one.dtype.kind == "f"):
        return 0.0
    apart = np.abs(one.astype(float) - other.astype(float)).max() / np.abs(one.astype(float)).max()
    return float(np.nan_to_num(apart, nan=np.inf))
