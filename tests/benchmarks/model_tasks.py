"""What each model takes, one task at a time, as JSON: name to the shortest of some turns, by clock and processor.

    python tests/benchmarks/model_tasks.py [--only WORD] [--list]

`compare.py` runs each checkout's own copy with that checkout's package, and compares tasks by name; keep the names. A
task that fails is null. Nothing is found ready: kept results are dropped before each turn.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from vertebra import cache
from vertebra.patient import Fracture, Patient

MRS_A = Patient(74, "female", 158, 58, -2.8, fractures=(Fracture("L1", 2, 3),), seed=1)
INTACT = replace(MRS_A, fractures=())
MISSING = (ImportError, AttributeError, TypeError)
Task = Callable[[], object]


def forget() -> None:
    """Drop kept results, but not tables and spectra."""
    for one in cache.CACHES:
        one.clear()


def body(voxel_mm: float = 2.0) -> Any:
    from vertebra.models import anatomy

    return anatomy.build(INTACT, "L1", voxel_mm)


def fractured(voxel_mm: float = 2.0) -> Any:
    from vertebra.models import fracture

    return fracture.of_patient(MRS_A, "L1", voxel_mm)


def build(voxel_mm: float) -> Callable[[], Task]:
    def prepare() -> Task:
        from vertebra.models import anatomy

        return lambda: anatomy.build(INTACT, "L1", voxel_mm)

    return prepare


def surface() -> Task:
    from vertebra.models import anatomy

    bone = body(1.0)
    return lambda: anatomy.surface(bone, 60_000)


def solve(voxel_mm: float) -> Callable[[], Task]:
    def prepare() -> Task:
        from vertebra.models import mechanics

        bone = body(voxel_mm)
        return lambda: mechanics.compress(bone, load_n=1000).strength_n

    return prepare


def crush() -> Task:
    from vertebra.models import mechanics

    bone = body(3.0)
    return lambda: mechanics.crush_test(bone)


def patient_fracture() -> Task:
    return lambda: fractured(1.0)


def restored() -> Task:
    from vertebra.models import fracture
    from vertebra.models.mechanics import augmentation

    case = fracture.load_case(MRS_A, "L1", 2.0)
    share = augmentation.ellipsoid_cement(case.fractured, 4.0)
    treated = augmentation.with_cement(case.fractured, share)
    return lambda: augmentation.simulate_restoration(case.intact, case.fractured, treated)


def restoration_curve() -> Task:
    from vertebra.models.experiments.restoration_curve import computed_curve

    return lambda: computed_curve(MRS_A, "L1", "both sides")


def xray_frame() -> Task:
    from vertebra.models.imaging import fluoroscopy
    from vertebra.models.imaging import xray_scene as scene
    from vertebra.models.imaging.geometry import CArm

    what = scene.xray_scene(INTACT)
    return lambda: fluoroscopy.to_display(fluoroscopy.expose(what, CArm(20, 5, pixels=384), step_mm=2.0))


def xray_scene() -> Task:
    from vertebra.models.imaging import xray_scene as scene

    bones = {"L1": body(1.0)}
    return lambda: scene.xray_scene(INTACT, "L1", 0, bones)


def mri_slice() -> Task:
    from vertebra.models.imaging import mri, spine_assembly
    from vertebra.models.imaging.findings import Finding

    levels = ("T12", "L2")
    bones = {name: body(2.0) for name in spine_assembly.levels_between(*levels)}
    bones = {name: replace(bone, level=name) for name, bone in bones.items()}
    return lambda: mri.sagittal_scene(INTACT, [Finding("L1", weeks=3)], levels, bones)


def mri_picture() -> Task:
    from vertebra.models.imaging import mri

    what = mri.sagittal_scene(INTACT, [])
    return lambda: mri.acquire(what, mri.preset("STIR"))


def ct_slice() -> Task:
    from vertebra.models.imaging import ct

    bone = body(1.0)
    return lambda: ct.axial_slice(bone, seed=1)


TIPS = [(8.0, 6.0, 0.0)]


def cement(voxel_mm: float) -> Callable[[], Task]:
    def prepare() -> Task:
        from vertebra.models import cement

        bone = fractured(voxel_mm)
        begin, inject = cement.begin, cement.inject
        return lambda: inject(begin(bone, tips_mm=TIPS, mixed_minutes_ago=6), 40, 0.1)

    return prepare


def heat_case() -> Task:
    from vertebra.models import heat
    from vertebra.models.mechanics import augmentation

    bone = fractured(2.0)
    share = augmentation.ellipsoid_cement(bone, 4.0)
    return lambda: heat.simulate_curing(bone, share, 15.0)


def vertebroplasty() -> Task:
    from vertebra.models import procedure

    bone = fractured(2.0)
    actions = [procedure.CementAction("wait", 240), *(procedure.CementAction("inject", 2, 0.1) for _ in range(15))]
    return lambda: procedure.run(bone, actions)


def kyphoplasty() -> Task:
    from vertebra.models import procedure

    bone = fractured(2.0)
    actions = [
        procedure.BalloonAction("inflate", 2.4),
        procedure.BalloonAction("deflate"),
        procedure.BalloonAction("cement", 3.0),
    ]
    equipment = procedure.KYPHOPLASTY
    return lambda: procedure.run(bone, actions, equipment)


def needle_advances() -> Task:
    from vertebra.models import procedure
    from vertebra.models.procedure import needle_placement, outcome

    start = procedure.run(fractured(2.0), [], outcome.STEERING)
    forward = procedure.NeedleAction("advance", 1.0)
    return lambda: [needle_placement.step(start, forward) for _ in range(200)]


def cohort() -> Task:
    from vertebra.models.epidemiology import cohort as cascade

    people = cascade.sample_cohort(10_000, 74)
    return lambda: cascade.simulate_cohort(people, cascade.TreatmentPolicy("zoledronate"), 1)


def life() -> Task:
    from vertebra.models import bone

    whole, turns = bone.VertebraOverLife(INTACT), itertools.count()

    def moments() -> None:
        # Another start of treatment each time: the object itself kept courses that it had been asked for.
        first = 60 + next(turns) / 100
        for age in range(20):
            plan = bone.TreatmentPlan(treatment="zoledronate", start_age_years=first + age / 10)
            whole.planes(whole.at(40 + age, plan))

    return moments


def life_prepared() -> Task:
    from vertebra.models import bone

    body(1.0)
    return lambda: bone.VertebraOverLife(INTACT)


def scans() -> Task:
    from vertebra.models import bone

    whole = body(1.0)
    return lambda: bone.scan_bone(whole)


def risks() -> Task:
    from vertebra.models.epidemiology import risk

    person = risk.risk_profile(MRS_A)
    return lambda: [(risk.ten_year_risk(person), risk.incidence_curve(person)) for _ in range(20)]


def pooled() -> Task:
    from vertebra.models.epidemiology import meta_analysis

    return lambda: [meta_analysis.pool_trials(meta_analysis.trials()) for _ in range(20)]


def posture() -> Task:
    from vertebra.models import spine

    return lambda: [spine.level_compression(MRS_A, {"L1": 10.0, "T8": float(one)}, "T12") for one in range(20)]


def vessels() -> Task:
    from vertebra.models.anatomy import adjacent_structures as beside

    bone = body(1.0)
    points = np.linspace((-30, 40, 0), (30, -20, 5), 50)
    return lambda: [
        (beside.distance_to_vessel_mm(bone, "aorta", points), beside.distance_to_segmental_artery_mm(bone, points))
        for _ in range(20)
    ]


TASKS: dict[str, tuple[Callable[[], Task], int]] = {
    "build L1, 1 mm": (build(1.0), 5),
    "build L1, 2 mm": (build(2.0), 7),
    "surface of L1, 1 mm": (surface, 5),
    "solve and strength, 1 mm": (solve(1.0), 4),
    "solve and strength, 2 mm": (solve(2.0), 7),
    "crush test, 3 mm": (crush, 2),
    "a patient's fracture, 1 mm": (patient_fracture, 3),
    "strength restored, 2 mm": (restored, 3),
    "restoration curve": (restoration_curve, 1),
    "fluoroscopy frame, 384 pixels": (xray_frame, 15),
    "X-ray scene from a bone": (xray_scene, 5),
    "MRI slice from bones": (mri_slice, 4),
    "MRI picture": (mri_picture, 10),
    "CT slice": (ct_slice, 3),
    "cement 40 s, 2 mm": (cement(2.0), 3),
    "cement 40 s, 1 mm": (cement(1.0), 1),
    "curing 15 min, 2 mm": (heat_case, 2),
    "vertebroplasty, 16 actions, 2 mm": (vertebroplasty, 2),
    "kyphoplasty, 3 actions, 2 mm": (kyphoplasty, 2),
    "200 advances of a needle": (needle_advances, 5),
    "cohort of 10,000, 10 years": (cohort, 5),
    "20 moments of a life": (life, 5),
    "a life prepared": (life_prepared, 3),
    "DXA, QCT and HU of a bone": (scans, 5),
    "20 risks and curves": (risks, 5),
    "20 pools": (pooled, 5),
    "20 postures": (posture, 5),
    "20 distances to vessels": (vessels, 5),
}


def measured(prepare: Callable[[], Task], turns: int) -> tuple[float, float] | None:
    """The shortest of `turns` after one that is not counted: seconds on the clock, and of the processor in all threads.

    None where the checkout can't do it.
    """
    try:
        forget()
        task = prepare()
        task()
    except MISSING as error:
        print(f"  left out: {error!r}", file=sys.stderr)
        return None
    clock, processor = [], []
    for _ in range(turns):
        forget()
        start, spent = time.perf_counter(), time.process_time()
        task()
        clock.append(time.perf_counter() - start)
        processor.append(time.process_time() - spent)
    return min(clock), min(processor)


def main() -> None:
    """Print the JSON, or the names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="tasks whose name fits this regular expression")
    parser.add_argument("--list", action="store_true", help="only print the names, one a line")
    chosen = parser.parse_args()
    if chosen.list:
        print("\n".join(name for name in TASKS if re.search(chosen.only, name)))
        return
    rows = {name: measured(*task) for name, task in TASKS.items() if re.search(chosen.only, name)}
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
