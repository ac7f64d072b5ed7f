"""The absolute difference of two shares from a trial's counts."""

import random
from typing import Any

from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """Counts of a trial about as large as VAPOUR, with a difference that is clear but whose interval may include
    zero."""
    n1, n2 = rng.randrange(48, 70), rng.randrange(48, 70)
    return {
        "a": rng.randrange(round(0.36 * n1), round(0.52 * n1)),
        "n1": n1,
        "c": rng.randrange(round(0.15 * n2), round(0.30 * n2)),
        "n2": n2,
    }


def picture(values: dict[str, Any]) -> Any:
    """Both groups as people."""
    return pictures.people_picture(
        [("little pain after cement", values["a"], values["n1"]), ("after the sham", values["c"], values["n2"])]
    )
