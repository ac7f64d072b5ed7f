"""The WHO category of someone with a T-score, or that the criteria are not for them."""

import random
from typing import Any

from vertebra.models import bone

FRAGILITY = (
    "broke the wrist last winter, slipping on the doorstep",
    "broke the upper arm last year, falling from a chair while sitting down",
)
OTHERS = (
    "has never broken a bone",
    "broke the forearm at the age of nine, falling from a horse",
    "broke the lower leg ten years ago, hit by a car",
)


def generate(rng: random.Random) -> dict[str, Any]:
    """Somebody whom the criteria fit, or, one time in five, someone too young for them."""
    young = rng.random() < 0.2
    female = rng.random() < 0.65
    age_years = rng.randrange(29, 44) if young else rng.randrange(56, 84)
    t = rng.choice([-0.6, -0.9, -1.0, -1.1, -1.6, -2.2, -2.4, -2.5, -2.6, -2.7, -3.1, -3.4])
    z = round(t + (0.1 if young else (age_years - 40) / 25 + rng.randrange(-2, 3) / 10), 1)
    fragile = bone.who_category(t) == "osteoporosis" and not young and rng.random() < 0.5
    past = "menopause at 51" if not young else "regular periods"
    who = f"A woman of {age_years} ({past})" if female else f"A man of {age_years}"
    told = rng.choice(FRAGILITY if fragile else OTHERS)
    return {
        "person": who,
        "t_text": signed(t),
        "z_text": signed(z),
        "history": f"{'She' if female else 'He'} {told}.",
        "_t": t,
        "_z": z,
        "_young": young,
        "_fragile": fragile,
        "_female": female,
    }


def signed(score: float) -> str:
    """A score as it is printed, with a true minus sign."""
    return f"{score:+.1f}".replace("-", "−")
