"""Vertebra: an interactive course on vertebral fracture, vertebroplasty and kyphoplasty.

Importing this package imports nothing heavy; every module loads what it needs when it is first used.
"""

import os

__version__ = "0.1.0"

# Read when numpy and scipy are loaded, so it is set first. The course's dense matrices are small: see decision 0191.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Read when the first parallel kernel starts: threads that have nothing to do sleep. See decision 0080.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
