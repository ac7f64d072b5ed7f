"""The course's memory of results: a few caches, each bounded in bytes, all emptied by `clear()`.

`@cache.BONES.memoize` keeps the results of a pure function. What was asked for longest ago goes first once a cache is
full; two threads that ask for the same wait for one computation. Arguments are compared by value; an object that has no
value of its own to compare (a `Vertebra`, a scene) is compared by identity and not kept alive: when it goes, what was
computed from it goes too. See decision 0230.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from vertebra.cache.account import Usage
from vertebra.cache.bounded import Cache
from vertebra.cache.constants import Constants
from vertebra.cache.size import nbytes

__all__ = [
    "BONES",
    "CACHES",
    "CONSTANTS",
    "EXPERIMENTS",
    "IMAGED",
    "LOADED",
    "MB",
    "PROCEDURES",
    "QUESTIONS",
    "Cache",
    "Constants",
    "Usage",
    "at_most",
    "clear",
    "nbytes",
    "usage",
]

MB = 1_000_000

CONSTANTS = Constants("constants", 40 * MB)
"""Tables, spectra, scripts, sentences: few, small, and the same for everybody."""

BONES = Cache("bones", 250 * MB)
"""Vertebrae: built, fractured, with cement or cavities; and what is measured on them."""

LOADED = Cache("loaded", 160 * MB)
"""Vertebrae under load: solved displacement, strain, strength."""

IMAGED = Cache("imaged", 250 * MB)
"""Volumes that are imaged, and images."""

PROCEDURES = Cache("procedures", 200 * MB)
"""Procedures as far as they have come, by the actions that led there."""

EXPERIMENTS = Cache("experiments", 80 * MB)
"""What `models.experiments` computed for a figure or a lesson."""

QUESTIONS = Cache("questions", 60 * MB)
"""Questions as they were read and drawn, and the quizzes that are graded."""

CACHES = (BONES, LOADED, IMAGED, PROCEDURES, EXPERIMENTS, QUESTIONS)


def clear() -> None:
    """Empty every cache of the course. Results stay the same; they are computed again when asked for."""
    for cache in (CONSTANTS, *CACHES):
        cache.clear()


@contextlib.contextmanager
def at_most(max_bytes: int) -> Iterator[None]:
    """Keep each cache within `max_bytes` inside the `with` block: for work on many patients that returns to none."""
    before = [cache.max_bytes for cache in CACHES]
    try:
        for cache in CACHES:
            cache.limit(min(cache.max_bytes, max_bytes))
        yield
    finally:
        for cache, limit in zip(CACHES, before, strict=True):
            cache.limit(limit)


def usage() -> dict[str, Usage]:
    """Return how full each cache is, by its name."""
    return {cache.name: cache.usage() for cache in (CONSTANTS, *CACHES)}
