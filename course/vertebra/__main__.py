"""`python -m vertebra`: the same as the command `vertebra`.

Python itself puts the working directory before everything else when it is started with `-m`. It is taken out again
here, before anything but this package has been imported: what lies in a folder where somebody happens to stand is not
to run. A folder `vertebra` in it, and names of the few modules that `-m` itself needs, Python finds before that: the
command `vertebra` and `python -P -m vertebra` are safe from them as well.
"""

import sys

if sys.path and not sys.flags.safe_path:
    del sys.path[0]

from vertebra.cli import main

main()
