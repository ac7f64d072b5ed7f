"""How long a vertebra takes to build, to mesh, to measure and to read: run `python tests/benchmarks/anatomy.py`."""

import statistics
import time
from collections.abc import Callable

import nibabel as nib
import numpy as np

from vertebra.models import anatomy
from vertebra.patient import BODY_PARTS, Part, Patient, Vertebra

PATIENT = Patient(age_years=74, sex="female", height_cm=158, t_score=-2.8, seed=1)
ROUNDS = 9


def timed_ms(task: Callable[[], object]) -> list[float]:
    task()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        task()
        times.append(1000 * (time.perf_counter() - start))
    return sorted(times)


def scan(vertebra: Vertebra) -> tuple[nib.Nifti1Image, nib.Nifti1Image]:
    mask = np.zeros(vertebra.shape, np.uint8)
    mask[(vertebra.surface_mm < 0) & vertebra.is_part(*BODY_PARTS)] = 1
    mask[vertebra.is_part(Part.PEDICLE, Part.POSTERIOR_ELEMENTS)] = 3
    affine = np.diag([*vertebra.spacing_mm, 1.0])
    return nib.Nifti1Image(vertebra.density_mg_cm3.copy(), affine), nib.Nifti1Image(mask, affine)


def main() -> None:
    """Print a table: task, voxel size, median, worst of nine, limit and the median's share of it."""
    l3 = {step: anatomy.build(PATIENT, "L3", step) for step in (2.0, 1.0)}
    image, mask = scan(l3[1.0])
    rows: list[tuple[str, Callable[[], object], float | None]] = [
        ("build L3, 2 mm", lambda: anatomy.build(PATIENT, "L3", 2.0), None),
        ("build L3, 1 mm", lambda: anatomy.build(PATIENT, "L3", 1.0), 300),
        ("build L3, 0.5 mm", lambda: anatomy.build(PATIENT, "L3", 0.5), None),
        ("build T7, 1 mm", lambda: anatomy.build(PATIENT, "T7", 1.0), 300),
        ("surface L3, 1 mm", lambda: anatomy.surface(l3[1.0]), 60),
        ("surface L3, 1 mm, 10,000 triangles", lambda: anatomy.surface(l3[1.0], 10_000), None),
        ("measure L3, 1 mm", lambda: anatomy.measure(l3[1.0]), None),
        ("read_ct L3, 1 mm", lambda: anatomy.read_ct(image, mask, level="L3"), None),
    ]
    print(f"{'task':38}{'median ms':>10}{'worst ms':>10}{'limit ms':>10}{'share':>8}")
    for name, task, limit in rows:
        times = timed_ms(task)
        middle = statistics.median(times)
        share = f"{middle / limit:8.2f}" if limit else " " * 8
        print(f"{name:38}{middle:10.1f}{times[-1]:10.1f}{limit if limit else '-':>10}{share}")


if __name__ == "__main__":
    main()
