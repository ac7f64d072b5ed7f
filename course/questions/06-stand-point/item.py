"""A room with scatter, in which a place for the head is to be marked."""

import random
from typing import Any

from vertebra import tables
from vertebra.models.imaging.scatter import scatter_map
from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """The side on which the tube stands, and how tall who injects is."""
    tube = rng.choice([-90, 90])
    return {
        "_angle_deg": tube,
        "tube_side": "right" if tube > 0 else "left",
        "eye_cm": round(tables.value("eye_height_cm")) + rng.randrange(-10, 9),
    }


def picture(values: dict[str, Any]) -> Any:
    """The map of scatter."""
    return pictures.dose_room_picture(scatter_map(values["_angle_deg"]))
