"""An injection, step by step: what is asked of the syringe, what comes, where the cement goes, and what it costs in pressure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.errors import InputError, check_range
from vertebra.models.cement import delivery, kernels, leaks, rheology
from vertebra.models.cement.delivery import Cannula, Device
from vertebra.models.cement.outlets import COMPARTMENTS, Point, track
from vertebra.models.cement.pores import Ground, ground
from vertebra.models.cement.rheology import Cement
from vertebra.models.cement.state import FlowError, Pressures, Progress, Snapshot
from vertebra.models.cement.tip import cells_at, extra_pa_s_per_mm3
from vertebra.patient import Vertebra
from vertebra.texts import _
from vertebra.units import MM3_PER_ML, PA_PER_MPA

STEP_S = 0.25
"""Longest time between two solutions of the pressure."""
CROWDED = 0.5
"""Share of a cell's own volume that may leave it in one step of transport."""
TOLERANCE, MOST_TURNS = 1e-6, 4000
LONGEST_S = 3600.0
FASTEST_ML_PER_S = 2.0
NEVER_CHANGES = ("vertebra", "_base", "_room", "_law")


class Injection:
    """Cement flowing into one vertebral body. The same calls give the same digits.

    `cement` is a name of `rheology.cements()` or a `Cement`; `tips_mm` are the openings of the needles, used one at a time;
    `direction` is the way they went in (without it the track has a usual length); `cracks` see `pores.ground`; `gauge` 10, 11
    or 13; `mixed_minutes_ago` (0 to 60) how long the cement has aged at `room_c`. Sources: Baroud2004, Nicholas2007, Krebs2005.
    """

    def __init__(
        self,
        vertebra: Vertebra,
        cement: Cement | str = "low",
        tips_mm: Sequence[Point] = ((0.0, 0.0, 0.0),),
        direction: Point | None = None,
        cracks: NDArray[np.floating] | None = None,
        *,
        gauge: int = 13,
        device: Device = "small syringe",
        mixed_minutes_ago: float = 4.0,
        room_c: float | None = None,
        sealed: bool = False,
        ready: Ground | None = None,
    ) -> None:
        if len(tips_mm) == 0:
            raise InputError(_("There is no needle; give at least one tip as (x, y, z) in mm."))
        self.vertebra = vertebra
        self.cement = rheology.cement_named(cement) if isinstance(cement, str) else cement
        self.cannula: Cannula = delivery.cannula(gauge)
        self.device, self.limit_mpa = device, delivery.limit_mpa(device)
        self.direction = direction
        self._base = ready or ground(vertebra, sealed, cracks)
        self._sealed = sealed
        self._room_ageing = rheology.ageing(tables.value("room_temperature_c") if room_c is None else room_c)
        self._body_ageing = rheology.ageing(tables.value("body_temperature_c"))
        self._law = rheology.law(self.cement)
        self._begin()
        self.load(mixed_minutes_ago)
        self.tips_mm = tuple((float(x), float(y), float(z)) for x, y, z in tips_mm)
        self._place_needles(0)

    def _begin(self) -> None:
        count = len(self._base.places)
        self.time_s = self.asked_ml = self.injected_ml = 0.0
        self._filled, self._aged, self._speed, self._unit = (np.zeros(count) for _unused in range(4))
        self._leaked = np.zeros(len(COMPARTMENTS))
        self._at_outlet: dict[tuple[int, int], float] = {}
        self.pressures = Pressures(0.0, 0.0)
        self._room = self._base.porosity * float(np.prod(self.vertebra.spacing_mm))

    # What is moved.

    def load(self, mixed_minutes_ago: float = 0.0) -> None:
        """Put a syringe of the same cement, mixed so many minutes ago (0 to 60), in place of the present one."""
        check_range(_("The time since mixing"), mixed_minutes_ago, 0, 60, "minutes")
        self.syringe_age_s = 60 * mixed_minutes_ago * self._room_ageing

    def redirect(self, tip_mm: Point, tip: int | None = None) -> None:
        """Move one needle's opening (by default the one in use) elsewhere in the body; its old track closes."""
        which = self.tip if tip is None else self._known(tip)
        before = self.tips_mm
        self.tips_mm = (*before[:which], (float(tip_mm[0]), float(tip_mm[1]), float(tip_mm[2])), *before[which + 1 :])
        try:
            self._place_needles(which)
        except InputError:
            self.tips_mm = before
            raise

    def _known(self, tip: int) -> int:
        if not 0 <= tip < len(self.tips_mm):
            raise InputError(
                _("There is no needle {tip}; they are numbered from 0 to {n_tips_mm}.").format(
                    tip=repr(tip), n_tips_mm=len(self.tips_mm) - 1
                )
            )
        return tip

    def _place_needles(self, used: int) -> None:
        fed = [cells_at(self._base, one, self.cannula.bore_radius_mm) for one in self.tips_mm]
        self.ground = self._base
        for one, cells in zip(self.tips_mm, () if self._sealed else fed, strict=False):
            way = track(self.vertebra, one, cells, self.cannula.outer_radius_mm, self.direction)
            self.ground = self.ground.opened(way)
        self.tip, self._tips = used, fed[used]
        self._unit = np.zeros(len(self._base.places))
        self._drain, self._drawn = (np.zeros(len(self.ground.ways.cells)) for _unused in range(2))

    def advance(self, seconds: float, flow_ml_per_s: float = 0.0, tip: int | None = None) -> Progress:
        """Inject for a time (up to an hour) at a flow (0 to 2 mL/s), or wait with a flow of 0; cement ages meanwhile.

        `tip` is the number of the needle, by default the one used last.

        If the device can't give the pressure, less comes than was asked; nothing breaks, and `Progress.limited` says so.
        Raises FlowError, and keeps the state before the call, where no pressure is found.
        """
        check_range(_("The time"), seconds, 0, LONGEST_S, "s")
        check_range(_("The flow"), flow_ml_per_s, 0, FASTEST_ML_PER_S, "mL/s")
        if tip is not None and self._known(tip) != self.tip:
            self._place_needles(tip)
        before, start = self.snapshot(), self.injected_ml
        turns = max(1, int(np.ceil(seconds / STEP_S - 1e-9)))
        limited = False
        try:
            for _unused in range(turns if seconds > 0 else 0):
                limited |= self._step(seconds / turns, flow_ml_per_s)
        except FlowError:
            self.restore(before)
            raise
        self.asked_ml += seconds * flow_ml_per_s
        came = self.injected_ml - start
        return Progress(seconds * flow_ml_per_s, came, came / seconds if seconds else 0.0, self.pressures, limited)

    def snapshot(self) -> Snapshot:
        """The present state."""
        values = {name: value for name, value in vars(self).items() if name not in NEVER_CHANGES}
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
        return float(rheology.viscosity_at_age_pa_s(self.cement, self.syringe_age_s))

    @property
    def syringe_set(self) -> bool:
        """Whether the cement in the syringe is hard."""
        return self.syringe_age_s >= self.cement.setting_s

    def leaks(self) -> list[leaks.Leak]:
        """What lies outside the bone, as a few spindles good enough to draw; largest first."""
        return leaks.shapes(self.vertebra, self.ground.centres_mm, self._at_outlet, self.direction)

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
        soil = self.ground
        count = len(soil.places)
        thick, diagonal, self._across = np.empty(count), np.empty(count), np.empty((count, 6))
        age = self._aged / np.where(self._filled > 0, self._filled, 1)
        kernels.thickness(self._filled, age, self._speed, soil.permeability_mm2, soil.porosity, self._law, thick)
        kernels.conduct(soil.near, soil.permeability_mm2, thick, _over(soil.spacing_mm), self._across, diagonal)
        self._drain = self._ways_out(thick, age)
        np.add.at(diagonal, soil.ways.cells, self._drain)
        source = np.zeros(count)
        source[self._tips] = 1 / len(self._tips)
        turns = kernels.solve(soil.near, self._across, diagonal, source, self._unit, TOLERANCE, MOST_TURNS)
        if turns < 0 or not np.isfinite(self._unit).all():
            raise FlowError(
                _("No pressure was found for this injection; start again from the state before, more slowly.")
            )
        resistance = float(
            self._unit[self._tips].mean() + extra_pa_s_per_mm3(soil, self._tips, thick, self.cannula.bore_radius_mm)
        )
        back = tables.value("venous_pressure_kpa") / 1000

        def cannula_mpa(flow: float) -> float:
            return delivery.cannula_pressure_mpa(self.cement, self.syringe_age_s, flow, self.cannula)

        def whole(flow: float) -> float:
            return cannula_mpa(flow) + back + resistance * flow * MM3_PER_ML / PA_PER_MPA

        flow = delivery.achieved_ml_per_s(whole, wanted_ml_per_s, self.limit_mpa)
        self.pressures = Pressures(cannula_mpa(flow), back + resistance * flow * MM3_PER_ML / PA_PER_MPA)
        return flow, flow < wanted_ml_per_s

    def _ways_out(self, thick: NDArray[np.float64], age_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Conductance of each way out (mm3/(s Pa)): what is in it is sheared as it flowed through it a step ago."""
        soil, ways = self.ground, self.ground.ways
        before = thick[ways.cells]
        own = before.copy()
        slits = np.flatnonzero((ways.shear_per_mm3 > 0) & (self._filled[ways.cells] > 0))
        cells = ways.cells[slits]
        rate = ways.shear_per_mm3[slits] * np.maximum(self._drawn[slits], 0)
        cement = rheology.viscosity_at_age_pa_s(self.cement, age_s[cells], rate)
        marrow = tables.value("marrow_viscosity_pa_s")
        own[slits] = marrow + np.minimum(self._filled[cells], 1) * (cement - marrow)
        permeability = np.exp(np.log(soil.permeability_mm2[ways.cells]).mean(axis=1))
        return 1 / (own / ways.conductance_mm3 + ways.approach_per_mm * before / permeability)

    def _move(self, flow_ml_per_s: float, seconds: float) -> None:
        soil = self.ground
        pressure = self._unit * (flow_ml_per_s * MM3_PER_ML)
        drawn = self._drawn = self._drain * pressure[soil.ways.cells]
        source = np.zeros(len(soil.places))
        source[self._tips] = flow_ml_per_s * MM3_PER_ML / len(self._tips)
        kernels.speeds(soil.near, self._across, pressure, _areas(soil.spacing_mm), self._speed)
        least = kernels.quickest(soil.near, self._across, pressure, self._room, soil.ways.cells, drawn)
        turns = max(1, int(np.ceil(seconds / (CROWDED * least))))
        for _unused in range(turns):
            step = seconds / turns
            self._note_outlets(drawn, step)
            kernels.transport(
                soil.near, self._across, pressure, self._room, source, self.syringe_age_s, soil.ways.cells, drawn,
                soil.ways.behind, step, self._filled, self._aged, self._leaked,
            )  # fmt: skip

    def _note_outlets(self, drawn: NDArray[np.float64], step: float) -> None:
        """Remember where cement leaves, for drawing it."""
        soil = self.ground
        cells, behind = soil.ways.cells, soil.ways.behind
        filled = self._filled[cells]
        passed = np.where(filled < 1, filled**3, filled) * np.maximum(drawn, 0) * step
        for m in np.flatnonzero(passed > 1e-6):
            key = (int(cells[m]), int(behind[m]))
            self._at_outlet[key] = self._at_outlet.get(key, 0.0) + float(passed[m])


def _areas(spacing_mm: tuple[float, float, float]) -> NDArray[np.float64]:
    dx, dy, dz = spacing_mm
    return np.array([dy * dz, dx * dz, dx * dy])


def _over(spacing_mm: tuple[float, float, float]) -> NDArray[np.float64]:
    """Area over distance of each face (mm)."""
    return np.repeat(_areas(spacing_mm) / np.asarray(spacing_mm), 2)
