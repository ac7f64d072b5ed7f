"""What an injection reports: pressures, progress, and states to go back to."""

from dataclasses import dataclass, field
from typing import Any

from vertebra.errors import CourseError


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
