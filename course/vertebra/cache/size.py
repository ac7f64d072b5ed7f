"""How much memory a value holds. See decision 0230."""

from __future__ import annotations

import contextlib
import sys
import types
import weakref
from collections import deque
from collections.abc import Iterator, Mapping
from mmap import mmap
from typing import Any

Block = tuple[int, int]
"""An object in memory: its identity and its bytes."""

OPAQUE = (type, types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.ModuleType)
"""What is never looked into."""
OWNERS = (bytes, bytearray, mmap)
"""What may hold an array's numbers besides another array. Of any other base (memory of a compiled kernel) the size is
not known, and the array itself counts."""
_PLAIN = (bool, int, float, complex, str, bytes, type(None))


def nbytes(value: Any) -> int:
    """Return the bytes that a value holds: arrays with the base of a view, fields of objects, members of collections.

    An object reached twice counts once. An object with a method `_cache_members_` is measured by its result. Classes,
    functions, modules and weakly referenced objects count nothing.
    """
    return sum(size for _, size in blocks_of(value))


def blocks_of(*values: Any) -> frozenset[Block]:
    """Return every object that is reached from `values`."""
    numpy = sys.modules.get("numpy")  # not imported for this: without it there is no array to be measured
    arrays = (numpy.ndarray,) if numpy else ()
    buffers = (*arrays, memoryview)
    sizes: dict[int, int] = {}
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        while isinstance(value, arrays) and isinstance(value.base, (*buffers, *OWNERS)):
            value = value.base
        if id(value) in sizes or isinstance(value, (*OPAQUE, weakref.ref)):
            continue
        sizes[id(value)] = value.nbytes if isinstance(value, buffers) else sys.getsizeof(value, 64)
        if isinstance(value, arrays):
            waiting.extend(value.ravel() if value.dtype == object else ())
        elif not isinstance(value, _PLAIN):
            with contextlib.suppress(Exception):  # an object that can't be looked into counts by itself
                waiting.extend(_members(value))
    return frozenset(sizes.items())


def _members(value: Any) -> Iterator[Any]:
    """What an object holds on to directly; one of many small parts may name what is large with `_cache_members_()`."""
    if (named := getattr(type(value), "_cache_members_", None)) is not None:
        yield from named(value)
        return
    if isinstance(value, Mapping):
        yield from value.keys()
        yield from value.values()
    elif isinstance(value, tuple | list | set | frozenset | deque):
        yield from value
    yield from getattr(value, "__dict__", {}).values()
    for kind in type(value).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if hasattr(value, name):
                yield getattr(value, name)
