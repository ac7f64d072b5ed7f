"""A forest plot in which one trial's whole interval lies beyond what matters."""

import random
from typing import Any

from vertebra import tables
from vertebra.views import question_pictures as pictures

NORMAL_95 = 1.96
NAMES = ("Trial A", "Trial B", "Trial C", "Trial D", "Trial E")


def generate(rng: random.Random) -> dict[str, Any]:
    """Five trials by precision and effect: one clearly beyond, one whose interval reaches below, three others."""
    matters = tables.value("minimal_important_difference_points")
    error = rng.choice([0.25, 0.3, 0.35])
    wide = rng.choice([0.8, 0.9, 1.0])
    estimates = [
        ("beyond", matters + NORMAL_95 * error + rng.randrange(2, 6) / 10, error),
        ("reaches", matters + rng.randrange(4, 10) / 10, wide),
        ("small", rng.randrange(3, 9) / 10, rng.choice([0.3, 0.4])),
        ("none", rng.randrange(-4, 4) / 10, rng.choice([0.4, 0.5, 0.6])),
        ("wide", rng.randrange(6, 13) / 10, wide),
    ]
    rng.shuffle(estimates)
    rows = [
        (name, round(value, 1), round(value - NORMAL_95 * se, 1), round(value + NORMAL_95 * se, 1))
        for name, (_kind, value, se) in zip(NAMES, estimates, strict=True)
    ]
    return {
        "rows": rows,
        "matters": f"{matters:g}",
        "words": "; ".join(f"{name}: {value} ({low} to {high})" for name, value, low, high in rows),
        "_kinds": [kind for kind, _value, _se in estimates],
    }


def picture(values: dict[str, Any]) -> Any:
    """The plot, with the line of what matters, and without printed numbers."""
    return pictures.forest_picture(
        values["rows"], "Points of 10 less pain with cement", matters_at=float(values["matters"]), printed=False
    )
