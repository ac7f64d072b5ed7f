"""How fast the density and risk models answer a moving control. Run: python tests/benchmarks/bone.py"""

import time
from collections.abc import Callable

import numpy as np

from vertebra.models import anatomy, bone
from vertebra.models.epidemiology import risk
from vertebra.patient import Fracture, Patient

LIMIT_MS = 20.0
MRS_A = Patient(74, "female", 158, 58, -2.8, fractures=(Fracture("L1", 2, 3),), seed=1)


def measure(action: Callable[[int], object], repeats: int) -> tuple[float, float]:
    """Median and 95th percentile in ms."""
    times = []
    for turn in range(repeats):
        start = time.perf_counter()
        action(turn)
        times.append(1000 * (time.perf_counter() - start))
    return float(np.median(times)), float(np.percentile(times, 95))


def main() -> None:
    """Print a line for each action: median, 95th percentile, and the share of the 20 ms that a control may take."""
    start = time.perf_counter()
    lifetime = bone.VertebraOverLife(MRS_A)
    first = 1000 * (time.perf_counter() - start)
    vertebra = anatomy.build(MRS_A)
    person = risk.risk_profile(MRS_A)

    def move(turn: int) -> object:
        # A start of its own each turn, so that no trajectory is found ready.
        plan = bone.TreatmentPlan(treatment="zoledronate", start_age_years=60 + turn % 150 / 10)
        return lifetime.planes(lifetime.at(40 + turn % 50, plan))

    rows = {
        "age and treatment moved: planes and three scans": measure(move, 150),
        "risk: ten years and the curve": measure(
            lambda _: (risk.ten_year_risk(person), risk.incidence_curve(person)), 300
        ),
        "one volume scanned from scratch": measure(lambda _: bone.scan_bone(vertebra), 20),
        "one volume with a new density": measure(lambda turn: bone.with_trabecular_density(vertebra, 60 + turn), 10),
    }
    print(f"{'a life prepared (once)':55}{first:9.1f} ms")
    for name, (median, late) in rows.items():
        print(f"{name:55}{median:9.2f} ms   p95 {late:8.2f} ms   {late / LIMIT_MS:6.2f} of {LIMIT_MS:.0f} ms")


if __name__ == "__main__":
    main()
