"""The patient's own fracture: the one body that is on every picture, on the table and under the press.

See decision 0210.
"""

from dataclasses import dataclass, replace

from vertebra import cache
from vertebra.arguments import checked
from vertebra.errors import InputError, check_choice
from vertebra.models import anatomy, mechanics
from vertebra.models.fracture import parameters
from vertebra.models.fracture.cleft import BACK, FRONT, with_cleft
from vertebra.models.fracture.collapse import SHAPES, Shape, collapse, collapse_where
from vertebra.models.fracture.shipped_failure import shipped_pattern
from vertebra.models.mechanics import Compression
from vertebra.patient import Patient, Vertebra, check_level
from vertebra.texts import _, pgettext


@dataclass(frozen=True, eq=False)
class LoadCase:
    """A fracture with its history.

    Parameters
    ----------
    intact, fractured : Vertebra
        The body before and after the fracture.
    shape : str
        The shape that it collapsed into, a member of `SHAPES`.
    """

    intact: Vertebra
    fractured: Vertebra
    shape: Shape

    @property
    def loaded(self) -> Compression:
        """The intact body under the load that broke it."""
        return _load_case(self.intact, self.shape)


@checked
def of_patient(
    patient: Patient,
    level: str = "L1",
    voxel_mm: float = 1.0,
    *,
    grade: int | None = None,
    shape: Shape | None = None,
    cleft_ml: float = 0.0,
) -> Vertebra:
    """Build the patient's fractured vertebra; the only builder of one.

    The same arguments give the same voxels and landmarks, in imaging, procedure, quiz or test.

    Parameters
    ----------
    patient : Patient
    level : str
        T7 to L5.
    voxel_mm : float
        Edge of a voxel, 0.5 to 3 mm.
    grade : int, optional
        Genant's grade, 0 (hardly any height lost) to 3; by default that of the patient's record at this level, or the
        table's where it names none.
    shape : str, optional
        "wedge", "biconcave" or "crush"; by default the table's.
    cleft_ml : float
        Volume of a cleft on the fracture plane, 0.1 to 4 mL; 0 for none.

    Returns
    -------
    Vertebra
        Of the kind "collapsed", with all landmarks of the intact one and those of the fracture plane.

    Raises
    ------
    InputError
        For an unknown level, grade or shape, a voxel out of range, and a cleft that is out of range or has no room.
    ConvergenceError
        If the solver of the mechanics does not converge.

    Source
    ------
    `assets/tables/fracture_collapse.csv`; grades after Genant1993.
    """
    return load_case(patient, level, voxel_mm, grade=grade, shape=shape, cleft_ml=cleft_ml).fractured


@checked
def load_case(
    patient: Patient,
    level: str = "L1",
    voxel_mm: float = 1.0,
    *,
    grade: int | None = None,
    shape: Shape | None = None,
    cleft_ml: float = 0.0,
) -> LoadCase:
    """Return the patient's fracture together with the intact body that it came from.

    Parameters
    ----------
    patient, level, voxel_mm, grade, shape, cleft_ml
        As for `of_patient`.

    Returns
    -------
    LoadCase

    Raises
    ------
    InputError
        As `of_patient`.
    """
    wanted = recorded_grade(patient, level) if grade is None else grade
    form = usual_shape() if shape is None else shape
    _check(wanted, form)
    fractured = _cached_fracture(patient, level, float(voxel_mm), wanted, form, float(cleft_ml))
    return LoadCase(intact_body(patient, level, float(voxel_mm)), fractured, form)


@checked
def as_recorded(patient: Patient, level: str = "L1", voxel_mm: float = 1.0) -> Vertebra:
    """Build the patient's vertebra as it is today: fractured where the record names a fracture, else intact.

    Parameters
    ----------
    patient : Patient
    level : str
        T7 to L5.
    voxel_mm : float
        Edge of a voxel, 0.5 to 3 mm.

    Raises
    ------
    InputError
        For an unknown level, or a voxel out of range.
    """
    if any(one.level == level for one in patient.fractures):
        return of_patient(patient, level, voxel_mm)
    return anatomy.build(patient, level, float(voxel_mm))


@checked
def of_vertebra(
    intact: Vertebra,
    *,
    grade: int | None = None,
    shape: Shape | None = None,
    loss_percent: float | None = None,
    cleft_ml: float = 0.0,
) -> LoadCase:
    """Break any intact vertebra, built or read from a CT, as a patient's breaks.

    Parameters
    ----------
    intact : Vertebra
        A body; it needs neither pedicles nor canal.
    grade : int, optional
        Genant's grade, 0 to 3; by default the table's.
    shape : str, optional
        A member of `SHAPES`, by default the table's.
    loss_percent : float, optional
        Height lost, 0 to 70 %, in place of a grade's.
    cleft_ml : float
        Volume of a cleft on the fracture plane, 0.1 to 4 mL; 0 for none.

    Returns
    -------
    LoadCase

    Raises
    ------
    InputError
        For both a grade and a loss, an unknown grade or shape, a loss out of range, a body that is fractured already or
        cannot be loaded, and a cleft that has no room.
    ConvergenceError
        If the solver of the mechanics does not converge.

    Source
    ------
    `assets/tables/fracture_collapse.csv`; grades after Genant1993.
    """
    if grade is not None and loss_percent is not None:
        raise InputError(_("Give either a grade or a loss of height, and not both."))
    form = usual_shape() if shape is None else shape
    wanted = int(parameters.value("grade", "unrecorded")) if grade is None else grade
    _check(wanted, form)
    if any(name in intact.landmarks_mm for name in (FRONT, BACK)):
        raise InputError(
            _("This {level} is broken already; give the body as it was before its fracture.").format(level=intact.level)
        )
    loss = parameters.height_loss_percent(wanted) if loss_percent is None else loss_percent
    fractured = collapse(_load_case(intact, form), loss, form)
    return LoadCase(intact, with_cleft(fractured, cleft_ml) if cleft_ml else fractured, form)


@checked
def load_on(shape: Shape) -> tuple[float, float]:
    """Return the load that ends in a shape.

    Parameters
    ----------
    shape : str
        A member of `SHAPES`.

    Returns
    -------
    load_n, forward_mm : float
        The load, and how far in front of the body's middle it acts.

    Raises
    ------
    InputError
        For an unknown shape.

    Source
    ------
    `assets/tables/fracture_collapse.csv`.
    """
    check_choice(_("The shape"), shape, SHAPES)
    return parameters.value("load", shape), parameters.value("load_forward", shape)


@checked
def recorded_grade(patient: Patient, level: str) -> int:
    """Return the grade of the fracture on record at a level, or the table's where there is none.

    Raises
    ------
    InputError
        For an unknown level.
    """
    check_level(level)
    recorded = [one.grade for one in patient.fractures if one.level == level]
    return recorded[0] if recorded else int(parameters.value("grade", "unrecorded"))


def usual_shape() -> Shape:
    """Return the shape that stands for a fracture with only its grade on record."""
    return next(shape for shape in SHAPES if shape == parameters.text("shape", "usual"))


def _check(grade: int, shape: str) -> None:
    if grade not in (0, 1, 2, 3):
        raise InputError(
            pgettext("unknown-grade", "The grade is {grade}; give 0, 1, 2 or 3.").format(grade=repr(grade))
        )
    check_choice(_("The shape"), shape, SHAPES)


@checked
def intact_body(patient: Patient, level: str, voxel_mm: float) -> Vertebra:
    """Return the body before its fracture, which the record of that time does not name."""
    others = tuple(one for one in patient.fractures if one.level != level)
    return anatomy.build(replace(patient, fractures=others), level, voxel_mm)


def _load_case(intact: Vertebra, shape: Shape) -> Compression:
    load, forward = load_on(shape)
    return mechanics.compress(intact, load_n=load, forward_mm=forward)


@cache.BONES.memoize
def _cached_fracture(
    patient: Patient, level: str, voxel_mm: float, grade: int, shape: Shape, cleft_ml: float
) -> Vertebra:
    if cleft_ml:
        return with_cleft(_cached_fracture(patient, level, voxel_mm, grade, shape, 0.0), cleft_ml)
    intact = intact_body(patient, level, voxel_mm)
    pattern = shipped_pattern(patient, level, voxel_mm, grade, shape, intact)
    if pattern is not None:
        broken = collapse_where(intact, pattern, parameters.height_loss_percent(grade), shape)
    else:
        broken = of_vertebra(intact, grade=grade, shape=shape).fractured
    return replace(broken, patient=patient)
