"""A cache of the results of pure functions, bounded in bytes; threads that ask for the same compute it once.

See decision 0230.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import threading
import weakref
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from vertebra.cache.account import Usage
from vertebra.cache.size import OPAQUE, Block, blocks_of

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class _Entry:
    value: Any
    references: tuple[weakref.ref[Any], ...]
    blocks: frozenset[Block] = frozenset()
    uses: int = 0


@dataclass
class _Computation:
    """A result on its way; threads that want the same wait for it."""

    thread: int
    ready: threading.Event = field(default_factory=threading.Event)
    value: Any = None
    failed: bool = True


class Cache:
    """The results of pure functions, the latest used first, in at most `max_bytes`; safe to use from several threads.

    Parameters
    ----------
    name
        What it is called in `usage()`.
    max_bytes
        Limit of what all entries hold together; an array that several of them share counts once.
    """

    def __init__(self, name: str, max_bytes: int) -> None:
        self.name, self.max_bytes = name, int(max_bytes)
        self._lock = threading.Lock()
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._computing: dict[Hashable, _Computation] = {}
        self._shared: Counter[Block] = Counter()
        self._gone: deque[Any] = deque()
        self._bytes = self._hits = self._misses = self._refused = 0

    def memoize(self, function: Callable[P, T]) -> Callable[P, T]:
        """Keep the results of a function whose arguments are hashable; the plain function stays at `__wrapped__`.

        A function whose results are kept already stays as it is.
        """
        if hasattr(function, "kept_in"):
            return function
        signature = inspect.signature(function)
        name = f"{function.__module__}.{function.__qualname__}"
        plain = len(signature.parameters)

        @functools.wraps(function)
        def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
            given: tuple[Any, ...] = args
            if kwargs or len(args) != plain:
                bound = signature.bind(*args, **kwargs)
                bound.apply_defaults()
                given = tuple(bound.arguments.values())
            return self.get_or_compute((name, *given), lambda: function(*args, **kwargs))

        remembered.kept_in = self  # type: ignore[attr-defined]
        return remembered

    def get_or_compute(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return the result kept under `key`; otherwise compute it once for all threads that ask, and keep it.

        Raises
        ------
        RecursionError
            If `compute` asks for the same key in the same thread.
        """
        key = _comparable(key)
        while True:
            with self._lock:
                entry = self._find(key)
                if entry is not None:
                    value: T = entry.value
                    return value
                work = self._computing.get(key)
                if work is None:
                    work = self._computing[key] = _Computation(threading.get_ident())
                    self._misses += 1
                    break
            if work.thread == threading.get_ident():
                raise RecursionError(f"{self.name}: a result is needed to compute itself: {key!r}")
            work.ready.wait()
            if not work.failed:
                shared: T = work.value
                return shared
        return self._compute(key, work, compute)

    def _compute(self, key: Hashable, work: _Computation, compute: Callable[[], T]) -> T:
        try:
            value = compute()
            work.value, work.failed = value, False
            with self._lock:
                self._store(key, value)
            return value
        finally:
            with self._lock:
                del self._computing[key]
            work.ready.set()

    def get(self, key: Hashable, default: Any = None) -> Any:
        """Return what is kept under `key`, otherwise `default`."""
        with self._lock:
            entry = self._find(_comparable(key))
        return default if entry is None else entry.value

    def put(self, key: Hashable, value: Any) -> None:
        """Keep `value` under `key`, in place of what was there."""
        with self._lock:
            self._store(_comparable(key), value)

    def clear(self) -> None:
        """Forget everything, also the counts."""
        with self._lock:
            self._entries.clear()
            self._shared.clear()
            self._gone.clear()
            self._bytes = self._hits = self._misses = self._refused = 0

    def limit(self, max_bytes: int) -> None:
        """Hold at most `max_bytes` from now on; drop the results unused for longest until they fit."""
        with self._lock:
            self.max_bytes = int(max_bytes)
            self._shrink()

    def usage(self) -> Usage:
        """Return how full the cache is and how often it was asked."""
        with self._lock:
            self._drop_orphans()
            for key, entry in self._entries.items():
                self._measure(key, entry)
            self._shrink()
            return Usage(len(self._entries), self._bytes, self.max_bytes, self._hits, self._misses, self._refused)

    def _find(self, key: Hashable) -> _Entry | None:
        self._drop_orphans()
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        self._hits += 1
        entry.uses += 1
        if entry.uses & (entry.uses - 1) == 0:  # a value may compute parts of itself later; look at 1, 2, 4, 8 ... uses
            self._measure(key, entry)
            self._shrink(key)
        return entry

    def _store(self, key: Hashable, value: Any) -> None:
        self._drop_orphans()
        if key in self._entries:
            self._forget(key)
        retained, references = _held(key, self._gone.append)
        entry = _Entry(value, tuple(references))
        self._measure(retained, entry)
        if sum(size for _, size in entry.blocks) > self.max_bytes:
            self._release(entry)
            self._refused += 1
            return
        self._entries[retained] = entry
        self._shrink(retained)

    def _measure(self, key: Hashable, entry: _Entry) -> None:
        self._release(entry)
        entry.blocks = blocks_of(key, entry.value)
        for block in entry.blocks:
            if not self._shared[block]:
                self._bytes += block[1]
            self._shared[block] += 1

    def _release(self, entry: _Entry) -> None:
        for block in entry.blocks:
            self._shared[block] -= 1
            if not self._shared[block]:
                del self._shared[block]
                self._bytes -= block[1]
        entry.blocks = frozenset()

    def _forget(self, key: Hashable) -> None:
        self._release(self._entries.pop(key))

    def _shrink(self, newest: Hashable = None) -> None:
        while self._bytes > self.max_bytes and self._entries:
            oldest = next(iter(self._entries))
            self._forget(oldest)
            if oldest == newest:
                return

    def _drop_orphans(self) -> None:
        if self._gone:
            self._gone.clear()
            for key in [k for k, entry in self._entries.items() if any(ref() is None for ref in entry.references)]:
                self._forget(key)


def _comparable(key: Any) -> Any:
    """The key with weak references in place of objects that are only equal to themselves."""
    if isinstance(key, tuple) and type(key) is tuple:
        return tuple(_comparable(part) for part in key)
    if type(key).__hash__ is object.__hash__ and not isinstance(key, OPAQUE):
        with contextlib.suppress(TypeError):  # what can't be referred to weakly is kept
            return weakref.ref(key)
    return key


def _held(key: Any, on_death: Callable[[Any], Any]) -> tuple[Any, list[weakref.ref[Any]]]:
    """The same key to be kept, and its references, which report when their object goes."""
    references: list[weakref.ref[Any]] = []

    def renewed(part: Any) -> Any:
        if type(part) is tuple:
            return tuple(renewed(member) for member in part)
        if isinstance(part, weakref.ref):
            target = part()
            if target is None:
                on_death(part)
                return part
            again = weakref.ref(target, on_death)
            hash(again)  # while the object lives: afterwards it could not be found any more
            references.append(again)
            return again
        return part

    return renewed(key), references
