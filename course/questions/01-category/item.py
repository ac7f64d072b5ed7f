"""The WHO category of someone with a T-score, or that the criteria are not for them."""

import random
from typing import Any

FRAGILITY = (
    "broke the wrist last winter, slipping on the doorstep",
    "broke the upper arm last year, falling from a chair while sitting down",
)
OTHERS = (
    "has never broken a bone",
    "broke the forearm at the age of nine, falling from a horse",
    "broke the lower leg ten years ago, hit by a car",
)


T_SCORES = {
    "normal": (-0.6, -0.9, -1.0),
    "low bone mass": (-1.1, -1.6, -2.2, -2.4),
    "osteoporosis": (-2.5, -2.6, -2.7, -3.1, -3.4),
    "severe osteoporosis": (-2.5, -2.6, -2.7, -3.1, -3.4),
}
TOO_YOUNG = "too young"
FRAGILE_LOW_FRACTION = 0.4
"""How many of those with low bone mass have broken a wrist, which changes nothing."""


def generate(rng: random.Random) -> dict[str, Any]:
    """Somebody of one of the four categories, or someone too young for them; each is drawn equally often."""
    category = rng.choice([*T_SCORES, TOO_YOUNG])
    young = category == TOO_YOUNG
    female = rng.random() < 0.65
    age_years = rng.randrange(29, 44) if young else rng.randrange(56, 84)
    t = rng.choice([t for scores in T_SCORES.values() for t in scores] if young else T_SCORES[category])
    z = round(t + (0.1 if young else (age_years - 40) / 25 + rng.randrange(-2, 3) / 10), 1)
    wrist = category == "low bone mass" and rng.random() < FRAGILE_LOW_FRACTION
    fragile = wrist or category == "severe osteoporosis"
    past = "menopause at 51" if not young else "regular periods"
    who = f"A woman of {age_years} ({past})" if female else f"A man of {age_years}"
    told = FRAGILITY[0] if wrist else rng.choice(FRAGILITY if fragile else OTHERS)
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
