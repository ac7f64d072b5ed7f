"""Parallel kernels and Python threads: numba's simplest threading layer ends the process when two threads enter it at
once.

Which layer numba takes depends on the machine: OpenMP or TBB where they are there, otherwise its own ("workqueue").

See decision 0232.
"""

import sys
from contextlib import AbstractContextManager, nullcontext
from threading import RLock
from typing import Any

ALONE = RLock()
"""Held by whoever runs a parallel kernel that must be alone."""
SHARED_LAYERS = ("omp", "tbb")
"""Layers that several threads may enter at once."""


def kernel() -> AbstractContextManager[Any]:
    """Enter a parallel kernel: alone, unless numba's threading layer lets several threads in."""
    if sys.platform == "emscripten":  # One thread is all there is.
        return nullcontext()
    import numba

    try:
        return nullcontext() if numba.threading_layer() in SHARED_LAYERS else ALONE
    except ValueError:  # Nothing has run yet; the first call chooses the layer, and does so alone.
        return ALONE
