"""The angle between the endplates of a wedge, from its two walls and its depth."""

import math
import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """A wedge of 6 to 24 degrees, its walls rounded as a radiograph gives them."""
    depth_mm, back_mm = rng.randrange(29, 36), rng.randrange(240, 285) / 10
    front_mm = round(back_mm - depth_mm * math.tan(math.radians(rng.randrange(6, 25))), 1)
    return {"depth_mm": depth_mm, "back_mm": back_mm, "front_mm": front_mm}
