"""Lines of equal thermal dose: how long each temperature is borne, by CEM43 and by Arrhenius' integral."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.models import heat

TEMPERATURES_C = np.linspace(41, 62, 120)
TEMPERATURES_C.flags.writeable = False
DOSES = ("safe_cem43_minutes", "bone_harm_cem43_minutes", "nerve_harm_cem43_minutes")
"""Limits in `assets/tables`, as equivalent minutes at 43 °C."""


@dataclass(frozen=True, eq=False)
class DoseLines:
    """Times that make equal thermal doses, by temperature.

    Parameters
    ----------
    temperatures_c : array (n,)
    seconds_by_dose : mapping
        Seconds (n,) to each of `DOSES`.
    seconds_to_burn : array (n,)
        Seconds to a burn of the skin.
    """

    temperatures_c: NDArray[np.float64]
    seconds_by_dose: Mapping[str, NDArray[np.float64]]
    seconds_to_burn: NDArray[np.float64]

    def seconds_at(self, dose: str, temperature_c: float) -> float:
        """Return the seconds at one temperature until a dose of `DOSES` is reached."""
        return float(np.interp(temperature_c, self.temperatures_c, self.seconds_by_dose[dose]))

    def seconds_to_burn_at(self, temperature_c: float) -> float:
        """Return the seconds at one temperature until skin burns."""
        return float(np.interp(temperature_c, self.temperatures_c, self.seconds_to_burn))


def dose_lines() -> DoseLines:
    """Compute the lines of `DOSES` and of Arrhenius' integral for skin."""
    doses = {name: seconds_for_dose(tables.value(name)) for name in DOSES}
    return DoseLines(TEMPERATURES_C, doses, seconds_to_burn())


@checked
def seconds_for_dose(cem43_minutes: float) -> NDArray[np.float64]:
    """Return the seconds at each of `TEMPERATURES_C` that make this dose (equivalent minutes at 43 °C)."""
    per_second = np.array([heat.cem43_minutes([one], 1.0) for one in TEMPERATURES_C])
    return cem43_minutes / per_second


def seconds_to_burn() -> NDArray[np.float64]:
    """Return the seconds at each of `TEMPERATURES_C` until Arrhenius' integral for skin is one."""
    return 1 / np.array([heat.arrhenius([one], 1.0) for one in TEMPERATURES_C])
