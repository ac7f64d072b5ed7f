"""What a sign is worth, by counting people; the shares are those of one study."""

import random
from typing import Any

from vertebra import tables
from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """A hospital with its share of tumours, and whether the sign is there."""
    everybody = 100 * rng.randrange(1, 6)
    return {
        "all_people": everybody,
        "tumour_people": everybody * rng.choice([20, 25, 30, 35, 40, 45, 55, 60]) // 100,
        "seen": rng.random() < 0.5,
    }


def picture(values: dict[str, Any]) -> Any:
    """How often the sign is seen in each group."""
    shares = {"osteoporosis": "fluid_sign_benign_fraction", "tumour": "fluid_sign_malignant_fraction"}
    return pictures.bars_picture(
        {name: 100 * tables.value(key) for name, key in shares.items()}, "Sign seen, % of the group"
    )
