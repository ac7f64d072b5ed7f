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
NAMES = {
    "normal": "normal",
    "low bone mass": "low",
    "osteoporosis": "osteoporosis",
    "severe osteoporosis": "severe",
}


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
        "t_text": _signed(t),
        "z_text": _signed(z),
        "history": f"{'She' if female else 'He'} {told}.",
        "why": _why(t, young, fragile, female, z),
        "_t": t,
        "_young": young,
        "_fragile": fragile,
    }


def key(values: dict[str, Any]) -> str:
    """The category, by the criteria."""
    return "none" if values["_young"] else NAMES[bone.who_category(values["_t"], values["_fragile"])]


def _signed(score: float) -> str:
    return f"{score:+.1f}".replace("-", "−")


def _why(t: float, young: bool, fragile: bool, female: bool, z: float) -> str:
    if young:
        group = "before the menopause" if female else "under 50"
        below = "below" if z <= -2.0 else "within"
        return f"In {'women' if female else 'men'} {group} it is Z that counts: {_signed(z)} is {below} the range expected for age, and no scan alone makes it osteoporosis."
    category = bone.who_category(t, fragile)
    return (
        f"T {_signed(t)}"
        + {
            "normal": " is not below −1.0, and that is normal; Z and injuries by great force do not change it.",
            "low bone mass": " lies between −1.0 and −2.5: low bone mass; Z does not change the category.",
            "osteoporosis": " is −2.5 or lower: osteoporosis; with a fragility fracture it would be severe, and there is none.",
            "severe osteoporosis": " is −2.5 or lower, and the fracture came from a small force: severe osteoporosis.",
        }[category]
    )
