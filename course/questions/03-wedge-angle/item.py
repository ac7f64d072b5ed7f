"""The angle between the endplates of a wedge, from its two walls and its depth, measured on a broken body."""

import random
from typing import Any

from vertebra.models import anatomy, fracture
from vertebra.models.experiments import question_scenes as scenes
from vertebra.patient import Patient, Vertebra
from vertebra.views import question_pictures as pictures

VOXEL_MM = 2.5
LEVEL = "T12"


def generate(rng: random.Random) -> dict[str, Any]:
    """A patient whose T12 has become a wedge, and what a ruler reads on it."""
    values = {
        "_age_years": rng.randrange(64, 88),
        "_t_score": rng.randrange(-34, -14) / 10,
        "_seed": rng.randrange(1, 10_000),
        "_loss": rng.randrange(20, 52),
    }
    body = _body(values)
    heights = fracture.morphometry_heights(body)
    front, back = (body.landmarks_mm[f"{name}_upper"][1] for name in ("anterior", "posterior"))
    return values | {
        "depth_mm": round(abs(front - back)),
        "front_mm": round(heights.anterior_mm, 1),
        "back_mm": round(heights.posterior_mm, 1),
    }


def picture(values: dict[str, Any]) -> Any:
    """The lateral radiograph of the wedge."""
    body = _body(values)
    heights = {"anterior": values["front_mm"], "posterior": values["back_mm"]}
    depth = scenes.caliper_in_view(body, "anterior_lower", "posterior_lower", f"{values['depth_mm']:.0f}")
    calipers = [*scenes.height_calipers(body, heights), depth]
    return pictures.screens_picture(scenes.radiographs(_patient(values), body), calipers)


def _patient(values: dict[str, Any]) -> Patient:
    return Patient(values["_age_years"], "female", t_score=values["_t_score"], seed=values["_seed"])


def _body(values: dict[str, Any]) -> Vertebra:
    intact = anatomy.build(_patient(values), LEVEL, VOXEL_MM)
    return fracture.of_vertebra(intact, shape="wedge", loss_percent=values["_loss"]).fractured
