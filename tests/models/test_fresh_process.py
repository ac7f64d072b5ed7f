"""A learner's first answer: in a fresh process all kernels come from disk. `tests/benchmarks/start.py` says how long it
takes."""

import subprocess
import sys

import pytest

SOLVE = """
from vertebra.models import anatomy, mechanics
from vertebra.patient import Patient
built = anatomy.build(Patient(74, "female", t_score=-2.8), "L1", 1.0)
strength = mechanics.compress(built, load_n=1000).strength_n
from vertebra.models.mechanics import remap, kernels
found = [one for module in (kernels, remap) for one in vars(module).values() if hasattr(one, "stats")]
misses = sum(sum(one.stats.cache_misses.values()) for one in found)
hits = sum(sum(one.stats.cache_hits.values()) for one in found)
print(strength, hits, misses)
"""


@pytest.mark.slow
def test_a_fresh_process_compiles_nothing():
    """A process that finds a kernel missing leaves it on disk: only one that compiles again and again is at fault."""
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", SOLVE], capture_output=True, text=True, check=True)
        strength, hits, misses = map(float, done.stdout.split())
        if not misses:
            break
    assert strength > 500
    assert hits > 5
    assert misses == 0, "a kernel was compiled that `vertebra warm` should have compiled"
