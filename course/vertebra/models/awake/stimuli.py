"""What a procedure does to the body that can be felt, read from its outcome: distances, pressures, volumes,
temperatures."""

from dataclasses import dataclass

import numpy as np

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.models.anatomy.adjacent_structures import FAR_MM, distance_to_surface_mm
from vertebra.models.cement import CementField
from vertebra.models.procedure import kyphoplasty
from vertebra.models.procedure import needle as needles
from vertebra.models.procedure.action import BalloonAction, CementAction, NeedleAction
from vertebra.models.procedure.assessment import CANAL
from vertebra.models.procedure.needle_placement import MOVING
from vertebra.models.procedure.outcome import ProcedureOutcome

TO_LUNGS = ("epidural vein", "paravertebral")
BODY_TEMPERATURE_C = 37.0


@dataclass(frozen=True)
class Stimuli:
    """What can be felt of a procedure at one moment; the defaults are nothing at all.

    Parameters
    ----------
    needle_moved : bool
        Whether the last action moved a needle that had met bone.
    surface_mm : float
        Distance of the needle's tip from the surface of the bone, inside or outside.
    root_mm, canal_mm : float
        Free distance of the needle from the nerve root and from the canal; negative inside.
    breach : str
        The structure or wall that the needle has broken, "" for none.
    injecting : bool
        Whether the last action injected cement.
    injected_ml : float
        Cement given so far.
    canal_ml : float
        Cement in the canal and its veins.
    lung_ml : float
        Cement taken on to the lungs.
    dura_c : float
        Temperature at the dura, °C.
    balloon_fraction : float
        Pressure of the balloons as a share of their limit, 0 or more.
    """

    needle_moved: bool = False
    surface_mm: float = FAR_MM
    root_mm: float = FAR_MM
    canal_mm: float = FAR_MM
    breach: str = ""
    injecting: bool = False
    injected_ml: float = 0.0
    canal_ml: float = 0.0
    lung_ml: float = 0.0
    dura_c: float = BODY_TEMPERATURE_C
    balloon_fraction: float = 0.0


@checked
def stimuli(outcome: ProcedureOutcome) -> Stimuli:
    """Read from an outcome what a patient who is awake could feel.

    Distances are those of the needle as it lies, volumes and temperatures those of the cement that has been given. The
    temperature at the dura follows from the volume of the leak and from how far the cement has set.

    Source
    ------
    `assets/tables/awake.toml`.
    """
    last = outcome.actions[-1] if outcome.actions else None
    surface, root, canal, breach = _needle(outcome)
    moved = isinstance(last, NeedleAction) and last.kind in MOVING
    moved = moved or (isinstance(last, CementAction) and last.kind in ("move", "side"))
    injecting = isinstance(last, CementAction | BalloonAction) and last.kind in ("inject", "cement")
    cement = outcome.injected
    canal_ml = 0.0 if cement is None else sum(cement.leaked_ml[name] for name in CANAL)
    lung_ml = 0.0 if cement is None else sum(cement.leaked_ml[name] for name in TO_LUNGS)
    return Stimuli(
        needle_moved=moved,
        surface_mm=surface,
        root_mm=root,
        canal_mm=canal,
        breach=breach,
        injecting=injecting,
        injected_ml=0.0 if cement is None else cement.injected_ml,
        canal_ml=canal_ml,
        lung_ml=tables.value("awake_lung_fraction") * lung_ml,
        dura_c=dura_temperature_c(canal_ml, _set_fraction(cement)),
        balloon_fraction=_balloon_fraction(outcome),
    )


@checked
def dura_temperature_c(canal_ml: float, set_fraction: float) -> float:
    """Return the temperature (°C) at the dura.

    Parameters
    ----------
    canal_ml : float
        Cement in the canal and its veins, 0 or more.
    set_fraction : float
        0 before the cement grows warm, 1 once it has set.

    Source
    ------
    `awake_dura_rise_c` and its neighbours in `assets/tables/awake.toml`.
    """
    rise = tables.value("awake_dura_rise_c") + tables.value("awake_dura_rise_c_per_ml") * canal_ml
    return BODY_TEMPERATURE_C + set_fraction * min(rise, tables.value("awake_dura_rise_max_c"))


def _set_fraction(cement: CementField | None) -> float:
    """How far the cement that has been given has set, from 0 to 1."""
    if cement is None or cement.injected_ml == 0:
        return 0.0
    start = tables.value("awake_setting_from_fraction")
    age = cement.syringe_age_s / cement.injector.cement.setting_s
    return float(np.clip((age - start) / (1 - start), 0, 1))


def _needle(outcome: ProcedureOutcome) -> tuple[float, float, float, str]:
    """Distance of the tip from the bone's surface, of the needle from root and canal, and what it has broken.

    A needle that touches no bone is felt nowhere, and neither is one in a vertebra without the parts it is measured
    from.
    """
    if outcome.balloons.used:
        return FAR_MM, FAR_MM, FAR_MM, ""
    bone, needle = outcome.fractured, outcome.needle
    try:
        margins = needles.margins(bone, needle)
    except InputError:
        return FAR_MM, FAR_MM, FAR_MM, ""
    surface = abs(float(distance_to_surface_mm(bone, np.array([needle.tip_mm]))[0]))
    breach = margins.breached_structure if outcome.equipment.needle_offset is not None else ""
    if outcome.equipment.needle_offset is not None and outcome.is_steerable:
        breach = ""
    return surface, margins.nerve_root_mm, margins.canal_mm, breach


def _balloon_fraction(outcome: ProcedureOutcome) -> float:
    """The balloons' pressure over its limit; 0 once they are let down."""
    if not outcome.balloons.in_body:
        return 0.0
    return max(0.0, kyphoplasty.pressure_mpa(outcome) / kyphoplasty.pressure_limit_mpa())
