"""Stiffness and strength given back by cement, by volume and placement, and what it does to the vertebra above.

The cement is injected: each volume is the outcome of a procedure on the broken body, and that outcome is loaded. The
curves of the lessons' patient are shipped (`restoration_curve.json`), so that their first picture is there at once.
After a change of the models `python -m vertebra.models.experiments.restoration_curve` writes them anew; a test compares
them with the models.

See decision 0311.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra import cache
from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.models import anatomy, fracture, procedure, spine
from vertebra.models.mechanics import adjacent_vertebra, augmentation
from vertebra.models.mechanics.adjacent_vertebra import MotionSegment
from vertebra.models.mechanics.crushed_bone import with_fracture_damage
from vertebra.models.procedure import CementAction, Equipment, NeedleAction, ProcedureOutcome
from vertebra.models.procedure.needle import planned_needle
from vertebra.models.procedure.outcome import START_DEPTH_MM
from vertebra.patient import Patient, Vertebra, mrs_a
from vertebra.texts import _

PLACEMENTS = ("both sides", "one side", "middle")
VOLUMES_ML = (1.0, 2.0, 3.0, 4.0, 6.0, 8.0)
ADJACENT_VOLUMES_ML = (4.0, 8.0)
"""Volumes at which the vertebra above is computed; between them its endplate hardly changes."""
VOXEL_MM = 2.0
FLOW_ML_PER_S = 0.1
PORTION_ML = 0.5
"""On both sides cement goes in by turns, so much on each."""
SHIPPED = Path(__file__).with_suffix(".json")
MIN_CEMENT_ML = 0.2
"""Less cement is none."""
MAX_SHORTFALL_ML = 0.3
"""A body that takes this much less than was asked for is full."""


@dataclass(frozen=True)
class AdjacentVertebraEffect:
    """What a fracture and its cement do to the vertebra above.

    Parameters
    ----------
    level
        The vertebra above.
    strain_ratio
        Strain of its endplate over that before the fracture, at the same load, by volume.
    wedge_deg
        The wedge that the fracture left.
    load_ratio
        Force over that before, with the trunk brought back and without.
    """

    level: str
    strain_ratio: tuple[float, ...]
    wedge_deg: float
    load_ratio: tuple[float, float]


@dataclass(frozen=True)
class RestorationCurve:
    """Stiffness and strength by volume of cement.

    Parameters
    ----------
    volumes_ml : tuple of float
        0 is the broken body.
    stiffness, strength : tuple of float
        As fractions of those before the fracture.
    intact : (float, float)
        Stiffness (N/mm) and strength (N) before the fracture.
    adjacent : AdjacentVertebraEffect
    """

    volumes_ml: tuple[float, ...]
    stiffness: tuple[float, ...]
    strength: tuple[float, ...]
    intact: tuple[float, float]
    adjacent: AdjacentVertebraEffect

    def at(self, volume_ml: float) -> tuple[float, float]:
        """Return stiffness and strength at a volume, interpolated."""
        return (
            float(np.interp(volume_ml, self.volumes_ml, self.stiffness)),
            float(np.interp(volume_ml, self.volumes_ml, self.strength)),
        )

    def strain_ratio_at(self, volume_ml: float) -> float:
        """Return the strain ratio of the endplate above at a volume, interpolated."""
        return float(np.interp(volume_ml, self.volumes_ml, self.adjacent.strain_ratio))


@checked
@cache.EXPERIMENTS.memoize
def restoration_curve(patient: Patient, level: str = "L1", placement: str = "both sides") -> RestorationCurve:
    """Return what cement gives back to the patient's broken vertebra, by volume; shipped for the lessons' patient.

    Parameters
    ----------
    patient : Patient
    level : str
        T8 to L5: the vertebra above is built as well.
    placement : str
        One of `PLACEMENTS`.
    """
    if (patient, level) == (mrs_a(), "L1"):
        return _shipped()[check_placement(placement)]
    return computed_curve(patient, level, placement)


@checked
def computed_curve(patient: Patient, level: str, placement: str) -> RestorationCurve:
    """Inject one volume after another into the patient's broken vertebra and load each outcome, on voxels of 2 mm.

    The intact and the broken body are solved once for all volumes and placements. The curve ends where the body takes
    no more.
    """
    case = fracture.load_case(patient, level, VOXEL_MM)
    intact = augmentation.stiffness_and_strength(case.intact)
    volumes, solved = [0.0], [augmentation.stiffness_and_strength(case.fractured)]
    for wanted in VOLUMES_ML:
        outcome = injected(case.fractured, placement, wanted)
        if outcome.cement is None or outcome.cement.injected_ml < wanted - MAX_SHORTFALL_ML:
            break
        volumes.append(wanted)
        solved.append(augmentation.stiffness_and_strength(outcome.vertebra))
    return RestorationCurve(
        tuple(volumes),
        tuple(stiffness / intact[0] for stiffness, _ in solved),
        tuple(strength / intact[1] for _, strength in solved),
        intact,
        _adjacent_effect(patient, level, placement, tuple(volumes)),
    )


@checked
def fractured_body(patient: Patient, level: str = "L1") -> Vertebra:
    """Return the patient's collapsed vertebra on the grid of these curves."""
    return fracture.of_patient(patient, level, VOXEL_MM)


@checked
def cement_fraction(patient: Patient, level: str, placement: str, volume_ml: float) -> NDArray[np.float32]:
    """Return the share of each voxel that is cement after an injection.

    Parameters
    ----------
    patient : Patient
    level : str
        T7 to L5.
    placement : str
        One of `PLACEMENTS`.
    volume_ml : float
        Below 0.2 mL none is injected.

    Returns
    -------
    array (nx, ny, nz) of float32

    Raises
    ------
    InputError
        For an unknown level or placement.
    """
    collapsed = fractured_body(patient, level)
    outcome = injected(collapsed, placement, volume_ml)
    if outcome.injected is None:
        return np.zeros(collapsed.shape, np.float32)
    return outcome.injected.cement_fraction


@checked
def check_placement(placement: str) -> str:
    """Return `placement` if it is one of `PLACEMENTS`.

    Raises
    ------
    InputError
        For any other.
    """
    if placement not in PLACEMENTS:
        raise InputError(
            _("The placement is {placement}; give one of {offsets}.").format(
                placement=repr(placement), offsets=", ".join(PLACEMENTS)
            )
        )
    return placement


@checked
def injected(body: Vertebra, placement: str, volume_ml: float) -> ProcedureOutcome:
    """Return the outcome of an injection.

    Parameters
    ----------
    body : Vertebra
    placement : str
        Through both pedicles by turns, through the right one, or by a needle beside the right pedicle to the middle.
    volume_ml : float
        As much as is asked for; less than `MIN_CEMENT_ML` is none.
    """
    check_placement(placement)
    if placement != "middle":
        return procedure.run(body, _cement(placement, volume_ml))
    way = _to_the_middle(body)
    return procedure.run(body, (*way, *_cement(placement, volume_ml)), ON_BONE)


ON_BONE = Equipment(needle_offset=(0.0, 0.0, 0.0, 0.0))
"""A needle that stands on the bone where it should."""


def _to_the_middle(body: Vertebra) -> tuple[NeedleAction, ...]:
    """Beside the right pedicle, as deep as is suggested."""
    left = planned_needle(body, approach="parapedicular").depth_mm - START_DEPTH_MM
    steps = [NeedleAction.MAX_CHANGE] * int(left // NeedleAction.MAX_CHANGE) + [left % NeedleAction.MAX_CHANGE]
    return NeedleAction("approach", option="parapedicular"), *(NeedleAction("advance", one) for one in steps)


def _cement(placement: str, volume_ml: float) -> tuple[CementAction, ...]:
    """A smaller volume's actions are the beginning of a larger one's, as far as whole portions go."""
    if volume_ml < MIN_CEMENT_ML:
        return ()
    if placement != "both sides":
        return (_inject(volume_ml),)
    rounds, rest = divmod(round(volume_ml, 6), 2 * PORTION_ML)
    portions = [PORTION_ML] * int(rounds) + ([rest / 2] if rest > 1e-6 else [])
    turns = [(_inject(one), CementAction("side", -1), _inject(one), CementAction("side", 1)) for one in portions]
    return tuple(action for turn in turns for action in turn)


def _inject(volume_ml: float) -> CementAction:
    return CementAction("inject", round(volume_ml / FLOW_ML_PER_S, 6), FLOW_ML_PER_S)


@cache.CONSTANTS.memoize
def _shipped() -> dict[str, RestorationCurve]:
    """The curves of the lessons' patient, by placement."""
    return {name: _from_json(plain) for name, plain in json.loads(SHIPPED.read_text(encoding="utf-8")).items()}


def _from_json(plain: Mapping[str, Any]) -> RestorationCurve:
    beside: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in plain["adjacent"].items()
    }
    whole: dict[str, Any] = {name: tuple(value) for name, value in plain.items() if name != "adjacent"}
    return RestorationCurve(**whole, adjacent=AdjacentVertebraEffect(**beside))


@checked
def write_shipped(path: Path = SHIPPED) -> None:
    """Compute the curves of the lessons' patient and write them, to five digits:
    the last ones depend on the processor."""
    curves = {one: asdict(computed_curve(mrs_a(), "L1", one)) for one in PLACEMENTS}
    rounded = json.loads(json.dumps(curves), parse_float=lambda digits: float(f"{float(digits):.5g}"))
    path.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")


@dataclass(frozen=True, eq=False)
class _AdjacentSegment:
    """The broken body and the vertebra above, stacked; strain of the endplate above before the fracture and after.

    The broken body has the shape from before the fracture, so that stiffness alone tells.
    """

    damaged_body: Vertebra
    upper: Vertebra
    stack: MotionSegment
    strain_before: float
    strain_broken: float


@cache.EXPERIMENTS.memoize
def _segment(patient: Patient, level: str) -> _AdjacentSegment:
    case = fracture.load_case(patient, level, VOXEL_MM)
    intact = case.intact
    upper = anatomy.build(replace(patient, fractures=()), adjacent_vertebra.level_above(level), VOXEL_MM)
    before = MotionSegment(intact, upper)
    assert case.fractured.history is not None  # It collapsed in the model.
    damaged = with_fracture_damage(intact, case.fractured.history.failure_height_mm)
    after = MotionSegment(damaged, upper, start=before)
    return _AdjacentSegment(damaged, upper, after, before.compress().tensile_strain, after.compress().tensile_strain)


def _adjacent_effect(
    patient: Patient, level: str, placement: str, volumes_ml: tuple[float, ...]
) -> AdjacentVertebraEffect:
    segment = _segment(patient, level)
    stack, volumes, strains = segment.stack, [0.0], [segment.strain_broken / segment.strain_before]
    for volume in (ml for ml in ADJACENT_VOLUMES_ML if ml <= volumes_ml[-1]):
        cemented = injected(segment.damaged_body, placement, volume).vertebra
        stack = MotionSegment(cemented, segment.upper, start=stack)
        volumes.append(volume)
        strains.append(stack.compress().tensile_strain / segment.strain_before)
    case = fracture.load_case(patient, level, VOXEL_MM)
    heights = map(fracture.morphometry_heights, (case.fractured, case.intact))
    after, before = (one.wedge_deg for one in heights)
    wedge = after - before
    angle = float(np.clip(wedge, 0, spine.MAX_WEDGE_DEG))
    ratios = tuple(float(one) for one in np.interp(volumes_ml, volumes, strains))
    return AdjacentVertebraEffect(
        adjacent_vertebra.level_above(level),
        ratios,
        angle,
        adjacent_vertebra.adjacent_load_ratio(patient, level, angle),
    )


if __name__ == "__main__":
    write_shipped()
