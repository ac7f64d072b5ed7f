"""The needle and the balloon."""

from dataclasses import replace

import numpy as np

from vertebra import tables
from vertebra.errors import InputError
from vertebra.models import anatomy, fracture
from vertebra.models.procedure import Needle, balloon_inflation, needle
from vertebra.models.procedure.cavity import create_cavity
from vertebra.patient import Part, Vertebra, mrs_a
from vertebra.validation.run import computes

_LUMBAR = ("L1", "L2", "L3", "L4", "L5")
_CRUSHED_MPA, _HALF_MM, _DENSITY_MG_CM3 = 1.0, 10.0, 100.0


@computes("V8.1-degree")
def one_degree() -> dict[str, float]:
    """How far (mm) a needle's tip moves when its shaft of 60 mm turns by a degree."""
    straight = Needle((12, -38, 0), 0, 0, 60)
    turned = replace(straight, medial_deg=1.0)
    return {"V8.1-degree": float(np.linalg.norm(np.subtract(straight.tip_mm, turned.tip_mm)))}


@computes("V8.2-L1", "V8.2-L2", "V8.2-L3", "V8.2-L4", "V8.2-L5", slow=True)
def breach() -> dict[str, float]:
    """Offset (mm) from the middle of a pedicle at which a needle of 11 gauge breaks its inner wall."""
    table = tables.table("pedicles")
    widths = dict(zip(table.texts("level"), table.numbers("width_mm"), strict=True))
    return {f"V8.2-{level}": _breaking_offset_mm(widths[level]) for level in _LUMBAR}


def _breaking_offset_mm(width_mm: float) -> float:
    pedicle = straight_pedicle(width_mm)
    low, high = 0.0, width_mm / 2
    while high - low > 0.05:
        middle = (low + high) / 2
        held = Needle((12 - middle, -38, 0), 0, 0, 27, "right", 11)
        broken = needle.margins(pedicle, held).wall_mm < 0
        low, high = (low, middle) if broken else (middle, high)
    return (low + high) / 2


def straight_pedicle(width_mm: float, step: float = 0.25) -> Vertebra:
    """A pedicle on the right of a canal, with a body in front: walls are planes, distances are exact."""
    x, y, z = np.arange(-20, 24.1, step), np.arange(-40, 20.1, step), np.arange(-10, 10.1, step)
    gx, gy, gz = np.meshgrid(x, y, z, indexing="ij")
    inside = np.abs(gx - 12) - width_mm / 2
    front = np.maximum(-gy - 10, gy - 15)
    surface = np.minimum(np.maximum(inside, gy + 2), np.maximum(front, np.abs(gx) - 18)).astype(np.float32)
    surface = np.maximum(surface, np.abs(gz) - 9)
    labels = np.where(surface < 0, np.where(gy < -10, Part.PEDICLE, Part.TRABECULAR), 0).astype(np.uint8)
    labels[(gx < 12 - width_mm / 2) & (gx > -8) & (gy < -10)] = Part.CANAL
    nothing = np.zeros(labels.shape, np.float32)
    return Vertebra(labels, nothing, nothing, surface, (step,) * 3, (-20, -40, -10), "L1")


@computes("V8.4-directions", slow=True)
def safe_directions() -> dict[str, float]:
    """In how many of fourteen pedicles the inner or the lower side is not nearer to a nerve than outer and upper."""
    wrong = 0
    for level in ("T11", "T12", *_LUMBAR):
        bone = anatomy.build(mrs_a(), level, 1.0)
        for side in ("right", "left"):
            inward, outward, down, up = (_room_mm(bone, side, *step) for step in ((-1, 0), (1, 0), (0, -1), (0, 1)))
            wrong += max(inward, down) >= min(outward, up)
    return {"V8.4-directions": float(wrong)}


def _room_mm(bone: Vertebra, side: str, out: float, up: float) -> float:
    """How far a needle may be moved that way before it touches canal or root."""
    way = needle.planned_needle(bone, side, 13)
    for far in np.arange(0.5, 15.1, 0.5):
        x, y, z = way.entry_mm
        moved = replace(way, entry_mm=(x + needle.SIDES[way.side] * out * far, y, z + up * far), depth_mm=22.0)
        try:
            found = needle.margins(bone, moved)
        except InputError:
            return float("inf")
        if min(found.canal_mm, found.nerve_root_mm) < 0:
            return float(far)
    return float("inf")


@computes("V9.1-work", "V9.2-force")
def work_and_force() -> dict[str, float]:
    """Difference (%) of the gauge's work from what it is spent on, and the force (N) of 400 psi on 3 cm2."""
    done = balloon_inflation.inflate(_CRUSHED_MPA, _HALF_MM, _DENSITY_MG_CM3, 4.0, load_n=400, balloons=1)
    step = np.diff(done.volume_ml)
    work = float((done.pressure_mpa[1:] * step).sum() * 1000)
    lifting = np.diff(done.lift_mm) > 0
    membrane = tables.value("balloon_membrane_mpa") * done.volume_ml[:-1] / tables.value("balloon_max_ml")
    crushed = float((step[~lifting] * _CRUSHED_MPA).sum() * 1000 + (membrane * step).sum() * 1000)
    height = float(done.lift_mm[-1])
    lifted = 400 * height + tables.value("segment_lift_stiffness_n_per_mm") * height**2 / 2
    # The whole section counts as pushing the endplate, half of what the ellipsoid gains in height goes each way.
    spent = crushed + lifted * 2 / 3
    return {
        "V9.1-work": 100 * abs(work / spent - 1),
        "V9.2-force": tables.value("balloon_pressure_limit_mpa") * 300,
    }


@computes("V9.3-pressure")
def balloon_pressure() -> dict[str, float]:
    """Pressure (MPa) of a balloon at 2.95 mL in sound lumbar bone of 150 mg/cm3, crushed by a fifth."""
    found = balloon_inflation.inflate(balloon_inflation.crush_plateau_stress_mpa(150.0), 12.0, 150.0, 2.95)
    return {"V9.3-pressure": float(found.pressure_mpa[-1])}


@computes("V9.4-balloon", slow=True)
def height_without_load() -> dict[str, float]:
    """Share (%) of the lost front height that balloons give back to a body without load."""
    body = fracture.of_patient(mrs_a(), "L1", 1.5)
    before, collapsed, _, after = (one.anterior_mm for one in create_cavity(body, 4.0, load_n=0).heights)
    return {"V9.4-balloon": 100 * (after - collapsed) / (before - collapsed)}


@computes("V9.6-balloon", slow=True)
def angle_gained() -> dict[str, float]:
    """Degrees of wedge that two balloons of 2.4 mL take away from Mrs A.'s L1, prone."""
    heights = create_cavity(fracture.of_patient(mrs_a(), "L1", 1.5), 2.4).heights
    return {"V9.6-balloon": heights[1].wedge_deg - heights[3].wedge_deg}
