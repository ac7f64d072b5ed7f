"""A weight, and what has been given already."""

import random
from typing import Any

from vertebra.models.preparation.anaesthesia import max_lidocaine_mg, volume_ml


def generate(rng: random.Random) -> dict[str, Any]:
    """Weight, and less than the limit given."""
    weight_kg = rng.randrange(44, 66)
    most = volume_ml(max_lidocaine_mg(weight_kg, adrenaline=False), 1)
    return {"weight_kg": weight_kg, "given_ml": round(most * rng.choice([0.4, 0.45, 0.5, 0.55, 0.6]))}
