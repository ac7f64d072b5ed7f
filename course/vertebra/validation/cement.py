"""Flow of cement: exact solutions in uniform bone, and leaks beside experiments and scans.

See decision 0456.
"""

import functools
import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.models import cement, fracture
from vertebra.models.cement import leak_paths, rheology
from vertebra.models.cement.porous_medium import PorousMedium
from vertebra.models.procedure.cavity import create_cavity
from vertebra.models.procedure.needle import IN_BODY_MM, needle_in_pedicle
from vertebra.patient import Fracture, Part, Patient, Vertebra
from vertebra.validation.run import computes

PERMEABILITY_MM2 = 4.45e-8 * 1e6
POROSITY = 0.85
_TEXT_VISCOSITY_PA_S = 200.0


def block(inside: NDArray[np.bool_], voxel_mm: float = 1.0, density_mg_cm3: float = 95.0) -> Vertebra:
    """Return a body of any form (nx, ny, nz) round the origin: trabecular bone of one density, without a shell."""
    nothing = np.zeros(inside.shape, np.float32)
    labels = np.where(inside, Part.TRABECULAR, 0).astype(np.uint8)
    density = np.where(inside, density_mg_cm3, 0).astype(np.float32)
    nx, ny, nz = (-(count - 1) / 2 * voxel_mm for count in inside.shape)
    return Vertebra(labels, density, nothing, nothing, (voxel_mm,) * 3, (nx, ny, nz), "L1")


def ball(radius_mm: float, voxel_mm: float = 1.0) -> Vertebra:
    """Return such a body in the form of a ball."""
    count = 2 * int(np.ceil(radius_mm / voxel_mm)) + 3
    axis = (np.arange(count) - (count - 1) / 2) * voxel_mm
    x, y, z = np.meshgrid(axis, axis, axis, indexing="ij")
    return block(x**2 + y**2 + z**2 <= radius_mm**2, voxel_mm)


def uniform(
    body: Vertebra,
    permeability_mm2: tuple[float, float, float] = (PERMEABILITY_MM2,) * 3,
    porosity: float = POROSITY,
    at_wall_mm3: float = 1e6,
) -> PorousMedium:
    """Return bone that is the same everywhere, with walls that hold nothing back."""
    medium = cement.porous_medium(body, impermeable_walls=True)
    count = len(medium.places)
    open_walls = medium.paths._replace(conductance_mm3=np.full(len(medium.paths.cells), at_wall_mm3))
    return replace(
        medium,
        porosity=np.full(count, porosity),
        permeability_mm2=np.tile(np.asarray(permeability_mm2, float), (count, 1)),
        paths=open_walls,
    )


def _injected(
    radius_mm: float, viscosity_pa_s: float, seconds: float, along: tuple[float, float, float] | None = None
) -> cement.CementField:
    body = ball(radius_mm)
    medium = uniform(body, along or (PERMEABILITY_MM2,) * 3)
    begun = cement.begin(
        body,
        rheology.newtonian_cement(viscosity_pa_s),
        [(0, 0, 0)],
        device="injector",
        impermeable_walls=True,
        medium=medium,
        cannula=cement.Cannula(1.4, 125),
    )
    return cement.inject(begun, seconds, 0.1)


@computes("V10.1-bone", "V10.1-cannula")
def pressures() -> dict[str, float]:
    """Pressure round a point in a ball of 12 mm (kPa) and along a cannula (MPa), both for 200 Pa s at 0.1 mL/s.

    Marrow alone is pumped, so that one fluid fills the ball. The ball of voxels ends unevenly: what lies between its
    own radius and 12 mm is added by the formula.
    """
    marrow = tables.value("marrow_viscosity_pa_s")
    found = _injected(12, marrow, 0.01)
    bone_kpa = 1000 * found.pressures.bone_mpa - tables.value("venous_pressure_kpa")
    radius = (3 * len(found.medium.places) / (4 * np.pi)) ** (1 / 3)
    per_inverse_mm = marrow * 100 / (4 * np.pi * PERMEABILITY_MM2) / 1000
    at_12 = bone_kpa + per_inverse_mm * (1 / radius - 1 / 12)
    wide = cement.Cannula(1.2, 125)
    cannula = cement.cannula_pressure_mpa(rheology.newtonian_cement(_TEXT_VISCOSITY_PA_S), 0, 0.1, wide)
    return {"V10.1-bone": at_12 * _TEXT_VISCOSITY_PA_S / marrow, "V10.1-cannula": cannula}


@computes("V10.2-radius", slow=True)
def front_radius() -> dict[str, float]:
    """Radius (mm) of a millilitre's front."""
    found = _injected(13, 50.0, 10)
    away = np.linalg.norm(found.medium.centres_mm, axis=1)
    order = np.argsort(away)
    smooth = np.convolve(found.filled[order], np.ones(150) / 150, mode="same")
    return {"V10.2-radius": float(away[order][np.argmax(smooth < 0.5)])}


@computes("V10.3-aspect")
def front_aspect() -> dict[str, float]:
    """Axes of the front, front-back over up-down, where the permeabilities are as 0.77 to 1."""
    flat = 0.77 * PERMEABILITY_MM2
    found = _injected(14, tables.value("marrow_viscosity_pa_s"), 5, (flat, flat, PERMEABILITY_MM2))
    places, share = found.medium.centres_mm, found.filled
    spread = np.sqrt([np.average(places[:, axis] ** 2, weights=share) for axis in range(3)])
    return {"V10.3-aspect": float(spread[1] / spread[2])}


FOAM_VOXEL_MM, FOAM_FLOW_ML_PER_S = 1.5, 0.1


def _foam() -> tuple[Vertebra, PorousMedium]:
    """A cube of foam the same everywhere; marrow leaves slowly through its walls, and fluid by a hole in front."""
    edge, step = tables.value("foam_block_edge_mm"), FOAM_VOXEL_MM
    labels = np.zeros((round(edge / step) + 2,) * 3, np.uint8)
    labels[1:-1, 1:-1, 1:-1] = Part.TRABECULAR
    nothing = np.zeros(labels.shape, np.float32)
    origin = (-(labels.shape[0] - 1) / 2 * step,) * 3
    body = Vertebra(labels, nothing, nothing, nothing, (step,) * 3, origin, "L1")
    medium = cement.porous_medium(body, impermeable_walls=True)
    radius, length = tables.value("foam_hole_diameter_mm") / 2, tables.value("foam_hole_length_mm")
    across = np.hypot(medium.centres_mm[:, 0], medium.centres_mm[:, 2])
    front = medium.centres_mm[:, 1] > medium.centres_mm[:, 1].max() - step / 2
    cells = np.flatnonzero(front & (across <= max(radius, float(across.min()) + step / 2)))
    through = np.full(len(cells), np.pi * radius**4 / (8 * length) / len(cells))
    behind = np.full(len(cells), leak_paths.COMPARTMENTS.index("paravertebral"), np.int32)
    shear = np.full(len(cells), 4 / (np.pi * radius**3) * len(cells))
    hole = cement.LeakPaths(cells.astype(np.int32), through, behind, shear, np.zeros(len(cells)))
    count = len(medium.places)
    permeability = np.full((count, 3), 1e6 * tables.value("permeability_si_m2"))
    return body, replace(
        medium,
        porosity=np.full(count, tables.value("foam_block_porosity")),
        permeability_mm2=permeability,
        paths=leak_paths.concatenate(medium.paths, hole),
    )


def foam_leak_g(minutes: float, tip_y_mm: float = 0.0) -> float:
    """Mass (g) of low-viscosity cement that leaves a block of foam by its hole, injected so long after mixing.

    The needle's tip stands in the middle, or nearer to the hole.
    """
    body, medium = _foam()
    begun = cement.begin(
        body,
        "low",
        [(0, tip_y_mm, 0)],
        mixed_minutes_ago=minutes,
        device="injector",
        impermeable_walls=True,
        medium=medium,
    )
    found = cement.inject(begun, tables.value("foam_volume_ml") / FOAM_FLOW_ML_PER_S, FOAM_FLOW_ML_PER_S)
    return found.leaked_ml["paravertebral"] * tables.value("foam_cement_density_g_per_ml")


@computes("V10.4-early", "V10.4-late", slow=True)
def leaks_in_foam() -> dict[str, float]:
    """Leaked mass (g) 3.5 and 9.5 minutes after mixing."""
    return {"V10.4-early": foam_leak_g(3.5), "V10.4-late": foam_leak_g(9.5)}


def people_for_treatment(count: int) -> Iterator[tuple[Patient, str]]:
    """Yield people as they come for treatment and their level: level, grade and density by chance, from one seed."""
    draw = random.Random(20)
    for number in range(count):
        level, grade = draw.choice(("T11", "T12", "L1", "L1", "L2", "L3")), draw.choice((1, 2, 2, 3))
        age, sex = draw.randrange(65, 89), draw.choice(("female",) * 4 + ("male",))
        t_score = round(draw.uniform(-3.8, -1.5), 1)
        fractures = (Fracture(level, grade),)
        yield Patient(age, sex, t_score=t_score, fractures=fractures, seed=number), level  # type: ignore[arg-type]


@functools.cache
def visible_leaks(count: int = 10) -> dict[str, NDArray[np.float64]]:
    """Share of people with a leak that a scan shows, after 4, 6 and 8 mL: plain, and after a balloon."""
    found: dict[str, list[list[bool]]] = {"vertebroplasty": [], "kyphoplasty": []}
    for patient, level in people_for_treatment(count):
        plain = fracture.of_patient(patient, level, 2.0)
        balloon = create_cavity(plain, 2.4).vertebra
        tips = [needle_in_pedicle(plain, side, IN_BODY_MM).tip_mm for side in ("right", "left")]
        for name, body in (("vertebroplasty", plain), ("kyphoplasty", balloon)):
            injected = cement.begin(body, "low", tips, mixed_minutes_ago=7, device="injector")
            leaks = []
            for _ in range(4):
                for at in (0, 1):
                    injected = cement.inject(injected, 10, 0.1, at)
                out = injected.leaked_ml
                leaks.append(sum(out.values()) - out["small vessels"] >= tables.value("seen_leak_ml"))
            found[name].append(leaks[1:])
    return {name: np.mean(rows, axis=0) for name, rows in found.items()}


@computes("V10.6-vertebroplasty", "V10.6-kyphoplasty", slow=True)
def leaks_on_ct() -> dict[str, float]:
    """Share (%) of ten people whose leak CT shows: vertebroplasty of 6 mL, kyphoplasty of 4 mL."""
    found = visible_leaks()
    return {
        "V10.6-vertebroplasty": 100 * float(found["vertebroplasty"][1]),
        "V10.6-kyphoplasty": 100 * float(found["kyphoplasty"][0]),
    }
