"""The difference when missing patients count as failures."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """A trial that lost more patients after cement than after the sham procedure."""
    r1, r2 = rng.randrange(56, 76), rng.randrange(56, 76)
    n1, n2 = r1 - rng.randrange(6, 12), r2 - rng.randrange(2, 5)
    a, c = rng.randrange(round(0.4 * n1), round(0.5 * n1)), rng.randrange(round(0.18 * n2), round(0.28 * n2))
    return {"r1": r1, "r2": r2, "n1": n1, "n2": n2, "a": a, "c": c}
