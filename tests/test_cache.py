"""A cache is bounded in bytes, computes once for all threads, keeps no argument alive, and is emptied by one call."""

import gc
import subprocess
import sys
import threading
import time
import weakref
from dataclasses import dataclass
from functools import cached_property

import numba
import numpy as np
import pytest
from rows import each_row

from vertebra import cache
from vertebra.cache import Cache, Constants, nbytes
from vertebra.patient import Patient

KB = 1000


@dataclass(frozen=True, eq=False)
class Bone:
    """Like a vertebra: frozen, compared by identity."""

    density: np.ndarray

    @cached_property
    def doubled(self) -> np.ndarray:
        return 2 * self.density


def kilobytes(count: float) -> np.ndarray:
    return np.zeros(round(count * KB), np.uint8)


def test_equal_arguments_are_computed_once_however_they_are_given() -> None:
    calls = []

    @Cache("test", 100 * KB).memoize
    def area(width: float, height: float = 2.0) -> float:
        calls.append((width, height))
        return width * height

    assert [area(3), area(3.0, 2.0), area(height=2, width=3), area(3, height=4)] == [6, 6, 6, 12]
    assert calls == [(3, 2.0), (3, 4)]


def test_a_function_is_not_kept_twice() -> None:
    one, other = Cache("one", 100 * KB), Cache("other", 100 * KB)
    kept = one.memoize(lambda: 3)
    assert other.memoize(kept) is kept
    assert kept() == 3
    assert other.usage().misses == 0


def test_patients_are_compared_by_value() -> None:
    store = Cache("test", 100 * KB)
    age = store.memoize(lambda patient: patient.age_years)
    assert age(Patient(72, "female")) == age(Patient(72, "female")) == 72
    assert age(Patient(73, "female")) == 73
    assert (store.usage().hits, store.usage().misses) == (1, 2)


def test_the_least_recently_used_goes_first_and_the_limit_holds() -> None:
    store = Cache("test", 100 * KB)
    for name in ("a", "b", "c"):
        store.put(name, kilobytes(30))
    assert store.get("a") is not None
    store.put("d", kilobytes(30))
    assert store.get("b") is None
    assert all(store.get(name) is not None for name in ("a", "c", "d"))
    assert store.usage().size_bytes <= 100 * KB


@each_row("count", [1, 3, 40])
def test_any_sizes_stay_below_the_limit(count: int) -> None:
    store = Cache("test", 100 * KB)
    sizes = np.random.default_rng(count).integers(1, 60, count)
    for number, size in enumerate(sizes):
        store.put(number, (kilobytes(size), {"more": [kilobytes(size / 4)]}))
        assert store.usage().size_bytes <= 100 * KB
    assert store.get(count - 1) is not None


def test_what_is_larger_than_the_cache_is_returned_and_drives_nothing_out() -> None:
    store = Cache("test", 100 * KB)
    store.put("small", kilobytes(10))
    assert store.get_or_compute("large", lambda: kilobytes(200)).size == 200 * KB
    assert store.get("large") is None
    assert store.get("small") is not None
    assert store.usage().refused == 1


def test_a_shared_array_counts_once_and_until_its_last_entry_goes() -> None:
    store = Cache("test", 100 * KB)
    shared = kilobytes(60)
    store.put("whole", Bone(shared))
    store.put("view", shared[10:])
    assert 60 * KB <= store.usage().size_bytes < 65 * KB
    store.put("whole", 1)
    assert 60 * KB <= store.usage().size_bytes < 65 * KB
    store.put("view", 2)
    assert store.usage().size_bytes < 5 * KB


def test_what_an_entry_computes_later_is_counted() -> None:
    store = Cache("test", 100 * KB)
    for name in ("a", "b"):
        store.put(name, Bone(kilobytes(40)))
    assert store.get("b").doubled.nbytes == 40 * KB
    assert store.get("b") is not None
    assert store.usage().size_bytes <= 100 * KB
    assert store.get("a") is None


def test_an_argument_without_a_value_is_compared_by_identity_and_not_kept_alive() -> None:
    store = Cache("test", 100 * KB)
    mean = store.memoize(lambda bone, power: float(bone.density.mean()) + power)
    bone, other = Bone(kilobytes(10)), Bone(kilobytes(10))
    mean(bone, 1)
    mean(bone, 1)
    mean(other, 1)
    assert (store.usage().hits, store.usage().misses, store.usage().entries) == (1, 2, 2)
    gone = weakref.ref(bone)
    del bone
    gc.collect()
    assert gone() is None
    assert store.usage().entries == 1
    mean(other, 1)
    assert store.usage().hits == 2


def test_two_threads_compute_once_and_different_keys_do_not_wait() -> None:
    store = Cache("test", 100 * KB)
    calls: list[str] = []
    both = threading.Barrier(2, timeout=120)

    @store.memoize
    def slow(name: str) -> str:
        calls.append(name)
        both.wait()  # passes only if two different keys are computed at the same time
        time.sleep(0.05)
        return name.upper()

    found: list[str] = []
    threads = [threading.Thread(target=lambda n=name: found.append(slow(n))) for name in "aaabbb"]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    assert sorted(found) == list("AAABBB")
    assert sorted(calls) == ["a", "b"]


def test_a_failure_is_not_kept_and_whoever_waited_tries_again() -> None:
    store = Cache("test", 100 * KB)
    started, calls = threading.Event(), []

    @store.memoize
    def fails_once() -> int:
        calls.append(1)
        if len(calls) == 1:
            started.set()
            time.sleep(0.05)
            raise ValueError
        return len(calls)

    failed: list[bool] = []

    def first() -> None:
        with pytest.raises(ValueError):
            fails_once()
        failed.append(True)

    leader = threading.Thread(target=first)
    leader.start()
    started.wait(120)
    assert fails_once() == 2
    leader.join(120)
    assert failed == [True]


def test_a_result_that_needs_itself_is_an_error_and_not_a_standstill() -> None:
    store = Cache("test", 100 * KB)
    with pytest.raises(RecursionError):
        store.get_or_compute("a", lambda: store.get_or_compute("a", lambda: 1))
    assert store.get_or_compute("a", lambda: 2) == 2


def test_bytes_of_nested_values() -> None:
    block = kilobytes(50)
    loop: list[object] = [block]
    loop.append(loop)
    assert nbytes(loop) == pytest.approx(50 * KB, abs=KB)
    assert nbytes({"a": block[::2], "b": Bone(block)}) == pytest.approx(50 * KB, abs=2 * KB)
    assert nbytes(np.array([block, None], object)) == pytest.approx(50 * KB, abs=KB)
    assert nbytes("x" * 5 * KB) == pytest.approx(5 * KB, abs=100)
    raw = bytes(50 * KB)
    assert nbytes([np.frombuffer(raw, np.uint8), raw]) == pytest.approx(50 * KB, abs=KB)
    assert nbytes(np) == 0


def test_an_array_from_a_compiled_kernel_counts_with_all_its_bytes() -> None:
    near = numba.njit(lambda rows: np.zeros((rows, 27)))(500)
    assert not isinstance(near.base, np.ndarray)
    assert near.base is not None
    assert nbytes(near[1:]) == pytest.approx(near.nbytes, abs=near[0].nbytes)


def test_constants_are_kept_by_their_arguments_and_all_dropped_when_they_grow_too_large() -> None:
    store, calls = Constants("test", 100 * KB), []

    @store.memoize
    def block(size: int, *, doubled: bool = False) -> np.ndarray:
        calls.append(size)
        return kilobytes(2 * size if doubled else size)

    assert block(30) is block(30)
    assert block(30, doubled=True) is block(30, doubled=True)
    assert calls == [30, 30]
    assert store.usage().size_bytes == pytest.approx(90 * KB, abs=KB)
    block(40)
    assert store.usage().size_bytes == pytest.approx(40 * KB, abs=KB)
    assert block(200).size == 200 * KB
    assert store.usage().size_bytes == 0
    store.clear()
    assert store.usage().entries == 0


def test_importing_the_caches_imports_nothing_heavy() -> None:
    code = "import sys, vertebra.cache; print([one for one in ('numpy', 'scipy', 'numba') if one in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_one_call_empties_all() -> None:
    for store in (cache.CONSTANTS, *cache.CACHES):
        store.memoize(lambda: kilobytes(1))()
    assert all(used.entries >= 1 for used in cache.usage().values())
    cache.clear()
    assert all(used.entries == 0 and used.size_bytes == 0 for used in cache.usage().values())


def test_the_caches_together_stay_below_a_limit() -> None:
    found = cache.usage().values()
    assert sum(used.max_bytes for used in found) <= 1200 * cache.MB
    assert len(found) <= 7


def test_all_caches_stay_within_a_limit_meanwhile_and_get_their_own_back():
    cache.clear()
    before = [one.max_bytes for one in cache.CACHES]
    cache.BONES.put("a", np.zeros(1000))
    with cache.at_most(10_000):
        assert cache.BONES.get("a") is not None
        cache.BONES.put("b", np.zeros(1000))
        assert cache.BONES.get("a") is None, "the older one has gone"
        assert cache.BONES.usage().size_bytes <= 10_000
        with cache.at_most(50_000):
            assert {one.max_bytes for one in cache.CACHES} == {10_000}, "never more than is allowed already"
    assert [one.max_bytes for one in cache.CACHES] == before
    assert cache.BONES.get("b") is not None


def test_what_cannot_be_looked_into_is_kept_all_the_same() -> None:
    class Closed(dict):
        def values(self):
            raise RuntimeError("closed")

    store = Cache("test", 100 * KB)
    assert store.get_or_compute("a", lambda: Closed(a=1)) == {"a": 1}
    assert store.get("a") == {"a": 1}


class Parts:
    """Names what is large in it."""

    def __init__(self) -> None:
        self.large, self.small = np.zeros(50_000), list(range(10_000))

    def _cache_members_(self) -> tuple[object, ...]:
        return (self.large,)


def test_an_object_may_name_what_is_large_in_it() -> None:
    parts = Parts()
    assert 400_000 <= cache.nbytes(parts) < 401_000
    del Parts._cache_members_
    assert cache.nbytes(parts) > 700_000
