"""What may be wrong with a vertebra on MRI: a new or old fracture, a cleft, and what looks like them but is not
osteoporosis."""

from dataclasses import dataclass
from typing import Literal

from vertebra.arguments import checked, checked_fields
from vertebra.errors import InputError, check_range
from vertebra.models.fracture import SHAPES, Shape, height_loss_percent
from vertebra.models.imaging import oedema
from vertebra.patient import Patient, check_level
from vertebra.texts import _, pgettext

Kind = Literal["fracture", "haemangioma", "metastasis", "infection"]
Cleft = Literal["none", "fluid", "gas"]
KINDS: tuple[Kind, ...] = ("fracture", "haemangioma", "metastasis", "infection")
CLEFTS: tuple[Cleft, ...] = ("none", "fluid", "gas")
SEVERE_COLLAPSE_GRADE = 3
"""The grade that `oedema.oedema_extent` calls collapsed: its source means grade 3 within a year."""
GRADES = (0, 1, 2, 3)


@checked_fields
@dataclass(frozen=True)
class Finding:
    """One finding on MRI.

    Parameters
    ----------
    level : str
        T7 to L5. An "infection" takes the disc below it, and both bodies beside that.
    kind : {"fracture", "haemangioma", "metastasis", "infection"}
    weeks : float
        Since the fracture, 0 to 5200.
    grade : int
        Genant grade, 0 to 3; 0 has not lost height yet.
    shape : str
        One of `SHAPES`.
    cleft : {"none", "fluid", "gas"}
        Content of a hollow below the endplate.
    healing : float
        The person's rank from quick to slow healing, 0.001 to 0.999.

    Raises
    ------
    InputError
        For a value outside its range.
    """

    level: str
    kind: Kind = "fracture"
    weeks: float = 0.0
    grade: int = 2
    shape: Shape = "wedge"
    cleft: Cleft = "none"
    healing: float = 0.5

    def __post_init__(self) -> None:
        check_level(self.level)
        if self.kind not in KINDS:
            raise InputError(
                _("The finding is {kind}; give one of {kinds}.").format(kind=repr(self.kind), kinds=", ".join(KINDS))
            )
        if self.grade not in GRADES:
            raise InputError(
                pgettext("unknown-grade", "The grade is {grade}; give 0, 1, 2 or 3.").format(grade=repr(self.grade))
            )
        if self.cleft not in CLEFTS or self.shape not in SHAPES:
            raise InputError(
                _("Cleft {cleft} or shape {shape} is not known. Clefts: {clefts}; shapes: {shapes}.").format(
                    cleft=repr(self.cleft), shape=repr(self.shape), clefts=", ".join(CLEFTS), shapes=", ".join(SHAPES)
                )
            )
        check_range(_("Weeks since the fracture"), self.weeks, 0, oedema.MAX_WEEKS, "weeks")
        check_range(_("The rank among people"), self.healing, 0.001, 0.999)

    @property
    def extent(self) -> float:
        """The part of the body (0 to 1) that is oedematous."""
        return oedema.oedema_extent(self.weeks, self.grade >= SEVERE_COLLAPSE_GRADE, self.healing)

    @property
    def loss_percent(self) -> float:
        """The height lost in the picture."""
        return height_loss_percent(self.grade) if self.kind == "fracture" else 0.0


@checked
def findings_of(patient: Patient) -> tuple[Finding, ...]:
    """The patient's own fractures, as findings."""
    return tuple(Finding(one.level, "fracture", one.weeks_ago, one.grade) for one in patient.fractures)
