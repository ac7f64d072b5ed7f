"""A learner's first answer: kernels come from disk, and a fresh process has solved a vertebra within two seconds."""

import subprocess
import sys

import pytest

LIMIT_S = 2.0
ATTEMPTS = 6
SOLVE = """
import time
start = time.perf_counter()
from vertebra.models import anatomy, mechanics
from vertebra.patient import Patient
built = anatomy.build(Patient(74, "female", t_score=-2.8), "L1", 1.0)
strength = mechanics.compress(built, load_n=1000).strength_n
seconds = min(time.perf_counter() - start, time.process_time())
from vertebra.models.mechanics import remap, kernels
found = [one for module in (kernels, remap) for one in vars(module).values() if hasattr(one, "stats")]
misses = sum(sum(one.stats.cache_misses.values()) for one in found)
hits = sum(sum(one.stats.cache_hits.values()) for one in found)
print(seconds, strength, hits, misses)
"""


@pytest.mark.slow
def test_a_fresh_process_compiles_nothing_and_solves_within_two_seconds():
    """On a busy machine the clock tells of others: the quickest of some runs counts, and the processor's time if that is less."""
    times = []
    for _ in range(ATTEMPTS):
        done = subprocess.run([sys.executable, "-c", SOLVE], capture_output=True, text=True, check=True)
        seconds, strength, hits, misses = map(float, done.stdout.split())
        assert strength > 500
        times.append(seconds)
        if hits > 5 and misses == 0 and seconds < LIMIT_S:
            return
    assert misses == 0, "a kernel was compiled that `vertebra warm` should have compiled"
    assert min(times) < LIMIT_S
