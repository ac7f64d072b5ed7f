"""What the simulated students of a demonstration have in common, whatever kind of question they answer."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def constant_of(text: str, low: float, high: float) -> float:
    """A number in [low, high] that `text` always gives."""
    return low + (high - low) * zlib.crc32(text.encode("utf-8")) / 0xFFFFFFFF


def attracted_by(texts: Sequence[str], rng: np.random.Generator) -> int:
    """The index of the wrong option that is chosen: each attracts by a constant of its own."""
    import numpy as np

    attraction = np.array([constant_of(text, 0.2, 1.0) for text in texts])
    return int(rng.choice(len(texts), p=attraction / attraction.sum()))
