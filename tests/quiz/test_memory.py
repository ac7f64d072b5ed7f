"""Drawing every variant of the heaviest quizzes in a bounded time and memory, each in a process of its own."""

import json
import subprocess
import sys
import time

import pytest

CODE = """
import json, resource, sys
from vertebra.quiz import notebooks
released, key = notebooks.release(sys.argv[1], "memory")
peak = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([len(released["items"]), peak.ru_maxrss / (1 if sys.platform == "darwin" else 1e-3), peak.ru_utime]))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no getrusage")
@pytest.mark.parametrize("quiz", ["Q2", "Q10"])
def test_a_quiz_is_drawn_within_500_mb(quiz):
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-c", CODE, quiz], capture_output=True, text=True, check=True)
    items, peak_bytes, seconds = json.loads(done.stdout)
    assert items >= 10
    assert peak_bytes < 500e6
    # Processor time: how long it takes on the wall depends on what else runs. Twice what it takes on two slow cores.
    assert seconds < 25, f"{seconds:.0f} s of processor time, {time.monotonic() - begun:.0f} s in all"
