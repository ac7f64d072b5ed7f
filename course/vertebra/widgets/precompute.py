"""Compute what a learner is likely to ask for next, while nothing else is asked for."""

from collections.abc import Callable, Iterable
from threading import Thread


def in_background(tasks: Iterable[Callable[[], object]]) -> Thread:
    """Run `tasks` one after another in a thread that ends with the program.

    Tasks leave their results in a cache (`vertebra.cache`), where whoever asks meanwhile waits for the one in progress.
    """
    thread = Thread(target=_run_all, args=(tasks,), daemon=True)
    thread.start()
    return thread


def _run_all(tasks: Iterable[Callable[[], object]]) -> None:
    for task in tasks:
        task()
