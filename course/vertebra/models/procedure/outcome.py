"""A procedure on a vertebra, as far as it has come: a value that never changes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from vertebra import cache
from vertebra.arguments import checked_fields
from vertebra.errors import InputError, check_range
from vertebra.models.cement import CementField, Device, cement_by_name
from vertebra.models.cement.delivery import limit_mpa
from vertebra.models.fracture import VertebralHeights, morphometry_heights
from vertebra.models.mechanics.augmentation import with_cement
from vertebra.models.procedure.action import Action
from vertebra.models.procedure.needle import BEHIND_MM, Needle, Point, check_side
from vertebra.models.procedure.options import axial_load_n, check_placement, outer_diameter_mm
from vertebra.patient import Vertebra
from vertebra.texts import _

START_DEPTH_MM = 8.0
"""How deep a needle that has to be steered stands at the start: on the bone."""
STEERABLE_DEPTH_MM = 6.0
"""Depth beyond that to which it can still be turned, moved and exchanged."""
INITIAL_ERROR = (4.0, -9.0, 3.0, 8.0)
"""Error of the first aim in the trainer: entry outwards (mm), angle medially (degrees), entry upwards (mm), angle
cranially (degrees)."""


@checked_fields
@dataclass(frozen=True)
class Equipment:
    """Equipment at hand, and the patient's position.

    Parameters
    ----------
    side : str
        Side of the needle, "right" or "left".
    gauge : int
        10, 11 or 13.
    needle_offset : tuple, optional
        How far the needle stands off its aim on the bone, like `INITIAL_ERROR`, each -45 to 45: it has to be steered
        in. Without it, it lies in the body already.
    cement : str
        "low" or "high" viscosity.
    device : str
        A key of `cement.LIMITS`.
    mixed_minutes_ago : float
        Age of the cement at the start, 0 to 60 minutes.
    placement, patient_position : str
        Of balloons and patient until an action changes them: keys of `PLACEMENTS` and `AXIAL_LOAD_BY_POSITION`.

    Raises
    ------
    InputError
        For a value out of range or unknown.
    """

    side: str = "right"
    gauge: int = 11
    needle_offset: tuple[float, float, float, float] | None = None
    cement: str = "low"
    device: Device = "small syringe"
    mixed_minutes_ago: float = 4.0
    placement: str = "both sides"
    patient_position: str = "prone"

    def __post_init__(self) -> None:
        check_side(self.side)
        outer_diameter_mm(self.gauge)
        if self.needle_offset is not None:
            if len(self.needle_offset) != len(INITIAL_ERROR):
                raise InputError(
                    _("The needle's offset has {n_needle_offset} numbers; give {n_offset}.").format(
                        n_needle_offset=len(self.needle_offset), n_offset=len(INITIAL_ERROR)
                    )
                )
            checked = tuple(check_range(_("A part of the needle's offset"), one, -45, 45) for one in self.needle_offset)
            object.__setattr__(self, "needle_offset", checked)
        cement_by_name(self.cement)
        limit_mpa(self.device)
        check_range(_("The time since mixing"), self.mixed_minutes_ago, 0, 60, "minutes")
        check_placement(self.placement)
        axial_load_n(self.patient_position)


KYPHOPLASTY = Equipment(gauge=10, mixed_minutes_ago=6.0)
"""A wider needle, and cement that is thicker by the time the balloons are out."""
STEERING = Equipment(needle_offset=INITIAL_ERROR)


@dataclass(frozen=True)
class Steering:
    """Record of the needle's way.

    Parameters
    ----------
    view : str
        The view looked at, a member of `CARMS`.
    exposures : int
        Pictures taken so far.
    last_seen : mapping
        The needle as each view last showed it.
    target_mm : (x, y, z), optional
        The place marked for the tip.
    scanned_needle : Needle, optional
        The needle as the last scan showed it.
    advanced_after_scan : bool
        Whether it was moved after a scan.
    breach : str
        The first wall or structure that was broken, "" for none.
    rule_broken_at_mm : float, optional
        The depth at which the rule of the wall was first broken.
    """

    view: str = "both"
    exposures: int = 0
    last_seen: Mapping[str, Needle] = field(default_factory=dict)
    target_mm: Point | None = None
    scanned_needle: Needle | None = None
    advanced_after_scan: bool = False
    breach: str = ""
    rule_broken_at_mm: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "last_seen", MappingProxyType(dict(self.last_seen)))


@dataclass(frozen=True)
class Balloons:
    """Balloons, one on each side of a placement.

    Parameters
    ----------
    placement, patient_position : str
        Keys of `PLACEMENTS` and `AXIAL_LOAD_BY_POSITION`.
    volume_ml, max_volume_ml : float
        Volume of each balloon now, and the largest so far.
    stopped : str
        Why they took no more: "wanted", "volume" or "pressure".
    removed : bool
        Whether they have been let down and taken away.
    """

    placement: str
    patient_position: str
    volume_ml: float = 0.0
    max_volume_ml: float = 0.0
    stopped: str = "wanted"
    removed: bool = False

    @property
    def used(self) -> bool:
        """Whether there has been anything in them."""
        return self.max_volume_ml > 0

    @property
    def in_body(self) -> bool:
        """Whether they lie in the body with something in them, or have been filled and not been taken away."""
        return self.used and not self.removed


@dataclass(frozen=True, eq=False)
class ProcedureOutcome:
    """What some actions have led to. Equal outcomes have equal digests, in any process.

    Parameters
    ----------
    fractured : Vertebra
        The body before anything was done.
    equipment : Equipment
    actions : tuple of Action
        All that was done: the log.
    needle : Needle
        The needle that is in use.
    steering : Steering
    balloons : Balloons
    injected : CementField, optional
        Cement, once any has been injected or waited for; see `cement`.
    """

    fractured: Vertebra
    equipment: Equipment
    actions: tuple[Action, ...]
    needle: Needle
    steering: Steering
    balloons: Balloons
    injected: CementField | None = None

    @property
    def time_s(self) -> float:
        """Time (s) since the cement was at hand."""
        return self.injected.time_s if self.injected is not None else 0.0

    @property
    def cement_given(self) -> bool:
        """Whether any cement has left the needle."""
        return self.injected is not None and self.injected.injected_ml > 0

    @property
    def beyond_pedicle_mm(self) -> float:
        """Distance (mm) from the pedicle's middle to the tip, along the needle."""
        return round(self.needle.depth_mm - BEHIND_MM, 9)

    @property
    def is_steerable(self) -> bool:
        """Whether the needle can still be turned."""
        return self.needle.depth_mm <= START_DEPTH_MM + STEERABLE_DEPTH_MM

    @property
    def scan_current(self) -> bool:
        """Whether a scan shows the needle as it lies now."""
        return self.steering.scanned_needle == self.needle

    @cached_property
    def cement(self) -> CementField | None:
        """Cement in the body, or at hand where a needle's opening lies in spongy bone; None elsewhere."""
        from vertebra.models.procedure import simulate

        return self.injected if self.injected is not None else simulate.available_cement(self)

    @cached_property
    def body(self) -> Vertebra:
        """The body without its cement: as it broke, or raised and with cavities."""
        from vertebra.models.procedure import kyphoplasty

        return kyphoplasty.body(self)

    @cached_property
    def vertebra(self) -> Vertebra:
        """The body with its cement (Part.CEMENT) and cavities (Part.CAVITY);
        the fractured one where nothing was done."""
        if self.injected is None or not self.cement_given:
            return self.body
        return with_cement(self.body, self.injected.cement_fraction)

    @property
    def heights(self) -> VertebralHeights:
        """The body's heights now."""
        return _heights(self.body)

    @property
    def digest(self) -> str:
        """Checksum of the body, the log and all that came of it."""
        found = hashlib.blake2b(digest_size=16)
        bone = self.fractured
        for array in (bone.labels, bone.density_mg_cm3, bone.shell_fraction, bone.surface_mm):
            found.update(array.tobytes())
        parts = bone.spacing_mm, bone.origin_mm, bone.level, self.equipment, self.actions, self.needle, self.balloons
        steering = {name: value for name, value in vars(self.steering).items() if name != "last_seen"}
        found.update(repr((parts, steering, sorted(self.steering.last_seen.items(), key=lambda one: one[0]))).encode())
        found.update(self.injected.digest.encode() if self.injected is not None else b"")
        return found.hexdigest()

    def _cache_members_(self) -> tuple[object, ...]:
        """What is large in it, also what has been worked out from it so far."""
        worked_out = (self.__dict__.get(name) for name in ("cement", "body", "vertebra"))
        return (self.fractured, self.injected, *worked_out)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ProcedureOutcome) and (self is other or self.digest == other.digest)

    def __hash__(self) -> int:
        return int(self.digest[:15], 16)


@cache.BONES.memoize
def _heights(body: Vertebra) -> VertebralHeights:
    return morphometry_heights(body)


@dataclass(frozen=True)
class Assessment:
    """One criterion of an assessment.

    Parameters
    ----------
    criterion : str
    passed : bool
    values : mapping
        The numbers or keys by which that was decided.
    near : bool
        Whether it passed with little room to spare; it counts as passed.
    """

    criterion: str
    passed: bool
    values: Mapping[str, float | str] = field(default_factory=dict)
    near: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "passed", bool(self.passed))
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))
