"""Results that are kept until all are dropped. See decision 0230."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from vertebra.cache.account import Usage
from vertebra.cache.size import nbytes

P = ParamSpec("P")
T = TypeVar("T")


class Constants:
    """Results that are small and the same for everybody: a table, a spectrum, a bundle of scripts.

    A look-up costs a tenth of a microsecond, as with `functools.cache`; nothing is dropped one by one. Should all of
    them together ever hold more than `max_bytes`, all are dropped and begin anew.
    """

    def __init__(self, name: str, max_bytes: int) -> None:
        self.name, self.max_bytes = name, int(max_bytes)
        self._lock = threading.Lock()
        self._stores: list[dict[Any, Any]] = []
        self._bytes = 0

    def memoize(self, function: Callable[P, T]) -> Callable[P, T]:
        """Keep the results of a function that is called with few different arguments, all of them hashable."""
        kept: dict[Any, T] = {}
        self._stores.append(kept)

        @functools.wraps(function)
        def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
            key = (args, tuple(sorted(kwargs.items()))) if kwargs else args
            try:
                return kept[key]
            except KeyError:
                value = function(*args, **kwargs)
                self._keep(kept, key, value)
                return value

        return remembered

    def _keep(self, kept: dict[Any, Any], key: Any, value: Any) -> None:
        size = nbytes((key, value))
        if self._bytes + size > self.max_bytes:
            self.clear()
        if size <= self.max_bytes:
            with self._lock:
                self._bytes += size
                kept[key] = value

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._bytes = 0
            for kept in self._stores:
                kept.clear()

    def usage(self) -> Usage:
        """Return how much is kept; look-ups are not counted."""
        return Usage(sum(len(kept) for kept in self._stores), self._bytes, self.max_bytes, 0, 0, 0)
