"""Heat of setting cement in a vertebra: its release, its spread, and the temperature at the places that matter.

See decision 0124.

Long because a curing is followed in one loop whose quantities all change together.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.models import parallel
from vertebra.models.heat import kernels, kinetics, thermal_dose
from vertebra.models.heat.probes import probe_positions_mm
from vertebra.patient import BONE_PARTS, Part, Vertebra
from vertebra.texts import _, pgettext
from vertebra.units import GAS_J_PER_MOL_K

Singles = NDArray[np.float32]
Point = tuple[float, float, float]

MARGIN_MM, PLACE_MARGIN_MM = 14.0, 5.0
"""Bone and tissue round the cement that are followed; further off stays at body temperature."""
COUNTED_ABOVE_C = (45, 50, 60)
"""Temperatures above which seconds are counted."""
STABILITY_FACTOR = 0.85
MAX_CURING_STEP_S, MAX_QUIET_STEP_S = 0.75, 3.0
"""Longest steps while cement goes off, which takes half a minute, and before and afterwards."""
MIN_CURING_J_PER_ML_S, MIN_HEAT_J_PER_ML_S = 0.05, 1e-6
"""Heat a second from which cement goes off, and below which no more of it is followed."""
MAX_RECORDS = 400
MAX_PERFUSED_CEMENT_FRACTION = 0.05
"""From this share of cement in a voxel on no blood flows through it."""
TRACE_FRACTION = 1e-3
MM_PER_M = 1000.0
"""A resistance of 1 m2 K/W is 1000 mm (m K)/W. W/(m K) over mm2 are 1e6 W/(m3 K): one W/(mL K)."""
MIN_FILM_FRACTION = 0.1
"""On grids coarser than 2 mm the half voxel of water resists more than the film: then this share of it is left to the
film."""


@dataclass(frozen=True, eq=False)
class ThermalProperties:
    """Properties of each voxel; all arrays have the shape (nx, ny, nz).

    Parameters
    ----------
    conductivity : array
        In W/(m K).
    capacity : array
        In J/(mL K).
    perfusion_sink : array
        Heat that blood takes away, in W/(mL K).
    cement_fraction : array
        Share of solid cement, without its voids, 0 to 1.
    """

    conductivity: Singles
    capacity: Singles
    perfusion_sink: Singles
    cement_fraction: Singles


@dataclass(frozen=True, eq=False)
class ThermalField:
    """Heat of the cement in and around a vertebra.

    Volumes have the vertebra's shape (nx, ny, nz); outside the region that was followed all stays at body temperature.

    Parameters
    ----------
    peak_c : array
        Highest temperature of each voxel.
    seconds_above : mapping
        Volume of the seconds above 45, 50 and 60 °C, by degrees.
    cem43_minutes, arrhenius : array
        Two measures of harm (see `thermal_dose`).
    times_s : array (t,)
        Times of the history.
    history_c : mapping
        Temperature (t,) by the names in `probe_positions_mm`.
    probe_positions_mm : mapping
        Place (x, y, z) by name.
    conversion : float
        Mean share of the monomer that has reacted by the end.
    released_j : float
        Heat released after the start.
    plane_c : array (t, nx, ny), optional
        Temperatures of the axial plane that was asked for, at `times_s`.
    """

    peak_c: Singles
    seconds_above: Mapping[int, Singles]
    cem43_minutes: Singles
    arrhenius: Singles
    times_s: NDArray[np.float64]
    history_c: Mapping[str, NDArray[np.float64]]
    probe_positions_mm: Mapping[str, Point]
    conversion: float
    released_j: float
    plane_c: Singles | None = None

    def value_at(self, place: str, field: Singles, vertebra: Vertebra) -> float:
        """Value of one of the volumes at a named place.

        Parameters
        ----------
        place : str
            A key of `probe_positions_mm`.
        field : array (nx, ny, nz)
        vertebra : Vertebra
            The one that was followed.
        """
        return float(field[index_of(vertebra, self.probe_positions_mm[place])])


@checked
def index_of(vertebra: Vertebra, point_mm: Point) -> tuple[int, int, int]:
    """Return the index (i, j, k) of the voxel nearest to a point (mm), kept on the grid."""
    found = [
        int(np.clip(round((at - low) / step), 0, count - 1))
        for at, low, step, count in zip(point_mm, vertebra.origin_mm, vertebra.spacing_mm, vertebra.shape, strict=True)
    ]
    return found[0], found[1], found[2]


@checked
def thermal_properties(
    vertebra: Vertebra, cement_fraction: Singles, perfused: bool = True, bath: bool = False
) -> ThermalProperties:
    """Return conductivity, capacity and blood flow of each voxel, mixed by its share of cement.

    Parameters
    ----------
    vertebra : Vertebra
    cement_fraction : array (nx, ny, nz)
        Share of each voxel that is cement with its voids, clipped to 0 to 1.
    perfused : bool
        Whether blood flows.
    bath : bool
        Put the bare vertebra in still water at body temperature instead of tissue, as in experiments.

    Returns
    -------
    ThermalProperties

    Raises
    ------
    InputError
        For a share of another shape than the vertebra's, or with values that are not finite.

    Source
    ------
    `assets/tables/heat.toml`.
    """
    share = np.clip(np.asarray(cement_fraction, np.float32), 0, 1)
    if share.shape != vertebra.shape:
        raise InputError(
            pgettext(
                "cement-shape", "The cement's share has the shape {shape}; it must be the vertebra's, {vertebra_shape}."
            ).format(shape=share.shape, vertebra_shape=vertebra.shape)
        )
    conductivity, capacity, flow = (
        np.full(vertebra.shape, tables.value(f"soft_{name}"), np.float32)
        for name in ("conductivity_w_per_m_k", "capacity_j_per_ml_k", "perfusion_per_s")
    )
    bone = np.asarray(vertebra.is_part(*BONE_PARTS, Part.CAVITY, Part.CEMENT))
    hard = np.asarray(vertebra.is_part(Part.CORTICAL_SHELL, Part.PEDICLE, Part.POSTERIOR_ELEMENTS))
    for where, kind, blood in (
        (bone, "cancellous", "bone"),
        (hard, "cortical", "bone"),
        (np.asarray(vertebra.is_part(Part.CANAL)), "fluid", "canal"),
        (np.asarray(vertebra.is_part(Part.BASIVERTEBRAL_VEIN)), "fluid", "vein"),
    ):
        conductivity[where] = tables.value(f"{kind}_conductivity_w_per_m_k")
        capacity[where] = tables.value(f"{'fluid' if kind == 'fluid' else 'bone'}_capacity_j_per_ml_k")
        flow[where] = tables.value(f"{blood}_perfusion_per_s")
    solid = np.float32(1 - tables.value("cement_air_fraction"))
    conductivity += share * (solid * tables.value("cement_conductivity_w_per_m_k") - conductivity)
    capacity += share * (solid * tables.value("cement_capacity_j_per_ml_k") - capacity)
    flow[share > MAX_PERFUSED_CEMENT_FRACTION] = 0
    sink = flow * np.float32(tables.value("blood_capacity_j_per_ml_k") if perfused else 0)
    if bath:
        water = (share == 0) & ~np.asarray(vertebra.is_part(*BONE_PARTS, Part.BASIVERTEBRAL_VEIN, Part.CAVITY))
        conductivity[water] = tables.value("fluid_conductivity_w_per_m_k")
        capacity[water] = tables.value("fluid_capacity_j_per_ml_k")
        sink[water] = _film_w_per_ml_k(float(np.prod(vertebra.spacing_mm)) ** (1 / 3))
    return ThermalProperties(conductivity, capacity, sink, share * solid)


def _film_w_per_ml_k(step_mm: float) -> float:
    """The sink of a voxel of water that, with the half voxel of water before it, lets through what the film of a bath
    does."""
    whole = MM_PER_M / tables.value("water_film_w_per_m2_k")
    before = step_mm / (2 * tables.value("fluid_conductivity_w_per_m_k"))
    return 1 / (step_mm * max(whole - before, MIN_FILM_FRACTION * whole))


@checked
def simulate_curing(
    vertebra: Vertebra,
    cement_fraction: Singles,
    minutes: float = 15.0,
    *,
    age_s: float = 360.0,
    cement_c: float = 30.0,
    perfused: bool = True,
    bath: bool = False,
    heat_j_per_ml: float | None = None,
    plane_mm: float | None = None,
) -> ThermalField:
    """Follow the heat of the cement in and around a vertebra after the end of the injection.

    Parameters
    ----------
    vertebra : Vertebra
    cement_fraction : array (nx, ny, nz)
        Share of each voxel that is cement, 0 to 1, also outside the bone.
    minutes : float
        0.1 to 120.
    age_s : float
        Age of the cement at the start, in seconds at 25 °C, 0 to 3600.
    cement_c : float
        Temperature of the cement at the start, 0 to 60 °C.
    perfused : bool
        Whether blood flows; False as in a cadaver.
    bath : bool
        Put still water in place of all tissue around the bone.
    heat_j_per_ml : float, optional
        Heat of the whole reaction, 0 to 1000 J/mL; by default the table's.
    plane_mm : float, optional
        Height (z) of an axial plane whose temperatures are kept over time, -500 to 500 mm; by default none is.

    Returns
    -------
    ThermalField

    Raises
    ------
    InputError
        For a value out of range, a share of another shape or not finite, and for no cement.

    Source
    ------
    Stanczyk2004 (form of the kinetics), Nicholas2007 (its two times), Haas1975 (heat), Pennes1948 (blood).
    """
    check_range(_("The time"), minutes, 0.1, 120, "minutes")
    check_range(_("The age of the cement"), age_s, 0, 3600, "s")
    check_range(_("The cement's temperature"), cement_c, 0, 60, "°C")
    if plane_mm is not None:
        check_range(_("The height of the plane"), plane_mm, -500, 500, "mm")
    content = tables.value("cement_heat_j_per_ml") if heat_j_per_ml is None else heat_j_per_ml
    check_range(_("The cement's heat"), content, 0, 1000, "J/mL")
    every = thermal_properties(vertebra, cement_fraction, perfused, bath)
    if float(every.cement_fraction.max()) <= TRACE_FRACTION:
        raise InputError(
            pgettext(
                "no-cement-to-cure",
                "There is no cement in or about this vertebra, so nothing gets warm. Inject some first.",
            )
        )
    where = probe_positions_mm(vertebra, every.cement_fraction)
    box = _box(vertebra, every.cement_fraction, list(where.values()))
    body_c = tables.value("body_temperature_c")
    start = body_c + every.cement_fraction[box] * np.float32(cement_c - body_c)
    inside = ThermalProperties(
        *(
            np.ascontiguousarray(one[box])
            for one in (every.conductivity, every.capacity, every.perfusion_sink, every.cement_fraction)
        )
    )
    probes = {name: _index_in_box(index_of(vertebra, point), box) for name, point in where.items()}
    done = np.full(inside.cement_fraction.shape, kinetics.conversion_at(age_s), np.float32)
    began = float(done.flat[0])
    layer = None if plane_mm is None else index_of(vertebra, (0.0, 0.0, plane_mm))[2]
    kept = None if layer is None else _index_in_box((0, 0, layer), box)[2]
    found = solve_heat(
        inside,
        start,
        vertebra.spacing_mm,
        60 * minutes,
        probes,
        conversion=done,
        heat_j_per_ml=content,
        kept_layer=kept,
    )
    voxel = vertebra.voxel_ml
    used = float(((found.conversion - began) * inside.cement_fraction).sum() * voxel)
    whole = {
        name: _on_full_grid(field, box, vertebra.shape, rest)
        for name, field, rest in (
            ("peak", found.peak_c, body_c),
            ("dose", found.cem43_minutes, 0.0),
            ("harm", found.arrhenius, 0.0),
            *((str(at), found.seconds_above[n], 0.0) for n, at in enumerate(COUNTED_ABOVE_C)),
        )
    }
    return ThermalField(
        whole["peak"],
        {degrees: whole[str(degrees)] for degrees in COUNTED_ABOVE_C},
        whole["dose"],
        whole["harm"],
        found.times_s,
        found.history_c,
        where,
        float((found.conversion * inside.cement_fraction).sum() / inside.cement_fraction.sum()),
        used * content,
        None if found.layer_c is None else _on_whole_plane(found.layer_c, box, vertebra.shape, body_c),
    )


@dataclass(frozen=True, eq=False)
class HeatSolution:
    """Result of `solve_heat` on its own grid (nx, ny, nz).

    Parameters
    ----------
    temperature_c, conversion : array
        At the end.
    peak_c : array
        Highest temperature.
    seconds_above : array (3, nx, ny, nz)
        Seconds above 45, 50 and 60 °C.
    cem43_minutes, arrhenius : array
        Two measures of harm (see `thermal_dose`).
    times_s : array (t,)
    history_c : dict
        Temperature (t,) at each probe, by name.
    layer_c : array (t, nx, ny), optional
        Temperatures of the layer that was asked for, at `times_s`.
    """

    temperature_c: Singles
    conversion: Singles
    peak_c: Singles
    seconds_above: Singles
    cem43_minutes: Singles
    arrhenius: Singles
    times_s: NDArray[np.float64]
    history_c: dict[str, NDArray[np.float64]]
    layer_c: Singles | None = None


@checked
def solve_heat(
    properties: ThermalProperties,
    start_c: Singles,
    spacing_mm: tuple[float, float, float],
    seconds: float,
    probes: Mapping[str, tuple[int, int, int]] | None = None,
    *,
    conversion: Singles | None = None,
    heat_j_per_ml: float = 0.0,
    insulated: bool = False,
    kept_layer: int | None = None,
) -> HeatSolution:
    """Solve the heat equation with reaction and blood flow by explicit steps.

    Parameters
    ----------
    properties : ThermalProperties
    start_c : array (nx, ny, nz)
        Temperature at the start.
    spacing_mm : tuple
        Edges of a voxel.
    seconds : float
        How long to follow it.
    probes : mapping, optional
        Index (i, j, k) of each place whose history is kept, by name.
    conversion : array (nx, ny, nz), float32, optional
        Share of the monomer that has reacted, 0 to 1; **changed in place**. By default all has reacted.
    heat_j_per_ml : float
        Heat of the whole reaction.
    insulated : bool
        Let no heat through the grid's edges; by default they keep their temperature.
    kept_layer : int, optional
        Index along z of a layer whose temperatures are kept over time.

    Returns
    -------
    HeatSolution
    """
    old, shape = np.array(start_c, np.float32), start_c.shape
    new = old.copy()
    converted = np.ones(shape, np.float32) if conversion is None else conversion
    across = np.zeros((3, *shape), np.float32)
    with parallel.kernel():
        kernels.faces(properties.conductivity, np.array(spacing_mm), across)
    peak, dose, harm = old.copy(), np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    over = np.zeros((3, *shape), np.float32)
    setting = kinetics.kinetics_params()
    harming = (
        tables.value("arrhenius_frequency_per_s"),
        tables.value("arrhenius_energy_j_per_mol") / GAS_J_PER_MOL_K,
        tables.value("cem43_breakpoint_c"),
        -float(np.log(thermal_dose.RATIO_BELOW)),
        -float(np.log(thermal_dose.RATIO_ABOVE)),
    )
    cells = np.ascontiguousarray(np.argwhere(properties.cement_fraction > 0), np.int32)
    warmed = np.zeros(len(cells))
    inverse = (1 / properties.capacity).astype(np.float32)
    body_c = tables.value("body_temperature_c")
    times, rows = [0.0], [[float(old[at]) for at in (probes or {}).values()]]
    layers = [] if kept_layer is None else [old[:, :, kept_layer].copy()]
    clock, recorded, curing = (
        0.0,
        0.0,
        heat_j_per_ml > 0 and bool((converted < 1)[properties.cement_fraction > 0].any()),
    )
    fast, stable_s = curing, _max_stable_step_s(properties, spacing_mm)
    while clock < seconds - 1e-9:
        step = min(stable_s, MAX_CURING_STEP_S if fast else MAX_QUIET_STEP_S, seconds - clock)
        if curing:
            with parallel.kernel():
                kernels.reaction_heat(
                    old, cells, properties.cement_fraction, converted, heat_j_per_ml, setting, step, warmed
                )
            quickest = float(warmed.max()) / step
            curing, fast = quickest > MIN_HEAT_J_PER_ML_S or clock < seconds / 8, quickest > MIN_CURING_J_PER_ML_S
            if not curing:
                warmed[:] = 0
        with parallel.kernel():
            kernels.explicit_step(
                old,
                new,
                across,
                inverse,
                properties.perfusion_sink,
                body_c,
                cells,
                warmed,
                step,
                insulated,
                peak,
                over,
                dose,
                harm,
                harming,
                COUNTED_ABOVE_C,
            )
        old, new = new, old
        clock += step
        if clock - recorded >= seconds / MAX_RECORDS or clock >= seconds - 1e-9:
            recorded = clock
            times.append(clock)
            rows.append([float(old[at]) for at in (probes or {}).values()])
            if kept_layer is not None:
                layers.append(old[:, :, kept_layer].copy())
    history = {name: np.array([row[at] for row in rows]) for at, name in enumerate(probes or {})}
    return HeatSolution(
        old, converted, peak, over, dose, harm, np.array(times), history, np.stack(layers) if layers else None
    )


def _max_stable_step_s(made_of: ThermalProperties, spacing_mm: tuple[float, float, float]) -> float:
    """The longest stable step of an explicit march."""
    fastest = float((made_of.conductivity / made_of.capacity).max()) * 2 * sum(1 / one**2 for one in spacing_mm)
    fastest += float((made_of.perfusion_sink / made_of.capacity).max())
    return STABILITY_FACTOR / fastest


Box = tuple[slice, slice, slice]


def _box(vertebra: Vertebra, share: Singles, points: list[Point]) -> Box:
    """The part of the grid within MARGIN_MM of cement, and near every place that is asked for."""
    asked = np.array([index_of(vertebra, point) for point in points])
    found = []
    for axis, step in enumerate(vertebra.spacing_mm):
        others = tuple(one for one in range(3) if one != axis)
        held = np.flatnonzero((share > TRACE_FRACTION).any(axis=others))
        margin, near = round(MARGIN_MM / step), round(PLACE_MARGIN_MM / step)
        low = min(int(held[0]) - margin, int(asked[:, axis].min()) - near)
        high = max(int(held[-1]) + margin, int(asked[:, axis].max()) + near)
        found.append(slice(max(low, 0), min(high + 1, share.shape[axis])))
    return found[0], found[1], found[2]


def _index_in_box(index: tuple[int, int, int], box: Box) -> tuple[int, int, int]:
    at = [int(np.clip(i, s.start, s.stop - 1)) - s.start for i, s in zip(index, box, strict=True)]
    return at[0], at[1], at[2]


def _on_full_grid(field: Singles, box: Box, shape: tuple[int, int, int], rest: float) -> Singles:
    whole = np.full(shape, rest, np.float32)
    whole[box] = field
    return whole


def _on_whole_plane(layers: Singles, box: Box, shape: tuple[int, int, int], rest: float) -> Singles:
    whole = np.full((len(layers), *shape[:2]), rest, np.float32)
    whole[:, box[0], box[1]] = layers
    return whole
