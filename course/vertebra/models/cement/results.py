"""Results of an injection besides its field: the pressures, and the error when there is none."""

from dataclasses import dataclass

from vertebra.errors import CourseError


class FlowError(CourseError):
    """Error: no pressure was found; the field before the injection stays as it is."""


@dataclass(frozen=True)
class Pressures:
    """Pressures (MPa) of an injection: along the cannula, and through the bone with the venous pressure behind it."""

    cannula_mpa: float
    bone_mpa: float

    @property
    def syringe_mpa(self) -> float:
        """Pressure (MPa) that the thumb or the screw has to give: both together."""
        return self.cannula_mpa + self.bone_mpa

    @property
    def cannula_fraction(self) -> float:
        """Share of the pressure that the cannula takes; 0 while nothing flows."""
        return self.cannula_mpa / self.syringe_mpa if self.syringe_mpa > 0 else 0.0


AT_REST = Pressures(0.0, 0.0)
