"""The front door: `python3 course learn | demo | test`. Any Python since 2.7 can read this file, so that none meets a
syntax error.

See decision 0010.
"""

import subprocess
import sys

NEWEST, OLDEST = 14, 11
ADVICE = (
    "The course needs Python 3.%d to 3.%d (the ordinary 64-bit one); this is Python %d.%d, and no fitting one "
    "was found.\n"
    "Get one from python.org or your system's packages, then call it by its name: python3.13 course learn\n"
)


def main(arguments):  # type: ignore[no-untyped-def]
    """Carry out a command here, or in a Python that can."""
    if sys.version_info >= (3, 8):
        from frontdoor.commands import run

        return run(arguments)
    for minor in range(NEWEST, OLDEST - 1, -1):
        try:
            code = subprocess.call(["python3.%d" % minor, sys.path[0]] + arguments)
        except OSError:
            continue
        if code != 127:  # a launcher may exist and start nothing
            return code
    sys.stderr.write(ADVICE % (OLDEST, NEWEST, sys.version_info[0], sys.version_info[1]))
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
