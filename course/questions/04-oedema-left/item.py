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
        "held_people": 10 * rng.randrange(2, 7),
        "collapsed_percent": round(100 * oedema.visible_share(weeks, True)),
        "held_percent": round(100 * oedema.visible_share(weeks, False)),
    }


def key(values: dict[str, Any]) -> float:
    """People with oedema, in both groups."""
    return _seen(values, values["collapsed_percent"], values["held_percent"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The curves swapped, nobody left, and one curve for all, where they can be told from the key."""
    both = values["collapsed_percent"]
    wrong = {
        "swapped": _seen(values, values["held_percent"], values["collapsed_percent"]),
        "rule": 0.0,
        "collapsed": _seen(values, both, both),
    }
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > 9}


def _seen(values: dict[str, Any], collapsed_percent: float, held_percent: float) -> float:
    return (values["collapsed_people"] * collapsed_percent + values["held_people"] * held_percent) / 100
