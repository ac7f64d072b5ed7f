"""The account that a cache gives of itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Usage:
    """How full a cache is, and how often it was asked.

    Parameters
    ----------
    entries : int
        Results kept now.
    size_bytes, max_bytes : int
        Memory that they hold, and its limit.
    hits, misses : int
        Requests answered from the cache, and requests that had to be computed.
    refused : int
        Results larger than the whole cache, which were never kept.
    """

    entries: int
    size_bytes: int
    max_bytes: int
    hits: int
    misses: int
    refused: int
