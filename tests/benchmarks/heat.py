"""Fifteen minutes of setting cement, grid by grid. Run: python tests/benchmarks/heat.py"""

from time import perf_counter

import numpy as np

from vertebra.models import anatomy, cement, heat
from vertebra.patient import Patient

PATIENT = Patient(74, "female", 158, 58, t_score=-2.8, seed=1)
LIMIT_S = 1.0


def main() -> None:
    """Print a line for each grid: median of three."""
    heat.warm()
    for voxel_mm in (2.0, 1.0):
        body = anatomy.build(PATIENT, "L1", voxel_mm)
        found = cement.begin(body, tips_mm=[(8, 4, 0)], mixed_minutes_ago=6)
        found = cement.inject(found, 40, 0.1)
        times = []
        for _ in range(3):
            start = perf_counter()
            cured = heat.simulate_curing(body, found.cement_fraction)
            times.append(perf_counter() - start)
        peaks = ", ".join(f"{name} {trace.max():.1f}" for name, trace in cured.history_c.items())
        took = float(np.median(times))
        print(
            f"{voxel_mm} mm  {took:5.2f} s for 15 minutes ({took / LIMIT_S:4.2f} of {LIMIT_S:.0f} s at 1 mm)  {peaks}"
        )


if __name__ == "__main__":
    main()
