"""Many submissions at once: what can be done for each alone is done by several processes, or by a Dask cluster.

Reading, marking and filling in a notebook touch nothing but one submission; the gradebook stays with the process that was
called. Helpers are few ahead of it, so that memory does not grow with the class.
"""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

from vertebra.errors import CourseError, InputError

AHEAD = 4
"""How many submissions each helper may be ahead of the gradebook."""
MOST_WORKERS = 64
PRIVATE = 0o077

Submit = Callable[..., Any]
Begun = Callable[[], Any]


@contextlib.contextmanager
def helpers(workers: int = 1, scheduler: str = "") -> Iterator[Submit | None]:
    """How to give work away: a function like `Executor.submit`; None where all is to be done here.

    Raises InputError for an impossible number, CourseError where the scheduler does not answer or Dask is not installed.
    """
    if not 1 <= workers <= MOST_WORKERS:
        raise InputError(f"The number of workers is {workers}; give 1 to {MOST_WORKERS}.")
    if scheduler:
        with _cluster(scheduler) as client:
            yield lambda work, *arguments: client.submit(work, *arguments, pure=False)
    elif workers == 1:
        yield None
    else:
        import multiprocessing

        # Spawned everywhere, so that Linux, macOS and Windows do the same.
        with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=keep_private) as pool:
            yield pool.submit


def keep_private() -> None:
    """What a helper writes is nobody else's to read."""
    os.umask(PRIVATE)


@contextlib.contextmanager
def _cluster(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError:
        raise CourseError(
            "Grading on a cluster needs Dask. Install it with 'python3 -m pip install distributed', then try again."
        ) from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError, TimeoutError) as error:
        raise CourseError(f"No Dask scheduler answers at {address!r} ({error}). Start one, or leave it out.") from None
    with client:
        yield client


def in_order(
    work: Callable[..., Any], jobs: Sequence[tuple[Any, ...]], submit: Submit | None, workers: int
) -> Iterator[Begun]:
    """For each job in its order a function that gives what `work(*job)` gave, or raises what it raised."""
    if submit is None:
        for job in jobs:
            yield lambda job=job: work(*job)  # type: ignore[misc]
        return
    under_way: deque[Future[Any]] = deque()
    for job in jobs:
        under_way.append(submit(work, *job))
        if len(under_way) >= AHEAD * workers:
            yield under_way.popleft().result
    while under_way:
        yield under_way.popleft().result
