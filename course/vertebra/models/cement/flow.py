"""An injection, step by step: the flow asked for and the flow that comes, the cement's way, and the pressure it takes.

Fields go in and fields come out; the contents of a field never change. See decision 0120.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.models.cement import delivery, kernels, rheology
from vertebra.models.cement.delivery import Cannula, Device
from vertebra.models.cement.field import CementField, Injector
from vertebra.models.cement.leak_paths import COMPARTMENTS, Floats, Point, needle_track
from vertebra.models.cement.needle_source import peaceman_resistance_pa_s_per_mm3, source_cells
from vertebra.models.cement.porous_medium import PorousMedium, porous_medium
from vertebra.models.cement.results import AT_REST, FlowError, Pressures
from vertebra.models.cement.rheology import Cement
from vertebra.patient import Vertebra
from vertebra.texts import _, pgettext
from vertebra.units import MM3_PER_ML, PA_PER_MPA

STEP_S = 0.25
"""Longest time between two solutions of the pressure."""
MAX_FILL_FRACTION = 0.5
"""Share of a cell's own volume that may leave it in one step of transport."""
TOLERANCE, MAX_ITERATIONS = 1e-6, 4000
MAX_SECONDS = 3600.0
MAX_FLOW_ML_PER_S = 2.0
MIN_ESCAPED_MM3 = 1e-6
"""Least volume that leaves the bone in one step and is noted for drawing."""


@checked
def begin(
    vertebra: Vertebra,
    cement: Cement | str = "low",
    tips_mm: Sequence[Point] = ((0.0, 0.0, 0.0),),
    direction: Point | None = None,
    cracks: NDArray[np.floating] | None = None,
    *,
    gauge: int = 13,
    device: Device = "small syringe",
    mixed_minutes_ago: float = 4.0,
    ambient_temperature_c: float | None = None,
    impermeable_walls: bool = False,
    medium: PorousMedium | None = None,
    cannula: Cannula | None = None,
) -> CementField:
    """Return a body with needles in it and cement at hand, before any is given.

    Parameters
    ----------
    vertebra : Vertebra
    cement : Cement or str
        A name of `rheology.cements()`, or a fluid.
    tips_mm : sequence of (x, y, z)
        The openings of the needles, used one at a time; at least one.
    direction : (x, y, z), optional
        The way they went in; without it the track has a usual length.
    cracks : array (nx, ny, nz), optional
        How far each place of the wall is broken, 0 to 1, see `porous_medium`; not read where `medium` is given.
    gauge : int
        10, 11 or 13; not read where `cannula` is given.
    device : str
        A key of `delivery.LIMITS`.
    mixed_minutes_ago : float
        Age of the cement at the room's temperature, 0 to 60 minutes.
    ambient_temperature_c : float, optional
        Of the room, 0 to 60 °C; by default that of a theatre.
    impermeable_walls : bool
        Only the small vessels let fluid out.
    medium : PorousMedium, optional
        The body's pores, if they are known.
    cannula : Cannula, optional
        By default that of `gauge`.

    Returns
    -------
    CementField

    Raises
    ------
    InputError
        For no needle, one outside the body's spongy bone, an unknown cement, device or gauge, a value out of range, and
        a body without enough spongy bone.

    Source
    ------
    Baroud2004, Nicholas2007, Krebs2005.
    """
    if len(tips_mm) == 0:
        raise InputError(pgettext("no-tip", "There is no needle; give at least one tip as (x, y, z) in mm."))
    injector = Injector(
        rheology.cement_by_name(cement) if isinstance(cement, str) else cement,
        cannula or delivery.cannula(gauge),
        device,
        tables.value("room_temperature_c") if ambient_temperature_c is None else ambient_temperature_c,
    )
    pores = medium or porous_medium(vertebra, impermeable_walls, cracks)
    cells = len(pores.places)
    filled, aged, speed, pressure = (np.zeros(cells) for _unused in range(4))
    field = CementField(
        vertebra,
        pores,
        injector,
        _points(tips_mm),
        (direction,) * len(tips_mm),
        impermeable_walls,
        needle=0,
        syringe_age_s=_age_s(injector, mixed_minutes_ago),
        source_cells=np.zeros(0, np.intp),
        filled=filled,
        aged=aged,
        speed_mm_s=speed,
        unit_pressure=pressure,
        outlet_flow_mm3_s=np.zeros(0),
        leaked_mm3=np.zeros(len(COMPARTMENTS)),
        escaped_at=np.zeros((0, 2), np.int32),
        escaped_mm3=np.zeros(0),
    )
    return _with_needles(field, 0)


@checked
def inject(field: CementField, seconds: float, flow_ml_per_s: float, needle: int | None = None) -> CementField:
    """Inject for a time at a flow; all cement ages meanwhile.

    If the device cannot give the pressure, or the cement in the syringe has set, less comes than was asked for, and the
    field is `pressure_limited`.

    Parameters
    ----------
    field : CementField
        It stays as it is.
    seconds : float
        0 to 3600 s, cut into equal steps of at most `STEP_S`.
    flow_ml_per_s : float
        0 to 2 mL/s.
    needle : int, optional
        Number of the needle from 0, by default the one used last.

    Returns
    -------
    CementField

    Raises
    ------
    InputError
        For a time or a flow out of range, and a needle that is not there.
    FlowError
        If no pressure is found.
    """
    check_range(_("The time"), seconds, 0, MAX_SECONDS, "s")
    check_range(_("The flow"), flow_ml_per_s, 0, MAX_FLOW_ML_PER_S, "mL/s")
    if needle is not None and _known(field, needle) != field.needle:
        field = _with_needles(field, needle)
    if seconds == 0:
        return field
    steps = max(1, int(np.ceil(seconds / STEP_S - 1e-9)))
    run = _Run(field)
    for _unused in range(steps):
        run.step(seconds / steps, flow_ml_per_s)
    return run.result()


@checked
def wait(field: CementField, seconds: float) -> CementField:
    """Let time pass in which nothing is injected.

    Parameters
    ----------
    field : CementField
    seconds : float
        0 to 3600 s.

    Raises
    ------
    InputError
        For a time out of range.
    """
    return inject(field, seconds, 0.0)


@checked
def move_needle(
    field: CementField, tip_mm: Point, needle: int | None = None, direction: Point | None = None
) -> CementField:
    """Put one needle's opening elsewhere in the body; its old track closes.

    Parameters
    ----------
    field : CementField
    tip_mm : (x, y, z)
    needle : int, optional
        Number of the needle from 0, by default the one in use. It is in use afterwards.
    direction : (x, y, z), optional
        The way it goes in, by default as before.

    Returns
    -------
    CementField

    Raises
    ------
    InputError
        For a needle that is not there, a tip outside the body's spongy bone, and a direction of zero length.
    """
    number = field.needle if needle is None else _known(field, needle)
    tips, ways = list(field.tips_mm), list(field.directions)
    tips[number] = _points([tip_mm])[0]
    ways[number] = ways[number] if direction is None else direction
    return _with_needles(replace(field, tips_mm=tuple(tips), directions=tuple(ways)), number)


@checked
def replace_syringe(field: CementField, mixed_minutes_ago: float = 0.0) -> CementField:
    """Change the syringe for one with the same cement.

    Parameters
    ----------
    field : CementField
    mixed_minutes_ago : float
        Time since mixing at the room's temperature, 0 to 60 minutes.

    Raises
    ------
    InputError
        For a time out of range.
    """
    return replace(field, syringe_age_s=_age_s(field.injector, mixed_minutes_ago))


def _points(tips_mm: Sequence[Sequence[float]]) -> tuple[Point, ...]:
    return tuple((float(x), float(y), float(z)) for x, y, z in tips_mm)


def _age_s(injector: Injector, mixed_minutes_ago: float) -> float:
    return 60 * check_range(_("The time since mixing"), mixed_minutes_ago, 0, 60, "minutes") * injector.ageing


def _known(field: CementField, needle: int) -> int:
    if not 0 <= needle < len(field.tips_mm):
        raise InputError(
            pgettext("no-such-needle", "There is no needle {needle}; they are numbered from 0 to {last}.").format(
                needle=repr(needle), last=len(field.tips_mm) - 1
            )
        )
    return needle


def _with_needles(field: CementField, used: int) -> CementField:
    """The field with the tracks of its needles as ways out, and one of them in use."""
    cannula = field.injector.cannula
    medium = field.medium.without_tracks()
    fed = [source_cells(medium, tip, cannula.bore_radius_mm) for tip in field.tips_mm]
    if not field.impermeable_walls:
        for tip, direction, cells in zip(field.tips_mm, field.directions, fed, strict=True):
            medium = medium.opened(needle_track(field.vertebra, tip, cells, cannula.outer_radius_mm, direction))
    return replace(
        field,
        medium=medium,
        needle=used,
        source_cells=fed[used],
        unit_pressure=np.zeros(len(medium.places)),
        outlet_flow_mm3_s=np.zeros(len(medium.paths.cells)),
    )


class _Run:
    """Some steps of an injection on arrays of its own; the field that it began from stays as it is."""

    def __init__(self, field: CementField) -> None:
        self.field, self.medium, self.injector = field, field.medium, field.injector
        self.filled, self.aged, self.speed, self.unit = (
            one.copy() for one in (field.filled, field.aged, field.speed_mm_s, field.unit_pressure)
        )
        self.outlet_flow, self.leaked = field.outlet_flow_mm3_s, field.leaked_mm3.copy()
        self.escaped = {
            (int(cell), int(behind)): float(volume)
            for (cell, behind), volume in zip(field.escaped_at, field.escaped_mm3, strict=True)
        }
        self.time_s, self.injected_ml, self.syringe_age_s = field.time_s, field.injected_ml, field.syringe_age_s
        self.flow, self.limited, self.pressures = 0.0, False, AT_REST
        self.params = rheology.kernel_params(self.injector.cement)
        self.body_ageing, self.room_ageing = (
            rheology.ageing_factor(tables.value("body_temperature_c")),
            self.injector.ageing,
        )
        self.source = field.source_cells

    def result(self) -> CementField:
        """The field that was reached."""
        places = sorted(self.escaped)
        return replace(
            self.field,
            filled=self.filled,
            aged=self.aged,
            speed_mm_s=self.speed,
            unit_pressure=self.unit,
            outlet_flow_mm3_s=self.outlet_flow,
            leaked_mm3=self.leaked,
            escaped_at=np.array(places, np.int32).reshape(-1, 2),
            escaped_mm3=np.array([self.escaped[one] for one in places]),
            time_s=self.time_s,
            injected_ml=self.injected_ml,
            syringe_age_s=self.syringe_age_s,
            flow_ml_per_s=self.flow,
            pressures=self.pressures,
            pressure_limited=self.limited,
        )

    def step(self, seconds: float, wanted_ml_per_s: float) -> None:
        """Solve for the pressure, move the cement, and let all of it age."""
        self.flow, self.limited = 0.0, False
        if wanted_ml_per_s > 0 and self.syringe_age_s < self.injector.cement.setting_s:
            self.flow, self.limited = self._pressurise(wanted_ml_per_s)
            self._move(seconds)
        else:
            self.pressures = AT_REST
            self.limited = wanted_ml_per_s > 0
        self.aged += np.where(self.filled > 0, self.filled, 0) * seconds * self.body_ageing
        self.syringe_age_s += seconds * self.room_ageing
        self.time_s += seconds
        self.injected_ml += self.flow * seconds

    def _pressurise(self, wanted_ml_per_s: float) -> tuple[float, bool]:
        """Solve for the pressure in the bone, and find the flow that the device can give."""
        medium = self.medium
        count = len(medium.places)
        viscosity, diagonal, self.across = np.empty(count), np.empty(count), np.empty((count, 6))
        age = self.aged / np.where(self.filled > 0, self.filled, 1)
        kernels.apparent_viscosity(
            self.filled, age, self.speed, medium.permeability_mm2, medium.porosity, self.params, viscosity
        )
        over = _area_over_distance(medium.spacing_mm)
        kernels.face_conductance(medium.near, medium.permeability_mm2, viscosity, over, self.across, diagonal)
        self.drain = self._outlet_conductance(viscosity, age)
        np.add.at(diagonal, medium.paths.cells, self.drain)
        source = np.zeros(count)
        source[self.source] = 1 / len(self.source)
        turns = kernels.solve(medium.near, self.across, diagonal, source, self.unit, TOLERANCE, MAX_ITERATIONS)
        if turns < 0 or not np.isfinite(self.unit).all():
            raise FlowError(
                _("No pressure was found for this injection; start again from the state before, more slowly.")
            )
        at_bore = peaceman_resistance_pa_s_per_mm3(medium, self.source, viscosity, self.injector.cannula.bore_radius_mm)
        resistance = float(self.unit[self.source].mean() + at_bore)
        back = tables.value("venous_pressure_kpa") / 1000

        def cannula_mpa(flow: float) -> float:
            return delivery.cannula_pressure_mpa(self.injector.cement, self.syringe_age_s, flow, self.injector.cannula)

        def whole(flow: float) -> float:
            return cannula_mpa(flow) + back + resistance * flow * MM3_PER_ML / PA_PER_MPA

        flow = delivery.achieved_ml_per_s(whole, wanted_ml_per_s, self.injector.limit_mpa)
        self.pressures = Pressures(cannula_mpa(flow), back + resistance * flow * MM3_PER_ML / PA_PER_MPA)
        return flow, flow < wanted_ml_per_s

    def _outlet_conductance(self, viscosity: Floats, age_s: Floats) -> Floats:
        """Conductance of each way out (mm3/(s Pa)): what is in it is sheared as it flowed through it a step ago."""
        medium, paths = self.medium, self.medium.paths
        before = viscosity[paths.cells]
        own = before.copy()
        slits = np.flatnonzero((paths.shear_per_mm3 > 0) & (self.filled[paths.cells] > 0))
        cells = paths.cells[slits]
        rate = paths.shear_per_mm3[slits] * np.maximum(self.outlet_flow[slits], 0)
        cement = rheology.viscosity_at_age_pa_s(self.injector.cement, age_s[cells], rate)
        marrow = tables.value("marrow_viscosity_pa_s")
        own[slits] = marrow + np.minimum(self.filled[cells], 1) * (cement - marrow)
        permeability = np.exp(np.log(medium.permeability_mm2[paths.cells]).mean(axis=1))
        return 1 / (own / paths.conductance_mm3 + paths.approach_per_mm * before / permeability)

    def _move(self, seconds: float) -> None:
        medium, paths = self.medium, self.medium.paths
        pressure = self.unit * (self.flow * MM3_PER_ML)
        out = self.outlet_flow = self.drain * pressure[paths.cells]
        source = np.zeros(len(medium.places))
        source[self.source] = self.flow * MM3_PER_ML / len(self.source)
        kernels.darcy_velocity(medium.near, self.across, pressure, _face_areas(medium.spacing_mm), self.speed)
        least = kernels.cfl_time_step(medium.near, self.across, pressure, medium.pore_mm3, paths.cells, out)
        turns = max(1, int(np.ceil(seconds / (MAX_FILL_FRACTION * least))))
        for _unused in range(turns):
            step = seconds / turns
            self._note_escaped(out, step)
            kernels.advect(
                medium.near,
                self.across,
                pressure,
                medium.pore_mm3,
                source,
                self.syringe_age_s,
                paths.cells,
                out,
                paths.behind,
                step,
                self.filled,
                self.aged,
                self.leaked,
            )

    def _note_escaped(self, out_mm3_s: Floats, step: float) -> None:
        """Remember where cement leaves, for drawing it."""
        cells, behind = self.medium.paths.cells, self.medium.paths.behind
        filled = self.filled[cells]
        passed = np.where(filled < 1, filled**3, filled) * np.maximum(out_mm3_s, 0) * step
        for m in np.flatnonzero(passed > MIN_ESCAPED_MM3):
            key = (int(cells[m]), int(behind[m]))
            self.escaped[key] = self.escaped.get(key, 0.0) + float(passed[m])


def _face_areas(spacing_mm: tuple[float, float, float]) -> Floats:
    dx, dy, dz = spacing_mm
    return np.array([dy * dz, dx * dz, dx * dy], dtype=float)


def _area_over_distance(spacing_mm: tuple[float, float, float]) -> Floats:
    """Of each face (mm)."""
    return np.repeat(_face_areas(spacing_mm) / np.asarray(spacing_mm), 2)
