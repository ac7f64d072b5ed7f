"""The front door: `python3 course learn | demo | test`.

Standard library only, for nothing is installed yet. This file and `frontdoor/pythons.py` are kept readable by old Pythons
(3.6), so that a wrong one is told what to do instead of meeting a syntax error.
"""

import os
import subprocess
import sys
from typing import List

from frontdoor import pythons


def main(arguments: List[str]) -> int:
    """Run a command of the front door in a fitting Python; return its exit code."""
    if pythons.fits():
        from frontdoor.commands import run

        return run(arguments)
    other = pythons.find()
    if other is None:
        print(pythons.advice(), file=sys.stderr)
        return 2
    print(f"This is Python {pythons.running()}; going on with {other}.")
    sys.stdout.flush()
    return subprocess.call([other, os.path.dirname(os.path.abspath(__file__)), *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
