"""An injection's time, grid by grid, and how its leak changes with the grid. Run: python tests/benchmarks/cement.py

The wall is broken by hand, so that the same hole in millimetres is there on every grid.
"""

from dataclasses import replace
from time import perf_counter

import numpy as np

from vertebra.models import anatomy, cement
from vertebra.patient import Part, Patient

PATIENT = Patient(74, "female", 158, 58, t_score=-2.8, seed=1)
SECONDS, FLOW = 60.0, 0.1
LIMIT_S = 12.0


def broken(voxel_mm: float):
    """L1 with its front wall gone within 6 mm of a place."""
    body = anatomy.build(PATIENT, "L1", voxel_mm)
    grid = np.stack(np.meshgrid(*body.axes_mm(), indexing="ij"), axis=-1)
    hole = (np.linalg.norm(grid - np.array([8, 16, 0]), axis=-1) < 6) & np.asarray(body.is_part(Part.CORTICAL_SHELL))
    return replace(body, shell_fraction=np.where(hole, 0, body.shell_fraction).astype(np.float32))


def main() -> None:
    """Print a line for each grid: time, updates a second, volumes and pressure."""
    cement.warm()
    for voxel_mm in (2.0, 1.5, 1.0, 0.75):
        body = broken(voxel_mm)
        found = cement.begin(body, tips_mm=[(8, 6, 0)], mixed_minutes_ago=6)
        start = perf_counter()
        found = cement.inject(found, SECONDS, FLOW)
        took = perf_counter() - start
        leaks = ", ".join(f"{name} {ml:.3f}" for name, ml in found.leaked_ml.items() if ml > 5e-4)
        kpa = 1000 * found.pressures.bone_mpa
        print(
            f"{voxel_mm:4} mm {len(found.medium.places):6} cells  {took:6.2f} s for {SECONDS:.0f} s "
            f"({took / LIMIT_S:4.2f} of {LIMIT_S:.0f} s at 1 mm, {4 * SECONDS / took:5.0f} updates/s)  "
            f"stored {found.stored_ml:.3f} mL, leaked {leaks or 'nothing'}, bone {kpa:.1f} kPa"
        )


if __name__ == "__main__":
    main()
