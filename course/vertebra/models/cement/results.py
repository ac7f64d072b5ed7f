"""What an injection reports besides its field: pressures, and that none was found."""

from dataclasses import dataclass

from vertebra.errors import CourseError


class FlowError(CourseError):
    """The pressure could not be found; the field before stays as it is."""


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
    def cannula_fraction(self) -> float:
        """Share of the pressure that the cannula takes; 0 while nothing flows."""
        return self.cannula_mpa / self.syringe_mpa if self.syringe_mpa > 0 else 0.0


AT_REST = Pressures(0.0, 0.0)
