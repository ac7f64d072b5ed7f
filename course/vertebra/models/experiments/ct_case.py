"""A vertebra from a CT taken the whole way: broken, imaged, pierced by needles, filled with cement,
and pressed again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeVar

from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.models import fracture, mechanics, procedure
from vertebra.models.anatomy import Morphometry, measure
from vertebra.models.anatomy.ct_landmarks import missing_landmarks
from vertebra.models.experiments.mri_slices import Image, acquired_by_name
from vertebra.models.experiments.radiographs import Radiograph, standard_views
from vertebra.models.fracture import LoadCase
from vertebra.models.imaging import mri, xray_scene
from vertebra.models.imaging.sagittal import SagittalScene
from vertebra.models.mechanics import augmentation
from vertebra.models.mechanics.augmentation import RestoredStrength
from vertebra.models.procedure import CementAction, ProcedureOutcome
from vertebra.models.procedure.needle import Margins, Needle, margins, planned_needle
from vertebra.patient import LEVELS, Patient, Vertebra
from vertebra.texts import _

T = TypeVar("T")
SEQUENCES = ("T1", "STIR")
STEPS = ("radiographs", "mri", "needles", "cement", "restoration")
FLOW_ML_PER_S = 0.1
MIN_CEMENT_ML, MAX_CEMENT_ML = 1.0, 8.0
TEST_LOAD_N = 500.0
XRAY_NEIGHBOURS, MRI_NEIGHBOURS = 1, 2
WEEKS = 3.0
"""How old the fracture is on the slice: as Mrs A.'s."""


@dataclass(frozen=True, eq=False)
class CtCase:
    """What became of a vertebra from a CT.

    Parameters
    ----------
    vertebra, size, strength_n
        As read, its dimensions, and the load at which it gives way.
    missing
        Landmarks that its shape does not show.
    history
        The body before and after its fracture; None for one that was broken already.
    radiographs
        AP and lateral, with cement where there is any; neighbours are built from tables for the patient.
    mri, mri_images
        The slice through it and its built neighbours, and its pictures by each of `SEQUENCES`.
    needles
        A suggested needle on each side, and its distances.
    outcome
        The cement.
    restoration
        Stiffness and strength as read, broken and filled.
    refused
        Steps (`STEPS`) that could not be taken, and why.
    """

    vertebra: Vertebra
    size: Morphometry
    strength_n: float
    missing: tuple[str, ...]
    history: LoadCase | None = None
    radiographs: tuple[Radiograph, Radiograph] | None = None
    mri: SagittalScene | None = None
    mri_images: Mapping[str, Image] = field(default_factory=dict)
    needles: tuple[tuple[Needle, Margins], ...] = ()
    outcome: ProcedureOutcome | None = None
    restoration: RestoredStrength | None = None
    refused: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> Vertebra:
        """The broken body that is imaged and treated."""
        return self.vertebra if self.history is None else self.history.fractured

    def __post_init__(self) -> None:
        object.__setattr__(self, "refused", MappingProxyType(dict(self.refused)))


@checked
def ct_case(
    vertebra: Vertebra,
    patient: Patient,
    grade: int = 2,
    cement_ml: float = 4.0,
    progress: Callable[[str], None] = lambda step: None,
) -> CtCase:
    """Take a vertebra that `anatomy.read_ct` read the whole way.

    A step that the bone does not allow (no pedicles, no canal) is refused by name, and the others go on.

    Parameters
    ----------
    vertebra : Vertebra
    patient : Patient
        Age and sex for the marrow, the trunk and the built neighbours.
    grade : int
        Genant's grade of the fracture that is made, 1 to 3; 0 for a vertebra that was broken already.
    cement_ml : float
        Through both pedicles together, 1 to 8 mL.
    progress : callable
        Told each of `STEPS` as it begins.
    """
    wanted = check_range(_("The volume of cement"), cement_ml, MIN_CEMENT_ML, MAX_CEMENT_ML, "mL")
    if vertebra.patient is None:
        vertebra = replace(vertebra, patient=patient)
    history = fracture.of_vertebra(vertebra, grade=grade) if grade else None
    refused: dict[str, str] = {}

    def attempt(step: str, do: Callable[[], T]) -> T | None:
        progress(step)
        try:
            return do()
        except InputError as error:
            refused[step] = str(error)
            return None

    body = vertebra if history is None else history.fractured
    needles = attempt("needles", lambda: tuple(_needle(body, side) for side in ("right", "left")))
    outcome = attempt("cement", lambda: _injected(body, wanted))
    slice_ = attempt("mri", lambda: _slice(patient, body))
    restoration = None if outcome is None else attempt("restoration", lambda: _restored(vertebra, outcome))
    return CtCase(
        vertebra=vertebra,
        size=measure(vertebra),
        strength_n=mechanics.compress(vertebra, load_n=TEST_LOAD_N).strength_n,
        missing=missing_landmarks(vertebra),
        history=history,
        radiographs=attempt("radiographs", lambda: _radiographs(patient, body, outcome)),
        mri=slice_,
        mri_images={} if slice_ is None else acquired_by_name(slice_, SEQUENCES),
        needles=needles or (),
        outcome=outcome,
        restoration=restoration,
        refused=refused,
    )


def _needle(body: Vertebra, side: str) -> tuple[Needle, Margins]:
    needle = planned_needle(body, side)
    return needle, margins(body, needle)


def _injected(body: Vertebra, cement_ml: float) -> ProcedureOutcome:
    """Half through each pedicle, as thick as it is at the start of the usual procedure."""
    half = CementAction("inject", cement_ml / 2 / FLOW_ML_PER_S, FLOW_ML_PER_S)
    return procedure.run(body, (half, CementAction("side", -1), half))


def _restored(intact: Vertebra, outcome: ProcedureOutcome) -> RestoredStrength:
    return augmentation.simulate_restoration(intact, outcome.fractured, outcome.vertebra)


def _radiographs(patient: Patient, body: Vertebra, outcome: ProcedureOutcome | None) -> tuple[Radiograph, Radiograph]:
    what = xray_scene.xray_scene(patient, body.level, XRAY_NEIGHBOURS, {body.level: body})
    return standard_views(what.with_instruments(*procedure.radiopaque_objects(outcome)) if outcome else what)


def _slice(patient: Patient, body: Vertebra) -> SagittalScene:
    at = LEVELS.index(body.level)
    ends = LEVELS[max(at - MRI_NEIGHBOURS, 0)], LEVELS[min(at + MRI_NEIGHBOURS, len(LEVELS) - 1)]
    return mri.sagittal_scene(patient, (mri.Finding(body.level, weeks=WEEKS),), ends, {body.level: body})
