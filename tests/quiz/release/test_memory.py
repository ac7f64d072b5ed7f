"""Drawing every variant of the heaviest quiz in bounded memory, in a process of its own."""

import json
import subprocess
import sys

import pytest

CODE = """
import json, re, sys
from pathlib import Path
from vertebra.quiz.release import release as notebooks
released, key = notebooks.release(sys.argv[1], "memory")
peak_kb = int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
print(json.dumps([len(released["items"]), 1024 * peak_kb]))
"""
"""The peak is that of the process itself: `getrusage` would count what the process that started it holds as well."""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak is read from Linux's /proc")
def test_a_quiz_is_drawn_within_500_mb():
    done = subprocess.run([sys.executable, "-c", CODE, "Exam"], capture_output=True, text=True, check=True)
    items, peak_bytes = json.loads(done.stdout)
    assert items >= 30
    assert peak_bytes < 500e6, f"{peak_bytes / 1e6:.0f} MB"
