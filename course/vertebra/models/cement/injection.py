"""An injection, step by step: what is asked of the syringe, what comes, where the cement goes, and what it costs in pressure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.errors import CourseError, InputError, check_range
from vertebra.models.cement import delivery, kernels, rheology
from vertebra.models.cement.delivery import Cannula, Device
from vertebra.models.cement.ground import COMPARTMENTS, Ground, ground, with_track
from vertebra.models.cement.rheology import Cement
from vertebra.patient import Vertebra

Point = tuple[float, float, float]

STEP_S = 0.25
"""Longest time between two solutions of the pressure."""
CROWDED = 0.5
"""Share of a cell's own volume that may leave it in one step of transport."""
TOLERANCE, MOST_TURNS = 1e-6, 4000
LONGEST_S = 3600.0
FASTEST_ML_PER_S = 2.0
MM3_PER_ML = 1000.0
LATTICE = np.array([0.252731, 0.086064, 0.055149, 0.043545])
"""Green's function of the seven-point scheme on a cubic grid at squared distances of 0, 1, 2, 3 voxels; further off it is
that of space, 1 / (4 pi r), to two per cent. (The first is Watson's integral over six.)"""


class FlowError(CourseError):
    """The pressure could not be found; nothing of the step is kept."""


@dataclass(frozen=True)
class Pressures:
    """Where the pressure goes (MPa): along the cannula, through the bone, and both together at the syringe."""

    cannula_mpa: float
    bone_mpa: float

    @property
    def syringe_mpa(self) -> float:
        """What the thumb or the screw has to give."""
        return self.cannula_mpa + self.bone_mpa

    @property
    def cannula_share(self) -> float:
        """Share of the pressure that the cannula takes; 0 while nothing flows."""
        return self.cannula_mpa / self.syringe_mpa if self.syringe_mpa > 0 else 0.0


@dataclass(frozen=True)
class Progress:
    """What one call of `Injection.advance` did. `limited` where the device could not give the pressure that was asked."""

    asked_ml: float
    injected_ml: float
    flow_ml_per_s: float
    pressures: Pressures
    limited: bool


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A state of an injection, for going back."""

    values: dict[str, Any] = field(repr=False)


class Injection:
    """Cement flowing into one vertebral body. The same calls give the same digits.

    `tip_mm` is where the needle's opening lies; `mixed_minutes_ago` (0 to 60) how long the cement has aged at `room_c`;
    `cement` a name of `rheology.cements()` or a `Cement`; `gauge` 10, 11 or 13; `cement_share` (nx, ny, nz) is what an earlier
    injection left, hard by now. Sources: Baroud2004, Nicholas2007, Krebs2005.
    """

    def __init__(
        self,
        vertebra: Vertebra,
        tip_mm: Point,
        cement: Cement | str = "low",
        *,
        gauge: int = 11,
        device: Device = "small syringe",
        mixed_minutes_ago: float = 4.0,
        room_c: float | None = None,
        sealed: bool = False,
        ready: Ground | None = None,
    ) -> None:
        check_range("The time since mixing", mixed_minutes_ago, 0, 60, "minutes")
        self.vertebra = vertebra
        self.cement = rheology.cement_named(cement) if isinstance(cement, str) else cement
        self.cannula: Cannula = delivery.cannula(gauge)
        self.limit_mpa = delivery.limit_mpa(device)
        self.device = device
        self._base = ready or ground(vertebra, sealed)
        self._sealed = sealed
        self._room_ageing = rheology.ageing(tables.value("room_temperature_c") if room_c is None else room_c)
        self._body_ageing = rheology.ageing(tables.value("body_temperature_c"))
        count = len(self._base.places)
        self.time_s = 0.0
        self.asked_ml = self.injected_ml = 0.0
        self.syringe_age_s = 60 * mixed_minutes_ago * self._room_ageing
        self._filled, self._aged, self._speed, self._unit = (np.zeros(count) for _ in range(4))
        self._leaked = np.zeros(len(COMPARTMENTS))
        self._at_outlet: dict[tuple[int, int], float] = {}
        self.pressures = Pressures(0.0, 0.0)
        self._room = self._base.porosity * np.prod(vertebra.spacing_mm)
        self.redirect(tip_mm)

    # What is moved.

    def redirect(self, tip_mm: Point, gauge: int | None = None) -> None:
        """Put the needle's opening elsewhere in the body; the way back along the old track closes. Same cement."""
        if gauge is not None:
            self.cannula = delivery.cannula(gauge)
        tips = _tip_cells(self._base, tip_mm, self.cannula.bore_radius_mm)
        self.tip_mm: Point = (float(tip_mm[0]), float(tip_mm[1]), float(tip_mm[2]))
        outer = self.cannula.bore_radius_mm * 1.27
        self.ground = self._base if self._sealed else with_track(self._base, tips, outer)
        self._tips = tips
        self._unit[:] = 0
        self._drain = np.zeros(len(self.ground.outlets))

    def advance(self, seconds: float, flow_ml_per_s: float = 0.0) -> Progress:
        """Inject for a time (up to an hour) at a flow (0 to 2 mL/s), or wait with a flow of 0; cement ages meanwhile.

        If the device can't give the pressure, less comes than was asked; nothing breaks, and `Progress.limited` says so.
        Raises FlowError, and keeps the state before the call, where no pressure is found.
        """
        check_range("The time", seconds, 0, LONGEST_S, "s")
        check_range("The flow", flow_ml_per_s, 0, FASTEST_ML_PER_S, "mL/s")
        before, start = self.snapshot(), self.injected_ml
        turns = max(1, int(np.ceil(seconds / STEP_S - 1e-9)))
        limited = False
        try:
            for _ in range(turns if seconds > 0 else 0):
                limited |= self._step(seconds / turns, flow_ml_per_s)
        except FlowError:
            self.restore(before)
            raise
        self.asked_ml += seconds * flow_ml_per_s
        came = self.injected_ml - start
        return Progress(seconds * flow_ml_per_s, came, came / seconds if seconds else 0.0, self.pressures, limited)

    def snapshot(self) -> Snapshot:
        """The present state."""
        values = {name: value for name, value in vars(self).items() if name not in ("vertebra", "_base", "_room")}
        return Snapshot({name: value.copy() if hasattr(value, "copy") else value for name, value in values.items()})

    def restore(self, earlier: Snapshot) -> None:
        """Go back to a state of this injection."""
        for name, value in earlier.values.items():
            setattr(self, name, value.copy() if hasattr(value, "copy") else value)

    # What is seen.

    @property
    def saturation(self) -> NDArray[np.float32]:
        """Share of each voxel's pores that holds cement, shape (nx, ny, nz)."""
        return self.ground.field(self._filled)

    @property
    def cement_share(self) -> NDArray[np.float32]:
        """Share of each voxel that is cement, shape (nx, ny, nz)."""
        return self.ground.field(np.minimum(self._filled, 1) * self.ground.porosity)

    @property
    def stored_ml(self) -> float:
        """Cement in the bone."""
        return float(self._filled @ self._room) / MM3_PER_ML

    @property
    def leaked_ml(self) -> dict[str, float]:
        """Cement outside the bone, by compartment."""
        return {name: float(value) / MM3_PER_ML for name, value in zip(COMPARTMENTS, self._leaked, strict=True)}

    @property
    def total_leaked_ml(self) -> float:
        """All cement outside the bone."""
        return float(self._leaked.sum()) / MM3_PER_ML

    @property
    def fill_fraction(self) -> float:
        """Cement in the bone over all pores of the body."""
        return self.stored_ml / self.ground.pore_ml

    @property
    def viscosity_pa_s(self) -> float:
        """Of the cement in the syringe, at a shear rate of 1 per second."""
        return float(rheology.viscosity_pa_s(self.cement, self.syringe_age_s))

    @property
    def syringe_set(self) -> bool:
        """Whether the cement in the syringe is hard."""
        return self.syringe_age_s >= self.cement.setting_s

    def leaks(self) -> list[tuple[str, Point, float]]:
        """What went out where: compartment, place of the outlet (mm), mL; largest first."""
        found = [
            (COMPARTMENTS[behind], _point(self.ground.centres_mm[cell]), volume / MM3_PER_ML)
            for (cell, behind), volume in self._at_outlet.items() if volume > 0
        ]  # fmt: skip
        return sorted(found, key=lambda one: (-one[2], one[0], one[1]))

    # One step.

    def _step(self, seconds: float, wanted_ml_per_s: float) -> bool:
        flow, limited = 0.0, False
        if wanted_ml_per_s > 0 and not self.syringe_set:
            flow, limited = self._pressurise(wanted_ml_per_s)
            self._move(flow, seconds)
        else:
            self.pressures = Pressures(0.0, 0.0)
            limited = wanted_ml_per_s > 0
        self._aged += np.where(self._filled > 0, self._filled, 0) * seconds * self._body_ageing
        self.syringe_age_s += seconds * self._room_ageing
        self.time_s += seconds
        self.injected_ml += flow * seconds
        return limited

    def _pressurise(self, wanted_ml_per_s: float) -> tuple[float, bool]:
        """Solve for the pressure in the bone, and find the flow that the device can give."""
        here, soil = self.cement, self.ground
        law = np.array([
            tables.value("marrow_viscosity_pa_s"), here.consistency_pa_s, here.growth_s, here.index, here.yield_share,
            here.setting_s, rheology.SLOWEST_PER_S, rheology.FASTEST_PER_S, rheology.SET_PA_S,
        ])  # fmt: skip
        count = len(soil.places)
        thick, diagonal, self._across = np.empty(count), np.empty(count), np.empty((count, 6))
        age = self._aged / np.where(self._filled > 0, self._filled, 1)
        kernels.thickness(self._filled, age, self._speed, soil.permeability_mm2, soil.porosity, law, thick)
        kernels.conduct(soil.near, soil.permeability_mm2, thick, _over(soil.spacing_mm), self._across, diagonal)
        self._drain = soil.outlet_mm3 / thick[soil.outlets]
        np.add.at(diagonal, soil.outlets, self._drain)
        source = np.zeros(count)
        source[self._tips] = 1 / len(self._tips)
        turns = kernels.solve(soil.near, self._across, diagonal, source, self._unit, TOLERANCE, MOST_TURNS)
        if turns < 0 or not np.isfinite(self._unit).all():
            raise FlowError("No pressure was found for this injection; start again from the state before, more slowly.")
        resistance = float(self._unit[self._tips].mean() + self._near_tip(thick))
        back = tables.value("venous_pressure_kpa") / 1000

        def cannula_mpa(flow: float) -> float:
            return delivery.cannula_pressure_mpa(self.cement, self.syringe_age_s, flow, self.cannula)

        def whole(flow: float) -> float:
            return cannula_mpa(flow) + back + resistance * flow * MM3_PER_ML / 1e6

        flow = delivery.achieved_ml_per_s(whole, wanted_ml_per_s, self.limit_mpa)
        self.pressures = Pressures(cannula_mpa(flow), back + resistance * flow * MM3_PER_ML / 1e6)
        return flow, flow < wanted_ml_per_s

    def _near_tip(self, thick: NDArray[np.float64]) -> float:
        """Pa for each mm3/s from the mean of the tip's cells to the bore's own radius: Peaceman's idea, for points in space.

        Without it the pressure would depend on the size of the voxels. In voxels of side h the tip's cells stand
        mu Q / (k h) times the mean of the grid's own Green's function above what is far away; a sphere of the bore's radius r
        stands mu Q / (4 pi k r) above it.
        """
        side = float(np.prod(self.ground.spacing_mm)) ** (1 / 3)
        cells = self.ground.places[self._tips]
        squares = ((cells[:, None, :] - cells[None, :, :]) ** 2).sum(axis=2)
        own = np.where(squares < len(LATTICE), LATTICE[np.minimum(squares, len(LATTICE) - 1)], 0)
        far = squares >= len(LATTICE)
        own[far] = 1 / (4 * np.pi * np.sqrt(squares[far]))
        permeability = float(np.exp(np.log(self.ground.permeability_mm2[self._tips]).mean()))
        ideal = 1 / (4 * np.pi * self.cannula.bore_radius_mm)
        return float(thick[self._tips].mean()) / permeability * (ideal - float(own.mean()) / side)

    def _move(self, flow_ml_per_s: float, seconds: float) -> None:
        soil = self.ground
        pressure = self._unit * (flow_ml_per_s * MM3_PER_ML)
        drawn = self._drain * pressure[soil.outlets]
        source = np.zeros(len(soil.places))
        source[self._tips] = flow_ml_per_s * MM3_PER_ML / len(self._tips)
        kernels.speeds(soil.near, self._across, pressure, _areas(soil.spacing_mm), self._speed)
        least = kernels.quickest(soil.near, self._across, pressure, self._room, soil.outlets, drawn)
        turns = max(1, int(np.ceil(seconds / (CROWDED * least))))
        for _ in range(turns):
            step = seconds / turns
            self._note_outlets(drawn, step)
            kernels.transport(
                soil.near, self._across, pressure, self._room, source, self.syringe_age_s, soil.outlets, drawn,
                soil.outlet_compartment, step, self._filled, self._aged, self._leaked,
            )  # fmt: skip

    def _note_outlets(self, drawn: NDArray[np.float64], step: float) -> None:
        """Remember where cement leaves, for drawing it."""
        soil = self.ground
        filled = self._filled[soil.outlets]
        passed = np.where(filled < 1, filled**3, filled) * np.maximum(drawn, 0) * step
        for m in np.flatnonzero(passed > 1e-6):
            key = (int(soil.outlets[m]), int(soil.outlet_compartment[m]))
            self._at_outlet[key] = self._at_outlet.get(key, 0.0) + float(passed[m])


def _tip_cells(soil: Ground, tip_mm: Sequence[float], radius_mm: float) -> NDArray[np.intp]:
    """The cells that the needle's opening feeds: those within its radius, at least the nearest one."""
    away = np.linalg.norm(soil.centres_mm - np.asarray(tip_mm, float), axis=1)
    nearest = int(np.argmin(away))
    if away[nearest] > 1.01 * float(np.linalg.norm(soil.spacing_mm)):
        place = ", ".join(f"{one:g}" for one in tip_mm)
        raise InputError(f"The needle's tip at ({place}) mm lies outside the bone of the body; move it inside.")
    return np.flatnonzero(away <= max(radius_mm, float(away[nearest]) + 1e-9))


def _point(values: NDArray[np.float64]) -> Point:
    x, y, z = map(float, values)
    return x, y, z


def _areas(spacing_mm: tuple[float, float, float]) -> NDArray[np.float64]:
    dx, dy, dz = spacing_mm
    return np.array([dy * dz, dx * dz, dx * dy])


def _over(spacing_mm: tuple[float, float, float]) -> NDArray[np.float64]:
    """Area over distance of each face (mm)."""
    return np.repeat(_areas(spacing_mm) / np.asarray(spacing_mm), 2)
