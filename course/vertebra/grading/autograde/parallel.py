"""Many submissions at once, by several processes or a Dask cluster.

Reading, scoring and filling in a notebook touch nothing but one submission; the gradebook stays with the process that
was called. Workers are few submissions ahead of it, so that memory does not grow with the class. See decisions 0150
and 0260. See decision 0260.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from vertebra.errors import CourseError, InputError
from vertebra.grading.course_folder.fatal_errors import GradingStoppedError
from vertebra.texts import pgettext

PREFETCH = 4
"""How many submissions each helper may be ahead of the gradebook."""
MAX_WORKERS = 64

Thunk = Callable[[], Any]


@dataclass(frozen=True)
class WorkerPool:
    """Workers: `submit` as an Executor has it (None to work in this process), and their number."""

    submit: Callable[..., Any] | None = None
    count: int = 1


@contextlib.contextmanager
def worker_pool(workers: int = 1, scheduler: str = "") -> Iterator[WorkerPool]:
    """Processes, or the machines of a Dask cluster, while the context lasts.

    Parameters
    ----------
    workers
        How many processes, 1 to `MAX_WORKERS`; 1 is this one alone.
    scheduler
        The address of a Dask scheduler, to use its machines instead.

    Raises
    ------
    InputError
        For an impossible number of workers.
    CourseError
        Where the scheduler does not answer or Dask is not installed.
    GradingStoppedError
        Where a process is ended from outside.
    """
    if not 1 <= workers <= MAX_WORKERS:
        raise InputError(
            pgettext("workers-out-of-range", "The number of workers is {workers}; give 1 to {most_workers}.").format(
                workers=workers, most_workers=MAX_WORKERS
            )
        )
    if scheduler:
        with _dask_client(scheduler) as client:
            count = sum(client.nthreads().values())
            yield WorkerPool(lambda work, *arguments: client.submit(work, *arguments, pure=False), max(count, 1))
    elif workers == 1:
        yield WorkerPool()
    else:
        import multiprocessing

        try:
            # Spawned everywhere, so that Linux, macOS and Windows do the same.
            with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
                yield WorkerPool(pool.submit, workers)
        except BrokenExecutor as error:
            raise GradingStoppedError(
                pgettext(
                    "grading-process-ended",
                    "A process that helped to grade was ended from outside; what was graded before it stays. Call the "
                    "command again, with fewer workers if there was too little memory.",
                )
            ) from error


@contextlib.contextmanager
def _dask_client(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError:
        raise CourseError(
            pgettext(
                "dask-missing",
                "Grading on a cluster needs Dask. Install it with 'python3 -m pip install distributed', then try "
                "again.",
            )
        ) from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError, TimeoutError) as error:
        raise CourseError(
            pgettext(
                "dask-unreachable",
                "No Dask scheduler answers at {address} ({error}). Start one, or leave it out.",
            ).format(address=repr(address), error=error)
        ) from None
    with client:
        yield client


def map_ordered(work: Callable[..., Any], jobs: Sequence[tuple[Any, ...]], hands: WorkerPool) -> Iterator[Thunk]:
    """Call `work` for each job, in order.

    Parameters
    ----------
    work
        A function at the top of a module.
    jobs
        The arguments of each call.
    pool
        Who works.

    Returns
    -------
    iterator of Thunk
        For each job a function that gives its result, or raises what it raised: an error is that job's alone.
    """
    if hands.submit is None:
        for job in jobs:
            yield partial(work, *job)
        return
    under_way: deque[Future[Any]] = deque()
    for job in jobs:
        under_way.append(hands.submit(work, *job))
        if len(under_way) >= PREFETCH * hands.count:
            yield under_way.popleft().result
    while under_way:
        yield under_way.popleft().result
