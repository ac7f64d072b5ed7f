"""Fat fraction from the two pictures of a Dixon measurement, whose signals come from the MRI model."""

import random
from typing import Any

from vertebra.models.imaging import mri

SCALE = 1000
FAT_PERCENT = {"tumour": (2, 6), "between": (8, 11), "fracture": (15, 36)}
"""What is measured in each: tumours, the spread of acute fractures, and what lies between the two."""
MAX_SHARE = 0.3


def generate(rng: random.Random) -> dict[str, Any]:
    """A new fracture, a tumour, or a body between the two, by what fat is left in it."""
    found = rng.choice(list(FAT_PERCENT))
    low, high = FAT_PERCENT[found]
    water, fat = _signals(rng.uniform(0, MAX_SHARE), found)
    while not low <= 100 * fat / (fat + water) <= high:
        water, fat = _signals(rng.uniform(0, MAX_SHARE), found)
    return {
        "person": f"{rng.choice(['woman', 'man'])} of {rng.randrange(58, 90)}",
        "level": rng.choice(["T11", "T12", "L1", "L2", "L3"]),
        "water": water,
        "fat": fat,
        "_found": found,
    }


def _signals(fat_fraction: float, found: str) -> tuple[int, int]:
    """The two pictures of a place with this share of fat; they hold more of it, since fat recovers faster."""
    tissue = "oedema" if found == "fracture" else "tumour"
    water, fat = (
        mri.signal(mri.preset(f"Dixon {part}"), tissue, fat_fraction=fat_fraction) for part in ("water", "fat")
    )
    return round(SCALE * water), round(SCALE * fat)
