"""A patient with a new fracture whose course decides between care, an open choice and referral."""

import random
from typing import Any

COURSES = {
    "care": (
        "Two weeks old; pain was 7 at first and is 4 now with paracetamol; walking gets longer by the day.",
        "Ten days old; pain is 3 in bed and 5 on standing, was 8, and needs no opioid any more.",
    ),
    "offer": (
        "Four weeks old; pain is 8 with an opioid at the highest dose that is borne; up for minutes only.",
        "Three weeks old; pain is 9 on every turn in bed, opioids confuse; no other disease is found.",
    ),
    "refer": (
        "Three weeks old; pain is 7, and since yesterday the right foot drags and stairs need both hands.",
        "Two weeks old; pain is 6, both legs are weak since this morning, and no water has been passed.",
    ),
}


def generate(rng: random.Random) -> dict[str, Any]:
    """A person, a level and a course."""
    which = rng.choice(list(COURSES))
    return {
        "_which": which,
        "person": f"A {rng.choice(['woman', 'man'])} of {rng.randrange(68, 88)}",
        "level": rng.choice(["T12", "L1", "L2"]),
        "course": rng.choice(COURSES[which]),
    }
