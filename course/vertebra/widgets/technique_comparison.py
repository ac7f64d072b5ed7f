"""Vertebroplasty beside kyphoplasty on one fracture: the same cement in both, drop by drop."""

import io
from dataclasses import dataclass, replace
from functools import partial
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra import cache
from vertebra.errors import InputError, check_range
from vertebra.models.experiments import technique_comparison as experiment
from vertebra.models.experiments.technique_comparison import TechniqueOutcome
from vertebra.models.imaging.fluoroscopy import ExposureSettings as Exposure
from vertebra.models.imaging.geometry import CArm
from vertebra.models.procedure.comparison import MAX_ML, STEP_ML, TECHNIQUES, Technique
from vertebra.patient import Patient, Vertebra
from vertebra.texts import _
from vertebra.views import technique_comparison as view
from vertebra.views.cement_section import PIXEL_MM
from vertebra.widgets import fluoro
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.explorers import TechniqueComparisonControls, TechniqueComparisonFrame
from vertebra.widgets.precompute import in_background

PIXELS = 320
ARMS = {"lateral": CArm(90, pixels=PIXELS), "AP": CArm(pixels=PIXELS)}
LOOKS = ("cut open", *ARMS)
HOW = Exposure(shutters=(0.65, 0.9))


@dataclass(frozen=True)
class TechniqueComparisonState:
    """How much cement was given both ways (mL), and how it is looked at."""

    cement_ml: float = 0.6
    look: str = "cut open"


class TechniqueComparison(CourseWidget):
    """`TechniqueComparison(patient)`: pull cement into two copies of one fracture, with and without balloons before."""

    script = "technique_comparison.js"
    frame_type, controls = TechniqueComparisonFrame, TechniqueComparisonControls
    sheets = ("chart.css", "technique_comparison.css")
    title = _("Two ways")

    def __init__(self, patient: Patient, level: str = "L1", **traits: Any) -> None:
        self.patient, self.fractured = patient, experiment.fractured_body(patient, level)
        self._ahead: Thread | None = None
        super().__init__(**traits)

    def initial_state(self) -> TechniqueComparisonState:
        """A few drops in each."""
        return TechniqueComparisonState()

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `cement` (mL in all) and `look` ("cut open", "lateral", "AP").
        """
        return {
            "cement": self._set_cement,
            "look": self._set_look,
        }

    def _set_cement(self, state: TechniqueComparisonState, wanted: Any) -> TechniqueComparisonState:
        volume = check_range(_("The volume of cement"), wanted, 0, MAX_ML, "mL")
        return replace(state, cement_ml=round(STEP_ML * round(volume / STEP_ML), 2))

    def _set_look(self, state: TechniqueComparisonState, wanted: Any) -> TechniqueComparisonState:
        if wanted not in LOOKS:
            raise InputError(
                _("The view {wanted} is not here; give one of {looks}.").format(
                    wanted=repr(wanted), looks=", ".join(LOOKS)
                )
            )
        return replace(state, look=wanted)

    def render_state(self, state: TechniqueComparisonState, previous: TechniqueComparisonState | None) -> FrameMessage:
        """Both pictures, pressures so far, and the numbers."""
        outcomes = self._outcomes(state.cement_ml)
        shown: dict[str, Any] = {
            "cement": state.cement_ml,
            "look": state.look,
            "spacing": PIXEL_MM,
            "screen": None,
            "readouts": {way: view.metrics(outcome) for way, outcome in outcomes.items()},
        }
        if state.look in ARMS:
            shown["screen"] = fluoro.screen(ARMS[state.look], HOW)
        if previous is None:
            shown |= {"most": MAX_ML, "looks": list(LOOKS)}
            self._work_ahead()
        arrays: dict[str, NDArray[Any]] = {way: self._picture(state, outcome) for way, outcome in outcomes.items()}
        for way, outcome in outcomes.items():
            rows = outcome.history.astype(np.float32)
            arrays |= {"volumes": rows[:, 0], f"kpa_{way}": rows[:, 1]}
        return FrameMessage(shown, arrays)

    def alt_text(self, state: TechniqueComparisonState) -> str:
        """Both ways in words."""
        return view.describe(self._outcomes(state.cement_ml))

    def static_png(self, state: TechniqueComparisonState) -> bytes:
        """Both bodies with the usual cement, and the pressures."""
        buffer = io.BytesIO()
        view.static_figure(self._outcomes(max(state.cement_ml, view.STATIC_FIGURE_ML))).savefig(
            buffer, format="png", dpi=70, metadata={"Software": None}
        )
        return buffer.getvalue()

    def _outcomes(self, cement_ml: float) -> dict[Technique, TechniqueOutcome]:
        return experiment.compare_techniques(self.fractured, cement_ml)

    def _work_ahead(self) -> None:
        """Inject on while the learner looks at the first drops, so that every place of the handle answers at once."""
        if self._ahead is None:
            steps = range(1, round(MAX_ML / STEP_ML) + 1)
            self._ahead = in_background(
                partial(_cut_open, self.fractured, technique, round(step * STEP_ML, 2))
                for step in steps
                for technique in TECHNIQUES
            )

    def _picture(self, state: TechniqueComparisonState, outcome: TechniqueOutcome) -> NDArray[np.uint8]:
        if state.look == "cut open":
            return _cut_open(self.fractured, outcome.technique, state.cement_ml)
        what = experiment.technique_xray_scene(self.patient, self.fractured, outcome.technique, state.cement_ml)
        return fluoro.expose(what, ARMS[state.look], HOW, round(100 * state.cement_ml)).picture


@cache.IMAGED.memoize
def _cut_open(fractured: Vertebra, technique: Technique, cement_ml: float) -> NDArray[np.uint8]:
    return view.sagittal_cut(experiment.technique_outcome(fractured, technique, cement_ml))
