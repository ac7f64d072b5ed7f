"""What a compiled loop takes and returns, as it stands in the module's table, and how values go to it.

An argument is `{"array": dtype, "ndim": n, "contiguous": "C", "F" or None}`, `{"tuple": [argument, ...]}`,
`{"number": dtype}` or `{}` for None. numba hands an array over as (owner, parent, items, bytes of an item, data, shape
..., strides ...), with owner and parent null where nobody counts references.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Kind = Mapping[str, Any]
Address = Callable[[NDArray[Any]], int]
"""Gives the place of an array's data in the module's memory."""
POINTER = "pointer"


def fits(kind: Kind, value: Any) -> bool:
    """Whether `value` may be handed over as `kind`: nothing is converted but whole numbers to floats."""
    if "array" in kind:
        return (
            isinstance(value, np.ndarray)
            and (value.dtype.name, value.ndim) == (kind["array"], kind["ndim"])
            and (not kind["contiguous"] or value.flags[kind["contiguous"]])
        )
    if "tuple" in kind:
        return (
            isinstance(value, tuple | list)
            and len(value) == len(kind["tuple"])
            and all(map(fits, kind["tuple"], value))
        )
    if "number" in kind:
        wanted = np.dtype(kind["number"]).kind
        if isinstance(value, bool | np.bool_):
            return wanted == "b"
        if isinstance(value, int | np.integer):
            return wanted in "iuf"
        return isinstance(value, float | np.floating) and wanted == "f"
    return value is None


def machine_types(kind: Kind) -> list[str]:
    """The machine's types of an argument, in order: names of numbers, and `POINTER`."""
    if "array" in kind:
        return [POINTER, POINTER, "int64", "int64", POINTER, *["int64"] * (2 * kind["ndim"])]
    if "tuple" in kind:
        return [name for part in kind["tuple"] for name in machine_types(part)]
    return [kind["number"]] if "number" in kind else []


def machine_values(kind: Kind, value: Any, address: Address) -> list[int | float]:
    """The numbers that stand for `value`, one for each of `machine_types(kind)`."""
    if "array" in kind:
        return [0, 0, value.size, value.itemsize, address(value), *value.shape, *value.strides]
    if "tuple" in kind:
        return [
            number
            for part, each in zip(kind["tuple"], value, strict=True)
            for number in machine_values(part, each, address)
        ]
    if "number" not in kind:
        return []
    return [float(value) if np.dtype(kind["number"]).kind == "f" else int(value)]


def choose(name: str, versions: Sequence[Mapping[str, Any]], values: Sequence[Any]) -> Mapping[str, Any]:
    """The version of a loop whose arguments fit.

    Raises
    ------
    TypeError
        If none does; names the loop and what it was given.
    """
    for version in versions:
        if len(version["arguments"]) == len(values) and all(map(fits, version["arguments"], values)):
            return version
    given = ", ".join(
        f"{value.dtype.name}{list(value.shape)}" if isinstance(value, np.ndarray) else type(value).__name__
        for value in values
    )
    raise TypeError(f"{name} is not compiled for ({given})")
