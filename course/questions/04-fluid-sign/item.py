"""What a sign is worth, by counting people; the shares are those of one study."""

import random
from typing import Any

from vertebra import tables


def generate(rng: random.Random) -> dict[str, Any]:
    """A hospital with its share of tumours, and whether the sign is there."""
    everybody = 100 * rng.randrange(1, 6)
    return {
        "all_people": everybody,
        "tumour_people": everybody * rng.choice([20, 25, 30, 35, 40, 45, 55, 60]) // 100,
        "seen": rng.random() < 0.5,
    }


def key(values: dict[str, Any]) -> float:
    """How likely what the stem asks for is now, percent."""
    tumour, other = (_with_finding(values, kind) for kind in ("malignant", "benign"))
    return 100 * (other if values["seen"] else tumour) / (tumour + other)


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The sign's own share, and the likelihood before."""
    asked = "benign" if values["seen"] else "malignant"
    wrong = {"sign": 100 * _share(values, asked), "before": 100 * _people(values, asked) / values["all_people"]}
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > 3.5}


def _people(values: dict[str, Any], kind: str) -> float:
    tumour = values["tumour_people"]
    return float(tumour if kind == "malignant" else values["all_people"] - tumour)


def _share(values: dict[str, Any], kind: str) -> float:
    share = tables.value(f"fluid_sign_{kind}_share")
    return share if values["seen"] else 1 - share


def _with_finding(values: dict[str, Any], kind: str) -> float:
    return _people(values, kind) * _share(values, kind)
