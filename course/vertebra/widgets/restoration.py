"""The restoration explorer: how much stiffness and strength a volume of cement gives back, and where it lies best."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra.errors import InputError, check_range
from vertebra.models.experiments import restoration_curve as experiment
from vertebra.models.experiments.restoration_curve import RestorationCurve
from vertebra.patient import Patient, check_level
from vertebra.texts import _
from vertebra.views import restoration as view
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.explorers import RestorationControls, RestorationFrame
from vertebra.widgets.precompute import in_background
from vertebra.widgets.restoration_sections import STEP_ML, section


@dataclass(frozen=True)
class RestorationState:
    """The volume (mL) and where it lies."""

    volume_ml: float = 2.0
    placement: str = "both sides"


class RestorationExplorer(CourseWidget):
    """`RestorationExplorer(patient, level="L1")`: inject cement into the broken body, and load it again."""

    script = "restoration.js"
    frame_type, controls = RestorationFrame, RestorationControls
    sheets = ("chart.css", "restoration.css")
    title = _("Strength given back")

    def __init__(self, patient: Patient, level: str = "L1", **traits: Any) -> None:
        self.patient, self.level = patient, check_level(level)
        self._ahead: Thread | None = None
        super().__init__(**traits)

    def caution_text(self) -> str:
        """Where the model contradicts the evidence."""
        return _(
            "In this model stiffness comes back before strength. In the laboratory it is the other way round: "
            "little cement gave strength back, stiffness took more. "
            "Believe the laboratory, and compare places and sides here."
        )

    def initial_state(self) -> RestorationState:
        """Two millilitres, on both sides."""
        return RestorationState()

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `volume` (0 to 8 mL) and `placement` (both sides, one side, middle).
        """
        return {
            "volume": self._set_volume,
            "placement": self._set_placement,
        }

    def _set_volume(self, state: RestorationState, wanted: Any) -> RestorationState:
        return replace(state, volume_ml=check_range(_("The volume"), wanted, 0, max(experiment.VOLUMES_ML), "mL"))

    def _set_placement(self, state: RestorationState, wanted: Any) -> RestorationState:
        if wanted not in experiment.PLACEMENTS:
            raise InputError(
                _("The placement {wanted} is not known; give one of {placements}.").format(
                    wanted=repr(wanted), placements=", ".join(experiment.PLACEMENTS)
                )
            )
        return replace(state, placement=wanted)

    def render_state(self, state: RestorationState, previous: RestorationState | None) -> FrameMessage:
        """Both curves, the numbers at this volume, and a section of the body."""
        restored = self._curve(state)
        shown = {
            "volume": state.volume_ml,
            "placement": state.placement,
            "placements": list(experiment.PLACEMENTS),
            "most": restored.volumes_ml[-1],
            "readouts": view.meter_values(restored, state.volume_ml),
        }
        arrays: dict[str, Any] = {
            "volumes": np.array(restored.volumes_ml, np.float32),
            "strength": 100 * np.array(restored.strength, np.float32),
            "stiffness": 100 * np.array(restored.stiffness, np.float32),
            "image": self._section(state),
        }
        if previous is None:
            self._work_ahead()
        return FrameMessage(shown, arrays)

    def alt_text(self, state: RestorationState) -> str:
        """What the fracture took and the cement gives back."""
        return view.describe(self._curve(state), self.level, state.placement, state.volume_ml)

    def static_png(self, state: RestorationState) -> bytes:
        """The curves and a section."""
        buffer = io.BytesIO()
        view.static_figure(self._curve(state), self._section(state), self.alt_text(state)).savefig(
            buffer, format="png", dpi=70, metadata={"Software": None}
        )
        return buffer.getvalue()

    def _curve(self, state: RestorationState) -> RestorationCurve:
        return experiment.restoration_curve(self.patient, self.level, state.placement)

    def _section(self, state: RestorationState) -> NDArray[np.uint8]:
        return section(self.patient, self.level, state.placement, state.volume_ml)

    def _work_ahead(self) -> None:
        """Inject every volume on every side while the learner looks at the first, so that every control answers at
        once."""
        if self._ahead is None:
            self._ahead = in_background(
                task for placement in experiment.PLACEMENTS for task in self._tasks_of(placement)
            )

    def _tasks_of(self, placement: str) -> Iterator[Callable[[], object]]:
        yield partial(experiment.restoration_curve, self.patient, self.level, placement)
        for step in range(1, round(max(experiment.VOLUMES_ML) / STEP_ML) + 1):
            yield partial(section, self.patient, self.level, placement, step * STEP_ML)
