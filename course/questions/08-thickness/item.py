"""Viscosity by exponential growth, drawn from the course's own cements."""

import random
from typing import Any

from vertebra.models.cement import cement_by_name, viscosity_at_age_pa_s
from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """Two measurements and a later time."""
    cement = cement_by_name("low")
    first = rng.choice([2.0, 2.5, 3.0])
    second = first + rng.choice([1.0, 1.5, 2.0])
    asked = second + rng.choice([1.0, 1.5, 2.0, 2.5])
    factor = rng.randrange(80, 130) / 100
    values = [float(f"{factor * float(viscosity_at_age_pa_s(cement, 60 * at)):.3g}") for at in (first, second)]
    return {
        "first_min": first,
        "second_min": second,
        "asked_min": asked,
        "first_pa_s": values[0],
        "second_pa_s": values[1],
    }


def picture(values: dict[str, Any]) -> Any:
    """What was measured, as a curve between the two rows."""
    line = ("", [values["first_min"], values["second_min"]], [values["first_pa_s"], values["second_pa_s"]])
    figure = pictures.curve_picture([line], "Minutes since mixing", "Viscosity, Pa s", points=True)
    rows = zip(*line[1:], strict=True)
    return pictures.with_lines(figure, [f"{minutes:g} min: {viscosity:g} Pa s" for minutes, viscosity in rows])
