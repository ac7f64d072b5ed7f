"""How many of a clinic's people still show oedema, by the course that was fitted to one study."""

import random
from typing import Any

from vertebra.models.imaging import oedema


def generate(rng: random.Random) -> dict[str, Any]:
    """Two groups and a date at which the curves are well apart."""
    weeks = rng.choice([20, 26, 32, 39, 46, 52, 58, 65])
    return {
        "weeks": weeks,
        "collapsed_people": 10 * rng.randrange(2, 7),
        "other_people": 10 * rng.randrange(2, 7),
        "collapsed_percent": round(100 * oedema.visible_fraction(weeks, True)),
        "other_percent": round(100 * oedema.visible_fraction(weeks, False)),
    }
