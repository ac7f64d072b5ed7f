"""Run the loops of `kernels.wasm` in a memory of its own: arrays go in before a call and come back after it."""

import ctypes
import json
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import wasmtime
from numpy.typing import NDArray

from vertebra.kernels import signature

PAGE = 65536
MATHS: dict[str, Callable[..., float]] = {"exp": math.exp, "pow": math.pow, "sin": math.sin, "cos": math.cos}
NUMBERS = {"i": "int32", "l": "int64", "f": "float32", "d": "float64"}


class Standalone:
    """The module, and memory that is taken from the end of what it needs itself and given back after each call."""

    def __init__(self, folder: Path) -> None:
        self.table = json.loads((folder / "kernels.json").read_text("utf-8"))
        self.store = wasmtime.Store()
        module = wasmtime.Module.from_file(self.store.engine, str(folder / "kernels.wasm"))
        self.instance = wasmtime.Instance(self.store, module, [self._outside(one) for one in module.imports])
        self.exports = self.instance.exports(self.store)
        self.memory = self.exports["memory"]
        self.seconds = 0.0  # Processor time of the last loop, without copies.
        self.bottom = self.top = self.exports["__heap_base"].value(self.store)

    def take(self, size: int) -> int:
        """The place of `size` bytes more."""
        place = (self.top + 63) & ~63
        self.top = place + size
        lacking = self.top - self.memory.data_len(self.store)
        if lacking > 0:
            self.memory.grow(self.store, -(-lacking // PAGE))
        return place

    def call(self, name: str, *values: Any) -> Any:
        """Run a loop; arrays among `values` are filled as natively."""
        version = signature.choose(name, self.table.get(name, ()), values)
        self.top = self.bottom
        put: list[tuple[int, NDArray[Any]]] = []

        def address(array: NDArray[Any]) -> int:
            whole = np.asarray(array)
            first = min([0, *((size - 1) * step for size, step in zip(whole.shape, whole.strides, strict=True))])
            assert first == 0, "an array that runs backwards"
            place = self.take(_span(whole))
            self.memory.write(self.store, ctypes.string_at(whole.ctypes.data, _span(whole)), place)
            put.append((place, whole))
            return place

        result, error = self.take(16), self.take(16)
        numbers: list[int | float] = [result, error]
        for kind, value in zip(version["arguments"], values, strict=True):
            numbers += signature.machine_values(kind, value, address)
        start = time.process_time()
        status = self.exports[version["symbol"]](self.store, *numbers)
        self.seconds = time.process_time() - start
        assert status in (0, -2), f"{name} ended with {status}"
        for place, array in put:
            if array.flags.writeable:
                ctypes.memmove(
                    array.ctypes.data, bytes(self.memory.read(self.store, place, place + _span(array))), _span(array)
                )
        if not version["result"]:
            return None
        number = np.dtype(version["result"]["number"])
        return np.frombuffer(self.memory.read(self.store, result, result + number.itemsize), number)[0].item()

    def _product(self, result: int, low: int, high: int, other_low: int, other_high: int) -> None:
        """The lower 128 bits of a product, which go to the place `result`."""
        one, other = ((up << 64) | (down & (1 << 64) - 1) for down, up in ((low, high), (other_low, other_high)))
        self.memory.write(self.store, (one * other % (1 << 128)).to_bytes(16, "little"), result)

    def _outside(self, one: Any) -> wasmtime.Func:
        """What the module asks for: memory, and functions that the machine has not."""
        if one.name == "malloc":
            act: Callable[..., Any] = self.take
        elif one.name == "free":
            act = lambda _place: None  # noqa: E731
        elif one.name == "__multi3":
            act = self._product
        elif one.name.removesuffix("f") in MATHS:
            act = MATHS[one.name.removesuffix("f")]
        else:
            act = _missing(one.name)
        return wasmtime.Func(self.store, one.type, act)


def _missing(name: str) -> Callable[..., Any]:
    def act(*_: Any) -> Any:
        raise AssertionError(f"the module asked for {name}")

    return act


def _span(array: NDArray[Any]) -> int:
    """Bytes from the first item to the end of the last."""
    if not array.size:
        return 0
    return sum((size - 1) * step for size, step in zip(array.shape, array.strides, strict=True)) + array.itemsize
