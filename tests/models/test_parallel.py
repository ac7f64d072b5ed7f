"""Kernels of several Python threads at once, on the threading layer that bears the least."""

import os
import subprocess
import sys

import pytest

CODE = """
import threading
from vertebra.patient import Patient
from vertebra.models import anatomy, heat, mechanics
from vertebra.models.imaging import fluoroscopy
from vertebra.models.imaging.xray_scene import xray_scene
from vertebra.models.mechanics.augmentation import ellipsoid_cement
from vertebra.models.imaging.geometry import CArm
patient = Patient(74, "female", t_score=-2.8, seed=1)
body = anatomy.build(patient, "L1", 3.0)
what = xray_scene(patient, "L1", 0, {"L1": body}, 3.0)
share = ellipsoid_cement(body, 4.0)
done = []
tasks = [
    lambda: heat.simulate_curing(body, share, 4.0),
    lambda: [fluoroscopy.expose(what, CArm(at, pixels=96)) for at in range(20)],
    lambda: [mechanics.CompressionTest(body).apply_load(500).strength_n for _ in range(3)],
]
threads = [threading.Thread(target=lambda task=one: done.append(task())) for one in tasks]
for one in threads:
    one.start()
for one in threads:
    one.join()
import numba
print(numba.threading_layer(), len(done))
"""


@pytest.mark.slow
def test_heat_pictures_and_loads_at_once_on_numbas_own_layer():
    """That layer ends the process where two threads are in it at once; it is what a machine without OpenMP has."""
    environment = os.environ | {"NUMBA_THREADING_LAYER": "workqueue"}
    done = subprocess.run([sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["workqueue", "3"], done.stderr[-500:]
