"""Fat fraction from the two pictures of a Dixon measurement, whose signals come from the MRI model."""

import random
from typing import Any

from vertebra.models.imaging import mri

SCALE = 1000


def generate(rng: random.Random) -> dict[str, Any]:
    """A new fracture, or a tumour, by what fat is left in it."""
    tumour = rng.random() < 0.4
    share = rng.uniform(0.03, 0.08) if tumour else rng.uniform(0.15, 0.35)
    tissue = "tumour" if tumour else "oedema"
    water, fat = (mri.signal(mri.preset(f"Dixon {part}"), tissue, fat_fraction=share) for part in ("water", "fat"))
    return {
        "person": f"{rng.choice(['woman', 'man'])} of {rng.randrange(58, 90)}",
        "level": rng.choice(["T11", "T12", "L1", "L2", "L3"]),
        "water": round(SCALE * water),
        "fat": round(SCALE * fat),
        "_tumour": tumour,
    }
