"""The trainers on a vertebra from somebody's own CT."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vertebra.errors import CourseError
from vertebra.models.anatomy import vertebra_file
from vertebra.models.anatomy.scan_image import ScanImage
from vertebra.models.experiments.own_scan import COARSE_MM, fractured_from_scan, practice_scan
from vertebra.patient import Patient, Sex, Vertebra
from vertebra.texts import _
from vertebra.views import own_case as view
from vertebra.widgets.base import CourseWidget
from vertebra.widgets.carm_positioning import CArmTrainer
from vertebra.widgets.cement import CementTrainer
from vertebra.widgets.kyphoplasty import BalloonTrainer
from vertebra.widgets.needle import NeedleTrainer

if TYPE_CHECKING:
    from nibabel.spatialimages import SpatialImage

__all__ = ["COARSE_FILE", "FILE", "CannotOpen", "OwnCase", "practice_scan"]

FILE = "vertebra.npz"
"""The vertebra in a folder of an own case."""
COARSE_FILE = "vertebra-coarse.npz"
"""The same on voxels of `COARSE_MM`."""
SIDES = ("right", "left")


@dataclass(frozen=True)
class CannotOpen:
    """Stands where a trainer would: `words` say what the vertebra lacks."""

    words: str

    def __repr__(self) -> str:
        return self.words

    def _repr_html_(self) -> str:
        return view.box(self.words, grave=True)


class OwnCase:
    """A vertebra from a CT, and the trainers on it. What its scan does not show is named; the other trainers open.

    Parameters
    ----------
    vertebra : Vertebra
        Broken, as `fractured_from_scan` returns it; stays as it is.
    patient : Patient, optional
        By default the vertebra's.
    coarse : callable, optional
        Returns the same body on `COARSE_MM`, for the balloons: it changes with each of their steps, and they have to be
        quick.
    """

    def __init__(
        self, vertebra: Vertebra, patient: Patient | None = None, coarse: Callable[[], Vertebra] | None = None
    ) -> None:
        self.vertebra, self.patient = vertebra, patient or vertebra.patient
        self._coarse = coarse or (lambda: self.vertebra)

    @classmethod
    def from_scan(
        cls,
        image: str | Path | SpatialImage | ScanImage,
        mask: str | Path | SpatialImage | ScanImage,
        level: str = "L1",
        age: float = 74,
        sex: Sex = "female",
        labels: Mapping[int, str] | None = None,
        grade: int = 2,
        slope: float | None = None,
        intercept: float | None = None,
        hounsfield: bool = False,
        ignore_other_labels: bool = False,
    ) -> OwnCase:
        """Read a scan and its mask and break the vertebra; arguments as for `fractured_from_scan`, age in years."""
        read = partial(
            fractured_from_scan,
            image,
            mask,
            Patient(age, sex),
            level,
            labels=labels,
            slope=slope,
            intercept=intercept,
            hounsfield=hounsfield,
            grade=grade,
            ignore_other_labels=ignore_other_labels,
        )
        return cls(read(), coarse=partial(read, voxel_mm=COARSE_MM))

    @classmethod
    def open(cls, folder: str | Path = ".") -> OwnCase:
        """Open the case that `vertebra ct` put into a folder.

        Raises
        ------
        CourseError
            For a file that is not there.
        InputError
            For one that is no vertebra.
        """
        return cls(_read(Path(folder) / FILE), coarse=partial(_read, Path(folder) / COARSE_FILE))

    def carm(self) -> CourseWidget | CannotOpen:
        """Return the C-arm trainer on it."""
        return _opened(_("Setting up the C-arm"), [partial(CArmTrainer, self.patient, vertebra=self.vertebra)])

    def needle(self, side: str | None = None, gauge: int = 11) -> CourseWidget | CannotOpen:
        """Return the needle trainer, by default through the first pedicle that the scan shows, the right one first."""
        trainer = partial(NeedleTrainer, self.patient, gauge=gauge, vertebra=self.vertebra)
        return _opened(_("Steering a needle"), [partial(trainer, side=each_side) for each_side in _sides(side)])

    def cement(self, cement: str = "low", gauge: int = 11, side: str | None = None) -> CourseWidget | CannotOpen:
        """Return the cement trainer, its needle in the first pedicle that the scan shows, the right one first."""
        trainer = partial(CementTrainer, self.patient, cement=cement, gauge=gauge, vertebra=self.vertebra)
        return _opened(_("Injecting cement"), [partial(trainer, side=each_side) for each_side in _sides(side)])

    def balloon(self) -> CourseWidget | CannotOpen:
        """Return the balloon trainer, with the placements that the scan's pedicles allow."""
        return _opened(_("Filling balloons"), [lambda: BalloonTrainer(self.patient, vertebra=self._coarse())])

    def __repr__(self) -> str:
        return view.describe(self.vertebra)

    def _repr_html_(self) -> str:
        return view.box(repr(self))


def _read(path: Path) -> Vertebra:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CourseError(
            _("The vertebra {path} can't be read ({error}). Open the notebook in the folder of its case.").format(
                path=path, error=error.strerror
            )
        ) from error
    return vertebra_file.from_bytes(content)


def _sides(side: str | None) -> tuple[str, ...]:
    return SIDES if side is None else (side,)


def _opened(name: str, attempts: Iterable[Callable[[], CourseWidget]]) -> CourseWidget | CannotOpen:
    """The first trainer that opens, or what the first attempt lacked."""
    problem = ""
    for attempt in attempts:
        try:
            return attempt()
        except CourseError as error:
            problem = problem or str(error)
    return CannotOpen(view.refusal(name, problem))
