"""Cement in a body at one moment, as a value: the volume given, its place, and the state of the syringe."""

import hashlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vertebra.arguments import checked_fields
from vertebra.models.cement import delivery, leaks, rheology
from vertebra.models.cement.delivery import Cannula, Device
from vertebra.models.cement.leak_paths import COMPARTMENTS, Floats, Point
from vertebra.models.cement.porous_medium import PorousMedium
from vertebra.models.cement.results import AT_REST, Pressures
from vertebra.models.cement.rheology import Cement
from vertebra.patient import Vertebra
from vertebra.units import MM3_PER_ML

ARRAYS = (
    "source_cells",
    "filled",
    "aged",
    "speed_mm_s",
    "unit_pressure",
    "outlet_flow_mm3_s",
    "leaked_mm3",
    "escaped_at",
    "escaped_mm3",
)


@checked_fields
@dataclass(frozen=True)
class Injector:
    """The cement and how it is given.

    Parameters
    ----------
    cement : Cement
    cannula : Cannula
    device : str
        A key of `delivery.LIMITS`.
    temperature_c : float
        Of the room in which the syringe's cement ages, 0 to 60 °C.

    Raises
    ------
    InputError
        For an unknown device, or a temperature out of range.
    """

    cement: Cement
    cannula: Cannula
    device: Device = "small syringe"
    temperature_c: float = 21.0

    def __post_init__(self) -> None:
        delivery.limit_mpa(self.device)
        rheology.ageing_factor(self.temperature_c)

    @property
    def limit_mpa(self) -> float:
        """Highest pressure (MPa) that the device gives."""
        return delivery.limit_mpa(self.device)

    @property
    def ageing(self) -> float:
        """Seconds at 25 °C by which the syringe's cement ages in one second."""
        return rheology.ageing_factor(self.temperature_c)


@dataclass(frozen=True, eq=False)
class CementField:
    """Cement in one vertebral body. All arrays are read-only; `cement.inject` and its like return another field.

    Parameters
    ----------
    vertebra : Vertebra
        The body that the cement flows in, as it was before the cement.
    medium : PorousMedium
        Its n pore cells with m ways out, also those along the needles.
    injector : Injector
    tips_mm, directions : tuple
        The opening of each needle, and the way it went in (None for a track of the usual length).
    impermeable_walls : bool
        Whether only the small vessels let fluid out.
    needle : int
        Number of the needle that is in use, from 0.
    syringe_age_s : float
        Age of the syringe's cement, in seconds at 25 °C.
    source_cells : array of int
        Cells that the opening of the needle in use feeds.
    filled, aged : array (n,)
        Share of each cell's pores with cement, and that share times its age (s at 25 °C).
    speed_mm_s : array (n,)
        Darcy speed.
    unit_pressure : array (n,)
        Pressure (Pa) for a flow of 1 mm3/s.
    outlet_flow_mm3_s : array (m,)
        Flow through each way out in the last step.
    leaked_mm3 : array (7,)
        Cement outside the bone, in the order of `COMPARTMENTS`.
    escaped_at, escaped_mm3 : array (k, 2) and (k,)
        Cell and compartment of cement that has left the bone, and its volume; for drawing.
    time_s, injected_ml : float
        Time and cement given so far.
    flow_ml_per_s, pressures, pressure_limited
        Flow and pressures of the last step, and whether the flow fell short of the one asked for.
    """

    vertebra: Vertebra
    medium: PorousMedium
    injector: Injector
    tips_mm: tuple[Point, ...]
    directions: tuple[Point | None, ...]
    impermeable_walls: bool
    needle: int
    syringe_age_s: float
    source_cells: NDArray[np.intp] = field(repr=False)
    filled: Floats = field(repr=False)
    aged: Floats = field(repr=False)
    speed_mm_s: Floats = field(repr=False)
    unit_pressure: Floats = field(repr=False)
    outlet_flow_mm3_s: Floats = field(repr=False)
    leaked_mm3: Floats = field(repr=False)
    escaped_at: NDArray[np.int32] = field(repr=False)
    escaped_mm3: Floats = field(repr=False)
    time_s: float = 0.0
    injected_ml: float = 0.0
    flow_ml_per_s: float = 0.0
    pressures: Pressures = AT_REST
    pressure_limited: bool = False

    def __post_init__(self) -> None:
        for name in ARRAYS:
            getattr(self, name).setflags(write=False)

    @property
    def saturation(self) -> NDArray[np.float32]:
        """Share of each voxel's pores that holds cement, shape (nx, ny, nz)."""
        return self.medium.on_grid(self.filled)

    @property
    def cement_fraction(self) -> NDArray[np.float32]:
        """Share of each voxel that is cement, shape (nx, ny, nz)."""
        return self.medium.on_grid(np.minimum(self.filled, 1) * self.medium.porosity)

    @property
    def stored_ml(self) -> float:
        """Cement in the bone (mL)."""
        return float(self.filled @ self.medium.pore_mm3) / MM3_PER_ML

    @property
    def leaked_ml(self) -> dict[str, float]:
        """Cement outside the bone (mL), by the names in `COMPARTMENTS`."""
        return {name: float(value) / MM3_PER_ML for name, value in zip(COMPARTMENTS, self.leaked_mm3, strict=True)}

    @property
    def total_leaked_ml(self) -> float:
        """All cement outside the bone (mL)."""
        return float(self.leaked_mm3.sum()) / MM3_PER_ML

    @property
    def fill_fraction(self) -> float:
        """Cement in the bone over the volume of all pores of the body."""
        return self.stored_ml / self.medium.pore_ml

    @property
    def viscosity_pa_s(self) -> float:
        """Viscosity of the cement in the syringe, at a shear rate of 1 per second."""
        return float(rheology.viscosity_at_age_pa_s(self.injector.cement, self.syringe_age_s))

    @property
    def syringe_set(self) -> bool:
        """Whether the cement in the syringe has set."""
        return self.syringe_age_s >= self.injector.cement.setting_s

    @property
    def digest(self) -> str:
        """Checksum of all that can differ between two fields of one body; equal in every process."""
        found = hashlib.blake2b(digest_size=16)
        numbers = (
            self.injector,
            self.tips_mm,
            self.directions,
            self.impermeable_walls,
            self.needle,
            self.syringe_age_s,
            self.time_s,
            self.injected_ml,
            self.flow_ml_per_s,
            self.pressures,
            self.pressure_limited,
        )
        found.update(repr(numbers).encode())
        for name in ARRAYS:
            found.update(getattr(self, name).tobytes())
        return found.hexdigest()

    def _cache_members_(self) -> tuple[object, ...]:
        """What is large in it."""
        return (self.vertebra, self.medium, *(getattr(self, name) for name in ARRAYS))

    def leaks(self) -> list[leaks.LeakEllipsoid]:
        """Return the cement outside the bone as a few ellipsoids good enough to draw, the largest first."""
        by_outlet = {
            (int(cell), int(behind)): float(volume)
            for (cell, behind), volume in zip(self.escaped_at, self.escaped_mm3, strict=True)
        }
        return leaks.leak_ellipsoids(self.vertebra, self.medium.centres_mm, by_outlet, self.directions[self.needle])
