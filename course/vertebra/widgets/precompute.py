"""Compute what a learner is likely to ask for next, while nothing else is asked for."""

import sys
from collections.abc import Callable, Iterable
from threading import Thread

CAN_START_THREADS = sys.platform != "emscripten"


def in_background(tasks: Iterable[Callable[[], object]]) -> Thread:
    """Run `tasks` one after another in a thread that ends with the program.

    In a browser, which has none, they are left to whoever asks.
    Tasks leave their results in a cache (`vertebra.cache`), where whoever asks meanwhile waits for the one in progress.
    """
    thread = Thread(target=_run_all, args=(tasks,), daemon=True)
    if CAN_START_THREADS:
        thread.start()
    return thread


def _run_all(tasks: Iterable[Callable[[], object]]) -> None:
    for task in tasks:
        task()
