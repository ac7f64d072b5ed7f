"""The key: people with oedema, in both groups."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """People with oedema, in both groups."""
    return _seen(values, values["collapsed_percent"], values["other_percent"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The curves swapped, nobody left, and one curve for all, where they can be told from the key."""
    both = values["collapsed_percent"]
    wrong = {
        "swapped": _seen(values, values["other_percent"], values["collapsed_percent"]),
        "rule": 0.0,
        "collapsed": _seen(values, both, both),
    }
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > 9}


def _seen(values: dict[str, Any], collapsed_percent: float, other_percent: float) -> float:
    return (values["collapsed_people"] * collapsed_percent + values["other_people"] * other_percent) / 100
