"""How the models' inner loops are compiled: by numba where it runs, in a browser ahead, from the same source.

A module of loops writes `from vertebra import kernels` and `@kernels.njit(...)`, and knows nothing else. Rules that
keep a loop fit for both: it fills arrays that it is given and returns nothing or one number, and it uses plain loops
instead of matrix products.

See decisions 0430 and 0431.
"""

import sys

if sys.platform == "emscripten":
    from vertebra.kernels.ahead import njit, prange
else:
    from numba import njit, prange

__all__ = ["njit", "prange"]
