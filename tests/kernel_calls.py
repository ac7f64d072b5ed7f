"""What the models' loops are called with: each loop's first calls while real models run."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numba
import numpy as np

from vertebra.compile_kernels import compile_kernels

MAX_CALLS = 3
Call = tuple[Any, ...]


def copied(values: Call) -> Call:
    """The same values; arrays are copies with the same layout, and may be written if the original may."""
    made = []
    for one in values:
        if isinstance(one, np.ndarray):
            own = one.copy(order="K")
            own.flags.writeable = one.flags.writeable
            made.append(own)
        else:
            made.append(one)
    return tuple(made)


@contextmanager
def recording() -> Iterator[dict[str, list[Call]]]:
    """Keep up to `MAX_CALLS` calls of each loop by each set of types; the loops run as ever."""
    compile_kernels(lambda *_: None)  # Loops that call loops are compiled before any is replaced.
    calls: dict[str, list[Call]] = {}
    seen: dict[tuple[str, str], int] = {}
    replaced: list[tuple[Any, str, Any]] = []

    def recorder(name: str, kernel: Any) -> Callable[..., Any]:
        def run(*values: Any) -> Any:
            key = name, str([numba.typeof(one) for one in values])
            seen[key] = seen.get(key, 0) + 1
            if seen[key] <= MAX_CALLS:
                calls.setdefault(name, []).append(copied(values))
            return kernel(*values)

        return run

    try:
        for module in [one for name, one in sys.modules.items() if name.startswith("vertebra.models.")]:
            for attribute, kernel in list(vars(module).items()):
                if isinstance(kernel, numba.core.dispatcher.Dispatcher):
                    name = f"{kernel.py_func.__module__}.{kernel.py_func.__name__}"
                    replaced.append((module, attribute, kernel))
                    setattr(module, attribute, recorder(name, kernel))
        yield calls
    finally:
        for module, attribute, kernel in replaced:
            setattr(module, attribute, kernel)
