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

from vertebra.errors import InputError, check_range
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


LANDMARK_REMEDY = _(
    "Read the vertebra from a mask that labels body and arch (pedicles, laminae, spinous process), or use a built one."
)


def check_level(level: str) -> str:
    """Return `level` if it is one of T7 to L5."""
    if level not in LEVELS:
        raise InputError(
            _("Level {level} is not known. Give one of {levels}.").format(level=repr(level), levels=", ".join(LEVELS))
        )
    return level


@dataclass(frozen=True)
class Fracture:
    """A prevalent vertebral fracture: its level, Genant grade (1 to 3) and age in weeks."""

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


@dataclass(frozen=True)
class Patient:
    """Who the vertebra belongs to.

    `t_score` is the lumbar-spine DXA T-score (-6 to 4); `vbmd_mg_cm3`, the trabecular QCT density (10 to 400), takes
    precedence where both are given; with neither, density is the mean for age and sex. `seed` draws the texture.
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
        fractures = tuple(Fracture(**one) for one in plain.get("fractures", ()))
        return cls(**{**plain, "fractures": fractures})


def mrs_a(lesson: int = 0) -> Patient:
    """Mrs A., whom every lesson works on, three weeks after a fracture; with what is known of her in `lesson`.

    Her facts stand in `assets/tables/mrs_a.toml`. Up to lesson 03 one fracture is known; lesson 04 finds an old one.
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
    """What a vertebra was before it broke: its front, middle and back height (mm), the angle between its endplates
    (degrees), and the height (mm, world) at which its bone failed first.
    """

    heights_mm: tuple[float, float, float]
    wedge_deg: float
    failure_height_mm: float


@dataclass(frozen=True, eq=False)
class Vertebra:
    """One vertebra on a regular grid: axis 0 is x (the patient's right is +), 1 is y (anterior +), 2 is z (up +).

    All arrays have the shape (nx, ny, nz) and are read-only. `density_mg_cm3` is QCT-equivalent (hydroxyapatite) and is
    the mean over the voxel; `shell_fraction` is the share of the voxel that is cortical shell or endplate (both are
    thinner than a voxel); `surface_mm` is the signed distance to the outer bone surface, negative inside. `origin_mm`
    is the centre of voxel (0, 0, 0); world zero is the centre of the vertebral body. `history` is known of a body that
    collapsed in the model. `scanned` stays true of a vertebra from a CT whatever is done with it: it can't be built
    again from patient and level.
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
        """Where the voxel is one of `parts`."""
        return np.isin(self.labels, [int(part) for part in parts])

    def axes_mm(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """World coordinates of the voxel centres along x, y and z."""
        x, y, z = (
            np.asarray(o + s * np.arange(n), dtype=np.float64)
            for o, s, n in zip(self.origin_mm, self.spacing_mm, self.shape, strict=True)
        )
        return x, y, z

    def _cache_members_(self) -> tuple[object, ...]:
        """What is large in it."""
        return self.labels, self.density_mg_cm3, self.shell_fraction, self.surface_mm

    def landmark(self, name: str, purpose: str) -> tuple[float, float, float]:
        """Return the landmark `name` in mm; InputError says that `purpose` needs it where the bone does not show it."""
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
