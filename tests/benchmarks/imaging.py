"""How fast pictures are computed. Run: python tests/benchmarks/imaging.py"""

import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from vertebra.models import anatomy
from vertebra.models.imaging import ct, fluoroscopy, mri, xray_scene
from vertebra.models.imaging.findings import Finding
from vertebra.models.imaging.geometry import CArm
from vertebra.models.imaging.instruments import Cylinder, Ellipsoid
from vertebra.patient import Fracture, Patient

MRS_A = Patient(74, "female", 158, 58, -2.8, fractures=(Fracture("L1", 2, 3),), seed=1)
TOOLS = (Cylinder((19, -85, 7), (11.5, -3, 2.5), 1.5), Ellipsoid((-7, 4, 0), (0, 1, 0), 9, 6))
WAKE = (
    "import time; t = time.perf_counter(); from vertebra.models.imaging import fluoroscopy as f; f.warm(); "
    "print(time.perf_counter() - t)"
)


def measure(action: Callable[[int], object], repeats: int) -> tuple[float, float]:
    """Median and 95th percentile in ms, after one call that is not counted."""
    action(0)
    times = []
    for turn in range(repeats):
        start = time.perf_counter()
        action(turn)
        times.append(1000 * (time.perf_counter() - start))
    return float(np.median(times)), float(np.percentile(times, 95))


def main() -> None:
    """Print a line for each action: median, 95th percentile, and the median's share of what it may take (one is the
    limit)."""
    woken = subprocess.run([sys.executable, "-c", WAKE], capture_output=True, text=True, check=True, encoding="utf-8")
    print(f"{'a fresh process, to its first frame (compiled before)':58}{1000 * float(woken.stdout):9.0f} ms")
    start = time.perf_counter()
    standing = xray_scene.xray_scene(MRS_A)
    print(f"{'three vertebrae built and put before the tube (once)':58}{1000 * (time.perf_counter() - start):9.0f} ms")
    one, three = xray_scene.xray_scene(MRS_A, "L1", 0).with_instruments(*TOOLS), standing.with_instruments(*TOOLS)
    vertebra = anatomy.build(MRS_A)
    start = time.perf_counter()
    slice_ = mri.sagittal_scene(MRS_A)
    print(
        f"{'a sagittal slice of six vertebrae, one collapsed (once)':58}{1000 * (time.perf_counter() - start):9.0f} ms"
    )

    def frame(what: xray_scene.XrayScene, pixels: int, step_mm: float | None = None) -> Callable[[int], object]:
        # Another angle each turn, so that nothing is found ready.
        return lambda turn: fluoroscopy.to_display(
            fluoroscopy.expose(what, CArm(turn * 7 % 100, turn % 20 - 10, pixels=pixels), seed=turn, step_mm=step_mm)
        )

    rows = {
        "frame 384 x 384, one vertebra, needle and balloon": (measure(frame(one, 384), 60), 40.0),
        "frame 384 x 384, three vertebrae": (measure(frame(three, 384), 60), 40.0),
        "the same while a control moves (samples 2 mm apart)": (measure(frame(three, 384, 2.0), 60), 40.0),
        "frame 512 x 512, three vertebrae": (measure(frame(three, 512), 40), 80.0),
        "MRI picture, any sequence": (
            measure(lambda turn: mri.acquire(slice_, mri.Sequence(4500, 60, 150 + turn), seed=turn), 60),
            40.0,
        ),
        "MRI slice with other findings": (
            measure(lambda turn: mri.sagittal_scene(MRS_A, [Finding("L1", weeks=turn)]), 15),
            200.0,
        ),
        "CT slice of the trunk": (measure(lambda turn: ct.axial_slice(vertebra, seed=turn), 4), 1000.0),
    }
    for name, ((median, late), limit) in rows.items():
        print(f"{name:58}{median:9.1f} ms   p95 {late:8.1f} ms   {median / limit:6.2f} of {limit:.0f} ms")


if __name__ == "__main__":
    main()
