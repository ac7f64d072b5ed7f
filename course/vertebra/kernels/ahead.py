"""Loops that were compiled ahead, in a browser: a function of the WebAssembly module beside this package.

See decision 0430.
"""

import ctypes
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from vertebra.kernels import signature

FOLDER = Path(__file__).with_name("module")
"""Where the module and its table are put when a wheel for the browser is made."""
C_TYPES: Mapping[str, Any] = {
    signature.POINTER: ctypes.c_void_p,
    "bool": ctypes.c_int32,
    "uint8": ctypes.c_int32,
    "int32": ctypes.c_int32,
    "int64": ctypes.c_int64,
    "float32": ctypes.c_float,
    "float64": ctypes.c_double,
}
RESULT_BYTES, ERROR_BYTES = 16, 16
FINE = (0, -2)
"""What a loop returns when it came to its end: a result, or none."""

prange = range


class Module:
    """The module's functions by symbol, and the table of each loop's versions."""

    def __init__(self, folder: Path) -> None:
        self.library = ctypes.CDLL(str(folder / "kernels.so"))
        self.table: dict[str, Any] = json.loads((folder / "kernels.json").read_text("utf-8"))


def _module() -> Module:
    """Read when the first loop is called."""
    if not _READ:
        _READ.append(Module(FOLDER))
    return _READ[0]


_READ: list[Module] = []


class Kernel:
    """A loop that stands in the module; `py_func` is its source."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.py_func = function
        self.name = f"{function.__module__}.{function.__name__}"

    def __call__(self, *values: Any) -> Any:
        """Run it.

        Raises
        ------
        TypeError
            For arguments that it was not compiled for.
        RuntimeError
            If it stopped half-way.
        """
        version = signature.choose(self.name, _module().table.get(self.name, ()), values)
        types, numbers = [], []
        for kind, value in zip(version["arguments"], values, strict=True):
            types += [C_TYPES[name] for name in signature.machine_types(kind)]
            numbers += signature.machine_values(kind, value, lambda array: array.ctypes.data)
        function = _module().library[version["symbol"]]
        function.restype, function.argtypes = ctypes.c_int32, [ctypes.c_void_p, ctypes.c_void_p, *types]
        result, error = ctypes.create_string_buffer(RESULT_BYTES), ctypes.create_string_buffer(ERROR_BYTES)
        status = function(result, error, *numbers)
        if status not in FINE:
            raise RuntimeError(f"{self.name} ended with {status}")
        kind = version["result"]
        return np.frombuffer(result.raw, kind["number"], 1)[0].item() if kind else None


def njit(*arguments: Any, **options: Any) -> Any:
    """Stand in for numba's decorator, with or without options."""
    return Kernel(arguments[0]) if arguments else Kernel
