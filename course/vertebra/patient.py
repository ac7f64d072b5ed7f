"""The two values that flow through every model: a `Patient` and one of her vertebrae. Neither can be changed.

See decision 0001.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from vertebra.arguments import checked_fields
from vertebra.errors import InputError, check_count, check_range
from vertebra.story import fact, number
from vertebra.texts import _, pgettext

Sex = Literal["female", "male"]
Treatment = Literal["none", "alendronate", "zoledronate", "denosumab", "teriparatide", "romosozumab"]

LEVELS = ("T7", "T8", "T9", "T10", "T11", "T12", "L1", "L2", "L3", "L4", "L5")
TREATMENTS: tuple[str, ...] = ("none", "alendronate", "zoledronate", "denosumab", "teriparatide", "romosozumab")


class Part(IntEnum):
    """What a voxel is. Values are stored in `Vertebra.labels`."""

    BACKGROUND = 0
    TRABECULAR = 1
    CORTICAL_SHELL = 2
    SUPERIOR_ENDPLATE = 3
    INFERIOR_ENDPLATE = 4
    PEDICLE = 5
    POSTERIOR_ELEMENTS = 6
    CANAL = 7
    BASIVERTEBRAL_VEIN = 8
    PAD = 9
    CEMENT = 10
    CAVITY = 11


BONE_PARTS = (
    Part.TRABECULAR,
    Part.CORTICAL_SHELL,
    Part.SUPERIOR_ENDPLATE,
    Part.INFERIOR_ENDPLATE,
    Part.PEDICLE,
    Part.POSTERIOR_ELEMENTS,
)
BODY_PARTS = (*BONE_PARTS[:4], Part.BASIVERTEBRAL_VEIN, Part.CEMENT, Part.CAVITY)


MAX_SEED = 2**63

LANDMARK_REMEDY = _(
    "Read the vertebra from a mask that labels body and arch (pedicles, laminae, spinous process), or use a built one."
)


def check_level(level: str) -> str:
    """Return `level` unchanged if it is one of T7 to L5.

    Raises
    ------
    InputError
        For any other level.
    """
    if level not in LEVELS:
        raise InputError(
            _("Level {level} is not known. Give one of {levels}.").format(level=repr(level), levels=", ".join(LEVELS))
        )
    return level


@checked_fields
@dataclass(frozen=True)
class Fracture:
    """A prevalent vertebral fracture.

    Parameters
    ----------
    level : str
        T7 to L5.
    grade : int
        Genant grade, 1 to 3.
    weeks_ago : float
        Age of the fracture in weeks, 0 to 5200.

    Raises
    ------
    InputError
        For a value outside its range.
    """

    level: str
    grade: int = 1
    weeks_ago: float = 0.0

    def __post_init__(self) -> None:
        check_level(self.level)
        if self.grade not in (1, 2, 3):
            raise InputError(
                pgettext("genant-grade", "Genant grade is {grade}; it must be 1, 2 or 3.").format(
                    grade=repr(self.grade)
                )
            )
        check_range(_("Weeks since the fracture"), self.weeks_ago, 0, 5200, "weeks")


@checked_fields
@dataclass(frozen=True)
class Patient:
    """A patient, the owner of a vertebra.

    Parameters
    ----------
    age_years : float
        20 to 100 years.
    sex : {"female", "male"}
    height_cm : float, optional
        Adult height before any fracture, 120 to 210 cm.
    weight_kg : float, optional
        30 to 180 kg.
    t_score : float, optional
        T-score of the lumbar spine by DXA, -6 to 4.
    vbmd_mg_cm3 : float, optional
        Trabecular density by QCT, 10 to 400 mg/cm3. Bone is built with it where it is given, else with the density that
        `t_score` predicts, else with the mean for age and sex.
    fractures : tuple of Fracture
    treatment : str
        One of `TREATMENTS`.
    seed : int
        Draws the texture of trabecular bone; 0 or more.
    body_seed : int
        Draws how the dimensions of the vertebrae and the thickness of their walls depart from the mean of sex and
        height; 0 is the mean.

    Raises
    ------
    InputError
        For a value outside its range.
    """

    age_years: float
    sex: Sex = "female"
    height_cm: float | None = None
    weight_kg: float | None = None
    t_score: float | None = None
    vbmd_mg_cm3: float | None = None
    fractures: tuple[Fracture, ...] = ()
    treatment: Treatment = "none"
    seed: int = 0
    body_seed: int = 0

    def __post_init__(self) -> None:
        check_range(pgettext("age", "Age"), self.age_years, 20, 100, "years")
        if self.sex not in ("female", "male"):
            raise InputError(_("Sex is {sex}; the models know 'female' and 'male'.").format(sex=repr(self.sex)))
        for name, value, low, high, unit in (
            (_("Height"), self.height_cm, 120, 210, "cm"),
            (_("Weight"), self.weight_kg, 30, 180, "kg"),
            ("T-score", self.t_score, -6, 4, ""),
            (_("Trabecular density"), self.vbmd_mg_cm3, 10, 400, "mg/cm3"),
        ):
            if value is not None:
                check_range(name, value, low, high, unit)
        if self.treatment not in TREATMENTS:
            raise InputError(
                _("Treatment {treatment} is not known. Give one of {treatments}.").format(
                    treatment=repr(self.treatment), treatments=", ".join(TREATMENTS)
                )
            )
        check_count(_("The seed"), self.seed, 0, MAX_SEED)
        check_count(_("The seed"), self.body_seed, 0, MAX_SEED)
        object.__setattr__(self, "fractures", tuple(self.fractures))

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the patient that `dataclasses.asdict` wrote down.

        Raises
        ------
        TypeError, AttributeError
            For fields that a patient does not have.
        InputError
            For values outside their range.
        """
        fractures = tuple(Fracture(**fields) for fields in plain.get("fractures", ()))
        return cls(**{**plain, "fractures": fractures})


def mrs_a(lesson: int = 0) -> Patient:
    """Mrs A., the patient of every lesson, three weeks after a fracture.

    Parameters
    ----------
    lesson : int
        The patient has the fractures known in this lesson: one up to lesson 03; lesson 04 finds an old one.

    Source
    ------
    `assets/tables/mrs_a.toml`.
    """
    fractures = [Fracture(str(fact("level").value), int(number("grade")), number("weeks_at_start"))]
    if lesson >= number("old_found_in_lesson"):
        fractures.append(Fracture(str(fact("old_level").value), int(number("old_grade")), number("old_weeks")))
    return Patient(
        age_years=number("age_years"),
        sex="female",
        height_cm=number("height_cm"),
        weight_kg=number("weight_kg"),
        t_score=number("t_score"),
        fractures=tuple(fractures),
        seed=int(number("texture_seed")),
    )


@dataclass(frozen=True)
class FractureHistory:
    """A vertebra's shape before it broke, and where it failed.

    Parameters
    ----------
    heights_mm : (float, float, float)
        Anterior, middle and posterior height in mm.
    wedge_deg : float
        Angle between the endplates in degrees.
    failure_height_mm : float
        World height (z, mm) at which the bone failed first.
    """

    heights_mm: tuple[float, float, float]
    wedge_deg: float
    failure_height_mm: float


@dataclass(frozen=True, eq=False)
class Vertebra:
    """One vertebra on a regular grid: axis 0 is x (the patient's right is +), 1 is y (anterior +), 2 is z (up +).

    All arrays have the shape (nx, ny, nz) and become read-only.

    Parameters
    ----------
    labels : array of uint8
        Values of `Part`.
    density_mg_cm3 : array of float32
        QCT-equivalent density (hydroxyapatite), the mean over the voxel.
    shell_fraction : array of float32
        Share of the voxel, 0 to 1, that is cortical shell or endplate; both are thinner than a voxel.
    surface_mm : array of float32
        Signed distance to the outer bone surface, negative inside.
    spacing_mm : (float, float, float)
        Edges of a voxel, 0.1 to 5 mm.
    origin_mm : (float, float, float)
        Centre of voxel (0, 0, 0); world zero is the centre of the vertebral body.
    level : str
        T7 to L5.
    patient : Patient, optional
        Needed by models that depend on age or sex.
    kind : {"built", "ct", "collapsed", "treated"}
    landmarks_mm : mapping
        Named points (x, y, z).
    history : FractureHistory, optional
        Known for a body that collapsed in the model.
    scanned : bool
        True for a vertebra from a CT, whatever is done with it later: it can't be built again from patient and level.

    Raises
    ------
    InputError
        For an unknown level, arrays of different shapes, or a spacing outside its range.
    """

    labels: NDArray[np.uint8]
    density_mg_cm3: NDArray[np.float32]
    shell_fraction: NDArray[np.float32]
    surface_mm: NDArray[np.float32]
    spacing_mm: tuple[float, float, float]
    origin_mm: tuple[float, float, float]
    level: str
    patient: Patient | None = None
    kind: Literal["built", "ct", "collapsed", "treated"] = "built"
    landmarks_mm: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)
    history: FractureHistory | None = None
    scanned: bool = False

    def __post_init__(self) -> None:
        check_level(self.level)
        shape = self.labels.shape
        for name in ("labels", "density_mg_cm3", "shell_fraction", "surface_mm"):
            array = getattr(self, name)
            if array.ndim != 3 or array.shape != shape:
                raise InputError(
                    _(
                        "{name} has the shape {shape}; every array of a vertebra has the shape of its labels, "
                        "{labels_shape}."
                    ).format(name=name, shape=array.shape, labels_shape=shape)
                )
            frozen = array.view()
            frozen.flags.writeable = False
            object.__setattr__(self, name, frozen)
        for step in self.spacing_mm:
            check_range(_("Voxel spacing"), step, 0.1, 5, "mm")
        object.__setattr__(self, "landmarks_mm", MappingProxyType(dict(self.landmarks_mm)))

    @property
    def shape(self) -> tuple[int, int, int]:
        """(nx, ny, nz)."""
        nx, ny, nz = self.labels.shape
        return nx, ny, nz

    @property
    def voxel_ml(self) -> float:
        """Volume of one voxel in millilitres."""
        return float(np.prod(self.spacing_mm)) / 1000.0

    def is_part(self, *parts: Part) -> NDArray[np.bool_]:
        """Return a mask (nx, ny, nz) of the voxels that are one of `parts`."""
        return np.isin(self.labels, [int(part) for part in parts])

    def axes_mm(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return the world coordinates (mm) of the voxel centres along x (nx,), y (ny,) and z (nz,)."""
        x, y, z = (
            np.asarray(o + s * np.arange(n), dtype=np.float64)
            for o, s, n in zip(self.origin_mm, self.spacing_mm, self.shape, strict=True)
        )
        return x, y, z

    def spongy_bone(self, *more: Part) -> NDArray[np.bool_]:
        """Return the mask (nx, ny, nz) of trabecular bone, and of `more` parts with it.

        Raises
        ------
        InputError
            If this vertebra has no trabecular bone.
        """
        trabecular = np.asarray(self.is_part(Part.TRABECULAR))
        if not trabecular.any():
            raise InputError(
                pgettext(
                    "no-spongy-bone",
                    "This {level} has no trabecular bone, which this needs; label its body in the mask, or use a built "
                    "vertebra.",
                ).format(level=self.level)
            )
        return np.asarray(self.is_part(Part.TRABECULAR, *more)) if more else trabecular

    def _cache_members_(self) -> tuple[object, ...]:
        """What is large in it."""
        return self.labels, self.density_mg_cm3, self.shell_fraction, self.surface_mm

    def landmark(self, name: str, purpose: str) -> tuple[float, float, float]:
        """Return the landmark `name` as (x, y, z) in mm.

        Parameters
        ----------
        name : str
            A key of `landmarks_mm`.
        purpose : str
            The subject of the error message: the tool or model that needs the landmark.

        Raises
        ------
        InputError
            If this vertebra lacks the landmark.
        """
        if name in self.landmarks_mm:
            return self.landmarks_mm[name]
        raise InputError(
            _("{purpose} needs the landmark {name}, and this {level} does not show it. {landmark_remedy}").format(
                purpose=purpose, name=repr(name), level=self.level, landmark_remedy=LANDMARK_REMEDY
            )
        )

    def __repr__(self) -> str:
        nx, ny, nz = self.shape
        return f"Vertebra({self.level}, {self.kind}, {nx} x {ny} x {nz} voxels of {self.spacing_mm[0]:g} mm)"
