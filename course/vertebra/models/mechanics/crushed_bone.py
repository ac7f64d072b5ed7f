"""Bone that was crushed bears less: a collapsed body is denser than before, but its struts are broken."""

from dataclasses import replace

import numpy as np

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.errors import check_range
from vertebra.patient import Vertebra
from vertebra.texts import _


@checked
def as_loaded(vertebra: Vertebra) -> Vertebra:
    """Return the vertebra as it bears load: with its struts broken if it has collapsed, else the same one."""
    return vertebra if vertebra.history is None else with_fracture_damage(vertebra, vertebra.history.failure_height_mm)


@checked
@cache.BONES.memoize
def with_fracture_damage(vertebra: Vertebra, failure_height_mm: float) -> Vertebra:
    """Weaken struts and walls in a band around the height of a fracture.

    Parameters
    ----------
    vertebra : Vertebra
    failure_height_mm : float
        Height (z) of the middle of the crushed band, -200 to 200 mm.

    Returns
    -------
    Vertebra
        With less density and shell there, and without its history, so that it is not weakened twice.

    Raises
    ------
    InputError
        For a value outside its range.

    Source
    ------
    `assets/tables/augmentation.toml`.
    """
    check_range(_("The height of the fracture"), failure_height_mm, -200, 200, "mm")
    _unused, _unused, z = vertebra.axes_mm()
    away = (z - failure_height_mm) / tables.value("crushed_band_mm")
    lost = (1 - tables.value("crushed_modulus_fraction")) * np.exp(-0.5 * away**2)
    kept = (1 - lost)[None, None, :].astype(np.float32)
    softer = kept ** np.float32(1 / tables.value("kopperdahl_power_modulus_exponent"))
    return replace(
        vertebra,
        density_mg_cm3=vertebra.density_mg_cm3 * softer,
        shell_fraction=vertebra.shell_fraction * kept,
        history=None,
    )
