"""The explorer of pain that falls by itself: who is let into a trial, and what makes them better."""

import io
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vertebra.errors import check_range
from vertebra.models.epidemiology.meta_analysis import ImprovementParts, PainCohort
from vertebra.models.experiments.entry_threshold import admitted, improvement_parts, unselected
from vertebra.texts import _
from vertebra.views import pain as view
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.evidence import RegressionToMeanControls, RegressionToMeanFrame

SHOWN = 700
MAX_ENTRY_THRESHOLD_POINTS = 9.0
MAX_EFFECT_POINTS = 2.0


@dataclass(frozen=True)
class RegressionToMeanState:
    """The trial that is tried.

    Parameters
    ----------
    entry_threshold_points : float, optional
        Pain from which people are let in, 0 to 9 of 10.
    ritual_points, true_points : float, optional
        Effect of the ritual and of the treatment itself, 0 to 2 points.
    """

    entry_threshold_points: float = 5.0
    ritual_points: float = 0.0
    true_points: float = 0.0


class RegressionToMeanExplorer(CourseWidget):
    """`RegressionToMeanExplorer(entry_threshold_points=5)`: choose who is let in, and watch both arms get better."""

    script = "pain.js"
    frame_type, controls = RegressionToMeanFrame, RegressionToMeanControls
    sheets = ("chart.css", "pain.css")
    title = _("A treatment that does nothing")

    def __init__(self, entry_threshold_points: float = 5.0, **traits: Any) -> None:
        self.entry_threshold_points = check_range(
            _("The pain needed to enter"), entry_threshold_points, 0, MAX_ENTRY_THRESHOLD_POINTS, "points"
        )
        super().__init__(**traits)

    def initial_state(self) -> RegressionToMeanState:
        """No ritual and no effect."""
        return RegressionToMeanState(self.entry_threshold_points)

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `door` (0 to 9), `ritual` and `effect` (0 to 2 points).
        """
        return {
            "door": self._set_door,
            "ritual": self._set_ritual,
            "effect": self._set_effect,
        }

    def _set_door(self, state: RegressionToMeanState, wanted: Any) -> RegressionToMeanState:
        points = check_range(_("The pain needed to enter"), wanted, 0, MAX_ENTRY_THRESHOLD_POINTS, "points")
        return replace(state, entry_threshold_points=round(2 * points) / 2)

    def _set_ritual(self, state: RegressionToMeanState, wanted: Any) -> RegressionToMeanState:
        return replace(state, ritual_points=check_range(_("The ritual"), wanted, 0, MAX_EFFECT_POINTS, "points"))

    def _set_effect(self, state: RegressionToMeanState, wanted: Any) -> RegressionToMeanState:
        return replace(state, true_points=check_range(_("The effect"), wanted, 0, MAX_EFFECT_POINTS, "points"))

    def render_state(self, state: RegressionToMeanState, previous: RegressionToMeanState | None) -> FrameMessage:
        """Pain of everyone screened that day and a month later, the arms' means, and the reasons for the fall."""
        screened = unselected(state.true_points, state.ritual_points)
        cohort = _of(state)
        means = [
            [float(pain[cohort.treated == arm].mean()) for pain in (cohort.entry_points, cohort.follow_up_points)]
            for arm in (True, False)
        ]
        shown = {
            "door": state.entry_threshold_points,
            "ritual": state.ritual_points,
            "effect": state.true_points,
            "means": means,
            "highest": MAX_ENTRY_THRESHOLD_POINTS,
            "readouts": view.meter_values(cohort, _parts(state)),
        }
        arrays: dict[str, Any] = {
            "entry": screened.entry_points[:SHOWN].astype(np.float32),
            "later": screened.follow_up_points[:SHOWN].astype(np.float32),
            "treated": screened.treated[:SHOWN].astype(np.uint8),
        }
        return FrameMessage(shown, arrays)

    def alt_text(self, state: RegressionToMeanState) -> str:
        """What a trial of these people would see, and what lies behind it."""
        return view.describe_improvement(_of(state), _parts(state))

    def static_png(self, state: RegressionToMeanState) -> bytes:
        """Both arms before and after, and the reasons for the fall."""
        buffer = io.BytesIO()
        figure = view.static_figure(_of(state), _parts(state))
        figure.savefig(buffer, format="png", dpi=70, metadata={"Software": None})
        return buffer.getvalue()


def _of(state: RegressionToMeanState) -> PainCohort:
    return admitted(state.entry_threshold_points, state.true_points, state.ritual_points)


def _parts(state: RegressionToMeanState) -> ImprovementParts:
    return improvement_parts(state.entry_threshold_points, state.true_points, state.ritual_points)
