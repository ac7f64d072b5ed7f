"""Each compiled loop natively and from its WebAssembly module under wasmtime, on one thread: a table with ratios.

    python tests/benchmarks/webassembly.py

Inputs are those of real models at 1 mm. Processor time of the shortest of five turns; copying into the module's memory
and back is not counted, and stands in a column of its own.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numba
from kernel_calls import copied, recording
from webassembly import Standalone

from vertebra.compile_for_browser import build_module
from vertebra.models import anatomy, cement, fracture, heat, mechanics
from vertebra.models.imaging import fluoroscopy, xray_scene
from vertebra.models.imaging.fluoroscopy import CArm
from vertebra.models.mechanics import augmentation
from vertebra.patient import Fracture, Patient

MRS_A = Patient(74, "female", 158, 58, -2.8, fractures=(Fracture("L1", 2, 3),), seed=1)
TURNS = 5
MIN_SECONDS = 0.0005
"""Loops that take less natively say nothing about speed."""


def shortest(act: Callable[[], object]) -> float:
    """Processor time (s)."""
    taken = []
    for _ in range(TURNS):
        start = time.process_time()
        act()
        taken.append(time.process_time() - start)
    return min(taken)


def main() -> None:
    """Print the table."""
    numba.set_num_threads(1)
    with tempfile.TemporaryDirectory() as made:
        build_module(Path(made), standalone=True)
        module = Standalone(Path(made))
    with recording() as calls:
        broken = fracture.of_patient(MRS_A, "L1", 1.0)
        mechanics.compress(anatomy.build(MRS_A, "T12", 1.0), load_n=1000)
        cement.inject(cement.begin(broken, mixed_minutes_ago=6), 6, 0.1)
        heat.simulate_curing(broken, augmentation.ellipsoid_cement(broken, 4.0), 1.0)
        fluoroscopy.expose(xray_scene.xray_scene(MRS_A, "L1", 0, {"L1": broken}), CArm(20, 5, pixels=384))
    print(f"{'loop':42}{'numba ms':>10}{'wasm ms':>10}{'ratio':>8}{'copies ms':>11}")
    for name, some in sorted(calls.items()):
        at, _, attribute = name.rpartition(".")
        values = max(some, key=lambda call: sum(getattr(one, "size", 0) for one in call))
        native = getattr(sys.modules[at], attribute)
        here, there = copied(values), copied(values)
        seconds = shortest(lambda native=native, here=here: native(*here))
        if seconds < MIN_SECONDS:
            continue
        inside: list[float] = []
        all_in = shortest(lambda name=name, there=there, inside=inside: timed_call(module, name, there, inside))
        print(
            f"{name.removeprefix('vertebra.models.'):42}{1e3 * seconds:10.2f}{1e3 * min(inside):10.2f}"
            f"{min(inside) / seconds:8.2f}{1e3 * (all_in - min(inside)):11.2f}"
        )


def timed_call(module: Standalone, name: str, values: Any, inside: list[float]) -> None:
    """Run a loop of the module, and add its time without copies to `inside`."""
    module.call(name, *values)
    inside.append(module.seconds)


if __name__ == "__main__":
    main()
